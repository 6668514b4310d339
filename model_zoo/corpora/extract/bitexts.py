"""What an extractor of parallel text is: which files it reads for a language, and the pairs it finds in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from model_zoo.corpora.extract.base import File

TextPair = tuple[str, str]
"""An English text and its translation, one line each, as the package has them but for white space and tags."""

DIRECTORIES: dict[str, tuple[str, ...]] = {
    "de": ("de", "de-DE"),
    "fr": ("fr", "fr-FR"),
    "es": ("es", "es-ES"),
    "zh": ("zh_CN", "zh-CN", "zh-cn", "zh_HANS", "zh_hans"),
    "ja": ("ja", "ja-JP"),
}
"""How packages write the languages. Chinese is Mandarin of the mainland, in Simplified characters."""


@dataclass(frozen=True)
class BitextExtractor:
    """Reads the files it wants, of English and translated packages alike, in the packages' order."""

    wants: Callable[[str, str], bool]
    """Whether the file at this path is read for this language: (path, language)."""
    pairs: Callable[[Iterable[File], str], Iterator[TextPair]]
    """The pairs found for this language, in any order, repeats included: (files, language). Raises
    ValueError on a file that is not in the format expected."""
