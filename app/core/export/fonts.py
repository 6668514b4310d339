"""Fonts for any script, from what the machine has. No glyph missing ever stops an export."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from app.core.paths import resources

#: Tried first, in this order; then every other font of the machine. Inter comes with Inkling, DejaVu Sans with
#: matplotlib, so that Latin, Greek and Cyrillic look the same everywhere.
_PREFERRED = (
    "Inter",
    "DejaVu Sans",
    "Noto Sans",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "Hiragino Sans",
    "Apple SD Gothic Neo",
    "Malgun Gothic",
    "Noto Emoji",
    "Segoe UI Symbol",
    "Symbola",
    "Arial Unicode MS",
)
#: Boxes that show a character's script; comes with matplotlib. Named outright it is used without a warning.
_LAST_RESORT = "Last Resort High-Efficiency"


def families(texts: Iterable[str]) -> list[str]:
    """Choose the fewest installed font families whose glyphs cover `texts`, the last resort at the end."""
    missing = {character for text in texts for character in text if not character.isspace()}
    chosen: list[str] = []
    for name in _installed():
        if not missing and chosen:
            break
        covered = _covered(name, frozenset(missing))
        if covered or not chosen:
            chosen.append(name)
            missing -= covered
    return [*chosen, _LAST_RESORT]


def uncovered(text: str) -> str:
    """Give the characters of `text` that no font of the machine can draw as outlines."""
    missing = {character for character in text if not character.isspace()}
    for name in families([text])[:-1]:
        missing -= _covered(name, frozenset(missing))
    return "".join(sorted(missing))


def all_truetype(names: Iterable[str]) -> bool:
    """Tell whether no family has PostScript outlines (CFF).

    matplotlib embeds those in a PDF in a form that some readers, Ghostscript among them, leave blank.
    """
    return not any(name in _entries() and _is_cff(name) for name in names)


@cache
def _is_cff(name: str) -> bool:
    entry = _entries()[name]
    with Path(entry.fname).open("rb") as file:
        head = file.read(4)
        if head == b"ttcf":  # a collection: twelve bytes of header, then one offset for each face
            file.seek(12 + 4 * entry.index)
            file.seek(int.from_bytes(file.read(4), "big"))
            head = file.read(4)
    return head == b"OTTO"


@cache
def _installed() -> tuple[str, ...]:
    """Give the machine's families, the preferred ones first, then the others by name."""
    present = set(_entries())
    preferred = [name for name in _PREFERRED if name in present]
    return tuple(preferred + sorted(present.difference(preferred, {_LAST_RESORT})))


@cache
def _entries() -> dict[str, Any]:
    """Give one upright font file for each family that can be drawn as outlines."""
    from matplotlib.font_manager import fontManager

    for path in sorted((resources() / "fonts").glob("*.ttf")):
        fontManager.addfont(path)
    found: dict[str, Any] = {}
    for entry in fontManager.ttflist:
        upright = entry.style == "normal" and entry.weight in (400, "normal", "regular")
        if entry.name not in found or upright:
            found[entry.name] = entry
    return found


@cache
def _face(name: str) -> Any | None:
    """Open a family's font; None for colour bitmaps (most emoji fonts) and broken files."""
    from matplotlib.ft2font import FaceFlags, FT2Font

    entry = _entries()[name]
    try:
        face = FT2Font(entry.fname, face_index=entry.index)
    except (OSError, RuntimeError, ValueError):
        return None
    pictures = FaceFlags.COLOR | FaceFlags.SBIX | FaceFlags.SVG
    return None if face.face_flags & pictures or not face.face_flags & FaceFlags.SCALABLE else face


def _covered(name: str, characters: frozenset[str]) -> set[str]:
    face = _face(name)
    if face is None:
        return set()
    return {character for character in characters if face.get_char_index(ord(character))}
