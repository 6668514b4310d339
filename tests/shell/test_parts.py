"""The window's parts one by one: preferences, notices, devices, memory, models, collector, faults."""

from __future__ import annotations

import gc
import json
import re
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QPushButton, QSlider, QSpinBox
from pytestqt.qtbot import QtBot

from app.core.contract import Demo
from app.core.paths import config_dir
from app.pages.services import Services
from app.shell.faults import FaultRelay
from app.shell.memory_meter import size
from app.shell.preferences_dialog import PreferencesDialog
from app.shell.tidy import Tidy
from app.shell.window import MainWindow
from tests.shell.letters.page import LettersPage


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> PreferencesDialog:
    window.show_preferences()
    dialog = window.findChild(PreferencesDialog)
    assert isinstance(dialog, PreferencesDialog)
    return dialog


def test_preferences_are_live_and_written(
    dialog: PreferencesDialog, qtbot: QtBot, services: Services
) -> None:
    theme = dialog.field("theme")
    assert isinstance(theme, QComboBox)
    theme.setFocus()
    qtbot.keyClick(theme, Qt.Key.Key_End)
    assert services.preferences.value.theme == "dark"
    seed = dialog.field("seed")
    assert isinstance(seed, QSpinBox)
    seed.setFocus()
    seed.selectAll()
    qtbot.keyClicks(seed, "42")
    assert services.preferences.value.seed == 42
    moves = dialog.field("reduce_motion")
    assert isinstance(moves, QCheckBox)
    qtbot.keyClick(moves, Qt.Key.Key_Space)
    assert services.preferences.value.reduce_motion
    path = config_dir() / "preferences.json"
    qtbot.waitUntil(lambda: path.exists() and json.loads(path.read_text())["seed"] == 42, timeout=5000)
    defaults = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Defaults")
    qtbot.mouseClick(defaults, Qt.MouseButton.LeftButton)
    assert services.preferences.value.seed == 0 and seed.value() == 0


def test_the_dialog_follows_whoever_changes_a_preference(
    dialog: PreferencesDialog, services: Services
) -> None:
    services.preferences.update(text_scale=1.3, device="cuda:7", figure_format="pdf")
    slider, device, form = (dialog.field(name) for name in ("text_scale", "device", "figure_format"))
    assert isinstance(slider, QSlider) and slider.value() == 130
    assert isinstance(device, QComboBox) and device.currentData() == "cuda:7"
    assert isinstance(form, QComboBox) and form.currentData() == "pdf"
    services.preferences.update(text_scale=1.0, device=None)


def test_a_preference_of_no_such_name_is_refused(services: Services) -> None:
    with pytest.raises(TypeError):
        services.preferences.update(no_such_thing=1)


def test_bad_preferences_are_told_and_the_good_kept(qtbot: QtBot, demos: dict[str, Demo]) -> None:
    from app.shell.main import make_services

    (config_dir() / "preferences.json").write_text('{"theme": "purple", "seed": 7}')
    services = make_services()
    assert services.preferences.value.seed == 7 and services.preferences.value.theme == "system"
    assert len(services.preferences.warnings) == 1
    assert services.jobs.close(10)


def test_a_fault_becomes_a_card_with_a_trace_to_copy(
    window: MainWindow, qtbot: QtBot, services: Services, page: LettersPage
) -> None:
    services.notices.error("It broke.", "While counting.", "Traceback: line 1")
    (card,) = window.notices.cards()
    copy = next(one for one in card.findChildren(QPushButton) if one.text() == "Copy trace")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert "It broke." in copied and "Traceback: line 1" in copied
    page.text.setFocus()
    qtbot.keyClicks(page.text, "the page is not blocked")
    assert page.state().text == "the page is not blocked"
    services.notices.error("It broke.", "While counting.", "Traceback: line 1")
    (card,) = window.notices.cards()
    assert any("(2 times)" in label.text() for label in card.findChildren(QLabel))
    assert window.bell.text() == "2"
    qtbot.mouseClick(window.bell, Qt.MouseButton.LeftButton)
    assert window.notices.cards() == ()
    qtbot.mouseClick(window.bell, Qt.MouseButton.LeftButton)
    assert len(window.notices.cards()) == 1


