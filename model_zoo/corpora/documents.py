"""Texts as a generator reads them: neighbouring paragraphs of a novel or a manual belong together."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from model_zoo.corpora.english import SOURCES, Source, paragraphs

LONE = frozenset({"wiki_leads_en", "wn_glosses", "wn_examples", "gcide_sent", "ddtp_en", "recipes_en"})
"""Files of which each paragraph stands for itself; of the others, neighbours go on with one another."""
LONE_SHARE = 0.6
"""So many of those stay alone; the rest come as lists, so that a long row of like things is familiar too."""
LONGEST = 4000
"""Characters, about a thousand tokens."""

WEIGHTS = {
    "wiki_leads_en": 3.0,
    "wesnoth_en": 2.0,
    "janeausten": 2.0,
    "recipes_en": 2.0,
    "wn_examples": 2.0,
    "wn_glosses": 1.0,
    "sotu": 1.0,
    "shakespeare_milton": 0.5,
    "gcide_sent": 0.3,
}
TECHNICAL = 0.15
"""Share of the technical text that is read in one epoch, times the masked model's weight."""


def weight(source: Source) -> float:
    """Passes over a file in one epoch of the generator."""
    return WEIGHTS[source.name] if source.kind == "natural" else TECHNICAL * source.weight


def documents(source: Source, *, held_out: bool, folder: Path | None = None) -> Iterator[str]:
    """The file's paragraphs, joined by line ends where that makes sense; the same at every call."""
    draw = random.Random(f"documents of {source.name}")
    joined: list[str] = []
    room = 0.0
    for text in paragraphs(source, held_out=held_out, folder=folder):
        if source.name in LONE and draw.random() < LONE_SHARE:
            yield text
            continue
        if joined and sum(map(len, joined)) + len(text) > room:
            yield "\n".join(joined)
            joined = []
        if not joined:
            room = draw.uniform(0.1, 1.0) * LONGEST
        joined.append(text)
    if joined:
        yield "\n".join(joined)


def corpus() -> list[tuple[float, Iterable[str]]]:
    """(passes per epoch, training documents) of every source."""
    return [(weight(s), documents(s, held_out=False)) for s in SOURCES]
