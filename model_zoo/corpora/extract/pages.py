"""The text blocks of an HTML page, leniently: documentation of thirty years, much of it invalid.

Blocks end where block elements start or end. Code, menus and headings of the page itself are left out.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from model_zoo.corpora.extract.base import one_line

_BLOCK_NAMES = (
    "p li dd dt h1 h2 h3 h4 h5 h6 blockquote div td th tr table caption title ul ol dl section article "
    "aside figure figcaption body html main"
)
_SKIPPED_NAMES = "script style pre nav head header footer svg math programlisting screen"
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SKIPPED = frozenset(_SKIPPED_NAMES.split())
_ENDS_P = _BLOCKS | {"pre"}
"""What closes an open paragraph that has no end tag of its own."""
_DECLARATION = re.compile(rb"<\?xml[^>]*\?>")


def blocks(page: bytes) -> list[str]:
    """The blocks in order, each one line. Bytes that are no UTF-8 are taken for Latin 1."""
    page = _DECLARATION.sub(b"", page)
    try:
        text = page.decode("utf-8")
    except UnicodeDecodeError:
        text = page.decode("latin-1")
    parser = _Blocks()
    parser.feed(text)
    parser.close()
    parser.flush()
    return parser.found


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._open: list[str] = []
        self._skipped: list[str] = []  # skipped elements that are open, outermost first
        self._in_p = False

    def flush(self) -> None:
        line = one_line("".join(self._open))
        self._open.clear()
        if line:
            self.found.append(line)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self._skipped.clear()  # a head may lack its end
        if self._skipped:
            if tag in _SKIPPED:
                self._skipped.append(tag)
            return
        if self._in_p and tag in _ENDS_P:
            self.flush()
            self._in_p = False
        if tag in _SKIPPED:
            self._skipped.append(tag)
        elif tag in _BLOCKS:
            self.flush()
            self._in_p = tag == "p"
        elif tag == "br":
            self._open.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SKIPPED and tag not in _BLOCKS:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            if tag in self._skipped:
                while self._skipped.pop() != tag:
                    pass
        elif tag in _BLOCKS:
            self.flush()
            self._in_p = False

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self._open.append(data)
