"""What the colours of a map mean: groups to switch on and off, or the scale of the values."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.core.categories import shape_of
from app.widgets import scales, theme
from app.widgets.flow_layout import FlowLayout
from app.widgets.legend import ScaleLegend
from app.widgets.lettering import lettering
from app.widgets.point_map.cloud import Cloud
from app.widgets.point_map.marks import outline
from app.widgets.scales import ScaleName
from app.widgets.visible import displayable

#: More groups than these are not listed one by one.
_MOST = 24
_MARK = 20
_WIDEST = 180


class Chip(QAbstractButton):
    """A group's mark, name and size. Checked: its points are shown."""

    def __init__(self, group: int, groups: int, name: str, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number, self._shape = group, shape_of(group, groups)
        self.words = displayable(name)
        self._size = f"{size:,}"
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setChecked(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{name}, {size:,} points")
        self.setToolTip(f"{displayable(name)}: {size:,} points. Click to hide or show them.")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        letters = lettering(theme.small_font(self.font()))
        width = min(_WIDEST, letters.width(self.words)) + letters.width(self._size) + 6
        return QSize(round(width) + _MARK + 6, round(letters.height) + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        letters, colours = lettering(theme.small_font(self.font())), theme.palette()
        if self.underMouse() or self.hasFocus():
            painter.setPen(QPen(colours.focus, 1.4) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(colours.hover if self.underMouse() else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.7, 0.7, -0.7, -0.7), 4, 4)
        hue = scales.category(self.number, colours.dark) if self.number >= 0 else colours.field
        shown = self.isChecked()
        painter.setPen(QPen(colours.text if shown else colours.faint, 1.0))
        painter.setBrush(hue if shown else Qt.BrushStyle.NoBrush)
        painter.drawPath(outline(self._shape, QPointF(_MARK / 2 + 1, self.height() / 2), 4.5))
        painter.setFont(letters.font)
        painter.setPen(colours.text if shown else colours.faint)
        name = letters.elided(self.words, _WIDEST)
        area = QRectF(_MARK, 0, letters.width(name), self.height())
        letters.draw(painter, area, name)
        painter.setPen(colours.faint)
        letters.draw(painter, QRectF(area.right() + 6, 0, self.width(), self.height()), self._size)
        if not shown:
            painter.drawLine(
                QPointF(area.left(), self.height() / 2), QPointF(area.right(), self.height() / 2)
            )
        painter.end()


class MapLegend(QWidget):
    """A row of chips, or a scale. `hidden_changed(groups)` gives the groups that are switched off."""

    hidden_changed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self, gap=4, line_gap=0)
        self._flow.setContentsMargins(2, 0, 2, 0)
        self.chips: list[Chip] = []
        self.setVisible(False)

    def show_cloud(self, cloud: Cloud | None, scale: ScaleName) -> None:
        """Explain a cloud's colours; nothing to explain hides the legend."""
        while (item := self._flow.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.chips = []
        if cloud is not None and cloud.values is not None:
            low, high = (f"{end:.3g}".replace("-", "−") for end in (cloud.low, cloud.high))
            self._add(ScaleLegend(scale, "", low, high, self))
        elif cloud is not None and len(cloud.sizes) + len(cloud.group_names) > 0:
            groups = sorted(cloud.sizes)
            known = max(len(cloud.group_names), max(groups, default=-1) + 1)
            for group in groups[:_MOST]:
                chip = Chip(group, known, cloud.group_name(group), cloud.sizes[group], self)
                chip.setChecked(group not in cloud.hidden)
                chip.toggled.connect(self._toggled)
                self.chips.append(chip)
                self._add(chip)
            if len(groups) > _MOST:
                self._add(_Words(f"and {len(groups) - _MOST} more groups", self))
        self.setVisible(self._flow.count() > 0)
        self._flow.invalidate()

    def _add(self, widget: QWidget) -> None:
        self._flow.addWidget(widget)
        widget.show()

    @Slot()
    def _toggled(self) -> None:
        self.hidden_changed.emit(frozenset(chip.number for chip in self.chips if not chip.isChecked()))


class _Words(QWidget):
    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words
        self.setAccessibleName(words)

    def sizeHint(self) -> QSize:
        letters = lettering(theme.small_font(self.font()))
        return QSize(round(letters.width(self._words)) + 4, round(letters.height) + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        letters = lettering(theme.small_font(self.font()))
        painter.setFont(letters.font)
        painter.setPen(theme.palette().faint)
        letters.draw(painter, QRectF(self.rect()), self._words)
        painter.end()
