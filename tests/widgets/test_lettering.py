"""Letters that are kept: measured as Qt measures them, painted where Qt would paint them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter
from pytestqt.qtbot import QtBot

from app.widgets.lettering import Lettering, lettering

WORDS = ("Paris", "שלום עולם", "東京都", "e\u0301 combining", "fi ligature & <b>no markup</b>")


def inked(text: str, side: Qt.AlignmentFlag) -> tuple[int, int]:
    """Paint a text in a box of 300 px; give the first and the last column that has ink."""
    picture = QImage(300, 40, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    letters = lettering(QFont())
    painter = QPainter(picture)
    painter.setFont(letters.font)
    painter.setPen(QColor("black"))
    letters.draw(painter, QRectF(0, 0, 300, 40), text, side)
    painter.end()
    dark = [x for x in range(300) if any(picture.pixelColor(x, y).lightness() < 128 for y in range(40))]
    return dark[0], dark[-1]


def test_widths_are_those_of_qt_also_the_second_time(qtbot: QtBot) -> None:
    letters, metrics = Lettering(QFont()), QFontMetricsF(QFont())
    for _ in range(2):
        for word in WORDS:
            assert letters.width(word) == metrics.horizontalAdvance(word)


def test_text_stands_at_the_side_that_is_asked_for(qtbot: QtBot) -> None:
    left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
    for word in WORDS:
        assert inked(word, left)[0] < 6
        assert inked(word, right)[1] > 293
        begin, end = inked(word, Qt.AlignmentFlag.AlignHCenter)
        assert abs((begin + end) / 2 - 150) < 4


def test_what_has_no_room_ends_in_an_ellipsis_and_fits(qtbot: QtBot) -> None:
    letters = Lettering(QFont())
    long = "a word that is much longer than its place"
    short = letters.elided(long, 80)
    assert short.endswith("…") and letters.width(short) <= 80
    assert letters.elided(long, 1000) == long
    middle = letters.elided(long, 80, Qt.TextElideMode.ElideMiddle)
    assert middle.startswith("a") and middle.endswith("e")


def test_fonts_have_letters_of_their_own(qtbot: QtBot) -> None:
    small, large = QFont(), QFont()
    small.setPointSizeF(8)
    large.setPointSizeF(16)
    assert lettering(small).width("Paris") < lettering(large).width("Paris")
    assert lettering(small) is lettering(QFont(small))
