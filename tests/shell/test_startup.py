"""Start-up: the window is painted and usable before torch comes, and it never stands still afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

_PAINT = """
import json, sys, time
begin = time.perf_counter()
from app.shell.main import application, make_services, start
from app.shell.window import MainWindow
from tests.shell.letters import DEMO
app = application()
window = MainWindow(make_services(), {DEMO.id: DEMO})
start(window, "letters", None, None)
def painted():
    page = window.pages.page
    page.text.insertPlainText("usable")
    heavy = sorted({"torch", "transformers", "tokenizers", "matplotlib", "pyarrow"} & set(sys.modules))
    print(json.dumps({"heavy": heavy, "text": page.state().text, "seconds": time.perf_counter() - begin}), flush=True)
    window.services.jobs.stop_all()
    window.close()
    app.quit()
window.painted.connect(painted)
# Before the paint a page may already have asked its model: it must wait.
window.pages.page.run()
window.show()
app.exec()
"""

_GAPS = """
import json, sys
from tests.benchmarks.gaps import GapMeter
from app.shell.main import application, make_services, quiet_interpreter, start
from app.shell.tidy import Tidy
from app.shell.window import MainWindow
from tests.shell.letters import DEMO
app = application()
window = MainWindow(make_services(), {DEMO.id: DEMO})
quiet_interpreter()
tidy = Tidy(window)
start(window, "letters", None, None)
meter = GapMeter(window)
def load(runtime, progress):
    import time, torch
    from transformers import AutoModelForMaskedLM, AutoTokenizer
    from transformers.models.bert import modeling_bert
    from transformers.models.modernbert import modeling_modernbert
def work(runtime, progress):
    import time, torch
    matrix = torch.randn(512, 512)
    end = time.monotonic() + 1.5
    while time.monotonic() < end:
        matrix = (matrix @ matrix).softmax(-1)
        progress.report(0.5, "multiplying")
def painted():
    meter.start()
    window.services.jobs.with_runtime(None, load).finished.connect(loaded)
def loaded(outcome):
    assert outcome.status == "done", outcome.trace
    print(json.dumps({"loading": meter.stop().longest}), flush=True)
    meter.start()
    window.services.jobs.with_runtime(None, work, title="work").finished.connect(ended)
def ended(outcome):
    assert outcome.status == "done", outcome.trace
    print(json.dumps({"running": meter.stop().longest}), flush=True)
    window.close()
    tidy.stop()
    app.quit()
window.painted.connect(painted)
window.show()
app.exec()
"""


def _run(code: str, home: Path, limit: float = 100) -> list[dict[str, Any]]:
    environment = {**os.environ, "INKLING_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=limit, env=environment
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def test_painted_and_usable_before_torch(home: Path) -> None:
    (told,) = _run(_PAINT, home)
    assert told["heavy"] == []
    assert told["text"] == "usable"


def test_no_long_gap_while_torch_and_transformers_come_in(home: Path) -> None:
    """The asked figures are 100 ms and 33 ms, and the benchmark takes them; here the machine may be busy.

    Without what keeps the interpreter's lock free, loading alone stops the window for half a second and more.
    """
    best: dict[str, float] = {}
    for _ in range(3):
        for told in _run(_GAPS, home):
            for name, longest in told.items():
                best[name] = min(longest, best.get(name, 1e9))
        if best["loading"] < 300 and best["running"] < 100:
            return
    pytest.fail(f"longest gaps in ms: {best}")
