"""Small files in the formats the extractors read, made here byte by byte."""

from __future__ import annotations

import io
import struct
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path


def catalogue(messages: Mapping[str, str], order: str = "<") -> bytes:
    """A gettext `.mo` file."""
    texts = [text.encode() for pair in zip(*messages.items(), strict=True) for text in pair]
    tables, strings = b"", b""
    start = 28 + 8 * len(texts)
    for text in texts:
        tables += struct.pack(f"{order}2I", len(text), start + len(strings))
        strings += text + b"\0"
    header = struct.pack(
        f"{order}7I", 0x950412DE, 0, len(messages), 28, 28 + 8 * len(messages), 0, 28 + 8 * len(texts)
    )
    return header + tables + strings


def r_strings(lines: Sequence[str | None], version: int = 3) -> bytes:
    """A character vector as R serialises it, with a `names` attribute that is no text of it."""

    def one(line: str | None) -> bytes:
        if line is None:
            return struct.pack(">ii", 9, -1)
        return struct.pack(">ii", 9 | 1 << 18, len(line.encode())) + line.encode()

    head = b"X\n" + struct.pack(">iii", version, 0x40201, 0x30500)
    if version == 3:
        head += struct.pack(">i", 5) + b"UTF-8"
    names = struct.pack(">ii", 2 | 1 << 10, 1) + one("names")
    names += struct.pack(">ii", 16, 1) + one("a name, not a line") + struct.pack(">i", 254)
    return head + struct.pack(">ii", 16 | 1 << 9, len(lines)) + b"".join(map(one, lines)) + names


def tar(files: Mapping[str, bytes], mode: str = "xz") -> bytes:
    """A compressed tar of these files, with a link to the first."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=f"w:{mode}") as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo("./usr/share/doc/link.html")
        link.type, link.linkname = tarfile.SYMTYPE, next(iter(files))
        archive.addfile(link)
    return stream.getvalue()


def deb(path: Path, files: Mapping[str, bytes]) -> Path:
    """A Debian package; its control part has an odd length, which ar pads."""
    content = b"!<arch>\n"
    for name, data in (("debian-binary", b"2.0\n"), ("control.tar.xz", b"odd"), ("data.tar.xz", tar(files))):
        content += f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(data):<10}`\n".encode() + data
        content += b"\n" * (len(data) % 2)
    path.write_bytes(content)
    return path
