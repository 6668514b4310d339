"""Vectors of words in their texts, of words that are chosen and of a background of ordinary ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model_zoo.cards import Report
from model_zoo.embedding.encode import tokens
from model_zoo.embedding.reading import Reading, read
from model_zoo.loaders.encoder import Encoder

Floats = NDArray[np.float32]
Places = Sequence[int]

_SENTENCES = Path(__file__).resolve().parents[2] / "resources" / "sentences"
#: A word as people see it, the same for every model's way of cutting text: letters, also inside a compound.
_WORD = re.compile(r"\w+(?:['’-]\w+)*")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of several texts: `vectors` [layers, words, width], the text of each by number, its spelling."""

    vectors: Floats
    texts: tuple[int, ...]
    names: tuple[str, ...]


@cache
def ordinary_sentences() -> tuple[str, ...]:
    """The bundled English sentences on ordinary matters, from which the background of words is taken."""
    text = (_SENTENCES / "background_en.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line.strip())


def background(encoder: Encoder, report: Report) -> Words:
    """Every word of the ordinary sentences at every layer."""
    readings = read(encoder, ordinary_sentences(), report)
    chosen = [words_of(one) for one in readings]
    found = means(encoder, readings, [[places for _, places in one] for one in chosen], report)
    texts = tuple(number for number, one in enumerate(chosen) for _ in one)
    names = tuple(name for one in chosen for name, _ in one)
    return Words(np.concatenate(found, axis=1), texts, names)


def words_of(reading: Reading) -> list[tuple[str, list[int]]]:
    """Every word of a text and the places of its tokens; words beyond the model's window are left out."""
    found = []
    for match in _WORD.finditer(reading.text):
        places = reading.places(match.start(), match.end())
        if places:
            found.append((match.group(), places))
    return found


def means(
    encoder: Encoder, readings: Sequence[Reading], chosen: Sequence[Sequence[Places]], report: Report
) -> list[Floats]:
    """For each text the mean vectors of the chosen groups of its tokens: [layers, groups, width] of all layers."""
    found: list[Floats] = [np.empty(0, np.float32)] * len(readings)
    for row, vectors in tokens(encoder, readings, range(encoder.layers), report):
        groups = [vectors[:, list(places)].mean(axis=1) for places in chosen[row]]
        empty = np.empty((encoder.layers, 0, encoder.width), np.float32)
        found[row] = np.stack(groups, axis=1) if groups else empty
    return found
