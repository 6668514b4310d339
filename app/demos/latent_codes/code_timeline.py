"""A sound's codes along time: what they read, the stages one under the other, and phones where they are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.demos.latent_codes.speech_contract import Phone
from app.demos.latent_codes.speech_reading import (
    FAMILIES,
    UNKNOWN,
    Meaning,
    Run,
    described,
    family_of,
    read_phones,
    runs,
)
from app.widgets import scales, theme
from app.widgets.audio.playback import Playback
from app.widgets.audio.time_view import TimeView
from app.widgets.lettering import Lettering, lettering

Codes = tuple[tuple[int, ...], ...]

#: Hues of FAMILIES after the pause, which is grey.
_HUES = (1, 0, 2, 3)
_STAGE, _FINER, _GAP = 30, 14, 3


@dataclass(frozen=True, slots=True)
class TimelineContent:
    """`codes` [stages][frames] and those `before` the edits; `labels` are the true phones, if they are known."""

    codes: Codes
    before: Codes
    rate: float
    seconds: float
    labels: tuple[Phone, ...] = ()
    known: dict[int, Meaning] | None = None


def family_colour(family: int, code: int, dark: bool) -> QColor:
    """The colour of a family of phones; where none is known, codes have hues of their own."""
    if family == UNKNOWN:
        return scales.category(code, dark)
    return QColor(theme.palette().field) if family == 0 else scales.category(_HUES[family - 1], dark)


class CodeTimeline(TimeView):
    """Drag over the codes to choose frames, click for a run; elsewhere it moves as every view along time.

    Left and Right go from code to code, with Shift they widen what is chosen. `chosen(start, stop, stage)` tells.
    """

    chosen = Signal(int, int, int)

    def __init__(self, playback: Playback | None = None, parent: QWidget | None = None) -> None:
        super().__init__("Codes along time", playback, parent)
        self.content: TimelineContent | None = None
        self.span = (0, 0)
        self.stage = 0
        self.margins = (0.0, 0.0)
        self._runs: list[list[Run]] = []
        self._anchor: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    # -- content --------------------------------------------------------------------------------------------

    def show_content(self, content: TimelineContent) -> None:
        """Show codes; what is seen of the time axis and what is chosen stay if the length does."""
        longer = self.content is None or abs(content.seconds - self.content.seconds) > 1e-6
        self.content = content
        self._runs = [runs(stage) for stage in content.codes]
        if longer:
            self.seen, self.span, self.stage = (0.0, content.seconds), (0, 0), 0
        self.set_stale(False)
        self.updateGeometry()
        self.viewport().update()

    @property
    def seconds(self) -> float:
        return self.content.seconds if self.content is not None else 0.0

    @property
    def code(self) -> int:
        """The code at the beginning of what is chosen; -1 if nothing is."""
        if self.content is None or self.span[1] <= self.span[0]:
            return -1
        return self.content.codes[self.stage][self.span[0]]

    def choose(self, start: int, stop: int, stage: int = 0) -> None:
        """Choose frames of a stage, and tell."""
        if self.content is None:
            return
        count = len(self.content.codes[stage])
        self.span, self.stage = (max(0, start), min(count, stop)), stage
        self.speak(self.told(self.span[0], stage))
        self.viewport().update()
        self.chosen.emit(*self.span, stage)

    def told(self, frame: int, stage: int) -> str:
        """Say what stands at a frame."""
        content = self.content
        if content is None or not 0 <= frame < len(content.codes[stage]):
            return ""
        code = content.codes[stage][frame]
        words = [f"{frame / content.rate:.2f} s"]
        words.append(
            described(code, content.known or {}) if stage == 0 else f"stage {stage + 1}: code {code}"
        )
        if code != content.before[stage][frame]:
            words.append(f"was {content.before[stage][frame]}")
        label = next((one for one in content.labels if one.start <= frame / content.rate < one.stop), None)
        if label is not None:
            words.append(f"said: {label.name}")
        return " · ".join(words)

    def text(self) -> str:
        """The codes as a table with tabs, as Ctrl+C copies it."""
        if self.content is None:
            return ""
        heads = [f"stage {k + 1}" for k in range(len(self.content.codes))]
        lines = ["\t".join(["seconds", *heads])]
        for frame, row in enumerate(zip(*self.content.codes, strict=True)):
            lines.append("\t".join([f"{frame / self.content.rate:.3f}", *map(str, row)]))
        return "\n".join(lines)

    # -- places ---------------------------------------------------------------------------------------------

    def _letters(self) -> Lettering:
        return lettering(theme.small_font(self.font()))

    def set_margins(self, left: float, right: float) -> None:
        """Begin and end where the view above does, so that one time stands under the other."""
        self.margins = (left, right)
        self.viewport().update()

    def area(self) -> QRectF:
        return QRectF(self.viewport().rect()).adjusted(self.margins[0], 0, -self.margins[1], 0)

    def _heights(self) -> list[float]:
        """Of the rows: phones where they are known, what the codes read, then the stages."""
        line = self._letters().height + 4
        stages = len(self.content.codes) if self.content is not None else 1
        head = [line] if self.content is not None and self.content.labels else []
        known = [line] if self.content is not None and self.content.known else []
        return [*head, *known, _STAGE, *[_FINER] * (stages - 1), *known]

    def stage_rect(self, stage: int) -> QRectF:
        """Where a stage's codes are."""
        content = self.content
        above = 0 if content is None else bool(content.labels) + bool(content.known)
        return self._row(above + stage)

    def _row(self, place: int) -> QRectF:
        heights, area = self._heights(), self.area()
        return QRectF(
            area.left(), area.top() + sum(heights[:place]) + _GAP * place, area.width(), heights[place]
        )

    def frame_at(self, x: float) -> int:
        """The frame at a place of the viewport, at the nearest end outside of the sound."""
        content = self.content
        assert content is not None
        return min(max(0, int(self.time_at(x) * content.rate)), len(content.codes[0]) - 1)

    def _stage_at(self, y: float) -> int:
        stages = len(self.content.codes) if self.content is not None else 0
        return next(
            (k for k in range(stages) if self.stage_rect(k).top() <= y <= self.stage_rect(k).bottom()), -1
        )

    def sizeHint(self) -> QSize:
        heights = self._heights()
        return QSize(560, round(sum(heights)) + _GAP * len(heights) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    # -- painting -------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        content = self.content
        if content is None:
            return
        letters = self._letters()
        painter.setFont(letters.font)
        place = 0
        if content.labels:
            self._draw_head(painter, letters, self._row(place), "said")
            self._draw_phones(painter, letters, self._row(place), content.labels)
            place += 1
        if content.known:
            read = [
                Phone(run.start / content.rate, run.stop / content.rate, run.phone)
                for run in read_phones(content.codes[0], content.known)
            ]
            self._draw_head(painter, letters, self._row(place), "read")
            self._draw_phones(painter, letters, self._row(place), read)
        for stage in range(len(content.codes)):
            self._draw_stage(painter, letters, stage)
        if content.known:
            self._draw_legend(painter, letters, self._row(len(self._heights()) - 1))
        self._draw_span(painter)
        x = self.x_of(self.position)
        if self.playback is not None and self.area().left() <= x <= self.area().right():
            painter.setPen(QPen(self.colours.text, 1.4))
            foot = self.stage_rect(len(content.codes) - 1).bottom()
            painter.drawLine(QPointF(x, self.area().top()), QPointF(x, foot))

    def _draw_legend(self, painter: QPainter, letters: Lettering, row: QRectF) -> None:
        """What the colours of the codes mean: the family of the phone that each mostly stands for."""
        left = row.left()
        for family, (name, _) in enumerate(FAMILIES):
            square = QRectF(left, row.center().y() - 4, 8, 8)
            painter.fillRect(square, family_colour(family, 0, self.colours.dark))
            painter.setPen(self.colours.muted)
            letters.draw(painter, QRectF(square.right() + 4, row.top(), 200, row.height()), name)
            left = square.right() + 4 + letters.width(name) + 14

    def _draw_head(self, painter: QPainter, letters: Lettering, row: QRectF, words: str) -> None:
        painter.setPen(self.colours.muted)
        box = QRectF(0, row.top(), row.left() - 6, row.height())
        letters.draw(painter, box, letters.elided(words, box.width()), Qt.AlignmentFlag.AlignRight)

    def _draw_phones(
        self, painter: QPainter, letters: Lettering, row: QRectF, phones: Sequence[Phone]
    ) -> None:
        painter.save()
        painter.setClipRect(row)
        for phone in phones:
            left, right = self.x_of(phone.start), self.x_of(phone.stop)
            if right < row.left() or left > row.right():
                continue
            box = QRectF(left, row.top(), right - left, row.height())
            colour = family_colour(family_of(phone.name), 0, self.colours.dark)
            painter.setPen(QPen(colour, 2))
            painter.drawLine(QPointF(left + 1, row.bottom() - 1), QPointF(right - 1, row.bottom() - 1))
            if letters.width(phone.name) <= right - left:
                painter.setPen(self.colours.text)
                letters.draw(painter, box, phone.name, Qt.AlignmentFlag.AlignHCenter)
        painter.restore()

    def _draw_stage(self, painter: QPainter, letters: Lettering, stage: int) -> None:
        content, row = self.content, self.stage_rect(stage)
        assert content is not None
        self._draw_head(painter, letters, row, "codes" if stage == 0 else f"finer {stage}")
        painter.save()
        painter.setClipRect(row)
        picked = self.code if stage == self.stage else -2
        for run in self._runs[stage]:
            left, right = self.x_of(run.start / content.rate), self.x_of(run.stop / content.rate)
            if right < row.left() or left > row.right():
                continue
            self._draw_run(painter, letters, QRectF(left, row.top(), right - left, row.height()), run, stage)
            if run.code == picked:
                painter.setPen(QPen(self.colours.text, 2))
                painter.drawLine(QPointF(left, row.top() + 1), QPointF(right, row.top() + 1))
        painter.restore()
        self._draw_edits(painter, row, stage)

    def _draw_run(self, painter: QPainter, letters: Lettering, box: QRectF, run: Run, stage: int) -> None:
        content = self.content
        assert content is not None
        painter.setPen(Qt.PenStyle.NoPen)
        if run.code < 0:
            painter.fillRect(box, self.colours.panel)
            return
        known = content.known or {}
        family = family_of(known[run.code].phone) if stage == 0 and run.code in known else UNKNOWN
        ground = family_colour(family, run.code, self.colours.dark)
        if known and family == UNKNOWN:
            ground = self.colours.border  # no labelled frame had this code
        if stage:
            ground = scales.colour("probability", 0.12 + 0.6 * (run.code * 0.618 % 1.0), self.colours.dark)
        painter.fillRect(box.adjusted(0, 0, -0.75 if box.width() > 3 else 0, 0), ground)
        if letters.width(str(run.code)) + 2 <= box.width() and box.height() >= letters.height - 2:
            painter.setPen(scales.ink_on(ground))
            letters.draw(painter, box, str(run.code), Qt.AlignmentFlag.AlignHCenter)

    def _draw_edits(self, painter: QPainter, row: QRectF, stage: int) -> None:
        """A line under what is another code than the sound's own."""
        content = self.content
        assert content is not None
        if content.codes[stage] == content.before[stage]:
            return
        differs = [a != b for a, b in zip(content.codes[stage], content.before[stage], strict=True)]
        painter.setPen(QPen(self.colours.warn, 2))
        for run in runs([int(one) for one in differs]):
            if run.code:
                left = max(row.left(), self.x_of(run.start / content.rate))
                right = min(row.right(), self.x_of(run.stop / content.rate))
                if right > left:
                    painter.drawLine(QPointF(left, row.bottom() + 1), QPointF(right, row.bottom() + 1))

    def _draw_span(self, painter: QPainter) -> None:
        content = self.content
        if content is None or self.span[1] <= self.span[0]:
            return
        area = self.area()
        left = max(area.left(), self.x_of(self.span[0] / content.rate))
        right = min(area.right(), self.x_of(self.span[1] / content.rate))
        if right > left:
            row = self.stage_rect(self.stage)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.colours.focus, 2))
            painter.drawRoundedRect(QRectF(left, row.top(), right - left, row.height()), 2, 2)

    # -- mouse and keys -------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        stage = self._stage_at(event.position().y())
        if event.button() != Qt.MouseButton.LeftButton or self.content is None or stage < 0:
            super().mousePressEvent(event)
            return
        frame = self.frame_at(event.position().x())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self.span[1] > self.span[0]:
            self.choose(min(frame, self.span[0]), max(frame + 1, self.span[1]), self.stage)
            return
        self._anchor = frame
        run = next(run for run in self._runs[stage] if run.start <= frame < run.stop)
        self.choose(run.start, run.stop, stage)
        self._go(run.start / self.content.rate)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._anchor is None or self.content is None:
            super().mouseMoveEvent(event)
            stage = self._stage_at(event.position().y())
            if self.content is not None:
                words = self.told(self.frame_at(event.position().x()), max(0, stage))
                self.viewport().setToolTip(words)
            return
        frame = self.frame_at(event.position().x())
        if frame != self._anchor or self.span != (frame, frame + 1):
            low, high = sorted((self._anchor, frame))
            if frame != self._anchor:
                self.choose(low, high + 1, self.stage)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._anchor is None:
            super().mouseReleaseEvent(event)
        self._anchor = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 0, Qt.Key.Key_Down: 0}
        step = steps.get(Qt.Key(event.key()))
        if step is None or self.content is None:
            super().keyPressEvent(event)
        elif step == 0:
            stage = self.stage + (1 if event.key() == Qt.Key.Key_Down else -1)
            self.choose(*self.span, min(max(0, stage), len(self.content.codes) - 1))
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.choose(self.span[0], max(self.span[0] + 1, self.span[1] + step), self.stage)
        else:
            self._step(step)

    def _step(self, step: int) -> None:
        """Go to the run before or behind."""
        content, found = self.content, self._runs[self.stage]
        assert content is not None
        at = next((k for k, run in enumerate(found) if run.start <= self.span[0] < run.stop), 0)
        run = found[min(max(0, at + step), len(found) - 1)] if self.span[1] else found[0]
        self.choose(run.start, run.stop, self.stage)
        self._go(run.start / content.rate)
