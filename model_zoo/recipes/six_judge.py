"""Measures how far a model of six languages puts translations in one place: held-out pairs, layer by layer.

    python -m model_zoo.recipes.six_judge model_zoo/checkpoints/inkling-mlm-six --json figures.json

Each English sentence looks for its translation among all of that language's by cosine, and back. A sentence is the
mean of its tokens' vectors, as the model gives them ("raw") and with each language's own mean taken off ("centred",
Libovický et al. 2020).
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

import numpy as np
import torch
from numpy.typing import NDArray

from model_zoo.cards import Report, find
from model_zoo.corpora.parallel import LANGUAGES, pairs
from model_zoo.embedding.encode import pooled
from model_zoo.embedding.reading import read
from model_zoo.embedding.retrieval import chance, ranks, summary
from model_zoo.loaders.encoder import Encoder, load

MOST = 1000
#: Rounded so far: figures of a card are read by people.
_DIGITS = 4


class Retrieval(TypedDict):
    """Figures of one language beside English. Single ones are of the best layer, centred; lists are by layer.

    `mrr` is the mean of both directions; `mrr_forward` is from English. `mrr_raw` is that of its own best layer.
    """

    mrr: float
    mrr_forward: float
    mrr_backward: float
    precision_at_1: float
    best_layer: int
    mrr_raw: float
    best_layer_raw: int
    mrr_by_layer: list[float]
    mrr_by_layer_raw: list[float]
    chance: float
    pairs: int


def judge(encoder: Encoder, given: Sequence[tuple[str, str]], report: Report) -> Retrieval:
    """Figures of pairs (English, other). Raises TextError for an empty side."""
    sides = [
        pooled(
            encoder,
            read(encoder, [pair[side] for pair in given], report),
            "mean",
            range(encoder.layers),
            report,
        )
        for side in (0, 1)
    ]
    raw = _found(sides[0], sides[1])
    centred = _found(*(side - side.mean(axis=1, keepdims=True) for side in sides))
    means, raw_means = centred[:, :2].mean(axis=1), raw[:, :2].mean(axis=1)
    best = int(means.argmax())
    forward, backward, first = (round(float(figure), _DIGITS) for figure in centred[best])
    return Retrieval(
        mrr=round(float(means[best]), _DIGITS),
        mrr_forward=forward,
        mrr_backward=backward,
        precision_at_1=first,
        best_layer=best,
        mrr_raw=round(float(raw_means.max()), _DIGITS),
        best_layer_raw=int(raw_means.argmax()),
        mrr_by_layer=means.round(_DIGITS).tolist(),
        mrr_by_layer_raw=raw_means.round(_DIGITS).tolist(),
        chance=round(chance(len(given)), _DIGITS),
        pairs=len(given),
    )


def _found(first: NDArray[np.float32], second: NDArray[np.float32]) -> NDArray[np.float64]:
    """Of vectors [layers, n, width]: MRR forward, MRR backward, precision at 1 of both, by layer [layers, 3]."""
    rows = []
    for one, other in zip(first, second, strict=True):
        there, back = summary(ranks(one, other)), summary(ranks(other, one))
        rows.append((there.mrr, back.mrr, (there.precision_at_1 + back.precision_at_1) / 2))
    return np.array(rows)


def evaluate(folder: Path, most: int = MOST, languages: Sequence[str] = LANGUAGES) -> dict[str, Retrieval]:
    """Figures by language of a checkpoint folder, over at most `most` held-out pairs of each."""
    encoder = load(find(str(folder)), torch.device("cpu"), torch.float32, _quiet)
    found = {}
    for language in languages:
        given = itertools.islice(pairs(language, held_out=True), most)
        found[language] = judge(encoder, [(pair.english, pair.other) for pair in given], _quiet)
    return found


def merged(path: Path, found: dict[str, Retrieval]) -> dict[str, dict[str, object]]:
    """Figures that a file has already, by language, with these beside them."""
    before = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {
        language: {**before.get(language, {}), **found.get(language, {})} for language in {**before, **found}
    }


def main(arguments: list[str] | None = None) -> None:
    """Measure a folder; with --json, put the figures beside those that the file has."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=MOST, help="pairs of a language")
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=list(LANGUAGES))
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args(arguments)
    found = evaluate(chosen.folder, chosen.most, chosen.languages)
    for language, figures in found.items():
        print(language, *(f"{name} {value}" for name, value in figures.items()), sep="  ")
    if chosen.json:
        chosen.json.write_text(json.dumps(merged(chosen.json, found), indent=1) + "\n", encoding="utf-8")


def _quiet(_fraction: float | None, _note: str) -> None:
    """Nobody waits for it with a bar."""


if __name__ == "__main__":
    main()
