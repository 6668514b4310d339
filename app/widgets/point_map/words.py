"""The words on a map: labels beside points, the bubble under the pointer, the count in the corner."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from app.core import label_places as greedy
from app.widgets import theme
from app.widgets.lettering import Lettering, lettering
from app.widgets.point_map.cloud import Cloud
from app.widgets.visible import displayable

Floats = NDArray[np.float64]

#: With more points in view no labels are placed; with more labels none are tried.
MOST_POINTS = 1_500
_MOST_TRIED = 300
_WIDEST = 190.0
#: px: the ring around the current point and the one under the pointer
RING = 9.0
_LONGEST = 60  # characters


class Labels:
    """Labels that stay on their side while the map moves, as long as they have room there."""

    def __init__(self) -> None:
        self._sides: dict[int, int] = {}  # by row
        self.placed: dict[int, QRectF] = {}  # by row

    def forget(self) -> None:
        """Begin anew: other points."""
        self._sides.clear()
        self.placed.clear()

    def arrange(
        self,
        cloud: Cloud,
        rows: NDArray[np.int64],
        places: Floats,
        first: Sequence[int],
        area: QRectF,
        radius: float,
        font: QFont,
        taken: Sequence[QRectF],
    ) -> None:
        """Place the labels of rows at places [k, 2] px, marks of `radius`; those of the rows `first` come first."""
        self.placed = {}
        if cloud.labels is None or not len(rows) or len(rows) > MOST_POINTS:
            return
        letters = label_letters(font)
        urgent = set(first)
        order = sorted(range(len(rows)), key=lambda place: int(rows[place]) not in urgent)[:_MOST_TRIED]
        sizes = np.zeros((len(rows), 2))
        sizes[:, 1] = letters.height
        for which in order:
            sizes[which, 0] = letters.width(short(letters, cloud.labels[int(rows[which])])) + 4
        before = {which: self._sides[int(rows[which])] for which in order if int(rows[which]) in self._sides}
        limits = (area.left(), area.top(), area.right(), area.bottom())
        full = np.array([(box.left(), box.top(), box.right(), box.bottom()) for box in taken]).reshape(-1, 4)
        gaps = np.where(np.isin(rows, first[:2]), RING, radius) + 3
        found = greedy.place(
            places, sizes, order, limits, gaps, taken=full, before=before, radius=radius,
            urgent=int(np.isin(rows[order], first).sum()),
        )  # fmt: skip
        self._sides = {int(rows[which]): side for which, side in found.items()}
        for which, side in found.items():
            left, top, right, bottom = greedy.boxes(places[which], sizes[which], float(gaps[which]))[
                side
            ].tolist()
            self.placed[int(rows[which])] = QRectF(left, top, right - left, bottom - top)

    def draw(self, painter: QPainter, cloud: Cloud, font: QFont, strong: frozenset[int], faded: bool) -> None:
        """Write what was placed; `strong` rows in full ink, all others paler where some are `faded`."""
        if not self.placed or cloud.labels is None:
            return
        letters, colours = label_letters(font), theme.palette()
        painter.setFont(letters.font)
        ground = QColor(colours.surface)
        ground.setAlphaF(0.72)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        for box in self.placed.values():
            painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), 3, 3)
        for row, box in self.placed.items():
            painter.setPen(colours.text if row in strong or not faded else colours.faint)
            letters.draw(painter, box.adjusted(2, 0, -2, 0), short(letters, cloud.labels[row]))


def label_letters(font: QFont) -> Lettering:
    """Give the letters of the labels."""
    return lettering(theme.small_font(font, 0.92))


def short(letters: Lettering, text: str) -> str:
    """Give a label as it is written beside its point: one line of limited width."""
    return letters.elided(displayable(" ".join(text[:_LONGEST].split())), _WIDEST)


def draw_bubble(painter: QPainter, font: QFont, at: QPointF, name: str, facts: str, area: QRectF) -> None:
    """Write a point's whole name and facts in a bubble beside it, within `area`."""
    letters, small, colours = lettering(font), lettering(theme.small_font(font, 0.9)), theme.palette()
    wide = min(360.0, area.width() - 24)
    name = letters.elided(displayable(" ".join(name.split())), wide)
    facts = small.elided(displayable(facts), wide)
    width = max(letters.width(name), small.width(facts)) + 18
    height = letters.height + (small.height + 1 if facts else 0) + 10
    left = at.x() + 12 if at.x() + 14 + width < area.right() else at.x() - 12 - width
    left = min(max(left, area.left() + 2), max(area.left() + 2, area.right() - width - 2))
    top = min(max(at.y() - height - 8, area.top() + 2), area.bottom() - height - 2)
    box = QRectF(left, top, width, height)
    painter.setPen(QPen(colours.field, 1))
    painter.setBrush(colours.raised)
    painter.drawRoundedRect(box, 5, 5)
    inner = box.adjusted(9, 5, -9, -5)
    painter.setFont(letters.font)
    painter.setPen(colours.text)
    letters.draw(painter, QRectF(inner.left(), inner.top(), inner.width(), letters.height), name)
    if facts:
        painter.setFont(small.font)
        painter.setPen(colours.muted)
        below = QRectF(inner.left(), inner.top() + letters.height + 1, inner.width(), small.height)
        small.draw(painter, below, facts)


def caption_box(font: QFont, words: str, height: float) -> QRectF:
    """Give the corner that the count takes."""
    letters = lettering(theme.small_font(font, 0.88))
    return QRectF(6, height - letters.height - 8, letters.width(words) + 12, letters.height + 4)


def draw_caption(painter: QPainter, font: QFont, words: str, width: float, height: float) -> None:
    """Write how many points are shown, and how, in the corner."""
    letters, colours = lettering(theme.small_font(font, 0.88)), theme.palette()
    words = letters.elided(words, max(40.0, width - 28))
    box = caption_box(font, words, height)
    ground = QColor(colours.surface)
    ground.setAlphaF(0.86)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 4, 4)
    painter.setFont(letters.font)
    painter.setPen(colours.muted)
    letters.draw(painter, box.adjusted(6, 0, -6, 0), words)
