"""The bridge: every ending, order, throttling, superseding, and nothing left behind."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from app.core.contract import Progress, UserError
from app.jobs.job import Outcome
from app.jobs.runner import JobRunner


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[JobRunner]:
    runner = JobRunner()
    yield runner
    assert runner.close(20)


def test_done_partials_in_order_on_the_windows_thread(runner: JobRunner, qtbot: QtBot) -> None:
    def work(progress: Progress) -> int:
        for i in range(2000):
            progress.report(i / 2000, f"step {i}")
            progress.partial(i)
        return 42

    here = QThread.currentThread()
    partials: list[int] = []
    threads: set[bool] = set()
    job = runner.submit(None, work, title="count")
    job.partial_ready.connect(partials.append)
    job.progressed.connect(lambda _fraction, _note: threads.add(QThread.currentThread() is here))
    with qtbot.waitSignal(job.finished, timeout=10000) as caught:
        assert runner.active_jobs() == [job]
    outcome = caught.args[0]
    assert (outcome.status, outcome.result) == ("done", 42)
    assert partials == list(range(2000))
    assert threads == {True}
    assert not job.active and runner.active_jobs() == []


def test_progress_is_throttled_and_its_last_word_arrives(runner: JobRunner, qtbot: QtBot) -> None:
    """The engine then falls silent without ending: the last value must still be seen."""
    silent = threading.Event()

    def work(progress: Progress) -> int:
        end = time.monotonic() + 0.5
        count = 0
        while time.monotonic() < end:
            progress.report(0.25, "fast")
            count += 1
        progress.report(0.5, "the last word")
        silent.wait(10)
        return count

    heard: list[tuple[float | None, str]] = []
    job = runner.submit(None, work)
    job.progressed.connect(lambda fraction, note: heard.append((fraction, note)))
    qtbot.waitUntil(lambda: (0.5, "the last word") in heard, timeout=5000)
    with qtbot.waitSignal(job.finished, timeout=5000) as caught:
        silent.set()
    assert caught.args[0].result > 1000
    assert len(heard) <= 25


def test_fractions_are_made_sane(runner: JobRunner, qtbot: QtBot) -> None:
    heard: list[float | None] = []
    for given in (float("nan"), 7.0, -1.0, None):

        def work(progress: Progress, given: float | None = given) -> None:
            progress.report(given)

        job = runner.submit(None, work)
        job.progressed.connect(lambda fraction, _note: heard.append(fraction))
        with qtbot.waitSignal(job.finished, timeout=5000):
            pass
    assert heard == [None, 1.0, 0.0, None]


def test_stop_ends_running_work_within_a_blink(runner: JobRunner, qtbot: QtBot) -> None:
    job = runner.submit(None, _endless, title="endless")
    with qtbot.waitSignal(job.progressed, timeout=5000):
        pass
    begin = time.perf_counter()
    with qtbot.waitSignal(job.finished, timeout=5000) as caught:
        runner.stop_all()
    assert caught.args[0].status == "cancelled"
    assert time.perf_counter() - begin < 0.2


def test_a_waiting_job_stops_at_once_although_the_lane_is_busy(runner: JobRunner, qtbot: QtBot) -> None:
    runner.submit(None, _endless)
    waiting = runner.submit(None, _endless)
    with qtbot.waitSignal(waiting.finished, timeout=2000) as caught:
        waiting.cancel()
    assert caught.args[0].status == "cancelled"
    assert len(runner.active_jobs()) == 1


def test_a_result_that_comes_after_stop_is_cancelled(runner: JobRunner, qtbot: QtBot) -> None:
    inside, go = threading.Event(), threading.Event()

    def deaf(_progress: Progress) -> str:
        inside.set()
        go.wait(5)
        return "too late"

    job = runner.submit(None, deaf)
    assert inside.wait(5)
    with qtbot.waitSignal(job.finished, timeout=5000) as caught:
        job.cancel()
        go.set()
    assert caught.args[0].status == "cancelled" and caught.args[0].result is None


def test_failure_brings_its_trace_and_lets_go_of_the_frames(runner: JobRunner, qtbot: QtBot) -> None:
    class Heavy:
        pass

    held: list[weakref.ref[Heavy]] = []

    def work(_progress: Progress) -> None:
        heavy = Heavy()
        held.append(weakref.ref(heavy))
        try:
            raise KeyError("inner")
        except KeyError as inner:
            raise UserError("No such word. Choose another.", field="text") from inner

    job = runner.submit(None, work)
    with qtbot.waitSignal(job.finished, timeout=5000) as caught:
        pass
    outcome: Outcome = caught.args[0]
    assert outcome.status == "failed"
    assert isinstance(outcome.error, UserError) and outcome.error.field == "text"
    assert "No such word" in outcome.trace and "inner" in outcome.trace
    assert held[0]() is None


def test_even_system_exit_is_told(runner: JobRunner, qtbot: QtBot) -> None:
    def work(_progress: Progress) -> None:
        raise SystemExit(3)

    job = runner.submit(None, work)
    with qtbot.waitSignal(job.finished, timeout=5000) as caught:
        pass
    assert isinstance(caught.args[0].error, SystemExit)


def test_a_newer_job_stops_and_silences_the_older(runner: JobRunner, qtbot: QtBot) -> None:
    owner, other = QObject(), QObject()
    stale: list[object] = []
    first = runner.submit(owner, _endless)
    elsewhere = runner.submit(other, _quick)
    with qtbot.waitSignal(first.progressed, timeout=5000):
        pass
    for signal in (first.progressed, first.partial_ready, first.finished):
        signal.connect(lambda *args: stale.append(args))
    files = runner.submit(owner, _quick, lane="files")  # another lane: an export does not stop a run
    assert first.active
    second = runner.submit(owner, _quick)
    assert not first.active
    with qtbot.waitSignals([second.finished, elsewhere.finished, files.finished], timeout=5000):
        pass
    assert stale == []


def test_without_supersede_both_are_answered(runner: JobRunner, qtbot: QtBot) -> None:
    owner = QObject()
    jobs = [runner.submit(owner, _quick, supersede=False) for _ in range(3)]
    with qtbot.waitSignals([job.finished for job in jobs], timeout=5000):
        pass


def test_jobs_end_with_their_owner(runner: JobRunner, qtbot: QtBot) -> None:
    owner = QObject()
    job = runner.submit(owner, _endless)
    with qtbot.waitSignal(job.progressed, timeout=5000):
        pass
    heard: list[object] = []
    job.finished.connect(heard.append)
    owner.deleteLater()
    qtbot.waitUntil(lambda: job.stop.is_set() and not job.active, timeout=5000)
    done = runner.submit(None, _quick)
    with qtbot.waitSignal(done.finished, timeout=5000):
        pass
    assert heard == []


def test_hammer(runner: JobRunner, qtbot: QtBot) -> None:
    """1,500 jobs of 20 reports each on both lanes, a third of them stopped: every one ends, once."""
    outcomes: list[Outcome] = []

    def work(progress: Progress) -> int:
        for i in range(20):
            progress.report(i / 20)
        return 1

    for i in range(1500):
        job = runner.submit(None, work, lane="files" if i % 2 else "device")
        job.finished.connect(outcomes.append)
        if i % 3 == 0:
            job.cancel()
    qtbot.waitUntil(lambda: len(outcomes) == 1500, timeout=60000)
    statuses = [outcome.status for outcome in outcomes]
    assert statuses.count("cancelled") == 500 and statuses.count("done") == 1000
    assert runner.active_jobs() == []
    qtbot.waitUntil(lambda: not runner.children() or len(runner.children()) == 1, timeout=5000)


def test_superseding_fast_leaves_one_answer(runner: JobRunner, qtbot: QtBot) -> None:
    """What typing does: 300 requests of one page, only the last is heard."""
    owner = QObject()
    heard: list[Any] = []
    for i in range(300):
        job = runner.submit(owner, partial(_echo, i))
        job.finished.connect(lambda outcome: heard.append(outcome.result))
    qtbot.waitUntil(lambda: bool(heard), timeout=5000)
    assert heard == [299]


def test_close_waits_for_durable_work_only(qtbot: QtBot) -> None:
    runner = JobRunner()
    written: list[str] = []

    def save(_progress: Progress) -> None:
        time.sleep(0.1)
        written.append("saved")

    for _ in range(5):
        runner.submit(None, _endless)
        runner.submit(None, _endless, lane="files")
    runner.submit(None, save, lane="files", durable=True)
    begin = time.perf_counter()
    assert runner.close(20)
    assert time.perf_counter() - begin < 2
    assert written == ["saved"]
    late = runner.submit(None, _quick)
    assert not late.active
    late.cancel()


def test_close_gives_up_on_what_cannot_be_interrupted(qtbot: QtBot) -> None:
    runner = JobRunner()
    inside, go = threading.Event(), threading.Event()

    def deaf(_progress: Progress) -> None:
        inside.set()
        go.wait(10)

    runner.submit(None, deaf)
    assert inside.wait(5)
    assert not runner.close(0.05)
    go.set()
    assert runner.close(10)


def _endless(progress: Progress) -> None:
    while True:
        progress.report(0.1, "on and on")
        time.sleep(0.001)


def _quick(progress: Progress) -> str:
    progress.report(0.5)
    return "quick"


def _echo(value: int, progress: Progress) -> int:
    progress.report(0.5)
    return value
