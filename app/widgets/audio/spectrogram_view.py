"""Spectrograms one above the other on one time axis, with pitch over them and a playhead through all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QImage,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.contract import Progress, Sound
from app.core.spectra import row_hertz
from app.jobs.job import Outcome
from app.jobs.runner import JobRunner
from app.widgets import theme
from app.widgets.audio.axes import draw_hertz, draw_pitch, draw_seconds, pitch_y
from app.widgets.audio.pictures import (
    DIFFERENCE,
    HIGHEST,
    RANGE,
    ROWS,
    Picture,
    coloured,
    difference,
    grey,
    pictures,
)
from app.widgets.audio.playback import Playback
from app.widgets.audio.time_view import TimeView
from app.widgets.lettering import Lettering, lettering
from app.widgets.scales import ScaleName

#: Sounds that are together longer than so many seconds are pictured on the files' thread.
_AT_ONCE = 2.0


@dataclass(frozen=True, slots=True)
class SoundRow:
    """A sound to show. `name` is what the Playback knows it by; `hertz` [frames] its pitch, 0 where unvoiced."""

    name: str
    title: str
    sound: Sound
    hertz: NDArray[np.float32] | None = None
    frames_per_second: float = 100.0


class SpectrogramView(TimeView):
    """A click goes there and hears that row; `ready()` tells that the pictures are made."""

    ready = Signal()

    def __init__(
        self,
        name: str,
        playback: Playback | None = None,
        jobs: JobRunner | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, playback, parent)
        self.rows: tuple[SoundRow, ...] = ()
        self.compared: tuple[int, int] | None = None
        self.pictures: list[Picture] = []
        self._jobs = jobs
        self._greys: list[QImage] = []
        self._cut: dict[tuple[object, ...], QImage] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        if playback is not None:
            playback.currentChanged.connect(self._current_changed)

    def set_rows(self, rows: Sequence[SoundRow], compare: tuple[int, int] | None = None) -> None:
        """Show sounds from top to bottom; `compare` (i, j) adds a row with row i minus row j in decibels.

        What is seen of the time axis stays if the length does.
        """
        longest = max((row.sound.seconds for row in rows), default=0.0)
        if abs(longest - self.seconds) > 1e-6:
            self.seen = (0.0, longest)
        self.rows, self.compared = tuple(rows), compare
        self.pictures, self._greys = [], []
        self._cut.clear()
        self._speak()
        sounds = [row.sound for row in self.rows]
        if self._jobs is None or sum(sound.seconds for sound in sounds) <= _AT_ONCE:
            self._show(pictures(sounds))
        else:

            def work(_progress: Progress) -> list[Picture]:
                return pictures(sounds)

            self._jobs.submit(self, work, lane="files").finished.connect(self._made)
        self.viewport().update()

    @Slot(object)
    def _made(self, outcome: Outcome) -> None:
        if isinstance(outcome.result, list):
            self._show(outcome.result)

    def _show(self, made: list[Picture]) -> None:
        top = max((float(one.decibels.max(initial=-RANGE)) for one in made), default=0.0)
        self._greys = [grey(one.decibels, top - RANGE, top) for one in made]
        self.pictures = list(made)
        if self.compared is not None:
            one, other = self.compared
            between = difference(made[one], made[other])
            self.pictures.append(between)
            self._greys.append(grey(between.decibels, -DIFFERENCE, DIFFERENCE))
        self._cut.clear()
        self.set_stale(False)
        self.viewport().update()
        self.ready.emit()

    @property
    def seconds(self) -> float:
        """How long the longest row is."""
        return max((row.sound.seconds for row in self.rows), default=0.0)

    # -- layout ---------------------------------------------------------------------------------------------

    def _letters(self) -> Lettering:
        return lettering(theme.small_font(self.font()))

    def area(self) -> QRectF:
        letters = self._letters()
        right = letters.width("400 Hz") + 12 if any(row.hertz is not None for row in self.rows) else 10
        left = letters.width("0.25k") + 12
        return QRectF(self.viewport().rect()).adjusted(left, 0, -right, -letters.height - 10)

    def row_rect(self, index: int) -> QRectF:
        """Give a row's picture in the viewport; its title stands above it."""
        area, head = self.area(), self._letters().height + 6
        count = max(1, len(self.rows) + (self.compared is not None))
        high = area.height() / count
        return QRectF(area.left(), area.top() + index * high + head, area.width(), max(8.0, high - head - 2))

    def row_at(self, y: float) -> int:
        """Give the row at a height, with its title; -1 if there is none."""
        head = self._letters().height + 6
        for index in range(len(self.rows) + (self.compared is not None)):
            area = self.row_rect(index)
            if area.top() - head <= y <= area.bottom():
                return index
        return -1

    def sizeHint(self) -> QSize:
        return QSize(560, self.minimumHeight() or 420)  # who sets a least height has what is left to give

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 240)

    def relayout(self) -> None:
        self._cut.clear()

    def range_changed(self) -> None:
        self._cut.clear()

    def pressed_at(self, position: QPointF) -> None:
        index = self.row_at(position.y())
        if 0 <= index < len(self.rows) and self.playback is not None:
            self.playback.switch(self.rows[index].name)

    # -- painting -------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        letters, area = self._letters(), self.area()
        painter.setFont(letters.font)
        for index in range(len(self.rows) + (self.compared is not None)):
            place = self.row_rect(index)
            self._draw_title(painter, letters, index, place)
            painter.fillRect(
                place, theme.scale_colour(self._scale(index), 0.5 if self._between(index) else 0.0)
            )
            if index < len(self._greys):
                self._draw_picture(painter, index, place)
            draw_hertz(painter, letters, place)
            if not self._between(index) and self.rows[index].hertz is not None:
                draw_pitch(painter, letters, place, self._line(index, place))
        if self.rows:
            draw_seconds(painter, letters, area, self.seen)
            self._draw_playhead(painter, area)

    def _between(self, index: int) -> bool:
        return index >= len(self.rows)

    def _scale(self, index: int) -> ScaleName:
        return "difference" if self._between(index) else "probability"

    def _draw_picture(self, painter: QPainter, index: int, place: QRectF) -> None:
        """Cut what is seen out of the whole picture; the cut is kept until range, size or theme change."""
        picture, image = self.pictures[index], self._greys[index]
        first = max(0, math.floor(self.seen[0] / picture.hop))
        last = min(image.width(), math.ceil(self.seen[1] / picture.hop) + 1)
        if last <= first:
            return
        left, right = self.x_of((first - 0.5) * picture.hop), self.x_of((last - 0.5) * picture.hop)
        ratio = self.devicePixelRatioF()
        size = (round((right - left) * ratio), round(place.height() * ratio))
        key = (index, first, last, size, self.colours.dark)
        found = self._cut.get(key)
        if found is None:
            cut = QRect(first, 0, last - first, image.height())
            found = coloured(image, cut, *size, self._scale(index), self.colours.dark)
            self._cut = {old: kept for old, kept in self._cut.items() if old[0] != index} | {key: found}
        painter.save()
        painter.setClipRect(place)
        painter.drawImage(QRectF(left, place.top(), right - left, place.height()), found)
        painter.restore()

    def _draw_title(self, painter: QPainter, letters: Lettering, index: int, place: QRectF) -> None:
        colours = self.colours
        head = QRectF(place.left(), place.top() - letters.height - 4, place.width(), letters.height + 2)
        told = (
            self.told(self.hover) if self.hover is not None and self.row_at(self.hover.y()) == index else ""
        )
        painter.setPen(colours.text)
        wide = letters.width(told)
        letters.draw(painter, head, told, Qt.AlignmentFlag.AlignRight)
        heard = not self._between(index) and self._heard(index)
        painter.setPen(colours.accent if heard else colours.muted)
        title = letters.elided(self.title(index), head.width() - wide - 16)
        letters.draw(painter, head, ("▸ " if heard else "") + title)

    def title(self, index: int) -> str:
        """Give a row's title as it is written over it."""
        if not self._between(index) or self.compared is None:
            return self.rows[index].title
        one, other = (self.rows[which].title for which in self.compared)
        return f"{one} minus {other}, full colour at ±{DIFFERENCE:.0f} dB"

    def _heard(self, index: int) -> bool:
        several = len(self.rows) > 1 and self.playback is not None
        return several and self.playback is not None and self.playback.current == self.rows[index].name

    def _line(self, index: int, place: QRectF) -> list[list[QPointF]]:
        """The stretches of a row's pitch that are seen, as points of the viewport."""
        row = self.rows[index]
        assert row.hertz is not None
        first = max(0, int(self.seen[0] * row.frames_per_second) - 1)
        last = min(len(row.hertz), int(self.seen[1] * row.frames_per_second) + 2)
        stretches: list[list[QPointF]] = [[]]
        for frame in range(first, last):
            hertz = float(row.hertz[frame])
            if hertz <= 0:
                stretches.append([])
                continue
            stretches[-1].append(QPointF(self.x_of(frame / row.frames_per_second), pitch_y(hertz, place)))
        return [stretch for stretch in stretches if stretch]

    def _draw_playhead(self, painter: QPainter, area: QRectF) -> None:
        x = self.x_of(self.position)
        if self.playback is not None and area.left() <= x <= area.right():
            painter.setPen(QPen(self.colours.text, 1.4))
            painter.drawLine(QPointF(x, area.top() + self._letters().height), QPointF(x, area.bottom()))
        if self.hover is not None and area.left() <= self.hover.x() <= area.right():
            painter.setPen(QPen(self.colours.faint, 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(self.hover.x(), area.top()), QPointF(self.hover.x(), area.bottom()))

    def told(self, at: QPointF) -> str:
        """Say what is at a point: time, frequency, level, and pitch if there is one."""
        index, seconds = self.row_at(at.y()), self.time_at(at.x())
        if index < 0 or not self.seen[0] <= seconds <= self.seen[1]:
            return ""
        place = self.row_rect(index)
        share = min(1.0, max(0.0, (place.bottom() - at.y()) / place.height()))
        row = min(ROWS - 1, int(share * ROWS))
        words = [f"{seconds:.2f} s", f"{row_hertz(ROWS, HIGHEST)[row]:,.0f} Hz"]
        if index < len(self.pictures):
            picture = self.pictures[index]
            column = round(seconds / picture.hop)
            if column < picture.decibels.shape[1]:
                words.append(f"{picture.decibels[row, column]:+.0f} dB")
        hertz = None if self._between(index) else self.rows[index].hertz
        if hertz is not None:
            frame = round(seconds * self.rows[index].frames_per_second)
            tone = float(hertz[frame]) if frame < len(hertz) else 0.0
            words.append(f"pitch {tone:.0f} Hz" if tone > 0 else "no pitch")
        return " · ".join(words).replace("-", "−")

    def text(self) -> str:
        """Give pitch over time as a table with tabs, as Ctrl+C copies it; without pitch, the rows' lengths."""
        tuned = [row for row in self.rows if row.hertz is not None]
        if not tuned:
            return "\n".join(
                ["sound\tseconds", *(f"{row.title}\t{row.sound.seconds!r}" for row in self.rows)]
            )
        lines = ["\t".join(["seconds", *(f"{row.title} (Hz)" for row in tuned)])]
        rate = tuned[0].frames_per_second
        for frame in range(max(len(row.hertz) for row in tuned if row.hertz is not None)):
            values = [
                f"{row.hertz[at]:.2f}" if row.hertz is not None and at < len(row.hertz) else ""
                for row in tuned
                for at in (round(frame / rate * row.frames_per_second),)
            ]
            lines.append("\t".join([f"{frame / rate:.4f}", *values]))
        return "\n".join(lines)

    @Slot()
    def _current_changed(self) -> None:
        self.viewport().update()

    def _speak(self) -> None:
        said = [f"{row.title}, {row.sound.seconds:.1f} seconds" for row in self.rows]
        self.speak("; ".join(said) or "no sounds")
