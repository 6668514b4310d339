"""Which language a vocabulary's piece belongs to: by its script, or by how often each language's text has it.

Chinese is told by Han characters without kana, Japanese by kana or Han; between these two, a piece of Han alone is
told by the text. Latin letters are the source's where only the source writes them. Else a piece of letters belongs to
the language whose text has it at least three times as often as the other's (relative to all pieces). What both have,
what has no letters, and what no text at hand has is "none"; what a third language has and neither of the two, or a
script that neither writes, is "other".
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from app.demos.language_vector.contract import Kind

_KANA = re.compile("[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9d]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3005\U00020000-\U0003ffff]")
#: How many times as often.
RATIO = 3.0


def script(text: str) -> str:
    """The script of a piece's letters: "kana", "han", or the first word of its letters' names; "" without letters."""
    if _KANA.search(text):
        return "kana"
    if _HAN.search(text):
        return "han"
    letter = next((one for one in text if unicodedata.category(one).startswith("L")), "")
    return unicodedata.name(letter, "?").split(" ")[0].lower() if letter else ""


def telling(piece: str) -> bool:
    """Whether a piece can be told and translated: letters, and more than a single one of an alphabet."""
    written = script(piece)
    return bool(written) and (written in ("han", "kana", "hangul") or sum(map(str.isalpha, piece)) > 1)


class Vocabulary:
    """`texts` are the pieces (as `key` spells them) of each language; source and target are two of them."""

    def __init__(
        self, key: Callable[[int], str], texts: Mapping[str, Iterable[str]], source: str, target: str
    ) -> None:
        self._key = key
        self._codes = (source, target)
        self._shares: dict[str, dict[str, float]] = {}
        self._counts: dict[str, Counter[str]] = {}
        for code, pieces in texts.items():
            counts = Counter(piece for piece in pieces if telling(piece))
            total = sum(counts.values()) or 1
            self._counts[code] = counts
            self._shares[code] = {piece: count / total for piece, count in counts.items()}
        self._scripts = {code: self._written(code) for code in texts}
        self._known: dict[int, Kind] = {}

    def kind(self, token_id: int) -> Kind:
        """The language of one piece."""
        found = self._known.get(token_id)
        if found is None:
            found = self._known[token_id] = self.kind_of(self._key(token_id))
        return found

    def kind_of(self, piece: str) -> Kind:
        """The language of a piece by its spelling."""
        written = script(piece)
        if not written:
            return "none"
        source, target = self._codes
        by_script = (written in self._scripts[source], written in self._scripts[target])
        if by_script == (False, False):
            return "other"
        if by_script == (True, False):
            return "source"
        if by_script == (False, True) and written != "latin":  # many languages write Latin: that is no proof
            return "target"
        ours, theirs = (self._shares[code].get(piece, 0.0) for code in self._codes)
        if theirs > 0 and theirs >= RATIO * ours:
            return "target"
        if ours > 0 and ours >= RATIO * theirs:
            return "source"
        if ours or theirs:
            return "none"
        others = (code for code in self._shares if code not in self._codes)
        return "other" if any(piece in self._shares[code] for code in others) else "none"

    def frequent(self, code: str, count: int) -> list[str]:
        """The pieces that a language's text has most often."""
        return [piece for piece, _ in self._counts[code].most_common(count)]

    def _written(self, code: str) -> set[str]:
        """The scripts a language is written in: those of at least a tenth of its pieces."""
        if code.split("-")[0] == "zh":
            return {"han"}
        if code.split("-")[0] == "ja":
            return {"kana", "han"}
        counts: Counter[str] = Counter()
        for piece, count in self._counts[code].items():
            counts[script(piece)] += count
        total = sum(counts.values()) or 1
        return {name for name, count in counts.items() if count >= total / 10}
