"""Figures as SVG, PDF and PNG through matplotlib's object interface: true vectors, any script, no window."""

from __future__ import annotations

import io
import re
import threading
import warnings
from html import escape
from pathlib import Path
from typing import Any

from app.core.contract import UserError, View
from app.core.export import fonts
from app.core.export.files import ending, write
from app.core.export.provenance import provenance, provenance_json
from app.core.export.style import settings
from app.core.export.text import printable
from app.core.record import RunRecord

SIZE_CM = (16.0, 10.0)
DPI = 300.0
_CM_PER_INCH = 2.54
_SMALLEST_CM, _LARGEST_CM = 2.0, 200.0
_MOST_PIXELS = 100_000_000
#: matplotlib's settings and font cache belong to the process, and two threads export at once.
_lock = threading.Lock()


def save_figure(
    path: Path,
    view: View,
    record: RunRecord,
    *,
    size_cm: tuple[float, float] = SIZE_CM,
    dpi: float = DPI,
    dark: bool = False,
) -> Path:
    """Draw one view and write it as .svg, .pdf or .png.

    `size_cm` is width and height, 2 to 200 cm each; `dpi` counts for PNG only. The same run, size and style
    give the same bytes. SVG text is drawn as outlines, which look the same on every machine, and repeated as
    <title>, which a search finds; PDF embeds its fonts. Raises UserError for a wrong ending or size, and when
    the file cannot be written.
    """
    kind = ending(path, (".svg", ".pdf", ".png"), "Figures")[1:]
    if view.draw is None:
        raise UserError(f"“{view.title}” has no figure; export its table or its arrays.")
    width, height = size_cm
    if not all(_SMALLEST_CM <= side <= _LARGEST_CM for side in size_cm):
        raise UserError(
            f"A figure of {width:g} × {height:g} cm cannot be made; choose 2 to 200 cm for each side."
        )
    pixels = (width / _CM_PER_INCH * dpi) * (height / _CM_PER_INCH * dpi)
    if kind == "png" and not 1 <= pixels <= _MOST_PIXELS:
        raise UserError(
            f"A PNG of {width:g} × {height:g} cm at {dpi:g} dots per inch would have {pixels / 1e6:,.0f} "
            "million pixels; choose a smaller size or resolution, or SVG or PDF, which have none."
        )
    with _lock:
        data = _render(kind, view, record, (width / _CM_PER_INCH, height / _CM_PER_INCH), dpi, dark)
    return write(path, data)


def _render(
    kind: str, view: View, record: RunRecord, size: tuple[float, float], dpi: float, dark: bool
) -> bytes:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    from app.core.export.drawable import make_drawable

    assert view.draw is not None
    buffer = io.BytesIO()
    # The default family is in place before anything is drawn: ticks made later inherit it.
    style = {**settings(dark), "font.family": fonts.families(())}
    with mpl.rc_context(style), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="constrained_layout not applied")
        figure = Figure(figsize=size, layout="constrained")
        view.draw(figure)
        texts, families = make_drawable(figure)
        if not fonts.all_truetype(families):
            mpl.rcParams["pdf.fonttype"] = 3
        figure.savefig(buffer, format=kind, dpi=dpi, metadata=_metadata(kind, view, record))
    data = buffer.getvalue()
    return _with_titles(data, texts) if kind == "svg" else data


def _metadata(kind: str, view: View, record: RunRecord) -> dict[str, Any]:
    facts = provenance(record)
    title, software = printable(view.title), facts["software"]
    if kind == "png":
        return {
            "Title": title,
            "Software": software,
            **{f"inkling.{name}": text for name, text in facts.items()},
        }
    if kind == "pdf":
        return {
            "Title": title,
            "Subject": facts["command"],
            "Keywords": provenance_json(record),
            "Creator": software,
            "CreationDate": None,
        }
    return {"Title": title, "Description": provenance_json(record), "Creator": software, "Date": None}


def _with_titles(svg: bytes, texts: list[str]) -> bytes:
    """Turn the comment that matplotlib puts before each outlined text into a <title> with that text."""
    originals = {_as_comment(text): text for text in texts if "--" in text}

    def title(match: re.Match[str]) -> str:
        comment = match.group(2)
        text = originals.get(comment)
        return f"{match.group(1)}<title>{escape(text, quote=False) if text else comment}</title>"

    return re.sub(
        r"(<g id=\"[^\"]*\">\s*)<!-- (.*?) -->", title, svg.decode("utf-8"), flags=re.DOTALL
    ).encode("utf-8")


def _as_comment(text: str) -> str:
    """Write a text as matplotlib does in a comment, where two hyphens may not meet."""
    return re.sub("-(?=-)", "- ", escape(text, quote=False))
