"""Measures what the codes of a finished checkpoint are and tell: codes.json beside its card.

    python -m model_zoo.recipes.speech_code_phones runs/voices --to model_zoo/checkpoints/inkling-speech-codes

Usage and perplexity over all held-out sentences of the training voices; phones on sentences by flite, whose voices
the model never heard, beside k-means on mel cepstra (learned from the same speech as the codes) and shuffled codes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from model_zoo import cards
from model_zoo.corpora.spoken_phones import Spoken, spoken_phones
from model_zoo.latent.mel_cepstra import mel_cepstra, normalised
from model_zoo.latent.phones import by_phone, entropy, joint, pnmi, purity
from model_zoo.latent.speech_codes import SpeechCodes, filled
from model_zoo.latent.speech_facts import FILE
from model_zoo.loaders.latent_codes import load
from model_zoo.nets.voice_converter import STRIDE
from model_zoo.recipes.inkling_speech_codes import PART
from model_zoo.recipes.publishing import CHECKPOINTS
from model_zoo.recipes.vocoder_task import OWN
from model_zoo.recipes.voice_corpus import Corpus, corpus, read

Array = NDArray[np.float32]
EXEMPLARS = 6
_LEARNED_FROM = 50_000
"""Frames that k-means learns from."""


def usage(model: SpeechCodes, heard: Corpus) -> dict[str, Any]:
    """Share of the codes that occur, and perplexity, of each level over a whole corpus; counts of the first."""
    found = [
        model.numbers(heard.envelope[begin : end - (end - begin) % 2].astype(np.float32))
        for begin, end in zip(heard.begins[:-1], heard.begins[1:], strict=True)
    ]
    numbers = np.concatenate(found, axis=1)
    counts = [np.bincount(level, minlength=model.size) for level in numbers]
    return {
        "utterances": len(heard.recordings),
        "codes": int(numbers.shape[1]),
        "usage": [float((level > 0).mean()) for level in counts],
        "perplexity": [float(np.exp(entropy(level))) for level in counts],
        "counts": counts[0].tolist(),
    }


def phones(
    model: SpeechCodes, learned: Corpus, spoken: Sequence[Spoken], kept: Path, seed: int = 0
) -> dict[str, Any]:
    """Tables of the codes and of what stands beside them, and what they tell of phones and of voices.

    What is k-means' part is `kept` in a folder: it takes minutes, and no training changes it.
    """
    said, voices, codes = [], [], []
    cepstra: list[Array] = []
    for one in spoken:
        numbers = model.encode(one.samples).numbers[0].astype(np.int64)
        codes.append(numbers)
        said.append(one.labels.at((np.arange(len(numbers)) + 0.25) / model.rate))
        voices.append([one.voice] * len(numbers))
        cepstra.append(mel_cepstra(filled(model.mel(one.samples), STRIDE * len(numbers))))
    flat = [phone for labels in said for phone in labels]
    shuffled = np.random.default_rng(seed).permutation(np.concatenate(codes))
    own = _corpus_cepstra(learned, seed)
    ways = {"codes": np.concatenate(codes)}
    for name, change in (("kmeans", lambda one: one), ("kmeans_normalised", normalised)):
        file = kept / f"{name}-{model.size}-{len(flat)}.npy"
        if not file.is_file():
            np.save(file, _clustered([*map(change, own)], [*map(change, cepstra)], model.size, seed))
        ways[name] = np.load(file)
    ways["shuffled"] = shuffled
    speakers = [voice for row in voices for voice in row]
    found: dict[str, Any] = {}
    for name, numbers in ways.items():
        table, names = joint(numbers, flat, model.size)
        found[name] = {
            "pnmi": pnmi(table),
            "purity": purity(table),
            "voice": pnmi(joint(numbers, speakers, model.size)[0]),
            "phones": names,
            "order": by_phone(table),
            "table": table.tolist(),
        }
        print(name, *(f"{key} {found[name][key]:.4f}" for key in ("pnmi", "purity", "voice")), flush=True)
    return found


def _corpus_cepstra(learned: Corpus, seed: int) -> list[Array]:
    """Cepstra of some recordings, as many as k-means is to learn from."""
    random, found, total = np.random.default_rng(seed), [], 0
    begins = learned.mel_begins[OWN]
    for number in random.permutation(len(learned.recordings)):
        found.append(mel_cepstra(learned.mels[OWN][begins[number] : begins[number + 1]].astype(np.float32)))
        total += len(found[-1])
        if total > _LEARNED_FROM:
            break
    return found


def _clustered(learned: Sequence[Array], asked: Sequence[Array], size: int, seed: int) -> NDArray[np.int64]:
    from sklearn.cluster import KMeans

    frames = np.concatenate(list(learned))
    scale = frames.std(axis=0)
    judge = KMeans(size, n_init=1, max_iter=60, random_state=seed).fit(frames / scale)
    found: NDArray[np.int64] = judge.predict(np.concatenate(list(asked)) / scale)
    return found


def exemplars(model: SpeechCodes, folder: Path) -> list[list[tuple[str, int, int]]]:
    """For each code, where it stands longest: [name of the sound, first code, end], each from another sound."""
    places: list[list[tuple[str, int, int]]] = [[] for _ in range(model.size)]
    for path in sorted(folder.glob("*.opus")):
        numbers = model.encode(read(path)).numbers[0]
        edges = np.flatnonzero(np.diff(numbers)) + 1
        longest: dict[int, tuple[str, int, int]] = {}
        for first, end in zip((0, *edges), (*edges, len(numbers)), strict=True):
            code = int(numbers[first])
            if code not in longest or end - first > longest[code][2] - longest[code][1]:
                longest[code] = (path.stem, int(first), int(end))
        for code, place in longest.items():
            places[code].append(place)
    return [sorted(found, key=lambda place: place[1] - place[2])[:EXEMPLARS] for found in places]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("run", type=Path, help="the recipe's folder, whose cache holds the analysed speech")
    parser.add_argument(
        "--samples",
        type=Path,
        help="a folder of sounds: their names and places show what each code stands for",
    )
    parser.add_argument("--to", type=Path, default=CHECKPOINTS / "inkling-speech-codes")
    chosen = parser.parse_args()
    card = cards.find(str(chosen.to))
    model = load(card, torch.device("cpu"), torch.float32, lambda fraction, note: None)
    if not isinstance(model, SpeechCodes):
        raise SystemExit(f"{chosen.to} holds no codes of speech.")
    found = usage(model, corpus(chosen.run / "cache", held_out=True))
    spoken = spoken_phones()
    found["phones"] = phones(model, corpus(chosen.run / "cache"), spoken, chosen.run / PART)
    found["sentences"] = len(spoken)
    if chosen.samples is not None:
        found["exemplars"] = exemplars(model, chosen.samples)
    (chosen.to / FILE).write_text(json.dumps(found, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
