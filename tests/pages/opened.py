"""A page as it opens, and its answer."""

from __future__ import annotations

from typing import TypeVar

from pytestqt.qtbot import QtBot

from app.core.discovery import demos
from app.pages.demo_page import DemoPage
from app.pages.services import Services
from tests.conformance.waiting import until

Page = TypeVar("Page", bound=DemoPage)
Kind = TypeVar("Kind")


def opened(
    kind: type[Page],
    demo: str,
    services: Services,
    qtbot: QtBot,
    height: int = 700,
    state: object = None,
    seconds: float = 60,
) -> Page:
    """The page in a window of its own, with the answer to `state` (None: what it opens with)."""
    page = kind(demos()[demo], services)
    if state is not None:
        page.set_state(state)
    page.resize(1040, height)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    settled(page, seconds)
    return page


def settled(page: DemoPage, seconds: float = 60) -> None:
    """Wait for the page's answer."""
    until(lambda: not page.busy(), seconds, "the page's answer")


def panel_of(page: DemoPage, kind: type[Kind]) -> Kind:
    """What shows the first model's answer."""
    found = page.panels[0]
    assert isinstance(found, kind)
    return found


def result_of(page: DemoPage, kind: type[Kind]) -> Kind:
    """The first model's answer."""
    record = page.record()
    assert record is not None and isinstance(record.result, kind)
    return record.result
