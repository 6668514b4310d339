"""A window with a small real demo, fresh for each test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.core.contract import Demo
from app.pages.services import Services
from app.shell.main import make_services
from app.shell.window import MainWindow
from tests.shell.letters import DEMO
from tests.shell.letters.page import LettersPage

#: A second demo, so that there is somewhere to go to.
OTHER = replace(DEMO, id="letters-again", title="Count once more", group="Speech")


@pytest.fixture
def demos() -> dict[str, Demo]:
    return {DEMO.id: DEMO, OTHER.id: OTHER}


@pytest.fixture
def services() -> Iterator[Services]:
    services = make_services()
    yield services
    assert services.jobs.close(20)


@pytest.fixture
def window(qtbot: QtBot, services: Services, demos: dict[str, Demo]) -> Iterator[MainWindow]:
    window = MainWindow(services, demos)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show_demo(DEMO.id)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    yield window
    window.close()


@pytest.fixture
def page(window: MainWindow) -> LettersPage:
    page = window.pages.page
    assert isinstance(page, LettersPage)
    return page
