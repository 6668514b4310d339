"""The leak check finds what a test leaves behind, and lets go what it cleaned up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

LEAKY = """
import threading
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QWidget

KEPT = []

def test_clean(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()
    timer = QTimer(widget)
    timer.start(10)

def test_leaves_a_thread():
    stop = threading.Event()
    KEPT.append(stop)
    threading.Thread(target=lambda: stop.wait(20), daemon=True, name="left").start()

def test_leaves_a_qt_thread(qapp):
    KEPT.append(QThread())
    KEPT[-1].start()

def test_leaves_a_timer(qapp):
    KEPT.append(QTimer())
    KEPT[-1].start(10)

def test_leaves_a_window(qapp):
    KEPT.append(QWidget())
    KEPT[-1].show()

def test_clean_again():
    pass

def test_tidy_up():
    KEPT[0].set()
    KEPT[1].quit()
    KEPT[1].wait()
    KEPT[2].stop()
    KEPT[3].deleteLater()
    KEPT.clear()
"""


def test_what_is_left_behind_fails_its_test(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        "from tests.conftest import *\nfrom tests import conftest\nconftest._PATIENCE = 0.3\n"
    )
    (tmp_path / "test_leaky.py").write_text(LEAKY)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert "7 passed, 4 errors" in done.stdout, done.stdout + done.stderr
    for name in ("Thread 'left'", "QThread", "QTimer", "QWidget"):
        assert f"left behind: {name}" in done.stdout
