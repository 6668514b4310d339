"""What was measured of a speech codec after its training: codes.json beside its weights."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from model_zoo.cards import Card

FILE = "codes.json"


@dataclass(frozen=True, slots=True)
class SpeechFacts:
    """`counts` of the first level over the held-out corpus of so many `utterances`; `phones` by way of making codes.

    `exemplars`: for each code some [sample, first code, end], in bundled sounds.
    """

    utterances: int = 0
    usage: tuple[float, ...] = ()
    perplexity: tuple[float, ...] = ()
    counts: tuple[int, ...] = ()
    sentences: int = 0
    phones: dict[str, dict[str, Any]] = field(default_factory=dict)
    exemplars: tuple[tuple[tuple[str, int, int], ...], ...] = ()


def speech_facts(card: Card) -> SpeechFacts:
    """Read them; empty where there are none, as for a user's model. ValueError or KeyError if they are damaged."""
    path = card.path / FILE
    if card.source != "bundled" or not path.is_file():
        return SpeechFacts()
    found = json.loads(path.read_text(encoding="utf-8"))
    return SpeechFacts(
        utterances=int(found["utterances"]),
        usage=tuple(found["usage"]),
        perplexity=tuple(found["perplexity"]),
        counts=tuple(found["counts"]),
        sentences=int(found["sentences"]),
        phones=found["phones"],
        exemplars=tuple(
            tuple((str(sound), int(first), int(end)) for sound, first, end in places)
            for places in found.get("exemplars", ())
        ),
    )
