"""Text that every file format takes.

Results quote whatever a user pasted: lone surrogates, NUL, escape sequences. UTF-8 has no place for the
first, XML none for the others, and a font no glyph.
"""

from __future__ import annotations

import re

#: C0 controls except tab and line feed, DEL, C1 controls, surrogates, and the two non-characters XML forbids.
_HOSTILE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)  # the Unicode block "Control Pictures": NUL becomes ␀
    return "␡" if code == 0x7F else "\ufffd"


def printable(text: str) -> str:
    """Show controls as their pictures (␀, ␛) and what is no character at all as U+FFFD; keep the rest."""
    return _HOSTILE.sub(_picture, text)


def storable(text: str) -> str:
    r"""Write lone surrogates as \udXXX, so that the text has a UTF-8 form; keep the rest, controls too."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
