"""The one bridge: work goes to a worker thread, its news come back to the window's thread, in order."""

from __future__ import annotations

import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.core.contract import Cancelled, Demo, Progress, resolve
from app.jobs.channel import Channel
from app.jobs.job import Job, LaneName, Outcome
from app.jobs.lane import Lane

T = TypeVar("T")

#: Pause between two progress events of a job, in ms: 30 a second is what an eye can follow.
_PAUSE_MS = 33
#: The window has so long (s) to paint what was clicked before a model competes with it for the interpreter.
_HEAD_START = 0.01
#: How long one visit of the inbox may take, in s; the rest waits for the next turn of the event loop.
_VISIT = 0.008


class JobRunner(QObject):
    """Runs jobs on two threads: "device" owns the accelerator, "files" reads and writes.

    Every public method is for the window's thread. One runner serves one window and is closed with it.
    """

    changed = Signal()  # a job came, started or went
    progressed = Signal(object)  # the Job whose `fraction` or `note` changed
    _wake = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes: dict[str, Lane] = {"device": Lane("device"), "files": Lane("files")}
        self._live: dict[Job, Channel] = {}
        self._inbox: deque[tuple[Job, str, object]] = deque()
        self._door = threading.Lock()  # guards _awake and _closed, which both sides look at
        self._awake = False
        self._closed = False
        self._resting: set[Job] = set()
        self._runtime: Any = None  # touched by the device thread only
        self._pause = QTimer(self)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._deliver_rested)
        self._wake.connect(self._drain, Qt.ConnectionType.QueuedConnection)

    def submit(
        self,
        owner: QObject | None,
        work: Callable[[Progress], T],
        lane: LaneName = "device",
        supersede: bool = True,
        title: str = "",
        durable: bool = False,
    ) -> Job:
        """Queue `work(progress)` and give its Job; connect to the Job before returning to the event loop.

        A newer job takes the place of the older ones of the same owner in the same lane: they are stopped and
        nothing more is heard of them, unless `supersede` is False. Jobs end with their owner. `title` is what
        the job bar shows; without one the job is housekeeping. `close` waits for a `durable` job.
        """
        if supersede and owner is not None:
            for older in [job for job in self._live if job.owner_id == id(owner) and job.lane == lane]:
                older.abandon()
        job = Job(self, owner, lane, title)
        job.durable = durable
        if self._closed:
            job.end()
            return job
        channel = Channel(job.stop, partial(self._post, job))
        task = partial(self._perform, job, work, channel)
        job.on_cancel(partial(self._withdraw, job, task))
        self._live[job] = channel
        self._lanes[lane].put(task)
        self.changed.emit()
        return job

    def run(
        self,
        owner: QObject | None,
        demo: Demo,
        model: str | None,
        request: Any,
        *,
        device: str | None = None,
        dtype: str | None = None,
        seed: int = 0,
    ) -> Job:
        """Answer one request of a demo; the Outcome's result is a RunRecord."""

        def work(runtime: Any, progress: Progress) -> Any:
            time.sleep(_HEAD_START)
            return runtime.run(demo, model, request, device=device, dtype=dtype, seed=seed, progress=progress)

        return self.with_runtime(owner, work, title=demo.title)

    def with_runtime(
        self,
        owner: QObject | None,
        work: Callable[[Any, Progress], T],
        supersede: bool = True,
        title: str = "",
    ) -> Job:
        """Queue `work(runtime, progress)` on the device thread; the first one builds the Runtime there."""

        def on_device(progress: Progress) -> T:
            if self._runtime is None:
                self._runtime = _build_runtime()
            return work(self._runtime, progress)

        return self.submit(owner, on_device, supersede=supersede, title=title)

    def active_jobs(self) -> list[Job]:
        """Give the jobs that someone still waits for, oldest first."""
        return [job for job in self._live if job.active]

    def hold(self) -> None:
        """Let nothing start on the device thread until `release`: torch must not come before the first paint."""
        self._lanes["device"].hold()

    @Slot()
    def release(self) -> None:
        """Start what waits for the device."""
        self._lanes["device"].release()

    @Slot()
    def stop_all(self) -> None:
        """Stop every job that has a title; housekeeping goes on."""
        for job in self.active_jobs():
            if job.title:
                job.cancel()

    def close(self, timeout: float | None = None) -> bool:
        """Stop everything, wait for durable jobs and end both threads. No signal comes afterwards.

        Gives False if a thread did not end within `timeout` seconds: it is then left behind as a daemon.
        """
        with self._door:
            self._closed = True
        for job in list(self._live):
            if not job.durable:
                job.abandon()
        ended = [lane.close(timeout) for lane in self._lanes.values()]
        self._pause.stop()
        self._inbox.clear()
        for job in self._live:
            job.end()
        self._live.clear()
        self._resting.clear()
        return all(ended)

    # -- on the worker threads ------------------------------------------------------------------------------

    def _perform(self, job: Job, work: Callable[[Progress], object], channel: Channel) -> None:
        begin = time.perf_counter()
        try:
            if job.stop.is_set():
                raise Cancelled
            result = work(channel)
            outcome = Outcome("done", result, seconds=time.perf_counter() - begin)
        except Cancelled:
            outcome = Outcome("cancelled", seconds=time.perf_counter() - begin)
        except BaseException as error:  # whatever happens there must be told here
            seconds = time.perf_counter() - begin
            outcome = Outcome("failed", None, error, traceback.format_exc(), seconds)
            _forget_frames(error)
        self._post(job, "finished", outcome)

    def _post(self, job: Job, kind: str, value: object) -> None:
        self._inbox.append((job, kind, value))
        with self._door:
            if self._awake or self._closed:
                return
            self._awake = True
            self._wake.emit()  # inside the lock: `close` cannot slip between the look and the ring

    # -- on the window's thread -----------------------------------------------------------------------------

    def _withdraw(self, job: Job, task: Callable[[], None]) -> None:
        if self._lanes[job.lane].withdraw(task):
            self._post(job, "finished", Outcome("cancelled"))

    @Slot()
    def _drain(self) -> None:
        with self._door:
            self._awake = False
        until = time.perf_counter() + _VISIT
        while self._inbox:
            self._deliver(*self._inbox.popleft())
            if time.perf_counter() > until:
                break
        if not self._inbox:
            return
        with self._door:  # the window gets a turn before the rest
            if self._awake or self._closed:
                return
            self._awake = True
        self._wake.emit()

    def _deliver(self, job: Job, kind: str, value: object) -> None:
        channel = self._live.get(job)
        if channel is None:
            return
        if kind == "progressed":
            self._tell_progress(job, channel)
            self._resting.add(job)
            if not self._pause.isActive():
                self._pause.start()
        elif kind == "partial_ready":
            if job.active:
                job.partial_ready.emit(value)
        elif isinstance(value, Outcome):
            self._finish(job, channel, value)

    def _finish(self, job: Job, channel: Channel, outcome: Outcome) -> None:
        self._tell_progress(job, channel)
        heard = job.active
        del self._live[job]
        self._resting.discard(job)
        job.end()
        if heard:
            if job.stop.is_set() and outcome.status == "done":
                # Stop was pressed when the last step was under way: the promise is "cancelled".
                outcome = Outcome("cancelled", seconds=outcome.seconds)
            job.finished.emit(outcome)
        job.deleteLater()
        self.changed.emit()

    def _tell_progress(self, job: Job, channel: Channel) -> None:
        latest = channel.take()
        if latest is None or not job.active:
            return
        job.fraction, job.note = latest
        job.progressed.emit(*latest)
        self.progressed.emit(job)

    @Slot()
    def _deliver_rested(self) -> None:
        for job in list(self._resting):
            channel = self._live.get(job)
            if channel is None or channel.rest():
                self._resting.discard(job)
            else:
                self._tell_progress(job, channel)
        if not self._resting:
            self._pause.stop()


def _build_runtime() -> Any:
    """Import torch and build the Runtime, on the device thread and without stopping the window's."""
    resolve("app.device.warmup:preload")()
    with resolve("app.device.warmup:without_collections")():
        return resolve("app.device.runtime:Runtime")()


def _forget_frames(error: BaseException) -> None:
    """Drop the tracebacks of an error and of what caused it: their frames hold models and batches."""
    seen: set[int] = set()
    queue: list[BaseException | None] = [error]
    while queue:
        one = queue.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        one.__traceback__ = None
        queue += [one.__cause__, one.__context__]
