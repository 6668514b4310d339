"""Codes against phones: how often each phone stood with each code, codes of one phone together."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.demos.latent_codes.speech_contract import PhoneTable
from app.demos.latent_codes.speech_reading import FAMILIES, clustered, family_of
from app.widgets import theme
from app.widgets.audio.pictures import coloured, grey
from app.widgets.lettering import Lettering, lettering
from app.widgets.view import View

_LEAST_ROW = 8.0


class PhoneMatrix(View):
    """A column a code, a row a phone, dark where that phone fills the code. `chosen(code)` by mouse and keys."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Codes and phones", parent)
        self.table: PhoneTable | None = None
        self.codes: list[int] = []
        self.phones: list[str] = []
        self.column = -1
        self._shares = np.zeros((0, 0), dtype=np.float32)
        self._image: QImage | None = None
        self._drawn: tuple[tuple[object, ...], QImage] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_table(self, table: PhoneTable) -> None:
        """Show another way's table."""
        if table is self.table:
            return
        self.table, self.column, self._drawn = table, -1, None
        self._shares, self.codes, self.phones = clustered(table)
        self._image = grey(self._shares[::-1], 0.0, 1.0)
        self.set_stale(False)
        self.viewport().update()

    def show_code(self, code: int) -> None:
        """Frame a code's column; tells nobody."""
        self.column = self.codes.index(code) if code in self.codes else -1
        self.viewport().update()

    def told(self, column: int) -> str:
        """Say what a code stood with."""
        if not 0 <= column < len(self.codes):
            return ""
        shares = self._shares[:, column]
        best = [int(k) for k in np.argsort(-shares)[:4] if shares[k] > 0.005]
        parts = ", ".join(f"{self.phones[k]} {shares[k]:.0%}" for k in best)
        kind = "code" if self.table is not None and self.table.way in ("codes", "shuffled") else "cluster"
        return f"{kind} {self.codes[column]}: {parts}"

    def text(self) -> str:
        """All shares as a table with tabs, as Ctrl+C copies it."""
        lines = ["\t".join(["phone", *map(str, self.codes)])]
        for phone, row in zip(self.phones, self._shares, strict=True):
            lines.append("\t".join([phone, *(f"{value:.3f}" for value in row)]))
        return "\n".join(lines)

    # -- places ---------------------------------------------------------------------------------------------

    def _letters(self) -> Lettering:
        return lettering(theme.small_font(self.font(), 0.86))

    def body(self) -> QRectF:
        """Where the cells are; the phones stand to their left."""
        letters = self._letters()
        wide = max((letters.width(phone) for phone in self.phones), default=0.0)
        return QRectF(self.viewport().rect()).adjusted(wide + 12, 2, -4, -letters.height - 8)

    def column_at(self, x: float) -> int:
        """The column at a place, -1 beside the body."""
        body = self.body()
        if not self.codes or not body.left() <= x < body.right():
            return -1
        return int((x - body.left()) / body.width() * len(self.codes))

    def sizeHint(self) -> QSize:
        return QSize(560, 380)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, round(_LEAST_ROW * max(20, len(self.phones))) + 30)

    # -- painting -------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        if self._image is None or self.table is None:
            return
        letters, body = self._letters(), self.body()
        painter.setFont(letters.font)
        ratio = self.devicePixelRatioF()
        size = round(body.width() * ratio), round(body.height() * ratio)
        key = (self.table.way, size, self.colours.dark)
        if self._drawn is None or self._drawn[0] != key:
            whole = QRect(0, 0, self._image.width(), self._image.height())
            scaled = self._image.copy(whole).scaled(
                *size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.FastTransformation
            )
            self._drawn = (
                key,
                coloured(scaled, QRect(0, 0, *size), *size, "probability", self.colours.dark),
            )
        painter.drawImage(body, self._drawn[1])
        painter.setPen(QPen(self.colours.border, 1))
        painter.drawRect(body)
        self._draw_phones(painter, letters, body)
        self._draw_foot(painter, letters, body)
        if self.column >= 0:
            wide = body.width() / len(self.codes)
            painter.setPen(QPen(self.colours.focus, 1.6))
            painter.drawRect(
                QRectF(body.left() + self.column * wide, body.top(), max(2.0, wide), body.height())
            )

    def _draw_phones(self, painter: QPainter, letters: Lettering, body: QRectF) -> None:
        high, last, family = body.height() / len(self.phones), -1e9, -1
        for row, phone in enumerate(self.phones):
            middle = body.top() + (row + 0.5) * high
            if family_of(phone) != family:
                family = family_of(phone)
                painter.setPen(QPen(self.colours.border, 1))
                top = body.top() + row * high
                painter.drawLine(QPointF(0, top), QPointF(body.right(), top))
            if middle - last >= letters.height * 0.78:
                last = middle
                painter.setPen(self.colours.muted)
                box = QRectF(0, middle - letters.height / 2, body.left() - 6, letters.height)
                letters.draw(painter, box, phone, Qt.AlignmentFlag.AlignRight)

    def _draw_foot(self, painter: QPainter, letters: Lettering, body: QRectF) -> None:
        painter.setPen(self.colours.muted)
        foot = QRectF(body.left(), body.bottom() + 4, body.width(), letters.height)
        kind = "codes" if self.table is not None and self.table.way in ("codes", "shuffled") else "clusters"
        words = self.told(self.column) or (
            f"{len(self.codes)} {kind}, those of one phone together; {len(FAMILIES)} families of phones"
        )
        letters.draw(painter, foot, letters.elided(words, foot.width()))

    # -- mouse and keys -------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.viewport().setToolTip(self.told(self.column_at(event.position().x())))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(self.column_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.text())
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.codes:
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            self._choose(min(max(0, self.column + step), len(self.codes) - 1))
        else:
            super().keyPressEvent(event)

    def _choose(self, column: int) -> None:
        if column < 0:
            return
        self.column = column
        self.speak(self.told(column))
        self.viewport().update()
        self.chosen.emit(self.codes[column])
