"""Every sentence once: what a paragraph repeats of earlier ones is cut from it.

Manuals come as pages and as plain text, recipes end in the same step, speeches quote earlier speeches.
Sentences are the same when their words are, whatever the case and the signs between them. One ends at `.`, `!`
or `?` before white space and a capital or an opening double quotation mark; so titles end sentences too
("Mr. Weston" can lose its "Weston."), which is how the text that the published weights have seen was made.
"""

from __future__ import annotations

import hashlib
import re

_SENTENCE_END = re.compile(r'(?<=[.!?])\s+(?=["“A-Z])')
_BETWEEN_WORDS = re.compile(r"\W+")


class Repeats:
    """Remembers sentences by the first eight bytes of their blake2b."""

    def __init__(self) -> None:
        self._seen: set[bytes] = set()

    def cut(self, paragraph: str) -> str:
        """The paragraph without sentences met before, here or earlier; empty when nothing is new."""
        fresh = []
        for sentence in _SENTENCE_END.split(paragraph):
            words = _BETWEEN_WORDS.sub(" ", sentence.lower())
            digest = hashlib.blake2b(words.encode(), digest_size=8).digest()
            if digest not in self._seen:
                self._seen.add(digest)
                fresh.append(sentence)
        return " ".join(fresh)
