"""Running text of tokens: where each lies, how it grows, and what keys and mouse do."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.widgets.text_paragraphs import Span
from app.widgets.token_text import TokenText

WORDS = ["The", " old", " house", " by", " the", " sea", ".\n\n", "It", " was", " empty", "."]


def shown(qtbot: QtBot, spans: list[Span], width: int = 150) -> TokenText:
    """Show tokens in a narrow view."""
    view = TokenText("Text")
    view.resize(width, 320)
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    view.show_spans(spans)
    return view


def spans(words: list[str]) -> list[Span]:
    return [Span(word, 0.5) for word in words]


def test_every_token_is_found_where_it_is(qtbot: QtBot) -> None:
    view = shown(qtbot, spans(WORDS))
    for index in range(len(WORDS)):
        box = view.token_rect(index)
        assert box.width() > 0 and view.token_at(QPointF(box.center())) == index, WORDS[index]
    tops = [view.token_rect(index).top() for index in range(len(WORDS))]
    assert tops == sorted(tops) and tops[0] < tops[5] < tops[7]  # wrapped, then a new paragraph
    assert view.token_at(QPointF(149, 5)) == -1 and view.token_at(QPointF(20, 310)) == -1


def test_what_has_no_letters_can_still_be_seen(qtbot: QtBot) -> None:
    odd = [Span("", None, "special", "<s>"), Span("", None, "part"), Span("é"), Span("\t"), Span("\ud83d")]
    view = shown(qtbot, odd)
    assert [span.shown for span in odd] == ["<s>", "◦", "é", "⇥", "\ufffd"]
    assert all(view.token_rect(index).width() > 1 for index in range(len(odd)))
    assert view.text() == "é\t\ud83d"


@pytest.mark.parametrize(
    "words", [["😀", " 北京", " ok"], ["שלום", " עולם", " abc", " אבג"], ["a", " שלום", " b"]]
)
def test_any_script_and_direction(qtbot: QtBot, words: list[str]) -> None:
    view = shown(qtbot, spans(words), 400)
    boxes = [view.token_rect(index) for index in range(len(words))]
    for index, box in enumerate(boxes):
        assert view.token_at(QPointF(box.center())) == index
        assert all(box.intersected(other).width() <= 3 for other in boxes if other != box)


def test_growing_is_the_same_as_showing_anew(qtbot: QtBot) -> None:
    grown, whole = shown(qtbot, []), shown(qtbot, spans(WORDS))
    for span in spans(WORDS):
        grown.append([span])
    assert [grown.token_rect(i) for i in range(len(WORDS))] == [
        whole.token_rect(i) for i in range(len(WORDS))
    ]
    whole.show_spans([Span(word, 0.1) for word in WORDS[:4]])
    assert len(whole.spans) == 4 and whole.spans[0].shade == 0.1


def test_the_end_stays_in_view_while_it_grows(qtbot: QtBot) -> None:
    view = shown(qtbot, spans(WORDS * 20))
    bar = view.verticalScrollBar()
    view.show_end()
    view.append(spans(WORDS * 3))
    assert bar.value() == bar.maximum() > 0
    bar.setValue(0)
    view.append(spans(WORDS * 3))
    assert bar.value() == 0


def test_keys_walk_and_tell(qtbot: QtBot) -> None:
    view = shown(qtbot, spans(WORDS))
    moved: list[int] = []
    typed: list[str] = []
    taken: list[int] = []
    edits: list[int] = []
    view.moved.connect(moved.append)
    view.typed.connect(typed.append)
    view.accepted.connect(taken.append)
    view.edit_wanted.connect(edits.append)
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_End):
        QTest.keyClick(view, key)
    assert moved[:3] == [0, 1, 2] and moved[-1] == len(WORDS) - 1
    assert view.token_rect(moved[3]).top() > view.token_rect(2).top()
    QTest.keyClick(view, Qt.Key.Key_Return)
    QTest.keyClick(view, Qt.Key.Key_F2)
    QTest.keyClicks(view, "x ")
    assert taken == edits == [len(WORDS) - 1] and typed == ["x", " "]
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "".join(WORDS)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.token_rect(1).center())
    assert moved[-1] == 1 and "old" in view.accessibleDescription()
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.token_rect(3).center())
    assert edits[-1] == 3


def test_hovering_tells_once(qtbot: QtBot) -> None:
    view = shown(qtbot, spans(WORDS))
    seen: list[int] = []
    view.hovered.connect(seen.append)
    for spot in (
        view.token_rect(1).center(),
        view.token_rect(1).center() + QPoint(1, 0),
        view.token_rect(2).center(),
    ):
        QTest.mouseMove(view.viewport(), spot)
    assert seen == [1, 2]
