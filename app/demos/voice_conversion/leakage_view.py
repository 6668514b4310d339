"""What leaks through each content code: accuracy of the probes with their intervals, against chance."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.demos.voice_conversion.contract import Leakage, Score, VariantLeak
from app.demos.voice_conversion.drawings import KINDS
from app.widgets import theme
from app.widgets.lettering import Lettering, lettering
from app.widgets.view import View

_TICKS = (0.0, 0.5, 1.0)


class LeakageView(View):
    """One row of dots for each probe, one column for each code. The arrow keys go from code to code."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What leaks through", parent)
        self.found: Leakage | None = None
        self.current = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def kinds(self) -> list[str]:
        """The probes that were asked."""
        variants = self.found.variants if self.found is not None else ()
        return list(dict.fromkeys(score.kind for variant in variants for score in variant.scores))

    def show_leakage(self, found: Leakage) -> None:
        """Show what was measured."""
        self.found, self.current = found, -1
        self.set_stale(False)
        self.viewport().update()

    def text(self) -> str:
        """Everything as a table with tabs, as Ctrl+C copies it."""
        lines = ["\t".join(("code", "probe", "right", "low", "high", "chance"))]
        for variant in self.found.variants if self.found is not None else ():
            lines += [
                "\t".join(
                    (
                        variant.variant,
                        KINDS[s.kind],
                        *(f"{v:.3f}" for v in (s.accuracy, s.low, s.high, s.chance)),
                    )
                )
                for s in variant.scores
            ]
        return "\n".join(lines)

    # -- places ---------------------------------------------------------------------------------------------

    def _letters(self) -> Lettering:
        return lettering(theme.small_font(self.font()))

    def pane(self, index: int) -> QRectF:
        """Where a probe's dots are in the viewport; its title stands above."""
        line = self._letters().height
        whole = QRectF(self.viewport().rect()).adjusted(
            self._letters().width("100%") + 10, 0, -6, -2 * line - 6
        )
        high = whole.height() / max(1, len(self.kinds))
        return QRectF(whole.left(), whole.top() + index * high + line + 4, whole.width(), high - line - 12)

    def place_of(self, index: int, variant: int, share: float) -> QPointF:
        """Where an accuracy is."""
        area = self.pane(index)
        count = len(self.found.variants) if self.found is not None else 1
        return QPointF(
            area.left() + (variant + 0.5) * area.width() / count, area.bottom() - share * area.height()
        )

    # -- painting -------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        if self.found is None:
            return
        letters = self._letters()
        painter.setFont(letters.font)
        for index, kind in enumerate(self.kinds):
            self._draw_pane(painter, index, kind)
        foot = self.pane(len(self.kinds) - 1)
        wide = foot.width() / max(1, len(self.found.variants))
        for at, variant in enumerate(self.found.variants):
            box = QRectF(foot.left() + at * wide, foot.bottom() + 4, wide, letters.height)
            painter.setPen(self.colours.text if at == self.current else self.colours.muted)
            letters.draw(
                painter, box, letters.elided(variant.variant, wide - 4), Qt.AlignmentFlag.AlignHCenter
            )
            box.translate(0, letters.height)
            painter.setPen(self.colours.faint)
            letters.draw(
                painter, box, letters.elided(_kind(variant), wide - 4), Qt.AlignmentFlag.AlignHCenter
            )

    def _draw_pane(self, painter: QPainter, index: int, kind: str) -> None:
        assert self.found is not None
        letters, area, colours = self._letters(), self.pane(index), self.colours
        painter.setPen(colours.text)
        letters.draw(
            painter,
            QRectF(area.left(), area.top() - letters.height - 3, area.width(), letters.height),
            KINDS[kind],
        )
        for tick in _TICKS:
            y = area.bottom() - tick * area.height()
            painter.setPen(QPen(colours.border, 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(colours.faint)
            box = QRectF(0, y - letters.height / 2, area.left() - 6, letters.height)
            letters.draw(painter, box, f"{tick:.0%}", Qt.AlignmentFlag.AlignRight)
        for at, variant in enumerate(self.found.variants):
            for score in variant.scores:
                if score.kind == kind:
                    self._draw_score(painter, index, at, variant, score)

    def _draw_score(self, painter: QPainter, index: int, at: int, variant: VariantLeak, score: Score) -> None:
        area, colours = self.pane(index), self.colours
        half = min(60.0, 0.4 * area.width() / len(self.found.variants if self.found else ()))
        chance = self.place_of(index, at, score.chance)
        painter.setPen(QPen(colours.muted, 1.2, Qt.PenStyle.DashLine))
        painter.drawLine(chance - QPointF(half, 0), chance + QPointF(half, 0))
        colour = colours.slot_a if variant.normalised else colours.slot_b
        place = self.place_of(index, at, score.accuracy)
        painter.setPen(QPen(colour, 2))
        painter.drawLine(self.place_of(index, at, score.low), self.place_of(index, at, score.high))
        painter.setPen(QPen(colours.text if at == self.current else colour, 1.4))
        painter.setBrush(colour)
        if variant.codebook:
            corners = ((0, -6), (6, 0), (0, 6), (-6, 0))
            painter.drawPolygon(QPolygonF([place + QPointF(x, y) for x, y in corners]))
        else:
            painter.drawEllipse(place, 5, 5)
        letters = self._letters()
        painter.setPen(colours.text)
        # Above the dashes where it would stand on them.
        middle = (
            min(place.y(), chance.y() - 0.6 * letters.height)
            if abs(place.y() - chance.y()) < 9
            else place.y()
        )
        box = QRectF(place.x() + 9, middle - letters.height / 2, 80, letters.height)
        letters.draw(painter, box, f"{score.accuracy:.0%}")

    # -- mouse and keys -------------------------------------------------------------------------------------

    def _choose(self, at: int) -> None:
        if self.found is None or not 0 <= at < len(self.found.variants) or at == self.current:
            return
        self.current = at
        words = described(self.found.variants[at])
        self.viewport().setToolTip(words)
        self.speak(words)
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.found is not None and self.found.variants:
            area = self.pane(0)
            self._choose(int((event.position().x() - area.left()) / area.width() * len(self.found.variants)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.text())
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._choose(max(0, self.current + (1 if event.key() == Qt.Key.Key_Right else -1)))
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(480, 330)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 300)


def _kind(variant: VariantLeak) -> str:
    if variant.codebook:
        return f"{variant.codebook} codewords"
    return f"{variant.width} channels" + ("" if variant.normalised else ", no IN")


def described(variant: VariantLeak) -> str:
    """Say in words what leaks through one code."""
    normal = "instance-normalised" if variant.normalised else "not instance-normalised"
    lines = [f"{variant.variant}: {_kind(variant)}, {normal}"]
    lines += [
        f"{KINDS[s.kind]}: {s.accuracy:.0%} right ({s.low:.0%} to {s.high:.0%}), chance {s.chance:.0%}, "
        f"{s.count} utterances"
        for s in variant.scores
    ]
    return "\n".join(lines)


def told(found: Leakage) -> str:
    """Say in words what was measured and on what."""
    said = (
        f"{found.sentences} sentences that all of them say"
        if found.sentences
        else "each recording on its own"
    )
    where = "your recordings" if found.recordings else "utterances that no model heard in training"
    words = f"{found.utterances} {where}, {found.speakers} speakers, {said}; bars are 95 % intervals, dashes chance."
    if any(not variant.normalised for variant in found.variants):
        words += " Blue: with instance normalisation, orange: without."
    return words
