"""Make the files of English text: `python -m model_zoo.corpora.build [--only NAME ...] [--out DIR]`.

`--check DIR` compares what lies in the folder with another one instead. A file that is there is kept, so a
build that was interrupted goes on; delete a file to have it made again. A sentence that an earlier file has is
cut from later ones, so a build that leaves files out gives later files a few sentences more.
"""

from __future__ import annotations

import argparse
import lzma
import os
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from model_zoo.corpora import archives
from model_zoo.corpora.check import compare
from model_zoo.corpora.download import SourceError, obtain
from model_zoo.corpora.extract.base import File
from model_zoo.corpora.fetch import cache_folder
from model_zoo.corpora.repeats import Repeats
from model_zoo.corpora.sources import SOURCES, TextSource


def build(
    folder: Path,
    only: Collection[str] = (),
    sources: Sequence[TextSource] = SOURCES,
    packages: Path | None = None,
    report: Callable[[str], None] = print,
) -> None:
    """Make the files that `folder` lacks, or those of them named in `only`; `report` gets a line when one is
    begun, is made, cannot be made or is there already.

    Packages are kept in `packages`, else in the user's cache. One that cannot be had does not stop the
    others; SourceError at the end names them all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = packages or cache_folder() / "packages"
    repeats, failures = Repeats(), list[str]()
    for source in sources:
        target = folder / source.file_name
        if target.is_file():
            for line in _lines(target):
                repeats.cut(line)
            report(f"{source.file_name}: there already")
        elif not only or source.name in only:
            report(f"{source.file_name}: from {', '.join(map(str, source.packages[:2]))}{_more(source)}")
            try:
                count = _make(source, target, kept, repeats)
            except SourceError as error:
                failures.append(str(error))
                report(f"{source.file_name}: not made. {error}")
            else:
                report(f"{source.file_name}: {count:,} paragraphs")
    if failures:
        raise SourceError(f"{len(failures)} files of text could not be made. " + " ".join(failures))


def _more(source: TextSource) -> str:
    return f" and {len(source.packages) - 2} more" if len(source.packages) > 2 else ""


def _make(source: TextSource, target: Path, packages: Path, repeats: Repeats) -> int:
    """Write one file, whole or not at all; the number of its lines."""
    obtained = [obtain(package, packages) for package in source.packages]

    def files() -> Iterator[File]:
        for archive in obtained:
            yield from archives.files(archive, source.extractor.wants)

    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    count = 0
    try:
        with lzma.open(part, "wt", encoding="utf-8", newline="\n") as out:
            for paragraph in source.extractor.paragraphs(files()):
                fresh = repeats.cut(paragraph)
                if fresh:
                    out.write(fresh + "\n")
                    count += 1
        if not count:
            raise SourceError(f"{source.packages[0]} holds no text where it was expected.")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return count


def _lines(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        yield from (line.rstrip("\n") for line in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 1 when something could not be made."""
    parser = argparse.ArgumentParser(prog="python -m model_zoo.corpora.build", description=__doc__)
    names = [source.name for source in SOURCES]
    parser.add_argument("--only", nargs="+", choices=names, default=[], metavar="NAME")
    parser.add_argument("--out", type=Path, default=cache_folder() / "english", metavar="DIR")
    parser.add_argument(
        "--check", type=Path, metavar="DIR", help="a folder to compare with, instead of building"
    )
    chosen = parser.parse_args(arguments)
    if chosen.check:
        print("\n".join(compare(chosen.out, chosen.check)))
        return 0
    try:
        build(chosen.out, chosen.only, report=lambda line: print(line, flush=True))
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
