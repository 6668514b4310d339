"""Measures a model of six languages on held-out sentences, each language apart, none beside its translation.

    python -m model_zoo.recipes.evaluate_six model_zoo/checkpoints/inkling-mlm-six --json figures.json

Masked tokens (15 % at random, seed fixed), and how far languages lie together: `six_judge`.
"""

from __future__ import annotations

import argparse
import itertools
import json
from pathlib import Path

from model_zoo.corpora.parallel import LANGUAGES, pairs
from model_zoo.recipes.masked_tokens import Figures, guesses
from model_zoo.recipes.mlm_judge import MaskedModel

SEED = 11
LONGEST = 256
MOST = 1000


def sentences(language: str) -> list[str]:
    """Held-out sentences; the English ones are those of the German pairs."""
    side = 0 if language == "en" else 1
    given = pairs("de" if language == "en" else language, held_out=True)
    return [pair[side] for pair in itertools.islice(given, MOST)]


def evaluate(folder: Path) -> dict[str, Figures]:
    """Figures by language."""
    model = MaskedModel(folder)
    return {
        language: guesses(model, sentences(language), SEED, LONGEST)[0] for language in ("en", *LANGUAGES)
    }


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args(arguments)
    found = evaluate(chosen.folder)
    for language, figures in found.items():
        print(language, *(f"{name} {value:.4f}" for name, value in figures.items()), sep="  ")
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
