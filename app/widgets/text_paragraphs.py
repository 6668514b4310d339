"""Tokens laid out as running text: paragraphs of Qt's text layout, and where each token lies in them."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextLayout, QTextLine, QTextOption

from app.widgets.visible import displayable

SpanKind = Literal["token", "special", "part", "plain"]

_SPACING = 1.45  # line height over the font's own
_PART = "◦"  # a token inside a character that is not whole yet


@dataclass(frozen=True, slots=True)
class Span:
    """A token of a running text. `text` is what it adds; `shade` (0 to 1) colours it.

    A "special" one is shown by its `name`, a "part" of a character by a small ring, and "plain" is text that
    nobody has cut into tokens yet. `forks` says that other branches leave the text before it, `new` that a model
    wrote it; `said` is what a screen reader adds.
    """

    text: str
    shade: float | None = None
    kind: SpanKind = "token"
    name: str = ""
    forks: bool = False
    new: bool = False
    said: str = ""

    @property
    def shown(self) -> str:
        """What is drawn: never nothing, never broken."""
        if self.kind == "special":
            return displayable(self.name) or "∅"
        if self.kind == "part" or not self.text:
            return _PART
        return displayable(self.text).replace("\t", "⇥")


@dataclass(slots=True)
class _Paragraph:
    text: str = ""
    spans: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)  # in UTF-16 units, as Qt counts
    ends: list[int] = field(default_factory=list)
    top: float = 0.0
    height: float = 0.0
    layout: QTextLayout | None = None
    units: int = 0
    mixed: bool = False  # some of it reads from the right
    boxes: dict[int, list[QRectF]] = field(default_factory=dict)  # by the start of a piece


class Paragraphs:
    """Lines of tokens in a given width. Coordinates are px from the top left of the text."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self._paragraphs: list[_Paragraph] = [_Paragraph()]
        self._first: list[int] = []  # the paragraph in which each span begins
        self._font = QFont()
        self._width = 200.0

    @property
    def line_height(self) -> float:
        """Height of one line."""
        return QFontMetricsF(self._font).height() * _SPACING

    @property
    def height(self) -> float:
        """Height of all lines."""
        last = self._paragraphs[-1]
        return last.top + last.height

    def set_shape(self, font: QFont, width: float) -> None:
        """Lay everything out in another font or width."""
        self._font, self._width = QFont(font), width
        for paragraph in self._paragraphs:
            paragraph.layout = None
        self._arrange(0)

    def set_spans(self, spans: Sequence[Span]) -> None:
        """Show other tokens; colours alone, and what is appended, lay nothing out again."""
        same = len(self.spans) <= len(spans) and all(
            one.shown == other.shown and one.text == other.text
            for one, other in zip(self.spans, spans, strict=False)
        )
        if same:
            old, self.spans = len(self.spans), list(spans[: len(self.spans)])
            self.append(spans[old:])
            return
        self.spans, self._paragraphs, self._first = [], [_Paragraph()], []
        self.append(spans)

    def append(self, spans: Sequence[Span]) -> None:
        """Add tokens at the end."""
        first = len(self._paragraphs) - 1
        for span in spans:
            self._add(span)
        if spans:
            self._paragraphs[first].layout = None
        self._arrange(first)

    def _add(self, span: Span) -> None:
        number = len(self.spans)
        self.spans.append(span)
        self._first.append(len(self._paragraphs) - 1)
        lines = span.shown.split("\n")
        for place, line in enumerate(lines):
            paragraph = self._paragraphs[-1]
            ending = place < len(lines) - 1
            shown = line + "⏎" if ending else line
            if shown:
                paragraph.spans.append(number)
                paragraph.starts.append(paragraph.units)
                paragraph.units += _units(shown)
                paragraph.ends.append(paragraph.units)
                paragraph.text += shown
            if ending:
                self._paragraphs.append(_Paragraph())

    def _arrange(self, first: int) -> None:
        top = 0.0
        if first:
            before = self._paragraphs[first - 1]
            top = before.top + before.height
        for paragraph in self._paragraphs[first:]:
            if paragraph.layout is None:
                self._lay_out(paragraph)
            paragraph.top = top
            top += paragraph.height

    def _lay_out(self, paragraph: _Paragraph) -> None:
        layout = QTextLayout(paragraph.text, self._font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        layout.beginLayout()
        step, extra = self.line_height, self.line_height * (1 - 1 / _SPACING) / 2
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self._width)
            line.setPosition(QPointF(2, y + extra))
            y += step
        layout.endLayout()
        paragraph.layout, paragraph.height = layout, max(step, y)
        paragraph.boxes = {}
        paragraph.mixed = not paragraph.text.isascii() and _from_right(paragraph.text)

    # -- where things are -----------------------------------------------------------------------------------

    def between(self, top: float, bottom: float) -> range:
        """The paragraphs that are seen between two heights."""
        tops = [paragraph.top for paragraph in self._paragraphs]
        return range(max(0, bisect_right(tops, top) - 1), bisect_left(tops, bottom))

    def pieces(self, number: int, top: float, bottom: float) -> list[tuple[int, list[QRectF]]]:
        """The tokens of a paragraph between two heights: span and boxes."""
        paragraph = self._paragraphs[number]
        lines = self._lines(paragraph, top, bottom)
        if paragraph.layout is None or not lines or not paragraph.spans:
            return []
        begin = paragraph.layout.lineAt(lines[0]).textStart()
        last = paragraph.layout.lineAt(lines[-1])
        first = max(0, bisect_right(paragraph.starts, begin) - 1)
        stop = bisect_left(paragraph.starts, last.textStart() + last.textLength())
        return [
            (paragraph.spans[at], self._boxes(paragraph, paragraph.starts[at], paragraph.ends[at]))
            for at in range(first, stop)
        ]

    def draw(self, painter: QPainter, number: int, top: float, bottom: float) -> None:
        """Paint a paragraph's letters between two heights, in the painter's pen."""
        paragraph = self._paragraphs[number]
        if paragraph.layout is not None:
            for line in self._lines(paragraph, top, bottom):
                paragraph.layout.lineAt(line).draw(painter, QPointF(0, paragraph.top))

    def _lines(self, paragraph: _Paragraph, top: float, bottom: float) -> range:
        count = paragraph.layout.lineCount() if paragraph.layout is not None else 0
        step = self.line_height
        first = max(0, int((top - paragraph.top) // step))
        return range(first, min(count, max(0, int((bottom - paragraph.top) // step) + 1)))

    def boxes(self, index: int) -> list[QRectF]:
        """The boxes of a token, one on each line that it touches."""
        if not 0 <= index < len(self.spans):
            return []
        found: list[QRectF] = []
        for paragraph in self._paragraphs[self._first[index] :]:
            at = bisect_left(paragraph.spans, index)
            if at == len(paragraph.spans):
                if paragraph.spans:
                    break
                continue
            if paragraph.spans[at] != index:
                break
            found += self._boxes(paragraph, paragraph.starts[at], paragraph.ends[at])
        return found

    def _boxes(self, paragraph: _Paragraph, start: int, end: int) -> list[QRectF]:
        layout = paragraph.layout
        if layout is None or end <= start:
            return []
        if start in paragraph.boxes:
            return paragraph.boxes[start]
        found: list[QRectF] = []
        for number in range(layout.lineForTextPosition(start).lineNumber(), layout.lineCount()):
            line = layout.lineAt(number)
            begin, stop = line.textStart(), line.textStart() + line.textLength()
            if begin >= end:
                break
            first, last = max(begin, start), min(stop, end)
            if stop < end and not _cut(paragraph.text, first, last).strip(" "):
                continue  # the space before a word that stands on the next line
            left, right = _sides(line, first, last, paragraph.mixed)
            top = paragraph.top + line.y() - 1.5
            found.append(QRectF(left + 0.5, top, max(2.0, right - left - 1), line.height() + 3))
        paragraph.boxes[start] = found
        return found

    def span_at(self, point: QPointF) -> int:
        """The token at a point, -1 if there is none."""
        seen = self.between(point.y(), point.y() + 0.5)
        if not seen or point.y() < 0 or point.y() > self.height:
            return -1
        paragraph = self._paragraphs[seen[0]]
        layout = paragraph.layout
        if layout is None or not paragraph.spans:
            return -1
        number = min(int((point.y() - paragraph.top) // self.line_height), layout.lineCount() - 1)
        line = layout.lineAt(number)
        if not line.x() <= point.x() <= line.x() + line.naturalTextWidth():
            return -1
        unit = line.xToCursor(point.x(), QTextLine.CursorPosition.CursorOnCharacter)
        at = bisect_right(paragraph.starts, unit) - 1
        return paragraph.spans[max(0, at)]

    def beside(self, index: int, step: int) -> int:
        """The token above (-1) or below (1) another; that one itself where there is no further line."""
        boxes = self.boxes(index)
        if not boxes:
            return 0 if self.spans else -1
        middle = boxes[0].center()
        y = middle.y() + step * self.line_height
        if not 0 <= y <= self.height:
            return index
        found = (self.span_at(QPointF(x, y)) for x in (middle.x(), middle.x() / 2, 3.0))
        return next((one for one in found if one >= 0), index)


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _from_right(text: str) -> bool:
    return any(unicodedata.bidirectional(one) in ("R", "AL") for one in text)


def _sides(line: QTextLine, start: int, end: int, mixed: bool) -> tuple[float, float]:
    """The left and right end of a stretch of a line."""
    if mixed:  # where directions meet, a place between two letters lies at two points of the line
        runs = [run.boundingRect() for run in line.glyphRuns(start, end - start)]
        inked = [run for run in runs if run.width() > 0]
        if inked:
            return min(run.left() for run in inked), max(run.right() for run in inked)
        one = _x(line, start, QTextLine.Edge.Leading)
        other = _x(line, end - 1, QTextLine.Edge.Trailing)
        return min(one, other), max(one, other)
    return _x(line, start, QTextLine.Edge.Leading), _x(line, end, QTextLine.Edge.Leading)


def _cut(text: str, start: int, end: int) -> str:
    """A part of a text, in UTF-16 units."""
    if text.isascii():
        return text[start:end]
    return text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end].decode("utf-16-le", "replace")


def _x(line: QTextLine, unit: int, edge: QTextLine.Edge) -> float:
    found = line.cursorToX(unit, edge)
    return float(found[0] if isinstance(found, tuple) else found)  # type: ignore[arg-type]