def test_at_most_three_cards_and_no_markup(window: MainWindow, services: Services) -> None:
    for number in range(30):
        services.notices.error(f"<b>fault</b> {number}", "x " * 400)
    cards = window.notices.cards()
    assert len(cards) == 3
    assert any(label.text() == "<b>fault</b> 29" for label in cards[-1].findChildren(QLabel))
    assert window.notices.geometry().top() >= 0


def test_notices_of_another_thread_and_their_count(
    window: MainWindow, qtbot: QtBot, services: Services
) -> None:
    relay = FaultRelay(services.notices)
    thread = threading.Thread(target=relay.tell, args=("deep down", "trace"))
    with qtbot.waitSignal(services.notices.posted, timeout=5000) as caught:
        thread.start()
    thread.join()
    assert caught.args[0].text == "deep down"
    for number in range(1000):
        services.notices.info(f"news {number}")
    assert len(services.notices.items) == 200


def test_devices_come_from_the_device_thread(window: MainWindow, qtbot: QtBot, services: Services) -> None:
    before = [action.data() for action in window.devices.actions_of("device")]
    assert before == [""]
    with qtbot.waitSignal(window.devices.known, timeout=60000):
        window.devices.ask()
    found = {action.data(): action for action in window.devices.actions_of("device")}
    assert "cpu" in found
    found["cpu"].trigger()
    assert services.preferences.value.device == "cpu" and window.devices.text() == "CPU"
    half = next(one for one in window.devices.actions_of("dtype") if one.data() == "bfloat16")
    half.trigger()
    assert window.devices.text() == "CPU · bfloat16"
    services.preferences.update(device=None, dtype="float32")


def test_memory_is_that_of_the_process(window: MainWindow) -> None:
    assert re.fullmatch(r"\d+(\.\d)? [MG]B", window.memory.text())


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "1 kB"), (17_400_000, "17 MB"), (999_000_000, "999 MB"), (1_440_000_000, "1.4 GB")],
)
def test_sizes(count: int, words: str) -> None:
    assert size(count) == words


def test_a_model_that_is_none_is_explained(
    window: MainWindow, qtbot: QtBot, services: Services, tmp_path: Path
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("no model")
    with qtbot.waitSignal(services.notices.posted, timeout=10000) as caught:
        window.models.add(str(path))
    assert caught.args[0].title == "“notes.txt” cannot be used."
    assert "weights" in caught.args[0].text and caught.args[0].trace == ""


def test_the_collector_is_ours_while_the_window_lives(window: MainWindow) -> None:
    assert gc.isenabled()
    tidy = Tidy(window)
    assert not gc.isenabled()
    tidy.stop()
    assert gc.isenabled() and gc.get_freeze_count() == 0


@pytest.mark.parametrize("width, height", [(1280, 800), (1024, 700)])
@pytest.mark.parametrize("scale", [1.0, 1.4])
def test_no_word_of_the_shell_is_cut(
    window: MainWindow, qtbot: QtBot, services: Services, width: int, height: int, scale: float
) -> None:
    services.preferences.update(text_scale=scale)
    window.resize(width, height)
    QApplication.processEvents()
    for label in window.findChildren(QLabel):
        if label.isVisible() and not label.wordWrap() and not window.pages.isAncestorOf(label):
            room = label.contentsRect().width() + 1
            assert label.fontMetrics().horizontalAdvance(label.text()) <= room, label.text()
    for button in (window.devices, window.bell, window.job_bar.stop):
        if button.isVisible():
            assert button.width() >= button.minimumSizeHint().width(), button.text()
    services.preferences.update(text_scale=1.0)


def test_icons_wear_the_theme_from_the_start(qtbot: QtBot, demos: dict[str, Demo]) -> None:
    from app.shell.main import make_services
    from app.widgets import icons, theme

    (config_dir() / "preferences.json").write_text('{"theme": "dark"}')
    window = MainWindow(make_services(), demos)
    qtbot.addWidget(window)
    shown = window.commands["help"].icon().pixmap(16).toImage()
    assert shown == icons.icon("help", theme.DARK.muted, theme.DARK.disabled).pixmap(16).toImage()
    window.services.preferences.update(theme="light")
    window.close()
