"""Spectrograms by mouse and keys, and the pixels that they are painted with."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.contract import Sound
from app.core.spectra import row_of
from app.jobs.runner import JobRunner
from app.widgets import theme
from app.widgets.audio.axes import pitch_y
from app.widgets.audio.pictures import HIGHEST, ROWS, difference, pictures
from app.widgets.audio.playback import Playback
from app.widgets.audio.spectrogram_view import SoundRow, SpectrogramView
from app.widgets.scales import luminance


def tone(hertz: float, seconds: float = 2.0, rate: int = 16_000, peak: float = 0.5) -> Sound:
    times = np.arange(round(seconds * rate)) / rate
    return Sound((peak * np.sin(2 * np.pi * hertz * times)).astype(np.float32), rate)


def rows() -> list[SoundRow]:
    """Two tones, one of them at another rate, with their pitch."""
    steady = np.full(201, 200.0, np.float32)
    steady[:50] = 0.0
    return [
        SoundRow("a", "Source", tone(1000), steady),
        SoundRow("b", "Converted", tone(3000, rate=24_000), np.full(201, 400.0, np.float32)),
    ]


@pytest.fixture
def playback(qtbot: QtBot) -> Iterator[Playback]:
    one = Playback()
    for row in rows():
        one.load(row.name, row.sound.samples, row.sound.rate, row.title)
    yield one
    one.close()


@pytest.fixture
def view(qtbot: QtBot, qapp: QApplication, playback: Playback) -> SpectrogramView:
    """Give both tones and their difference, 800 by 500 px."""
    theme.apply(qapp, "light")
    widget = SpectrogramView("Spectrograms", playback)
    widget.resize(800, 500)
    qtbot.addWidget(widget)
    widget.set_rows(rows(), compare=(1, 0))
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def place(view: SpectrogramView, index: int, seconds: float, hertz: float) -> QPointF:
    """Where a frequency of a row stands at a time."""
    area = view.row_rect(index)
    share = (row_of(hertz, ROWS, HIGHEST) + 0.5) / ROWS
    return QPointF(view.x_of(seconds), area.bottom() - share * area.height())


def wheel(view: SpectrogramView, at: QPointF, down: int, across: int = 0) -> None:
    event = QWheelEvent(
        at, view.viewport().mapToGlobal(at), QPoint(), QPoint(across, down), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_tone_is_ink_where_it_is_and_paper_elsewhere(
    view: SpectrogramView, qapp: QApplication, mode: theme.Mode
) -> None:
    theme.apply(qapp, mode)
    image = view.viewport().grab().toImage()
    ratio = image.devicePixelRatio()

    def light(at: QPointF) -> float:
        return luminance(image.pixelColor((at * ratio).toPoint()))

    for index, hertz in ((0, 1000), (1, 3000)):
        ink, paper = light(place(view, index, 1.6, hertz)), light(place(view, index, 1.6, 6000))
        assert (ink < paper - 0.3) if mode == "light" else (ink > paper + 0.3)
    more, less = (image.pixelColor((place(view, 2, 1.6, hertz) * ratio).toPoint()) for hertz in (3000, 1000))
    assert more.red() > more.blue() and less.blue() > less.red()  # warm where there is more, cold where less
    theme.apply(qapp, "light")


def test_hovering_reads_time_frequency_level_and_pitch(view: SpectrogramView) -> None:
    told = view.told(place(view, 0, 1.5, 1000))
    assert told.startswith("1.50 s · ") and told.endswith("pitch 200 Hz")
    hertz, level = (part.split()[0] for part in told.split(" · ")[1:3])
    assert abs(int(hertz.replace(",", "")) - 1000) < 30 and -15 < int(level.replace("−", "-")) < -3
    assert view.told(place(view, 0, 0.2, 1000)).endswith("no pitch")
    assert "pitch" not in view.told(place(view, 2, 1.5, 3000))
    assert "+" in view.told(place(view, 2, 1.5, 3000))
    assert view.told(QPointF(-50, -50)) == ""


def test_a_click_goes_there_and_hears_that_row(
    view: SpectrogramView, playback: Playback, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(view.sought) as told:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place(view, 1, 1.25, 500).toPoint())
    assert told.args is not None and told.args[0] == pytest.approx(1.25, abs=0.01)
    assert playback.position == pytest.approx(1.25, abs=0.01) and playback.current == "b"
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert playback.position == pytest.approx(1.35, abs=0.01) == view.position
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert playback.position == 0.0


def test_the_wheel_comes_closer_and_a_drag_moves_along(view: SpectrogramView, playback: Playback) -> None:
    at = place(view, 0, 0.5, 500)
    wheel(view, at, 480)
    assert view.seen[1] - view.seen[0] == pytest.approx(2 * 0.8**4) and view.time_at(at.x()) == pytest.approx(
        0.5
    )
    begin = view.seen[0]
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=at.toPoint())
    QTest.mouseMove(view.viewport(), at.toPoint() - QPoint(100, 0))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=at.toPoint() - QPoint(100, 0))
    assert view.seen[0] > begin + 0.05 and playback.position == 0.0  # a drag is no click
    wheel(view, at, 0, -120)
    assert view.seen[1] <= 2.0
    for _ in range(60):
        QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.seen[1] - view.seen[0] == pytest.approx(0.1)
    view.viewport().grab()
    QTest.keyClick(view, Qt.Key.Key_Minus)
    QTest.keyClick(view, Qt.Key.Key_0)
    assert view.seen == (0.0, 2.0)


def test_the_keys_copy_pitch(view: SpectrogramView) -> None:
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "seconds\tSource (Hz)\tConverted (Hz)" and len(lines) == 202
    assert lines[101] == "1.0000\t200.00\t400.00"


def test_rows_may_go_and_differ_in_length(view: SpectrogramView) -> None:
    view.set_rows(
        [SoundRow("a", "Source", tone(500, 1.0)), SoundRow("b", "Long", tone(500, 3.0))], compare=(1, 0)
    )
    assert view.seen == (0.0, 3.0) and view.pictures[2].decibels.shape == view.pictures[0].decibels.shape
    view.viewport().grab()
    view.set_rows([])
    view.viewport().grab()
    wheel(view, QPointF(100, 100), 120)
    assert view.seconds == 0.0 and view.accessibleDescription() == "no sounds"


def test_pitch_has_a_logarithmic_axis(view: SpectrogramView) -> None:
    area = view.row_rect(0)
    octave = pitch_y(100, area) - pitch_y(200, area)
    assert octave == pytest.approx(pitch_y(200, area) - pitch_y(400, area)) and octave > 10
    assert pitch_y(5000, area) == area.top() and pitch_y(1, area) == area.bottom()


def test_long_sounds_are_pictured_on_the_files_thread(qtbot: QtBot, qapp: QApplication) -> None:
    runner = JobRunner()
    widget = SpectrogramView("Spectrograms", jobs=runner)
    qtbot.addWidget(widget)
    with qtbot.waitSignal(widget.ready):
        widget.set_rows([SoundRow("a", "Long", tone(440, 30.0))])
        assert not widget.pictures  # the window goes on meanwhile
    assert widget.pictures[0].decibels.shape[1] == pytest.approx(4000, abs=2)
    assert runner.close(30)


def test_a_difference_of_silence_is_none() -> None:
    loud, quiet = pictures([tone(1000), tone(1000, peak=0.05)])
    between = difference(quiet, loud).decibels
    row = round(row_of(1000, ROWS, HIGHEST))
    assert between[row, 200] == pytest.approx(-20, abs=0.5)
    assert between[ROWS - 1, 200] == 0.0
