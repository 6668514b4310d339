"""From the command to the first painted window, and to the first answer, against an empty Qt window as peer.

Each start is a process of its own; the clock is the machine's, read before the process is made.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.report import finish, median, table

ROOT = Path(__file__).parents[2]
RUNS = 5

#: The least that any Qt program in Python does: import, application, window, first paint.
PEER = """
import json, sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        print(json.dumps({"painted": time.monotonic()}))
        app.quit()
app = QApplication([])
window = Window()
window.resize(1280, 800)
window.show()
app.exec()
"""


def start(command: list[str]) -> dict[str, float]:
    """Run a program that prints moments as JSON; give the seconds from the command to each of them."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "INKLING_HOME": home, "QT_QPA_PLATFORM": "offscreen"}
        begin = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180)
    if done.returncode:
        raise SystemExit(f"{command} failed:\n{done.stderr}")
    moments: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {name: moment - begin for name, moment in moments.items()}


def main() -> None:
    """Start both in turns."""
    commands = {
        "empty Qt window": [sys.executable, "-c", PEER],
        "Inkling": [sys.executable, "-m", "tests.benchmarks.window", "startup"],
    }
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
    for _ in range(RUNS):
        for name, command in commands.items():
            runs[name].append(start(command))
    figures = {
        name: {moment: median([run[moment] for run in found]) for moment in found[0]}
        for name, found in runs.items()
    }
    table(
        f"Start-up in seconds after the command, median of {RUNS}",
        ("program", "painted", "usable", "engine warm"),
        [
            (
                name,
                *(f"{moments[key]:.2f}" if key in moments else "" for key in ("painted", "usable", "warm")),
            )
            for name, moments in figures.items()
        ],
    )
    finish("startup", figures)


if __name__ == "__main__":
    main()
