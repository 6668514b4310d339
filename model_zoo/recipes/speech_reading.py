"""What differs between voices that say the same is looked at less: a metric for the first codebook, without phones.

    python -m model_zoo.recipes.speech_reading runs/voices

Sentences that all English voices speak are aligned frame by frame (dynamic time warping, Sakoe and Chiba 1978). The
covariance of what then still differs is whitened: within-class covariance normalisation (Hatch et al. 2006), whose
classes here are moments of a sentence. Codes that are nearest by this metric tell more of what is said.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file

from model_zoo.nets.speech_codec import SpeechCodec
from model_zoo.recipes.inkling_speech_codes import PART, SHAPE
from model_zoo.recipes.speech_codec_task import begin_book
from model_zoo.recipes.training_state import Parameters, export_half
from model_zoo.recipes.voice_corpus import HELD_OUT, Corpus, corpus

Array = NDArray[np.float32]

READING = "speech-codes-reading"
PAIRS = 10
"""Pairs of voices of each shared sentence that are aligned."""
SHARED = range(20)
"""Numbers of the sentences that every English voice speaks; those held out are not looked at."""
_ENGLISH = ("af", "am", "bf", "bm")
_LEAST = 0.05
"""Of the mean variance is added to every direction: none is trusted without bounds."""


def refit(model: SpeechCodec, heard: Corpus, many: int = 340, seed: int = 0) -> None:
    """Set the first codebook's metric, and make all codebooks anew: means of what a trained encoder says."""
    random = np.random.default_rng(seed)
    shared = [
        number
        for number, one in enumerate(heard.recordings)
        if one.number in SHARED and one.number not in HELD_OUT and one.speaker[:2] in _ENGLISH
    ]
    voices = sorted({heard.recordings[number].speaker for number in shared})[::2]
    shared = [number for number in shared if heard.recordings[number].speaker in voices]
    rest = random.permutation(len(heard.recordings))[: max(0, many - len(shared))]
    codes = {int(number): content(model, heard, int(number)) for number in [*shared, *rest]}
    sentences: dict[int, list[Array]] = {}
    for number in shared:
        sentences.setdefault(heard.recordings[number].number, []).append(codes[number])
    within = differences(list(sentences.values()), seed)
    torch.manual_seed(seed)
    with torch.no_grad():
        model.quantizer.sight.copy_(torch.from_numpy(whitening(within)))
        left = torch.from_numpy(np.concatenate(list(codes.values())))
        for level, book in enumerate(model.quantizer.books()):
            seen = left @ model.quantizer.sight.T if level == 0 else left
            begin_book(book, seen, 1024 / len(left), rounds=18)
            picked = book.numbers(seen.T[None])[0]
            counts = torch.bincount(picked, minlength=book.size).clamp_min(1)
            book.book.copy_(
                torch.zeros_like(book.book).index_add_(0, picked, left) / counts[:, None].to(left)
            )
            left = left - book.book[picked]


@torch.no_grad()
def content(model: SpeechCodec, heard: Corpus, number: int) -> Array:
    """What the encoder says of a whole recording: [codes, width]."""
    begin, end = heard.begins[number : number + 2]
    envelope = heard.envelope[begin : end - (end - begin) % 2].astype(np.float32)
    found: Array = model.content(torch.from_numpy(envelope.T.copy())[None])[0].T.numpy()
    return found


def differences(sentences: Sequence[Sequence[Array]], seed: int) -> NDArray[np.float64]:
    """Covariance [width, width] of what differs where two voices say the same, over pairs of each sentence."""
    random = np.random.default_rng(seed)
    width = sentences[0][0].shape[1]
    total, count = np.zeros((width, width)), 0
    for said in sentences:
        for _ in range(PAIRS if len(said) > 1 else 0):
            one, other = random.choice(len(said), 2, replace=False)
            path = aligned(said[one], said[other])
            apart = said[one][path[:, 0]] - said[other][path[:, 1]]
            total += apart.T.astype(np.float64) @ apart
            count += 2 * len(apart)
    return total / max(1, count)


def aligned(one: Array, other: Array) -> NDArray[np.int64]:
    """The cheapest way through both, by squared distance: pairs of frames [steps, 2]."""
    cost = np.square(one[:, None] - other[None]).sum(axis=2)
    rows, columns = cost.shape
    total = np.full((rows + 1, columns + 1), np.inf)
    total[0, 0] = 0.0
    for row in range(rows):
        above = np.minimum(total[row, 1:], total[row, :-1])
        before = np.inf
        for column in range(columns):
            before = cost[row, column] + min(above[column], before)
            total[row + 1, column + 1] = before
    row, column, steps = rows, columns, []
    while row and column:
        steps.append((row - 1, column - 1))
        kind = int(np.argmin((total[row - 1, column - 1], total[row - 1, column], total[row, column - 1])))
        row, column = row - (kind != 2), column - (kind != 1)
    return np.array(steps[::-1])


def whitening(within: NDArray[np.float64]) -> Array:
    """The symmetric matrix that makes a covariance the identity, scaled so that lengths stay alike."""
    values, vectors = np.linalg.eigh(within)
    scales = 1.0 / np.sqrt(values + _LEAST * values.mean())
    found = vectors @ np.diag(scales / scales.mean()) @ vectors.T
    return found.astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("run", type=Path, help="the recipe's folder, with a finished training of the codes")
    run: Path = parser.parse_args().run
    model = SpeechCodec(SHAPE)
    state = model.state_dict()
    own = load_file(run / PART / "final" / "codec.safetensors")
    model.load_state_dict(state | {name: value.to(state[name].dtype) for name, value in own.items()})
    refit(model.eval(), corpus(run / "cache"))
    parameters = dict(model.named_parameters()) | dict(model.named_buffers())
    export_half(cast("Parameters", parameters), run / READING / "final" / "codec.safetensors")


if __name__ == "__main__":
    main()
