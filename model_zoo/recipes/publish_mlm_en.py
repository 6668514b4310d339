"""Makes the checkpoint folder inkling-mlm-en of a finished run: weights, tokenizer, state to resume, card.

    python -m model_zoo.recipes.publish_mlm_en runs/mlm-en/final --figures figures.json

The prose (README.md) is written by hand; this prints nothing into it.
"""

from __future__ import annotations

import argparse
import datetime
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from safetensors import safe_open

from model_zoo.corpora.english import SOURCES
from model_zoo.recipes.card_file import Value, card_text, sha256_of
from model_zoo.recipes.training_state import FACTS, TENSORS

FOLDER = Path(__file__).parent.parent / "checkpoints" / "inkling-mlm-en"
PUBLISHED = ("config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors", TENSORS, FACTS)
SUMMARY = "Guesses hidden words in English sentences; trained from scratch in 83 minutes on two CPU cores."
LIMITS = (
    "It knows grammar, common phrases and dictionary English, but few facts and nothing recent; "
    "it cannot write text, answer questions or understand long passages."
)
PLACES = {"pypi": "PyPI", "debian": "Debian", "debian list": "Debian"}
SHOWN = (
    *(
        f"word_{which}_top{k}{end}"
        for which in ("single", "all")
        for k in (1, 5)
        for end in ("", "_low", "_high")
    ),
    *("word_single_count", "word_all_count", "word_unigram_top1", "word_unigram_top5"),
    *("tokens_top1", "tokens_top5", "tokens_loss_nats", "pseudo_perplexity_token", "pseudo_perplexity_word"),
)
"""The figures that go on the card, `natural_` and `technical_` before each."""


def count_parameters(weights: Path) -> int:
    total = 0
    with safe_open(weights, "pt") as file:
        for name in file.keys():  # noqa: SIM118 - not a mapping
            size = 1
            for axis in file.get_slice(name).get_shape():
                size *= axis
            total += size
    return total


def card(folder: Path, figures: dict[str, dict[str, float]], facts: dict[str, Any], note: str) -> str:
    """card.toml of the files in `folder`."""
    weights = folder / "model.safetensors"
    head: dict[str, Value] = {
        "schema": 1,
        "id": "inkling-mlm-en",
        "title": "Inkling masked English, small",
        "family": "masked_lm",
        "licence": "Apache-2.0",
        "languages": ["en"],
        "summary": SUMMARY,
        "limits": LIMITS,
        "weights": weights.name,
        "sha256": sha256_of(weights),
        "bytes": weights.stat().st_size,
        "parameters": count_parameters(weights),
    }
    metrics = {
        f"{kind}_{name}": float(values[name])
        for kind, values in figures.items()
        for name in SHOWN
        if name in values
    }
    training: dict[str, Value] = {
        "recipe": "model_zoo.recipes.inkling_mlm_en",
        "resumable": (folder / TENSORS).exists(),
        "hardware": "2 CPU cores, shared with other work",
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
    }
    if facts:
        training |= {
            "steps": int(facts["step"]),
            "tokens": int(facts["tokens"]),
            "hours": float(facts["seconds"]) / 3600,
            "seed": int(facts["pace"]["seed"]),
        }
    if note:
        training["note"] = note
    packages = {package.name: package for source in SOURCES for package in source.packages()}
    sources: list[dict[str, Value]] = [
        {
            "name": p.gives,
            "package": f"{PLACES[p.registry]} {p.name}",
            "version": p.version,
            "licence": p.licence,
        }
        for p in packages.values()
    ]
    return card_text(head, metrics, training, sources)


def publish(made: Path, figures: dict[str, dict[str, float]], folder: Path, note: str = "") -> None:
    """Copy every file under a new name, then rename: a reader never meets half a file."""
    facts = json.loads((made / FACTS).read_text()) if (made / FACTS).exists() else {}
    folder.mkdir(parents=True, exist_ok=True)
    for name in PUBLISHED:
        if (made / name).exists():
            shutil.copyfile(made / name, folder / f"{name}.new")
    for name in PUBLISHED:
        if (folder / f"{name}.new").exists():
            (folder / f"{name}.new").replace(folder / name)
    (folder / "card.toml.new").write_text(card(folder, figures, facts, note), encoding="utf-8")
    (folder / "card.toml.new").replace(folder / "card.toml")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("made", type=Path, help="a folder that the recipe exported, such as RUN/final")
    parser.add_argument("--figures", type=Path, help="what evaluate_mlm wrote with --json")
    parser.add_argument("--note", default="", help="a sentence about this very run, for the card")
    parser.add_argument("--to", type=Path, default=FOLDER)
    chosen = parser.parse_args(arguments)
    figures = json.loads(chosen.figures.read_text()) if chosen.figures else {}
    publish(chosen.made, figures, chosen.to, chosen.note)


if __name__ == "__main__":
    main()
