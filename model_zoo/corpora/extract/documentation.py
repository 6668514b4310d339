"""Manuals: the English HTML, plain text, reStructuredText and POD files of a documentation package."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator

from model_zoo.corpora.extract import pages
from model_zoo.corpora.extract.base import Extractor, File, by_blank_lines, one_line
from model_zoo.corpora.prose import is_prose

_PAGE = re.compile(r"\.(?:html?|xhtml)(?:\.gz)?$|\.html\.en$|\.page$")
_TEXT = re.compile(r"\.(?:rst|txt)(?:\.gz)?$")
_POD = re.compile(r"\.pod$")
_POD_CODE = re.compile(r"[A-Z]<+\s*([^<>]*)\s*>+")
"""`B<bold>`, `L<link>` and the like: the words stay."""

_LANGUAGE = (
    r"(?:[a-z]{2}[-_][A-Z]{2}(?:@\w+)?|zh[-_a-zA-Z]*|pt[-_]?br|ar|as|bg|bn|ca|cs|da|de|el|es|et|eu|fi|fr|gl|gu"
    r"|he|hi|hr|hu|id|it|ja|kn|ko|lt|lv|ml|mr|nb|nl|nn|oc|or|pa|pl|pt|ro|ru|sk|sl|sr[@a-z]*|sv|ta|te|th|tr|uk"
    r"|vi)"
)
_OTHER_LANGUAGE = re.compile(
    rf"/{_LANGUAGE}(?:/|\.html|\.xml)|\.{_LANGUAGE}(?:\.utf8|\.euc-kr|\.iso\d+[-\d]*)?(?:\.html|$)"
)
_LONGEST = 20_000
"""Characters; what is longer is a table or a list that lost its borders."""


def _wants(path: str) -> bool:
    name = path.rpartition("/")[2]
    if name.startswith(("changelog", "copyright")) and _TEXT.search(name):
        return False
    if "/en" not in path and "/C/" not in path and _OTHER_LANGUAGE.search(path):
        return False
    return any(kind.search(name) for kind in (_PAGE, _TEXT, _POD))


def _paragraphs(files: Iterable[File]) -> Iterator[str]:
    for path, data in files:
        if path.endswith(".gz"):
            data = gzip.decompress(data)
        if _PAGE.search(path):
            found = pages.blocks(data)
        elif _TEXT.search(path):
            found = by_blank_lines(data.decode("utf-8", "replace"))
        else:
            found = _pod(data.decode("utf-8", "replace"))
        yield from (text for text in found if len(text) <= _LONGEST and is_prose(text))


def _pod(text: str) -> list[str]:
    """Perl's documentation: commands start with `=`, code is set in, the rest are paragraphs."""
    paragraphs = [block for block in text.split("\n\n") if not block.startswith((" ", "\t", "="))]
    return [one_line(_POD_CODE.sub(r"\1", block)) for block in paragraphs]


MANUAL = Extractor(_wants, _paragraphs)
