"""Choosing a sound by mouse, keys, drop and dialog, without a sound device."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.core.paths import data_dir
from app.core.recordings import keep_recording
from app.core.sounds import bundled_samples, read_sound
from app.jobs.runner import JobRunner
from app.widgets.audio.mixer import Format, encoded
from app.widgets.audio.sound_field import SoundField
from app.widgets.audio.waveform import peaks
from tests.conformance.waiting import until

SAMPLES = [(one.id, one.title, one.path) for one in bundled_samples()]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a WAV of 1.5 s."""
    path = tmp_path / "my voice.wav"
    soundfile.write(path, 0.5 * np.sin(np.arange(24_000) / 10), 16_000)
    return path


@pytest.fixture
def field(qtbot: QtBot) -> SoundField:
    """Give an empty field with the bundled voices."""
    widget = SoundField("Source", SAMPLES)
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def drop(field: SoundField, *urls: QUrl) -> bool:
    """Drop files on the field; True if it takes them."""
    mime = QMimeData()
    mime.setUrls(list(urls))
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(20, 20), Qt.DropAction.CopyAction, mime, buttons, keys)
    QApplication.sendEvent(field, enter)
    if not enter.isAccepted():
        return False
    QApplication.sendEvent(field, QDropEvent(QPointF(20, 20), Qt.DropAction.CopyAction, mime, buttons, keys))
    return True


def test_an_empty_field_teaches(field: SoundField) -> None:
    assert "Drop a sound here" in field.waveform.hint and "Drop a sound here" in field.accessibleDescription()
    assert not field.play.isEnabled() and not field.clear_button.isEnabled() and field.value == ""
    for button in (field.play, field.pick, field.open, field.record, field.clear_button):
        assert button.accessibleName().startswith("Source: ") and button.toolTip()


def test_a_sample_from_the_menu(field: SoundField, qtbot: QtBot) -> None:
    titles = [action.text() for action in field.menu.actions()]
    assert titles == [title for _, title, _ in SAMPLES]
    with qtbot.waitSignal(field.changed) as told:
        field.menu.actions()[1].trigger()
    assert told.args == [SAMPLES[1][0]] and field.value == SAMPLES[1][0]
    assert field.about.text() == f"{SAMPLES[1][1]} · 3.3 s · 24 kHz"
    QTest.keyClick(field, Qt.Key.Key_Delete)
    assert field.value == "" and field.about.text() == "" and field.sound is None


def test_a_long_name_is_shortened_in_its_middle(field: SoundField, tmp_path: Path) -> None:
    name = (
        tmp_path / "an interview with the second speaker in a large hall, take 17, cleaned and normalised.wav"
    )
    soundfile.write(name, np.zeros(16_000), 16_000)
    assert drop(field, QUrl.fromLocalFile(str(name)))
    shown = field.about.text()
    assert shown.startswith("an int") and "…" in shown and shown.endswith("1.0 s · 16 kHz")
    assert field.about.fontMetrics().horizontalAdvance(shown) <= field.about.width()
    field.resize(2_000, field.height())
    assert field.about.text().startswith(name.name)


def test_a_file_by_drop_and_by_dialog(field: SoundField, file: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(field.changed) as told:
        assert drop(field, QUrl.fromLocalFile(str(file)))
    assert told.args == [str(file)] and field.about.text() == "my voice.wav · 1.5 s · 16 kHz"
    assert not drop(field, QUrl("https://example.org/a.wav"))
    QTest.mouseClick(field.clear_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(field.open, Qt.MouseButton.LeftButton)
    (dialog,) = field.findChildren(QFileDialog)
    assert "*.opus" in dialog.nameFilters()[0]
    with qtbot.waitSignal(field.changed):
        dialog.fileSelected.emit(str(file))
    dialog.reject()
    assert field.value == str(file)


def test_what_cannot_be_read_is_refused_and_the_old_sound_stays(field: SoundField, file: Path) -> None:
    heard: list[str] = []
    field.changed.connect(heard.append)
    drop(field, QUrl.fromLocalFile(str(file)))
    text = file.with_name("notes.wav")
    text.write_text("not a sound")
    drop(field, QUrl.fromLocalFile(str(text)))
    assert field.error.isVisible() and "notes.wav cannot be read as a sound" in field.error.text()
    assert field.value == str(file) and field.sound is not None and heard == [str(file)]
    drop(field, QUrl.fromLocalFile(str(file)))
    assert field.error.isHidden()


def test_a_session_is_shown_silently(field: SoundField, file: Path) -> None:
    heard: list[str] = []
    field.changed.connect(heard.append)
    field.set_value("george")
    assert field.about.text().startswith("George, British man")
    field.set_value(str(file.with_name("gone.wav")))
    assert "is not there" in field.error.text() and field.sound is None and field.clear_button.isEnabled()
    field.set_value("")
    assert field.error.isHidden() and not heard
    field.set_error("The target needs 3 seconds.")
    assert field.error.text() == "The target needs 3 seconds."


def test_recording_here_says_what_is_missing_or_ends_as_a_file(field: SoundField, qtbot: QtBot) -> None:
    QTest.mouseClick(field.record, Qt.MouseButton.LeftButton)
    if not field.recorder.recording:
        assert "recorded" in field.error.text() and field.record.text() == "Record"
    field.recorder.stop()
    field.recorder.begin(Format(16_000, 1, "int16"))
    tone = (0.3 * np.sin(np.arange(16_000) / 5)).astype(np.float32)
    field.recorder.take(encoded(tone, field.recorder.format))
    assert field.waveform.level == pytest.approx(0.3, abs=0.01) and field.about.text() == "1.0 of 30 s"
    with qtbot.waitSignal(field.changed):
        field.recorder.stop()
    path = Path(field.value)
    assert path.parent == data_dir() / "recordings" and path.suffix == ".wav"
    assert np.abs(read_sound(path).samples - tone).max() < 1e-4 and field.waveform.level is None
    assert keep_recording(tone, 16_000) != path


def test_a_dead_microphone_is_told(field: SoundField) -> None:
    field.recorder.begin(Format())
    field.recorder.stop()
    assert "gave no sound" in field.error.text() and field.value == ""


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[JobRunner]:
    runner = JobRunner()
    yield runner
    assert runner.close(30)


def test_with_jobs_files_are_read_elsewhere(qtbot: QtBot, jobs: JobRunner, file: Path) -> None:
    widget = SoundField("Target", SAMPLES, jobs=jobs)
    qtbot.addWidget(widget)
    widget.show()
    widget.set_value(str(file))
    assert widget.sound is None  # not yet
    until(lambda: widget.sound is not None)
    assert widget.about.text().startswith("my voice.wav")
    with qtbot.waitSignal(widget.changed):
        widget.menu.actions()[0].trigger()
    widget.set_value(str(file))
    widget.set_value("")  # the file that is still being read must not come back
    until(lambda: not jobs.active_jobs())
    assert widget.sound is None and widget.value == ""


def test_peaks_hold_the_loudest_spot() -> None:
    samples = np.zeros(10_007, np.float32)
    samples[7000], samples[7001] = 0.9, -0.8
    found = peaks(samples, 100)
    assert found.shape == (100, 2) and found.max() == np.float32(0.9) and found.min() == np.float32(-0.8)
    assert peaks(samples[:3]).shape == (3, 2) and peaks(samples[:0]).shape == (0, 2)
