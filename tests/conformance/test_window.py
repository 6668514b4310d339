"""Every demo in the real window: both sizes, both themes, larger text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.contract import Demo
from app.core.discovery import demos
from app.core.examples import examples
from app.core.record import RunRecord
from app.shell.main import make_services
from app.shell.window import MainWindow
from tests.conformance.clipping import clipped
from tests.conformance.waiting import settle, until

SIZES = ((1280, 800), (1024, 700))


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot) -> Iterator[MainWindow]:
    """Give a window with services of its own: closing it closes its runner."""
    services = make_services(keep=False)
    found = MainWindow(services, demos())
    found.resize(*SIZES[0])
    with qtbot.waitExposed(found):
        found.show()
    yield found
    found.close()
    assert found.workers_ended
    found.deleteLater()
    faults = [notice.as_text() for notice in services.notices.items if notice.level == "error"]
    assert not faults, faults


def test_no_text_is_clipped_anywhere(window: MainWindow, demo: Demo) -> None:
    page = window.show_demo(demo.id)
    assert page is not None
    answered: list[RunRecord] = []
    page.ran.connect(answered.append)
    page.show_request(examples(demo)[0].request)
    if not answered:
        page.run()
    until(lambda: bool(answered), 90, "the example's answer")
    for theme in ("light", "dark"):
        for scale in (1.0, 1.25):
            window.services.preferences.update(theme=theme, text_scale=scale)
            for width, height in SIZES:
                window.resize(width, height)
                settle()
                assert (window.width(), window.height()) == (width, height)
                found = clipped(window)
                assert not found, f"{theme}, text {scale}, {width}x{height}: {found}"
