"""Makes the checkpoint folder inkling-speech-codes of a finished run: codec and vocoder in one file.

    python -m model_zoo.recipes.publish_speech_codes runs/voices                      the weights and a first card
    python -m model_zoo.recipes.speech_code_phones runs/voices --samples resources/voices   codes.json beside them
    python -m tests.benchmarks.speech_codes --json speech_codes.json
    python -m model_zoo.recipes.publish_speech_codes runs/voices --figures speech_codes.json

A run that was stopped before its end goes in as it was last exported.
"""

from __future__ import annotations

import argparse
import datetime
import json
from pathlib import Path

from safetensors.torch import load_file, save_file

from model_zoo.latent.packed import pack
from model_zoo.latent.speech_facts import FILE
from model_zoo.loaders.speech_codes import TRAINING_ONLY, metadata
from model_zoo.nets.source_filter_vocoder import VocoderShape
from model_zoo.recipes.card_file import Value, card_text, sha256_of
from model_zoo.recipes.inkling_speech_codes import PART, SHAPE
from model_zoo.recipes.publish_voices import SOURCES, exported
from model_zoo.recipes.publishing import CHECKPOINTS
from model_zoo.recipes.speech_reading import READING
from model_zoo.recipes.voice_corpus import SETUP

ID = "inkling-speech-codes"


def assemble(run: Path, folder: Path) -> tuple[Path, int]:
    """Write one file, and say how many parameters it has. FileNotFoundError if codec or vocoder are not there yet."""
    codec, vocoder = exported(run, READING), exported(run, "vocoder")
    if codec is None or vocoder is None:
        raise FileNotFoundError(f"{run} holds no exported {READING} and vocoder yet.")
    tensors = {f"codec.{name}": value for name, value in load_file(codec / "codec.safetensors").items()}
    tensors |= {
        f"vocoder.{name}": value for name, value in load_file(vocoder / "vocoder.safetensors").items()
    }
    tensors = {name: value for name, value in tensors.items() if not name.endswith(TRAINING_ONLY)}
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / "model.safetensors.new"
    save_file(
        pack(tensors, whole=(".book", ".sight")), fresh, metadata=metadata(SETUP, SHAPE, VocoderShape())
    )
    count = sum(value.numel() for value in tensors.values())
    return fresh.replace(folder / "model.safetensors"), count


def measured(folder: Path) -> dict[str, float]:
    """What codes.json says, as the card's figures; none if it is not there yet."""
    if not (folder / FILE).is_file():
        return {}
    found = json.loads((folder / FILE).read_text())
    figures = {
        f"{name}_level_{level}": float(value)
        for name in ("usage", "perplexity")
        for level, value in enumerate(found[name], 1)
    }
    for way, row in found["phones"].items():
        figures |= {f"{name}_{way}": float(row[name]) for name in ("pnmi", "purity", "voice")}
    return figures


def card(run: Path, weights: Path, parameters: int, figures: dict[str, float]) -> str:
    """card.toml of the assembled file."""
    head: dict[str, Value] = {
        "schema": 1,
        "id": ID,
        "title": "Inkling speech codes",
        "family": "latent_codes",
        "licence": "Apache-2.0",
        "languages": ["en"],
        "summary": "Speech as numbers of a codebook, fifty a second, that can be read, changed and heard.",
        "limits": "Learned from two hours of clean synthetic English; real rooms, other languages and singing fail.",
        "weights": weights.name,
        "sha256": sha256_of(weights),
        "bytes": weights.stat().st_size,
        "parameters": parameters,
    }
    facts = json.loads((run / PART / "state" / "training_state.json").read_text())
    training: dict[str, Value] = {
        "recipe": "model_zoo.recipes.inkling_speech_codes",
        "resumable": False,
        "hardware": "2 CPU cores, shared with other work",
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "steps": int(facts["step"]),
        "hours": float(facts["seconds"]) / 3600,
        "seed": int(facts["pace"]["seed"]),
        "note": "Begins as the converter of inkling-voices; its vocoder is taken as it is.",
    }
    return card_text(head, figures, training, SOURCES)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("run", type=Path)
    parser.add_argument("--figures", type=Path, help="what the benchmark of speech codes wrote with --json")
    parser.add_argument("--to", type=Path, default=CHECKPOINTS / ID)
    chosen = parser.parse_args()
    figures = json.loads(chosen.figures.read_text()) if chosen.figures else {}
    weights, parameters = assemble(chosen.run, chosen.to)
    text = card(chosen.run, weights, parameters, measured(chosen.to) | figures)
    (chosen.to / "card.toml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
