"""Ribbons: every script in its own direction."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.widgets.ribbons import Ribbon, Ribbons


def shown(qtbot: QtBot, first: list[str], second: list[str], ribbons: list[Ribbon]) -> Ribbons:
    view = Ribbons("links")
    view.resize(500, 160)
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    view.show_words(first, second, ribbons)
    return view


def test_words_from_the_right_stand_from_the_right(qtbot: QtBot) -> None:
    view = shown(qtbot, ["old", "man"], ["האיש", "הזקן"], [Ribbon(0, 1, 0.9), Ribbon(1, 0, 0.8)])
    assert view.box(0, 0).right() < view.box(0, 1).left()
    assert view.box(1, 1).right() < view.box(1, 0).left()
    assert view.box(1, 0).right() > view.viewport().width() - 8
    assert view.told(1, 0) == "“האיש”: “man” 0.80"


def test_a_long_sentence_scrolls_and_what_has_no_link_says_so(qtbot: QtBot) -> None:
    view = shown(qtbot, ["word"] * 40, ["one"], [Ribbon(0, 0, 0.5)])
    assert view.horizontalScrollBar().maximum() > 0
    assert view.told(0, 39) == "“word”: no link"
    before = view.box(0, 39).left()
    view.horizontalScrollBar().setValue(100)
    assert view.box(0, 39).left() == before - 100
    assert not view.grab().isNull()
