"""Sessions: saved, opened, autosaved, recovered, and not lost when the process is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.core import session as files
from app.core.contract import Demo
from app.core.paths import state_dir
from app.pages.services import Services
from app.shell.main import make_services, start
from app.shell.window import MainWindow
from tests.shell.letters.page import LettersPage


def reopen(qtbot: QtBot, demos: dict[str, Demo]) -> tuple[MainWindow, LettersPage]:
    window = MainWindow(make_services(), demos)
    qtbot.addWidget(window)
    start(window, None, None, None)
    window.painted.disconnect()
    window.show()
    page = window.pages.page
    assert isinstance(page, LettersPage)
    return window, page


def test_a_session_is_saved_and_opened(
    window: MainWindow, qtbot: QtBot, page: LettersPage, services: Services, tmp_path: Path
) -> None:
    page.text.setPlainText("kept")
    assert window.isWindowModified()
    path = tmp_path / "mine.json"
    with qtbot.waitSignal(services.notices.posted, timeout=5000):
        window.files.save_to(str(path))
    assert not window.isWindowModified() and "mine" in window.windowTitle()
    stored = json.loads(path.read_text())
    assert stored["schema"] == 1 and stored["pages"]["letters"]["state"] == {"text": "kept"}
    assert services.preferences.value.recent_sessions == (str(path),)
    page.text.setPlainText("changed")
    with qtbot.waitSignal(window.keeper.restored, timeout=5000):
        window.files.open_path(str(path))
    assert page.text.toPlainText() == "kept"
    window.menus.fill_recent()
    assert [action.text() for action in window.menus.recent.actions()] == ["mine.json"]


def test_new_keeps_the_old_one_aside(window: MainWindow, qtbot: QtBot, page: LettersPage) -> None:
    page.text.setPlainText("precious")
    window.commands["new"].trigger()
    assert page.text.toPlainText() == ""
    aside = state_dir() / "session-before-new.json"
    qtbot.waitUntil(aside.exists, timeout=5000)
    assert "precious" in aside.read_text()


def test_what_is_no_session_is_told(
    window: MainWindow, qtbot: QtBot, services: Services, tmp_path: Path
) -> None:
    path = tmp_path / "other.json"
    for content in ("[1, 2", '{"schema": 999}', '{"a": 1}'):
        path.write_text(content)
        with qtbot.waitSignal(services.notices.posted, timeout=5000) as caught:
            window.files.open_path(str(path))
        assert caught.args[0].title == "The session was not opened."
        assert caught.args[0].trace == ""  # the user's mistake, not ours
        services.notices.clear()


def test_pages_of_unknown_demos_are_kept(
    window: MainWindow, qtbot: QtBot, page: LettersPage, tmp_path: Path
) -> None:
    path = tmp_path / "later.json"
    session = files.Session(pages={"not-here-yet": files.PageSession({"x": 1})})
    files.save(path, session)
    with qtbot.waitSignal(window.keeper.restored, timeout=5000):
        window.files.open_path(str(path))
    assert window.keeper.collect().pages["not-here-yet"].state == {"x": 1}


def test_a_state_that_does_not_fit_is_told_and_kept(
    window: MainWindow, qtbot: QtBot, page: LettersPage, services: Services, tmp_path: Path
) -> None:
    path = tmp_path / "strange.json"
    files.save(path, files.Session(pages={"letters": files.PageSession({"no such field": 1})}))
    with qtbot.waitSignal(services.notices.posted, timeout=5000) as caught:
        window.files.open_path(str(path))
    assert "could not be restored" in caught.args[0].title
    assert page.text.toPlainText() == ""


def test_everything_comes_back_after_a_restart(qtbot: QtBot, demos: dict[str, Demo]) -> None:
    window, page = reopen(qtbot, demos)
    window.show_demo("letters-again")
    other = window.pages.page
    assert isinstance(other, LettersPage)
    other.text.setPlainText("of the second page")
    page.text.setPlainText("of the first page")
    window.resize(790, 566)  # Qt fits what it restores into the screen: 800 x 800 here
    window.services.preferences.update(theme="dark", text_scale=1.1)
    window.close()
    window, page = reopen(qtbot, demos)
    assert window.pages.current == "letters-again"
    assert page.text.toPlainText() == "of the second page"
    assert list(window.pages.pages) == ["letters-again"]  # the other is built when it is shown
    window.show_demo("letters")
    first = window.pages.page
    assert isinstance(first, LettersPage) and first.text.toPlainText() == "of the first page"
    assert window.services.preferences.value.text_scale == 1.1
    assert (window.width(), window.height()) == (790, 566)
    window.services.preferences.update(theme="light", text_scale=1.0)
    window.close()


def test_a_page_never_opened_in_this_run_is_not_forgotten(qtbot: QtBot, demos: dict[str, Demo]) -> None:
    window, page = reopen(qtbot, demos)
    page.text.setPlainText("first")
    window.show_demo("letters-again")
    window.close()
    for _ in range(2):
        window, _ = reopen(qtbot, demos)
        window.close()
    stored = json.loads((state_dir() / "session.json").read_text())
    assert stored["pages"]["letters"]["state"] == {"text": "first"}


def test_an_unreadable_autosave_is_put_aside(qtbot: QtBot, demos: dict[str, Demo]) -> None:
    (state_dir() / "session.json").write_text('{"schema": 1, "pages": ')
    window, page = reopen(qtbot, demos)
    assert page.text.toPlainText() == ""
    assert (state_dir() / "session-unreadable.json").exists()
    assert "could not be restored" in window.services.notices.items[0].title
    window.close()


def test_a_second_window_keeps_to_itself(
    window: MainWindow, qtbot: QtBot, page: LettersPage, demos: dict[str, Demo]
) -> None:
    code = (
        "import os; os.environ['QT_QPA_PLATFORM']='offscreen'\n"
        "from PySide6.QtWidgets import QApplication\n"
        "app = QApplication([])\n"
        "from app.shell.main import make_services\n"
        "from app.shell.window import MainWindow\n"
        "from tests.shell.letters import DEMO\n"
        "services = make_services()\n"
        "window = MainWindow(services, {DEMO.id: DEMO})\n"
        "print(window.keeper.alone, window.keeper.autosave_path.name)\n"
        "window.close()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("False session-")


_LIVE = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from app.shell.main import application, make_services, start
from app.shell.window import MainWindow
from tests.shell.letters import DEMO
from PySide6.QtCore import QTimer
app = application()
window = MainWindow(make_services(), {DEMO.id: DEMO})
start(window, "letters", None, None)
window.painted.disconnect()
window.show()
page = window.pages.page
print("found:" + page.text.toPlainText(), flush=True)
count = [0]
def type_on():
    count[0] += 1
    page.text.insertPlainText(f"word{count[0]} ")
    print(count[0], flush=True)
timer = QTimer()
timer.timeout.connect(type_on)
timer.start(20)
app.exec()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_kill_loses_at_most_the_last_seconds(home: Path) -> None:
    """Someone types without a pause; the process is killed; what is older than three seconds is there."""
    environment = {**os.environ, "INKLING_HOME": str(home)}
    process = subprocess.Popen(
        [sys.executable, "-c", _LIVE], stdout=subprocess.PIPE, text=True, env=environment, bufsize=1
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "found:\n"
    typed: list[tuple[float, int]] = []
    end = time.monotonic() + 5
    while time.monotonic() < end:
        typed.append((time.monotonic(), int(process.stdout.readline())))
    killed = time.monotonic()
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    process.stdout.close()
    due = max(number for when, number in typed if when < killed - 3)
    stored = json.loads((home / "state" / "session.json").read_text())
    assert f"word{due} " in stored["pages"]["letters"]["state"]["text"]
    again = subprocess.Popen(
        [sys.executable, "-c", _LIVE], stdout=subprocess.PIPE, text=True, env=environment, bufsize=1
    )
    assert again.stdout is not None
    try:
        assert f"word{due} " in again.stdout.readline()
    finally:
        again.kill()
        again.wait(10)
        again.stdout.close()


def test_autosave_is_never_half_a_file(window: MainWindow, qtbot: QtBot, page: LettersPage) -> None:
    path = state_dir() / "session.json"
    for i in range(60):
        page.text.setPlainText("x" * 2000 * (i % 7 + 1))
        window.keeper.autosave()
        QApplication.processEvents()
        if path.exists():
            json.loads(path.read_text())
    qtbot.waitUntil(lambda: not window.services.jobs.active_jobs(), timeout=5000)
    assert json.loads(path.read_text())["pages"]["letters"]["state"]["text"] == page.text.toPlainText()
    assert [one.name for one in path.parent.iterdir() if one.name.endswith(".tmp")] == []


def test_files_dropped_on_the_window(
    window: MainWindow, qtbot: QtBot, page: LettersPage, services: Services, tmp_path: Path
) -> None:
    session = tmp_path / "dropped.json"
    files.save(session, files.Session(pages={"letters": files.PageSession({"text": "from a drop"})}))
    with qtbot.waitSignal(window.keeper.restored, timeout=5000):
        drop(window, session)
    assert page.text.toPlainText() == "from a drop"
    empty = tmp_path / "no-model"
    empty.mkdir()
    with qtbot.waitSignal(services.notices.posted, timeout=5000) as caught:
        drop(window, empty)
    assert caught.args[0].title == "“no-model” cannot be used."
    assert caught.args[0].text and caught.args[0].trace == ""


def test_a_drop_over_a_text_field_reaches_the_window(
    window: MainWindow, qtbot: QtBot, page: LettersPage, tmp_path: Path
) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    with qtbot.waitSignal(window.drops.model_dropped, timeout=1000):
        drag_and_drop(page.text.viewport(), mime)
    assert page.text.toPlainText() == ""


def drag_and_drop(widget: QWidget, mime: QMimeData) -> None:
    """Do what Qt does when the mouse comes in with something and lets it go."""
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(widget, QDragEnterEvent(QPoint(10, 10), copy, mime, left, none))
    QApplication.sendEvent(widget, QDropEvent(QPointF(10, 10), copy, mime, left, none))


def drop(window: MainWindow, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    drag_and_drop(window, mime)


def test_dialogs_for_files_do_not_block(window: MainWindow, qtbot: QtBot) -> None:
    for name in ("open", "save_as", "add_model_folder", "add_model_file"):
        window.commands[name].trigger()
        dialog = window.findChild(QFileDialog)
        assert isinstance(dialog, QFileDialog) and dialog.isVisible()
        dialog.reject()
        qtbot.waitUntil(lambda: window.findChild(QFileDialog) is None, timeout=2000)
