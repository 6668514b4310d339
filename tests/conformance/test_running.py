"""Every demo through the real runner, with the bundled model."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from app.core.contract import Demo, Progress, UserError
from app.core.examples import examples
from app.core.export import save_all
from app.core.record import RunRecord
from app.core.schema import decode, dumps, encode
from app.jobs.job import Outcome
from app.jobs.runner import JobRunner
from tests.conformance.hostile import mutants
from tests.conformance.opening import open_again
from tests.conformance.same import told
from tests.conformance.waiting import outcome


def run(jobs: JobRunner, demo: Demo, request: Any) -> RunRecord:
    """Answer a request; AssertionError with the trace when it does not end well."""
    ended = outcome(jobs.run(None, demo, None, request, device="cpu", seed=1))
    assert ended.status == "done", ended.trace
    assert isinstance(ended.result, RunRecord)
    return ended.result


def requests(demo: Demo) -> list[Any]:
    """Give the demo's examples as requests."""
    return [decode(demo.request, example.request) for example in examples(demo)]


def test_each_example_runs_to_done(jobs: JobRunner, demo: Demo) -> None:
    for request in requests(demo):
        record = run(jobs, demo, request)
        assert isinstance(record.result, demo.result) and record.request == request
        assert record.seed == 1 and record.device == "cpu" and record.seconds > 0
        assert record.model is None or len(record.model.sha256) == 64
        again: Any = decode(demo.result, json.loads(dumps(record.result)))
        assert encode(again) == encode(record.result)


def test_the_same_seed_gives_the_same_result(jobs: JobRunner, demo: Demo) -> None:
    request = requests(demo)[0]
    assert told(run(jobs, demo, request).result) == told(run(jobs, demo, request).result)


def test_every_export_opens_again(jobs: JobRunner, demo: Demo, tmp_path: Path) -> None:
    known = requests(demo)
    for index, request in enumerate((known[0], known[-1])):
        record = run(jobs, demo, request)
        views = demo.part("exports")(record.request, record.result)
        assert views and len({view.id for view in views}) == len(views)
        for path in save_all(tmp_path / str(index), views, record, dpi=60):
            open_again(path)


def test_figures_hold_no_pixels(jobs: JobRunner, demo: Demo, tmp_path: Path) -> None:
    record = run(jobs, demo, requests(demo)[0])
    for view in demo.part("exports")(record.request, record.result):
        if view.draw is None:
            continue
        for path in save_all(tmp_path / view.id, [view], record, dpi=60, dark=True):
            if path.suffix == ".pdf":
                assert not list(PdfReader(path).pages[0].images)
            elif path.suffix == ".png":
                with Image.open(path) as image:
                    assert len(image.convert("RGB").getcolors(1 << 24) or []) > 2, "an empty figure"


class StopAfter:
    """A Progress that presses Stop at the engine's n-th report."""

    def __init__(self, inner: Progress, press: Callable[[], None], reports: int) -> None:
        self.inner = inner
        self.press = press
        self.left = reports

    def report(self, fraction: float | None, note: str = "") -> None:
        self.left -= 1
        if self.left == 0:
            self.press()
        self.inner.report(fraction, note)

    def partial(self, value: object) -> None:
        self.inner.partial(value)


def run_and_stop(jobs: JobRunner, demo: Demo, request: Any, reports: int) -> Outcome:
    """Answer a request and press Stop at its n-th report."""
    buttons: Queue[Callable[[], None]] = Queue()

    def work(runtime: Any, progress: Progress) -> Any:
        stopping = StopAfter(progress, buttons.get(timeout=60), reports)
        return runtime.run(demo, None, request, device="cpu", seed=0, progress=stopping)

    job = jobs.with_runtime(None, work)
    buttons.put(job.stop.set)
    return outcome(job)


@pytest.mark.parametrize("reports", [1, 2])
def test_stop_gives_cancelled(jobs: JobRunner, demo: Demo, reports: int) -> None:
    run(jobs, demo, requests(demo)[0])  # the model is loaded now: what follows are the engine's own reports
    for request in requests(demo):
        ended = run_and_stop(jobs, demo, request, reports)
        assert ended.status == "cancelled", f"{request} does not report {reports} times"


# A model that writes a thousand tokens for each of them takes a minute beside other tests.
@pytest.mark.timeout(400)
def test_hostile_requests_end_in_a_result_or_a_sentence(jobs: JobRunner, demo: Demo) -> None:
    sentences = 0
    for what, request in mutants(requests(demo)[0]):
        ended = outcome(jobs.run(None, demo, None, request, device="cpu"), seconds=150)
        if ended.status == "done":
            continue
        assert ended.status == "failed" and isinstance(ended.error, UserError), f"{what}: {ended.trace}"
        sentence = str(ended.error)
        assert sentence.endswith((".", "?", "!", "”")) and "Traceback" not in sentence, f"{what}: {sentence}"
        assert len(sentence) < 600, f"{what}: {len(sentence)} letters: {sentence[:100]}"
        sentences += 1
    assert sentences, "nothing was refused: does the engine check its request?"
