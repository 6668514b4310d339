"""What tests of the page of text-generation share: a page with short runs, and its user's hands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.core.discovery import demos
from app.demos.text_generation.page import TextGenerationPage
from app.demos.text_generation.panel import TextGenerationPanel
from app.demos.text_generation.state import TextGenerationState
from app.demos.text_generation.tree import planted
from app.pages.services import Services
from tests.conformance.waiting import until

LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
PROMPT = "The king of the castle"


def opened(services: Services, qtbot: QtBot, state: TextGenerationState) -> TextGenerationPage:
    """Give the page with these inputs, once it has read its text."""
    widget = TextGenerationPage(demos()["text-generation"], services)
    widget.resize(1000, 900)
    widget.set_state(state)
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    settled(widget)
    return widget


def settled(page: TextGenerationPage) -> None:
    until(lambda: not page.busy(), 90, "the page's answer")


def after(page: TextGenerationPage, act: Callable[[], object]) -> None:
    """Do something and wait until the page has answered it."""
    act()
    settled(page)


def panel(page: TextGenerationPage, slot: int = 0) -> TextGenerationPanel:
    return page.both()[slot]


def read(page: TextGenerationPage, slot: int = 0) -> str:
    """Give the text that stands on the page as tokens."""
    return "".join(span.text for span in panel(page, slot).text.spans)


def press(page: TextGenerationPage, button: QPushButton) -> None:
    after(page, lambda: QTest.mouseClick(button, LEFT))


def generate(page: TextGenerationPage) -> None:
    press(page, page.actions_row.generate)


def click_token(page: TextGenerationPage, index: int) -> None:
    text = panel(page).text
    spot = text.token_rect(index).center()
    after(page, lambda: QTest.mouseClick(text.viewport(), LEFT, pos=spot))


def click_choice(page: TextGenerationPage, row: int, keys: Qt.KeyboardModifier | None = None) -> None:
    choices = panel(page).choice.list
    spot = choices.row_rect(row).center()
    held = keys if keys is not None else Qt.KeyboardModifier.NoModifier
    after(page, lambda: QTest.mouseClick(choices.viewport(), LEFT, held, spot))


def leaves(page: TextGenerationPage) -> set[str]:
    tree = page.state().tree
    return {tree.text(leaf) for leaf in tree.leaves()}


def sentences(page: TextGenerationPage) -> list[str]:
    labels = page.findChildren(QLabel)
    return [one.text() for one in labels if one.property("role") == "error" and one.isVisible()]


def writing(services: Services, qtbot: QtBot) -> TextGenerationPage:
    """Give the page with a prompt and short runs."""
    state = TextGenerationState(tree=planted(PROMPT), max_new_tokens=12, ignore_end=True)
    return opened(services, qtbot, state)
