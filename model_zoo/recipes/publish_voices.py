"""Makes the checkpoint folder inkling-voices of the finished parts of a run: one file that holds all of them.

    python -m model_zoo.recipes.publish_voices runs/voices --figures figures.json

A part that was stopped before its end goes in as it was last exported.
"""

from __future__ import annotations

import argparse
import datetime
import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from sklearn.linear_model import LogisticRegression
from torch import Tensor

from model_zoo.corpora.parallel_speech import PACKAGES
from model_zoo.loaders.voice_conversion import metadata
from model_zoo.nets.source_filter_vocoder import VocoderShape
from model_zoo.nets.voice_converter import STRIDE, VoiceConverter
from model_zoo.recipes.card_file import Value, card_text, sha256_of
from model_zoo.recipes.inkling_voices import PACES, SHAPES
from model_zoo.recipes.publishing import CHECKPOINTS, PLACES, count_parameters
from model_zoo.recipes.vocoder_task import OWN
from model_zoo.recipes.voice_corpus import SETUP, Corpus, corpus
from model_zoo.recipes.voices_apart import trained_for
from model_zoo.voices.pitch import Pitch
from model_zoo.voices.voice import Voice, measured, speaking, table

ID = "inkling-voices"
VOICED = 0.5
"""Share of a recording's frames, pauses left out, from which on it is no whisper."""
HEARD = 6
"""Recordings of each known speaker that its voice is measured on."""
SOURCES: list[dict[str, Value]] = [
    {"name": p.gives, "package": f"{PLACES[p.registry]} {p.name}", "version": p.version, "licence": p.licence}
    for p in PACKAGES
]


def exported(run: Path, part: str) -> Path | None:
    """The folder that holds a part's newest export: its end, or the last one on the way there.

    A converter that went on with pairs goes in as that left it.
    """
    if part == "converter" and (paired := exported(run, "paired")):
        return paired
    for stage in ("final", "latest"):
        if (folder := run / part / stage).is_dir():
            return folder
    return None


@torch.inference_mode()
def known_voices(net: VoiceConverter, heard: Corpus) -> dict[str, Voice]:
    """Every training speaker as a converter hears it: the mean over a few recordings."""
    found: dict[str, list[int]] = {}
    for number, recording in enumerate(heard.recordings):
        found.setdefault(recording.speaker, []).append(number)
    return {name: _voice(net, heard, numbers[:HEARD]) for name, numbers in sorted(found.items())}


def _voice(net: VoiceConverter, heard: Corpus, numbers: list[int]) -> Voice:
    mels = [_rows(heard.mels[OWN], heard.mel_begins[OWN], k) for k in numbers]
    tune = np.concatenate([heard.hertz[heard.begins[k] : heard.begins[k + 1]] for k in numbers])
    vectors = [net.speaker(torch.from_numpy(mel.T.copy())[None])[0].numpy() for mel in mels]
    mel = np.concatenate(mels)
    return measured(np.mean(vectors, axis=0), mel, Pitch(tune), len(mel) / SETUP.frames_per_second)


def _rows(mels: NDArray[np.float16], begins: NDArray[np.int64], number: int) -> NDArray[np.float32]:
    return mels[begins[number] : begins[number + 1]].astype(np.float32)


@torch.inference_mode()
def voicing(net: VoiceConverter, heard: Corpus) -> dict[str, Tensor]:
    """Logistic regression of being voiced on the code, over every sixth recording that is not whispered."""
    codes, voiced = [], []
    for number in range(0, len(heard.recordings), 6):
        envelope = _rows(heard.envelope, heard.begins, number)
        pitch = Pitch(heard.hertz[heard.begins[number] : heard.begins[number + 1]])
        if pitch.voiced[speaking(envelope)].mean() >= VOICED:
            code = net.encode(torch.from_numpy(envelope.T.copy())[None])[0][0].T.numpy()
            codes.append(code)
            voiced.append(pitch.voiced[::STRIDE][: len(code)])
    fitted = LogisticRegression(max_iter=300).fit(np.concatenate(codes), np.concatenate(voiced))
    return {
        "weight": torch.from_numpy(fitted.coef_[0]).half(),
        "bias": torch.tensor(fitted.intercept_[0]).half(),
    }


def assemble(run: Path, folder: Path) -> Path:
    """Write RUN's parts as one file of fp16 weights; FileNotFoundError if converter or vocoder are not there yet."""
    heard = corpus(run / "cache")
    tensors: dict[str, Tensor] = {}
    shapes, speakers = {}, sorted({r.speaker for r in heard.recordings})
    for part, shape in SHAPES.items():
        made = exported(run, part)
        if made is None:
            continue
        own = load_file(made / "converter.safetensors")
        net = VoiceConverter(shape).eval()
        state = net.state_dict()
        net.load_state_dict({name: value.to(state[name].dtype) for name, value in own.items()})
        tensors |= {f"{part}.{name}": value for name, value in own.items()}
        rows = table(known_voices(net, heard))
        tensors |= {f"voices.{part}.{name}": torch.from_numpy(value).half() for name, value in rows.items()}
        shapes[part] = shape
        if part == "converter":
            tensors |= {f"voicing.{name}": value for name, value in voicing(net, heard).items()}
    made = exported(run, "vocoder")
    if made is None or "converter" not in shapes:
        raise FileNotFoundError(f"{run} holds no exported converter and vocoder yet.")
    tensors |= {f"vocoder.{k}": v for k, v in load_file(made / "vocoder.safetensors").items()}
    folder.mkdir(parents=True, exist_ok=True)
    facts = metadata(SETUP, shapes, VocoderShape(), speakers)
    save_file(tensors, folder / "model.safetensors.new", metadata=facts)
    return (folder / "model.safetensors.new").replace(folder / "model.safetensors")


def card(run: Path, weights: Path, figures: dict[str, float], note: str) -> str:
    """card.toml of the assembled file."""
    head: dict[str, Value] = {
        "schema": 1,
        "id": ID,
        "title": "Inkling voices",
        "family": "voice_conversion",
        "licence": "Apache-2.0",
        "languages": ["en"],
        "summary": "Says what one voice said with another voice, also with one that it never met.",
        "limits": "Learned from four hours of clean synthetic English: real rooms, other languages, singing fail.",
        "weights": weights.name,
        "sha256": sha256_of(weights),
        "bytes": weights.stat().st_size,
        "parameters": count_parameters(weights),
    }
    training: dict[str, Value] = {
        "recipe": "model_zoo.recipes.inkling_voices",
        "resumable": False,
        "seed": PACES["converter"].seed,
        "hardware": "2 CPU cores, shared with other work",
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
    }
    paired = ("paired",) if exported(run, "paired") else ()
    for part in ("converter", *paired, "vocoder"):
        steps, hours = trained_for(run / part)
        training |= {f"{part}_steps": steps, f"{part}_hours": hours}
    if note:
        training["note"] = note
    return card_text(head, figures, training, SOURCES)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("run", type=Path)
    parser.add_argument("--figures", type=Path, help="what the benchmark of voices wrote with --json")
    parser.add_argument("--note", default="")
    parser.add_argument("--to", type=Path, default=CHECKPOINTS / ID)
    chosen = parser.parse_args()
    figures = json.loads(chosen.figures.read_text()) if chosen.figures else {}
    weights = assemble(chosen.run, chosen.to)
    (chosen.to / "card.toml").write_text(card(chosen.run, weights, figures, chosen.note), encoding="utf-8")


if __name__ == "__main__":
    main()
