"""The voice-conversion page by mouse and keys, with the bundled checkpoint, and what a user reads and hears."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.discovery import demos
from app.core.schema import decode, encode
from app.core.sounds import read_sound
from app.demos.voice_conversion.comparison import Comparison
from app.demos.voice_conversion.contract import VoiceConversionResult
from app.demos.voice_conversion.ledger import COLUMNS, LEDGER, TABLE
from app.demos.voice_conversion.page import VoiceConversionPage
from app.demos.voice_conversion.panel import VoiceConversionPanel
from app.demos.voice_conversion.state import VoiceConversionState
from app.pages.services import Services
from app.widgets.inline_error import InlineError
from tests.conformance.waiting import settle, until

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> VoiceConversionPage:
    """Give the page as it opens, with its first answer."""
    widget = VoiceConversionPage(demos()["voice-conversion"], services)
    widget.resize(1040, 900)
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    settled(widget)
    return widget


def settled(page: VoiceConversionPage) -> None:
    until(lambda: not page.busy(), 110, "the page's answer")


def panel(page: VoiceConversionPage) -> VoiceConversionPanel:
    found = page.panels[0]
    assert isinstance(found, VoiceConversionPanel)
    return found


def result(page: VoiceConversionPage) -> VoiceConversionResult:
    record = page.record()
    assert record is not None and isinstance(record.result, VoiceConversionResult)
    return record.result


def choose_mode(page: VoiceConversionPage, qtbot: QtBot, words: str) -> None:
    button = next(one for one in page.modes.findChildren(QToolButton) if one.text() == words)
    qtbot.mouseClick(button, LEFT)
    settle()


def key(qtbot: QtBot, widget: QWidget, which: Qt.Key) -> None:
    widget.setFocus()
    qtbot.keyClick(widget, which)


def test_it_opens_with_a_sound_to_hear_and_to_see(page: VoiceConversionPage) -> None:
    shown, found = panel(page).sound, result(page)
    until(lambda: "target" in shown.playback.names, 20, "the target's sound")
    assert shown.playback.names == ("source", "converted", "target")
    assert shown.playback.current == "converted"
    assert [row.title for row in shown.picture.rows] == ["Source", "Converted"]
    assert shown.picture.compared == (1, 0)
    assert found.likeness is not None
    assert f"Likeness {found.likeness.target:.2f} to the target" in shown.facts.text()
    assert not shown.warnings.isVisible()
    assert page.source.sound is not None and page.source.about.text().startswith("Nova")


def test_keys_switch_between_sounds_at_one_place(page: VoiceConversionPage, qtbot: QtBot) -> None:
    shown = panel(page).sound
    until(lambda: "target" in shown.playback.names, 20, "the target's sound")
    shown.playback.seek(1.2)
    key(qtbot, shown.transport, Qt.Key.Key_1)
    assert shown.playback.current == "source" and shown.playback.position == pytest.approx(1.2, abs=0.01)
    key(qtbot, shown.transport, Qt.Key.Key_2)
    assert shown.playback.current == "converted" and shown.playback.position == pytest.approx(1.2, abs=0.01)
    # and both are equally loud
    gains = [shown.playback.mixer.tracks[name].gain for name in ("source", "converted")]
    assert gains[0] != gains[1]


def test_pitch_by_keys_changes_what_is_heard(page: VoiceConversionPage, qtbot: QtBot) -> None:
    before = result(page).f0
    page.manner.f0.setFocus()
    key(qtbot, page.manner.f0, Qt.Key.Key_Right)
    assert page.state().f0 == "keep"
    settled(page)
    after = result(page).f0
    assert before is not None and after is not None and before.converted.mean and after.converted.mean
    assert after.converted.mean > 1.3 * before.converted.mean
    page.undo()
    settled(page)
    assert page.state().f0 == "match"


def test_a_file_that_is_none_is_refused_with_a_sentence(page: VoiceConversionPage, tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("no sound at all")
    page.change(target=str(tmp_path / "text.wav"))
    until(lambda: bool(page.errors.sentences()), 60, "the sentence")
    assert "cannot be read as a sound" in " ".join(page.errors.sentences())
    settled(page)
    said = [one.text() for one in page.findChildren(InlineError) if one.isVisible() and one.text()]
    assert len(said) == 1, "one mistake is told once"
    soundfile.write(tmp_path / "silent.wav", np.zeros(32_000), 16_000)
    page.change(target=str(tmp_path / "silent.wav"))
    until(lambda: any("silent" in one for one in page.errors.sentences()), 60, "the sentence")
    page.change(target="kore")
    settled(page)
    assert not page.errors.sentences()


def test_dragging_the_ring_blends_other_voices(page: VoiceConversionPage, qtbot: QtBot) -> None:
    choose_mode(page, qtbot, "Blend")
    settled(page)
    view = panel(page).blend
    assert view.map is not None and view.timbre.handle is not None
    assert "0.50 af_heart" in view.shares.text() and "0.50 am_echo" in view.shares.text()
    corners = view.map.triangles[len(view.map.triangles) // 2]
    goal = view.timbre.place_of(
        sum(view.map.voices[k].x for k in corners) / 3, sum(view.map.voices[k].y for k in corners) / 3
    ).toPoint()
    port, start = view.timbre.viewport(), view.timbre.place_of(*view.timbre.handle).toPoint()
    qtbot.mousePress(port, LEFT, pos=start)
    qtbot.mouseMove(port, (start + goal) / 2)
    qtbot.mouseMove(port, goal)
    assert page.state().weights == {"af_heart": 0.5, "am_echo": 0.5}  # nothing is asked while it moves
    qtbot.mouseRelease(port, LEFT, pos=goal)
    weights = page.state().weights
    assert set(weights) <= {view.map.voices[k].id for k in corners} and len(weights) >= 2
    assert sum(weights.values()) == pytest.approx(1.0, abs=0.01)
    settled(page)
    found = result(page).map
    assert found is not None
    assert {voice.id for voice in found.voices if voice.weight} == set(weights)
    before = view.timbre.handle
    key(qtbot, view.timbre, Qt.Key.Key_Right)
    assert view.timbre.handle is not None and before is not None and view.timbre.handle[0] > before[0]
    settled(page)


def test_a_click_takes_a_voice_whole_and_pitch_has_axes(page: VoiceConversionPage, qtbot: QtBot) -> None:
    choose_mode(page, qtbot, "Blend")
    settled(page)
    view = panel(page).blend
    lonely = max(view.timbre.spots, key=lambda spot: spot.y)
    qtbot.mouseClick(view.timbre.viewport(), LEFT, pos=view.timbre.place_of(lonely.x, lonely.y).toPoint())
    assert page.state().weights == {lonely.name: 1.0}
    assert not view.automatic.isEnabled()
    settled(page)
    port, handle = view.pitch.viewport(), view.pitch.handle
    assert handle is not None
    start = view.pitch.place_of(*handle).toPoint()
    end = start + QPoint(40 if start.x() < port.width() / 2 else -40, 0)
    qtbot.mousePress(port, LEFT, pos=start)
    qtbot.mouseMove(port, end)
    qtbot.mouseRelease(port, LEFT, pos=end)
    assert abs(page.state().semitones) >= 0.5 and view.automatic.isEnabled()
    qtbot.mouseClick(view.automatic, LEFT)
    assert (page.state().semitones, page.state().melody) == (0.0, 1.0)
    settled(page)


def test_the_matrix_is_filled_heard_and_opened(page: VoiceConversionPage, qtbot: QtBot) -> None:
    choose_mode(page, qtbot, "Swap")
    page.change(sources=("nova", "george"), targets=("lewis",))
    assert not page.busy()  # it waits for Run
    page.run()
    settled(page)
    view, found = panel(page).swap, result(page).swap
    assert found is not None and len(view.matrix.cells) == 2 and len(view.matrix.cells[0]) == 1
    assert f"{found.cells[1][0].likeness.target:.2f}" in view.matrix.cells[1][0].text
    assert "of 2 conversions" in view.summary.text()
    view.matrix.setFocus()
    qtbot.keyClick(view.matrix, Qt.Key.Key_Down)
    qtbot.keyClick(view.matrix, Qt.Key.Key_Return)
    assert (
        view.playback.title("cell") == "George → Lewis"
        and "George with the voice of Lewis" in view.said.text()
    )
    qtbot.mouseClick(view.open, LEFT)
    assert (page.state().mode, page.state().source, page.state().target) == ("convert", "george", "lewis")
    settled(page)


def test_ticks_choose_sources(page: VoiceConversionPage, qtbot: QtBot) -> None:
    choose_mode(page, qtbot, "Swap")
    page.source_list.list.setFocus()
    page.source_list.list.setCurrentRow(2)
    qtbot.keyClick(page.source_list.list, Qt.Key.Key_Space)
    assert page.state().sources == ("nova", "george", "sarah")
    page.undo()
    assert page.state().sources == ("nova", "george")


def test_what_leaks_is_told_with_chance(page: VoiceConversionPage, qtbot: QtBot) -> None:
    choose_mode(page, qtbot, "Leakage")
    page.run()
    settled(page)
    view = panel(page).leakage
    assert view.found is not None and view.isVisible()
    assert "20 speakers" in panel(page).measured.text()
    key(qtbot, view, Qt.Key.Key_Right)
    assert (
        "chance 5%" in view.viewport().toolTip()
        and view.found.variants[0].variant in view.viewport().toolTip()
    )
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[0] == "code" and len(lines) == 1 + 3 * len(view.found.variants)


def test_a_folder_is_converted_and_gone_on_with(
    page: VoiceConversionPage, qtbot: QtBot, tmp_path: Path
) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for name in ("nova", "george"):
        sound = read_sound(name)
        soundfile.write(folder / f"{name}.wav", sound.samples[: int(1.6 * sound.rate)], sound.rate)
    (folder / "broken.wav").write_text("no sound")
    choose_mode(page, qtbot, "Batch")
    page.run()
    assert "Choose the folder of the sounds" in page.batch_view.error.text()
    page.change(folder=str(folder), out=str(out), format="flac")
    assert "the voice of Lewis" in page.batch_view.into.text()
    page.run()
    settled(page)
    states = {entry.name: entry.state for entry in page.batch.entries}
    assert states == {"broken.wav": "failed", "george.wav": "done", "nova.wav": "done"}
    assert page.batch_view.status.text() == "2 converted, 1 failed."
    with soundfile.SoundFile(out / "nova.flac") as made:
        assert made.frames == pytest.approx(1.6 * made.samplerate, rel=0.02)
        assert json.loads(made.comment)["demo"] == "voice-conversion"
    assert {entry["name"] for entry in json.loads((out / LEDGER).read_text())["files"]} == set(states)
    with (out / TABLE).open(newline="", encoding="utf-8") as file:
        table = list(csv.reader(file))
    assert tuple(table[0]) == COLUMNS and len(table) == 4
    stamp = (out / "nova.flac").stat().st_mtime_ns
    (folder / "broken.wav").unlink()
    page.run()
    settled(page)
    assert page.batch_view.status.text() == "0 converted, 2 done before."
    assert (out / "nova.flac").stat().st_mtime_ns == stamp
    page.change(semitones=2.0)
    page.run()
    settled(page)
    assert page.batch_view.status.text() == "2 converted."  # other settings: done anew


def test_a_batch_that_is_stopped_goes_on_later(
    page: VoiceConversionPage, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    sound = read_sound("nova")
    for number in range(4):
        soundfile.write(folder / f"{number}.wav", sound.samples[: sound.rate], sound.rate)
    choose_mode(page, qtbot, "Batch")
    page.change(folder=str(folder), out=str(tmp_path / "out"))
    page.run()
    until(lambda: any(entry.state == "done" for entry in page.batch.entries), 60, "the first file")
    page.stop()
    until(lambda: not page.services.jobs.active_jobs(), 30, "the end of what was on its way")
    waiting = sum(entry.state == "waiting" for entry in page.batch.entries)
    assert waiting >= 1 and "waiting" in page.batch_view.status.text() and not page.busy()
    page.run()
    settled(page)
    assert {entry.state for entry in page.batch.entries} == {"done", "kept"}


def test_two_models_are_heard_at_one_place(page: VoiceConversionPage) -> None:
    page.resize(790, 700)  # what a window of 1024 leaves it
    page.set_model("inkling-voices", 1)
    settled(page)
    inner, seen = page.scroller.widget(), page.scroller.viewport()
    until(
        lambda: inner is not None and inner.width() <= seen.width(),
        20,
        "a page on which nothing is beyond the right edge",
    )
    compared = page.comparison
    assert isinstance(compared, Comparison) and compared.isVisible()
    assert [compared.playback.title(name) for name in compared.playback.names] == [
        "Model A",
        "Model B",
        "Source",
    ]
    for one in page.panels:  # sentences that go on in a second line cut nothing off below
        assert isinstance(one, VoiceConversionPanel)
        picture = one.sound.picture
        low = picture.mapTo(page, QPoint(0, picture.height())).y()
        assert low <= one.mapTo(page, QPoint(0, one.height())).y()
    assert compared.blind.begin.isVisible()
    assert compared.blind.begin.isEnabled() == compared.playback.available
    assert "by A" in compared.words.text() and "by B" in compared.words.text()


def test_the_state_is_kept(page: VoiceConversionPage) -> None:
    page.change(mode="blend", into="blend", weights={"af_heart": 0.25, "am_echo": 0.75}, melody=1.5)
    assert decode(VoiceConversionState, encode(page.state())) == page.state()
    settled(page)
