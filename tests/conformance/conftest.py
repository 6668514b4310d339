"""One runner and one loaded model for all conformance tests; pages are made anew for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.core.contract import Demo, Progress
from app.core.discovery import demos
from app.jobs.runner import JobRunner
from app.pages.model_index import ModelIndex
from app.pages.notices import Notices
from app.pages.preferences_store import PreferencesStore
from app.pages.services import Services
from tests.conformance.waiting import outcome


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test that asks for `demo` once for each demo there is."""
    if "demo" in metafunc.fixturenames:
        metafunc.parametrize("demo", demos().values(), ids=demos().keys(), scope="package")


@pytest.fixture(scope="package")
def jobs(qapp: QApplication) -> Iterator[JobRunner]:
    """Give the runner; its threads exist before the first test counts threads."""
    runner = JobRunner()

    def nothing(_progress: Progress) -> None:
        return None

    assert outcome(runner.submit(None, nothing, "device")).status == "done"
    assert outcome(runner.submit(None, nothing, "files")).status == "done"
    yield runner
    assert runner.close(30), "a worker thread did not end"


@pytest.fixture
def services(jobs: JobRunner) -> Iterator[Services]:
    """Give what a window lends its pages; at the end nothing must be running and nothing have gone wrong."""
    preferences = PreferencesStore(jobs)
    notices = Notices()
    yield Services(jobs, preferences, notices, ModelIndex(jobs, preferences))
    for job in jobs.active_jobs():
        job.cancel()
    faults = [notice.as_text() for notice in notices.items if notice.level == "error"]
    assert not faults, faults


@pytest.fixture
def page(demo: Demo, services: Services, qtbot: Any) -> Any:
    """Give the demo's page, shown at the size that it has in a small window."""
    widget = demo.part("page")(demo, services)
    widget.resize(900, 640)
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget
