"""How much of one folder of texts another one holds, line by line."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path


def compare(made: Path, reference: Path) -> Iterator[str]:
    """A table's lines, one a file of `reference`: lines in both folders, the shares of them found again.

    "remade": the share of the reference's lines that were made; "known": that of the lines made which the
    reference has. Order and repeats do not count.
    """
    yield f"{'file':<44}{'reference':>10}{'made':>10}{'remade':>9}{'known':>9}"
    for path in sorted(reference.glob("*.txt.xz")):
        theirs = _lines(path)
        if not (made / path.name).is_file():
            yield f"{path.name:<44}{len(theirs):>10,}{'missing':>10}"
            continue
        ours = _lines(made / path.name)
        both = len(ours & theirs)
        remade, known = both / max(1, len(theirs)), both / max(1, len(ours))
        yield f"{path.name:<44}{len(theirs):>10,}{len(ours):>10,}{remade:>9.2%}{known:>9.2%}"


def _lines(path: Path) -> set[str]:
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        return {line.rstrip("\n") for line in lines}
