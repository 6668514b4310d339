"""Dialogue from translation catalogues: the English messages of gettext's `.mo` files.

The format is in GNU gettext's manual, "The Format of GNU MO Files". A message counts when some language
translates it, which leaves out names and what no translator took for text.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator

from model_zoo.corpora.extract.base import Extractor, File, one_line
from model_zoo.corpora.prose import word_count

_LANGUAGES = ("de", "fr", "es", "ja", "zh_CN", "it", "ru", "pt_BR")
_MARKUP = re.compile(r"<[^>]+>")
_MAGIC = 0x950412DE


def messages(data: bytes) -> Iterator[tuple[str, str]]:
    """English and translation of every message in a catalogue, without plural forms and contexts.

    Raises ValueError when the bytes are no catalogue.
    """
    for order in "<>":
        if len(data) >= 28 and struct.unpack_from(f"{order}I", data)[0] == _MAGIC:
            break
    else:
        raise ValueError("not a gettext catalogue")
    count, originals, translations = struct.unpack_from(f"{order}3I", data, 8)
    for index in range(count):
        english, other = (_string(data, order, table + 8 * index) for table in (originals, translations))
        if "\0" not in english:  # singular and plural are kept with a zero between them
            yield english.rpartition("\4")[2], other


def _string(data: bytes, order: str, at: int) -> str:
    length, offset = struct.unpack_from(f"{order}2I", data, at)
    return data[offset : offset + length].decode("utf-8", "replace")


def _wants(path: str) -> bool:
    parts = path.split("/")
    return path.endswith(".mo") and parts[-2:-1] == ["LC_MESSAGES"] and parts[-3] in _LANGUAGES


def _dialogue(files: Iterable[File]) -> Iterator[str]:
    """In alphabetical order: catalogues of one campaign come in eight languages, so order means nothing."""
    found = {
        one_line(_MARKUP.sub("", english))
        for _, data in files
        for english, other in messages(data)
        if english and other and english != other
    }
    yield from sorted(line for line in found if word_count(line) >= 4)


DIALOGUE = Extractor(_wants, _dialogue)
