"""Makes a checkpoint's folder of a finished run: weights, tokenizer, state to resume, card.toml.

The prose (README.md) is written by hand; nothing is printed into it.
"""

from __future__ import annotations

import argparse
import datetime
import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import safe_open

from model_zoo.corpora.packages import Package
from model_zoo.recipes.card_file import Value, card_text, sha256_of
from model_zoo.recipes.training_state import FACTS, TENSORS

CHECKPOINTS = Path(__file__).parent.parent / "checkpoints"
PUBLISHED = ("config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors", TENSORS, FACTS)
PLACES = {"pypi": "PyPI", "npm": "npm", "debian": "Debian", "debian list": "Debian"}


@dataclass(frozen=True)
class Publication:
    """What a recipe says of its model; figures and counts come from the run."""

    id: str
    title: str
    family: str
    languages: tuple[str, ...]
    summary: str
    limits: str
    recipe: str
    shown: tuple[str, ...]
    """The figures that go on the card, the kind of text before each."""
    packages: Callable[[], Iterable[Package]]

    @property
    def folder(self) -> Path:
        return CHECKPOINTS / self.id


def count_parameters(weights: Path) -> int:
    total = 0
    with safe_open(weights, "pt") as file:
        for name in file.keys():  # noqa: SIM118 - not a mapping
            size = 1
            for axis in file.get_slice(name).get_shape():
                size *= axis
            total += size
    return total


def card(
    made: Publication, folder: Path, figures: dict[str, dict[str, float]], facts: dict[str, Any], note: str
) -> str:
    """card.toml of the files in `folder`."""
    weights = folder / "model.safetensors"
    head: dict[str, Value] = {
        "schema": 1,
        "id": made.id,
        "title": made.title,
        "family": made.family,
        "licence": "Apache-2.0",
        "languages": list(made.languages),
        "summary": made.summary,
        "limits": made.limits,
        "weights": weights.name,
        "sha256": sha256_of(weights),
        "bytes": weights.stat().st_size,
        "parameters": count_parameters(weights),
    }
    metrics = {
        f"{kind}_{name}": float(values[name])
        for kind, values in figures.items()
        for name in made.shown
        if name in values
    }
    training: dict[str, Value] = {
        "recipe": made.recipe,
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
    packages = {package.name: package for package in made.packages()}
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


def publish(
    made: Publication,
    run: Path,
    figures: dict[str, dict[str, float]],
    folder: Path | None = None,
    note: str = "",
) -> None:
    """Copy every file under a new name, then rename: a reader never meets half a file."""
    folder = folder or made.folder
    facts = json.loads((run / FACTS).read_text()) if (run / FACTS).exists() else {}
    folder.mkdir(parents=True, exist_ok=True)
    for name in PUBLISHED:
        if (run / name).exists():
            shutil.copyfile(run / name, folder / f"{name}.new")
    for name in PUBLISHED:
        if (folder / f"{name}.new").exists():
            (folder / f"{name}.new").replace(folder / name)
    (folder / "card.toml.new").write_text(card(made, folder, figures, facts, note), encoding="utf-8")
    (folder / "card.toml.new").replace(folder / "card.toml")


def main(made: Publication, doc: str | None, arguments: Sequence[str] | None = None) -> None:
    """The command line of a recipe's publisher."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("made", type=Path, help="a folder that the recipe exported, such as RUN/final")
    parser.add_argument("--figures", type=Path, help="what the evaluation wrote with --json")
    parser.add_argument("--note", default="", help="a sentence about this very run, for the card")
    parser.add_argument("--to", type=Path, default=made.folder)
    chosen = parser.parse_args(arguments)
    figures = json.loads(chosen.figures.read_text()) if chosen.figures else {}
    publish(made, chosen.made, figures, chosen.to, chosen.note)
