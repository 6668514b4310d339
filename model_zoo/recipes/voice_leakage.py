"""Measures what leaks through a finished checkpoint's codes and vectors: leakage.json beside its card.

    python -m model_zoo.recipes.voice_leakage runs/voices --to model_zoo/checkpoints/inkling-voices

The utterances are the shared sentences that no model heard, spoken by every English training voice. What is said is
known as the sentence, not phoneme by phoneme: no true phone labels come with this speech, and the probe for the
content in the speaker's vector asks which of the sentences it was.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from model_zoo import cards
from model_zoo.loaders.voice_conversion import load_own
from model_zoo.recipes.publishing import CHECKPOINTS
from model_zoo.recipes.vocoder_task import OWN
from model_zoo.recipes.voice_corpus import Corpus, corpus
from model_zoo.voices.conversion import VoiceConversion
from model_zoo.voices.leakage import KINDS, probes

FILE = "leakage.json"


def measure(model: VoiceConversion, heard: Corpus) -> dict[str, Any]:
    """Every variant's probes, with its bottleneck, as JSON holds them."""
    rows = range(len(heard.recordings))
    envelopes = [heard.envelope[heard.begins[k] : heard.begins[k + 1]].astype(np.float32) for k in rows]
    begins, mels = heard.mel_begins[OWN], heard.mels[OWN]
    own = [mels[begins[k] : begins[k + 1]].astype(np.float32) for k in rows]
    speakers = [recording.speaker for recording in heard.recordings]
    contents = [str(recording.number) for recording in heard.recordings]
    variants = []
    for name in model.variants:
        net = model.net(name)
        codes = [model.code(envelope, name) for envelope in envelopes]
        vectors = np.stack([model.vector(mel, name) for mel in own])
        found = probes(codes, vectors, speakers, contents)
        facts = {"width": net.shape.code, "normalised": net.shape.normalised, "codebook": net.shape.codebook}
        variants.append({"variant": name, **facts, "probes": {k: asdict(v) for k, v in found.items()}})
        print(name, {k: round(v.accuracy, 3) for k, v in found.items()}, flush=True)
    return {
        "utterances": len(codes),
        "speakers": len(set(speakers)),
        "sentences": len(set(contents)),
        "probes": KINDS,
        "variants": variants,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("run", type=Path, help="the recipe's folder, whose cache holds the analysed speech")
    parser.add_argument(
        "--to", type=Path, default=CHECKPOINTS / "inkling-voices", help="the checkpoint's folder"
    )
    chosen = parser.parse_args()
    card = cards.find(str(chosen.to))
    model = load_own(card, torch.device("cpu"), torch.float32, lambda fraction, note: None)
    found = measure(model, corpus(chosen.run / "cache", held_out=True))
    (chosen.to / FILE).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
