"""Make the parallel text: `python -m model_zoo.corpora.build_parallel [--out DIR] [--language XX ...]`.

A language's two files are made together and kept when they are there, so a build that was interrupted goes on;
packages once fetched are kept too. Delete the files to have them made again. `--check DIR` compares what lies in
the folder with another one instead.
"""

from __future__ import annotations

import argparse
import lzma
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

from model_zoo.corpora import archives
from model_zoo.corpora.download import SourceError, obtain
from model_zoo.corpora.extract.base import File
from model_zoo.corpora.fetch import cache_folder
from model_zoo.corpora.parallel_check import compare
from model_zoo.corpora.parallel_files import LANGUAGES, file_name
from model_zoo.corpora.parallel_plausible import tidy
from model_zoo.corpora.parallel_sources import PARALLEL_SOURCES, ParallelSource
from model_zoo.corpora.parallel_split import LARGEST, Guard, is_held_out, judges_well, rank

_Row = tuple[str, str, str]
"""English, other, source."""
_Report = Callable[[str], None]


def build(
    folder: Path,
    languages: Sequence[str] = LANGUAGES,
    sources: Sequence[ParallelSource] = PARALLEL_SOURCES,
    packages: Path | None = None,
    report: _Report = print,
) -> None:
    """Make `train.en-XX.tsv.xz` and `heldout.en-XX.tsv.xz` of each language that `folder` lacks one of.

    `report` gets a line when a source is begun, has given its pairs, or is passed over because a package
    cannot be had. A language that lacks a source it needs is not made; SourceError at the end names it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = packages or cache_folder() / "packages"
    failures = []
    for language in languages:
        targets = [folder / file_name(language, held_out=held_out) for held_out in (False, True)]
        if all(target.is_file() for target in targets):
            report(f"en-{language}: there already")
            continue
        try:
            rows = _rows(language, sources, kept, report)
        except SourceError as error:
            failures.append(f"en-{language}: {error}")
            report(f"en-{language}: not made. {error}")
            continue
        unjudged = {source.name for source in sources if language in source.only_trained_on}
        counts = [_write(target, part) for target, part in zip(targets, _parts(rows, unjudged), strict=True)]
        report(f"en-{language}: {counts[0]:,} pairs to train on, {counts[1]:,} held out")
    if failures:
        raise SourceError(f"{len(failures)} languages could not be made. " + " ".join(failures))


def _rows(language: str, sources: Sequence[ParallelSource], kept: Path, report: _Report) -> list[_Row]:
    """All pairs, each once, in the order of sources and in alphabetical order within one."""
    found: dict[tuple[str, str], str] = {}
    for source in sources:
        fresh: set[tuple[str, str]] = set()
        for group in source.groups.get(language, ()):
            report(f"en-{language} {source.name}: from {' and '.join(map(str, group))}")
            try:
                files = _files([obtain(package, kept) for package in group], source, language)
                fresh.update(
                    filter(None, (tidy(*pair, language) for pair in source.extractor.pairs(files, language)))
                )
            except SourceError as error:
                if source.essential:
                    raise
                report(f"en-{language} {source.name}: goes on without. {error}")
        new = sorted(fresh.difference(found))
        if source.essential and not fresh:
            raise SourceError(
                f"{source.name} has no pairs of English and {language} where they were expected."
            )
        report(f"en-{language} {source.name}: {len(new):,} pairs")
        found.update(dict.fromkeys(new, source.name))
    return [(english, other, name) for (english, other), name in found.items()]


def _files(obtained: Iterable[Path], source: ParallelSource, language: str) -> Iterator[File]:
    for archive in obtained:
        yield from archives.files(archive, lambda path: source.extractor.wants(path, language))


def _parts(rows: Sequence[_Row], unjudged: Collection[str]) -> tuple[Iterable[_Row], Iterable[_Row]]:
    """What is trained on and what is held out; some is neither, that of the sources `unjudged` among it."""
    kept_out = [row for row in rows if is_held_out(row[0])]
    guard = Guard(row[0] for row in kept_out)
    train = (row for row in rows if not is_held_out(row[0]) and not guard.repeats(row[0]))
    judging: dict[str, _Row] = {}
    for row in kept_out:
        if row[2] not in unjudged and judges_well(row[0]):
            judging.setdefault(row[0], row)
    ranked = sorted(judging.values(), key=lambda row: rank(row[0]))
    return train, ranked[:LARGEST]


def _write(target: Path, rows: Iterable[_Row]) -> int:
    """Write one file, whole or not at all; the number of its lines."""
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    count = 0
    try:
        with lzma.open(part, "wt", encoding="utf-8", newline="\n") as out:
            for row in rows:
                out.write("\t".join(row) + "\n")
                count += 1
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return count


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 1 when something could not be made."""
    parser = argparse.ArgumentParser(prog="python -m model_zoo.corpora.build_parallel", description=__doc__)
    parser.add_argument("--language", nargs="+", choices=LANGUAGES, default=list(LANGUAGES), metavar="XX")
    parser.add_argument("--out", type=Path, default=cache_folder() / "parallel", metavar="DIR")
    parser.add_argument(
        "--check", type=Path, metavar="DIR", help="a folder to compare with, instead of building"
    )
    chosen = parser.parse_args(arguments)
    if chosen.check:
        print("\n".join(compare(chosen.out, chosen.check, chosen.language)))
        return 0
    try:
        build(chosen.out, chosen.language, report=lambda line: print(line, flush=True))
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
