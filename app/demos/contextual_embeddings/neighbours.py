"""Words of an index that are spelled like one that is not there. No Qt, no torch."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import numpy as np

from model_zoo.embedding.index.store import Index

#: Spellings that are looked through: comparing all of a large corpus would take longer than to type the word anew.
_COMMONEST = 50_000


def near_names(index: Index, wanted: Sequence[str]) -> str:
    """The end of the sentence that says that a word is not there: the commonest alike, or what to do."""
    if len(wanted) == 1:
        counts = np.bincount(index.words[:, 2], minlength=len(index.names))
        commonest = np.argsort(-counts, kind="stable")[:_COMMONEST].tolist()
        names = {index.names[number]: int(counts[number]) for number in commonest}
        alike = difflib.get_close_matches(wanted[0], names, 20, 0.75)
        alike = sorted(alike, key=lambda name: -names[name])[:3]  # what is meant is more likely a common word
        if alike:
            return ": it has " + ", ".join(f"“{name}” ({names[name]:,})" for name in alike) + "."
    return ": look for another word."
