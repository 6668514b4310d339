"""Pictures as PNG: every pixel as it is, with the settings inside."""

from __future__ import annotations

import io
from pathlib import Path

from app.core.contract import Picture
from app.core.export.files import ending, write
from app.core.export.provenance import provenance
from app.core.export.text import printable
from app.core.record import RunRecord


def save_picture(path: Path, picture: Picture, record: RunRecord, title: str) -> Path:
    """Write a picture to .png, its provenance as text chunks `inkling.*`, and set `picture.file`.

    Raises UserError for another ending, and when it cannot be written.
    """
    from PIL import Image, PngImagePlugin

    ending(path, (".png",), "Pictures")
    facts = provenance(record)
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Title", printable(title))
    info.add_text("Software", facts["software"])
    for name, text in facts.items():
        info.add_itxt(f"inkling.{name}", text)
    buffer = io.BytesIO()
    Image.fromarray(picture.pixels).save(buffer, "PNG", pnginfo=info, optimize=True)
    written = write(path, buffer.getvalue())
    picture.file = str(written)
    return written
