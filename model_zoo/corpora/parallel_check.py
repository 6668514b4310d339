"""How much of one folder of parallel text another one holds, pair by pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from model_zoo.corpora.parallel_files import file_name, rows


def compare(made: Path, reference: Path, languages: Sequence[str]) -> Iterator[str]:
    """A table's lines, one a language and source: pairs in both folders, the shares of them found again.

    "remade": the share of the reference's pairs that were made, under whichever source; "known": that of the
    pairs made which the reference has.
    """
    yield f"{'pairs':<34}{'reference':>10}{'made':>10}{'remade':>9}{'known':>9}"
    for language in languages:
        for held_out in (False, True):
            name = file_name(language, held_out=held_out)
            if not (reference / name).is_file() or not (made / name).is_file():
                yield f"{name:<34}{'missing':>10}"
                continue
            yield from _file(
                name, list(rows(made / name)), list(rows(reference / name)), by_source=not held_out
            )


def _file(
    name: str, ours: list[tuple[str, str, str]], theirs: list[tuple[str, str, str]], *, by_source: bool
) -> Iterator[str]:
    our_pairs, their_pairs = {row[:2] for row in ours}, {row[:2] for row in theirs}
    sources = list(dict.fromkeys(row[2] for row in theirs + ours)) if by_source else []
    yield _line(name, theirs, ours, their_pairs, our_pairs)
    for source in sources:
        parts = [[row for row in side if row[2] == source] for side in (theirs, ours)]
        yield _line(f"  {source}", parts[0], parts[1], their_pairs, our_pairs)


def _line(
    title: str,
    theirs: list[tuple[str, str, str]],
    ours: list[tuple[str, str, str]],
    their_pairs: set[tuple[str, str]],
    our_pairs: set[tuple[str, str]],
) -> str:
    again = Counter(row[:2] in our_pairs for row in theirs)[True] / max(1, len(theirs))
    known = Counter(row[:2] in their_pairs for row in ours)[True] / max(1, len(ours))
    return f"{title:<34}{len(theirs):>10,}{len(ours):>10,}{again:>9.2%}{known:>9.2%}"
