"""Every demo's page as a user meets it."""

from __future__ import annotations

import gc
import threading
import weakref
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from app.core.contract import Demo, Progress, UserError
from app.core.examples import examples
from app.core.record import RunRecord
from app.core.schema import decode, encode
from app.core.session import PageSession, Session, load, save
from app.jobs.runner import JobRunner
from app.pages.services import Services
from tests.conformance.clipping import clipped
from tests.conformance.hostile import mutants
from tests.conformance.same import told
from tests.conformance.waiting import outcome, settle, until


def show_example(page: Any, demo: Demo, index: int = 0) -> RunRecord:
    """Click an example and wait for its answer."""
    answered: list[RunRecord] = []
    page.ran.connect(answered.append)
    page.show_request(examples(demo)[index].request)
    if not answered:
        page.run()
    until(lambda: bool(answered), 60, "the example's answer")
    page.ran.disconnect(answered.append)
    return answered[-1]


def visible_texts(root: QWidget) -> list[str]:
    """Give the texts that can be read on a page."""
    shown = [widget for widget in root.findChildren(QWidget) if widget.isVisibleTo(root)]
    texts = [widget.text() for widget in shown if isinstance(widget, QLabel | QAbstractButton)]
    return texts + [widget.toPlainText() for widget in shown if isinstance(widget, QPlainTextEdit)]


@pytest.mark.parametrize("size", [(1040, 690), (720, 590)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_no_text_is_clipped(page: Any, demo: Demo, size: tuple[int, int], qtbot: QtBot) -> None:
    # What a window of 1280x800 leaves, and one of 1280x700 with help open.
    page.resize(*size)
    settle()
    assert clipped(page) == []
    for index in range(len(examples(demo))):
        show_example(page, demo, index)
        settle()
        assert clipped(page) == [], examples(demo)[index].title


def test_an_example_fills_the_page(page: Any, demo: Demo) -> None:
    record = show_example(page, demo)
    assert record.demo == demo.id and isinstance(record.result, demo.result)
    assert page.record() is not None and encode(page.record().result) == encode(record.result)


def test_state_survives_a_session_file(
    page: Any, demo: Demo, services: Services, qtbot: QtBot, tmp_path: Path
) -> None:
    show_example(page, demo, len(examples(demo)) - 1)
    state = page.state()
    session = replace(Session(), demo=demo.id, pages={demo.id: PageSession(encode(state))})
    save(tmp_path / "session.json", session)
    stored, warnings = load(tmp_path / "session.json")
    assert not warnings
    other = demo.part("page")(demo, services)
    qtbot.addWidget(other)
    other.set_state(decode(demo.part("state"), stored.pages[demo.id].state))
    assert other.state() == state


def test_undo_and_redo(page: Any, demo: Demo) -> None:
    before = page.state()
    show_example(page, demo, 1)
    after = page.state()
    assert after != before
    page.undo()
    until(lambda: page.state() != after)
    page.redo()
    until(lambda: page.state() == after)


def test_stop_leaves_the_page_idle(page: Any, demo: Demo, jobs: JobRunner) -> None:
    show_example(page, demo)
    go = threading.Event()

    def hold(_progress: Progress) -> bool:
        return go.wait(60)

    blocker = jobs.submit(None, hold, "device")
    failures: list[str] = []
    page.failed.connect(failures.append)
    page.run()
    assert len(jobs.active_jobs()) > 1
    page.stop()
    go.set()
    assert outcome(blocker).status == "done"
    until(lambda: not jobs.active_jobs(), 30, "the stopped job's end")
    assert not failures
    show_example(page, demo)  # and it still works


def refused(jobs: JobRunner, demo: Demo) -> Any:
    """Give a request that the engine refuses with a sentence."""
    for _, bad in mutants(decode(demo.request, examples(demo)[0].request)):
        ended = outcome(jobs.run(None, demo, None, bad, device="cpu"))
        if ended.status == "failed" and isinstance(ended.error, UserError):
            return bad
    return pytest.fail("the engine refuses nothing")


def test_bad_input_is_a_sentence_on_the_page(page: Any, demo: Demo, jobs: JobRunner) -> None:
    bad = refused(jobs, demo)
    shown: list[str] = []
    page.failed.connect(shown.append)
    page.show_request(encode(bad))
    if not shown:
        page.run()
    until(lambda: bool(shown), 30, "a sentence")
    until(lambda: any(shown[-1] in text for text in visible_texts(page)), 10, f"“{shown[-1]}” on the page")
    show_example(page, demo)  # the page lives
    assert not any(shown[-1] in text for text in visible_texts(page)), "the old error is still there"


def test_two_models_stand_side_by_side(page: Any, demo: Demo) -> None:
    if demo.family == "none":
        return
    spec = show_example(page, demo).model.spec  # type: ignore[union-attr]
    page.set_model(spec, slot=1)
    until(lambda: page.record(1) is not None or not page.run(), 60)
    first, second = page.record(0), page.record(1)
    assert told(first.result) == told(second.result)


def test_a_closed_page_is_forgotten(demo: Demo, services: Services, jobs: JobRunner, qtbot: QtBot) -> None:
    widget = demo.part("page")(demo, services)
    with qtbot.waitExposed(widget):
        widget.show()
    show_example(widget, demo)
    gone = weakref.ref(widget)
    widget.close()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    until(lambda: not Shiboken.isValid(gone()), 10, "the page's deletion")
    del widget

    def collected() -> bool:
        gc.collect()
        return gone() is None and not jobs.active_jobs()

    until(collected, 10, "the page to be collected")
