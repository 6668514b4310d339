"""Pairs from LibreOffice's help: paragraphs and headings that bear the same id on the same page.

Pages are `/usr/share/libreoffice/help/LANGUAGE/text/MODULE/.../PAGE.html`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from model_zoo.corpora.extract.base import File, one_line
from model_zoo.corpora.extract.bitexts import DIRECTORIES, BitextExtractor, TextPair

_ENGLISH = "en-US"
_TEXTS = frozenset({"p", "h1", "h2", "h3", "h4", "h5"})
_Key = tuple[str, str]


def _place(path: str) -> tuple[str, str] | None:
    """(language directory, page) of a help page's path."""
    _, help_, inside = path.partition("/libreoffice/help/")
    language, _, page = inside.partition("/text/")
    return (language, page) if help_ and page.endswith(".html") else None


def _wants(path: str, language: str) -> bool:
    place = _place(path)
    return place is not None and place[0] in (_ENGLISH, *DIRECTORIES[language])


def _pairs(files: Iterable[File], language: str) -> Iterator[TextPair]:
    english: dict[_Key, str] = {}
    other: dict[_Key, str] = {}
    for path, data in files:
        place = _place(path)
        if place is None:
            continue
        side = english if place[0] == _ENGLISH else other
        parser = _Texts()
        parser.feed(data.decode("utf-8", "replace"))
        parser.close()
        side.update({(place[1], name): text for name, text in parser.found.items()})
    for key, text in other.items():
        if key in english:
            yield english[key], text


class _Texts(HTMLParser):
    """The text of every element of `_TEXTS` that has an id; of two with one id, the later."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}
        self._name = ""
        self._tag = ""
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _TEXTS:
            self._flush()
            self._tag, self._name = tag, dict(attrs).get("id") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == self._tag:
            self._flush()

    def handle_data(self, data: str) -> None:
        if self._name:
            self._open.append(data)

    def close(self) -> None:
        super().close()
        self._flush()

    def _flush(self) -> None:
        text = one_line("".join(self._open))
        if self._name and text:
            self.found[self._name] = text
        self._name, self._tag = "", ""
        self._open.clear()


HELP = BitextExtractor(_wants, _pairs)
