"""The page with a model that a user brings: heard like the bundled one, and honest where it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.core.discovery import demos
from app.demos.voice_conversion.page import VoiceConversionPage
from app.demos.voice_conversion.panel import VoiceConversionPanel
from app.pages.services import Services
from app.widgets.inline_error import InlineError
from tests.conformance.waiting import settle, until
from tests.loaders import speech_zoo


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return speech_zoo.speech_encoder("hubert", tmp_path_factory.mktemp("brought") / "hubert")


@pytest.fixture
def page(services: Services, qtbot: QtBot, encoder: Path) -> VoiceConversionPage:
    """Give the page with a speech encoder as its model, and its first answer."""
    widget = VoiceConversionPage(demos()["voice-conversion"], services)
    widget.resize(1040, 900)
    widget.set_model(str(encoder))
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    settled(widget)
    return widget


def settled(page: VoiceConversionPage) -> None:
    until(lambda: not page.busy(), 110, "the page's answer")


def press(page: VoiceConversionPage, qtbot: QtBot, words: str) -> None:
    button = next(one for one in page.modes.findChildren(QToolButton) if one.text() == words)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle()


def said(page: VoiceConversionPage) -> list[str]:
    """Sentences that can be read now."""
    return [one.text() for one in page.findChildren(InlineError) if one.isVisible() and one.text()]


def test_it_converts_and_says_what_it_cannot(page: VoiceConversionPage, qtbot: QtBot) -> None:
    panel = page.panels[0]
    assert isinstance(panel, VoiceConversionPanel)
    assert panel.sound.isVisible() and "Likeness" in panel.sound.facts.text() and not said(page)
    press(page, qtbot, "Blend")
    until(lambda: bool(said(page)), 60, "the sentence about blends")
    (sentence,) = said(page)
    assert "takes a voice from a recording" in sentence and "nothing to blend or to put on a map" in sentence
    press(page, qtbot, "Leakage")
    page.run()
    until(lambda: bool(said(page)) and "leaks" in said(page)[0], 60, "the sentence about leakage")
    assert "has no content code of its own to be probed" in said(page)[0]
    press(page, qtbot, "Convert")
    settled(page)
    assert not said(page) and panel.sound.isVisible()


def test_beside_the_bundled_model_both_are_heard(page: VoiceConversionPage) -> None:
    page.set_model("inkling-voices", 1)
    settled(page)
    until(lambda: page.comparison is not None and page.comparison.isVisible(), 60, "the comparison")
    assert not said(page)
