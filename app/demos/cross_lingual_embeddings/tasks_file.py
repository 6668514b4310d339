"""Labelled texts of several languages from a file: label, tab, language, tab, text."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from app.core.contract import UserError

MOST = 20_000
FIELD = "transfer"


class Labelled(NamedTuple):
    """One text with its label and the code of its language."""

    label: str
    language: str
    text: str


def read_tasks(given: str) -> tuple[Labelled, ...]:
    """Texts of a UTF-8 file, a line of headings "label, language, text" left out.

    Raises UserError, naming the line, for what is no such file, and for fewer than two labels or languages.
    """
    path = Path(given)
    try:
        text = path.expanduser().read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(
            f"“{path.name[:60]}” is no UTF-8 text (byte {error.start + 1:,}): save it as UTF-8.", FIELD
        ) from None
    except (
        OSError,
        ValueError,
        RuntimeError,
    ) as error:  # ValueError: a zero byte; RuntimeError: nobody's home
        why = (getattr(error, "strerror", None) or "it is no path").lower()
        raise UserError(
            f"“{given[:200]}” cannot be read: {why}. Give the path of a TSV file.", FIELD
        ) from None
    name = path.name[:60]
    found: list[Labelled] = []
    for number, line in enumerate(text.split("\n"), 1):
        cells = [cell.strip() for cell in line.rstrip("\r").split("\t")]
        if not any(cells) or (
            number == 1 and [cell.lower() for cell in cells] == ["label", "language", "text"]
        ):
            continue
        if len(cells) != 3 or not all(cells):
            raise UserError(
                f"Line {number:,} of “{name}” is not “label, tab, language, tab, text”: mend it, or take it "
                "out.",
                FIELD,
            )
        found.append(Labelled(*cells))
        if len(found) > MOST:
            raise UserError(f"“{name}” has more than {MOST:,} texts: shorten it.", FIELD)
    labels, languages = {one.label for one in found}, {one.language for one in found}
    if len(labels) < 2 or len(languages) < 2:
        raise UserError(
            f"“{name}” has {len(labels)} label(s) in {len(languages)} language(s): transfer needs two of each "
            "at least.",
            FIELD,
        )
    return tuple(found)
