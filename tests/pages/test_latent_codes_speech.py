"""The speech half of the codes' page by mouse and keys, with the bundled model, and what a user reads."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.core.contract import Sound
from app.core.discovery import demos
from app.demos.latent_codes.contract import LatentCodesResult
from app.demos.latent_codes.page import LatentCodesPage
from app.demos.latent_codes.panel import LatentCodesPanel
from app.demos.latent_codes.speech_view import SpeechView
from app.demos.latent_codes.state import LatentCodesState
from app.pages.services import Services
from tests.conformance.waiting import until
from tests.pages.opened import panel_of, result_of

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> LatentCodesPage:
    """Give the page with a labelled sound's first answer."""
    widget = LatentCodesPage(demos()["latent-codes"], services)
    widget.resize(1040, 860)
    qtbot.addWidget(widget)
    widget.set_state(LatentCodesState(medium="sound", sound="telescope"))
    with qtbot.waitExposed(widget):
        widget.show()
    settled(widget)
    return widget


def settled(page: LatentCodesPage) -> None:
    until(lambda: page.record() is not None and not page.busy(), 110, "the page's answer")


def view(page: LatentCodesPage) -> SpeechView:
    return panel_of(page, LatentCodesPanel).speech


def result(page: LatentCodesPage) -> LatentCodesResult:
    return result_of(page, LatentCodesResult)


def click_frame(page: LatentCodesPage, qtbot: QtBot, frame: int) -> None:
    timeline = view(page).timeline
    assert timeline.content is not None
    row = timeline.stage_rect(0)
    x = timeline.x_of((frame + 0.5) / timeline.content.rate)
    qtbot.mouseClick(timeline.viewport(), LEFT, pos=QPoint(round(x), round(row.center().y())))


def test_codes_are_chosen_replaced_heard_of_and_given_back(page: LatentCodesPage, qtbot: QtBot) -> None:
    speech = view(page)
    assert page.models() == ["inkling-speech-codes"]
    assert speech.isVisible() and speech.timeline.isVisible()
    before = result(page)
    assert "1,200 bits a second" in speech.facts.text() and "350 for the pitch" in speech.facts.text()
    click_frame(page, qtbot, 60)
    code = before.codes[0][60]
    start, stop = speech.timeline.span
    assert start <= 60 < stop and set(before.codes[0][start:stop]) == {code}
    assert speech.card.title.text() == f"Code {code}"
    assert page.state().code == code
    assert not page.can_undo()  # to choose is no step of undo
    other = (code + 1) % before.codebook_size
    speech.card.other.setValue(other)
    speech.timeline.setFocus()
    qtbot.keyClick(speech.timeline, Qt.Key.Key_Return)
    settled(page)
    after = result(page)
    assert set(after.codes[0][start:stop]) == {other}
    assert after.codes[0][:start] == before.codes[0][:start]
    assert "the last edit" in speech.facts.text()
    assert page.can_undo() and page.state().sound_edits[0].code == other
    qtbot.keyClick(speech.timeline, Qt.Key.Key_Backspace)
    settled(page)
    assert result(page).codes == before.codes
    page.undo()
    settled(page)
    assert result(page).codes == after.codes
    page.undo()
    settled(page)
    assert result(page).codes == before.codes and page.state().sound_edits == ()


def test_a_dragged_span_is_copied_elsewhere(page: LatentCodesPage, qtbot: QtBot) -> None:
    speech, before = view(page), result(page)
    timeline = speech.timeline
    assert timeline.content is not None
    row, rate = timeline.stage_rect(0), timeline.content.rate
    y = round(row.center().y())
    first, last = (round(timeline.x_of((frame + 0.5) / rate)) for frame in (40, 49))
    qtbot.mousePress(timeline.viewport(), LEFT, pos=QPoint(first, y))
    qtbot.mouseMove(timeline.viewport(), QPoint((first + last) // 2, y))
    qtbot.mouseMove(timeline.viewport(), QPoint(last, y))
    qtbot.mouseRelease(timeline.viewport(), LEFT, pos=QPoint(last, y))
    assert timeline.span == (40, 50)
    assert not speech.card.paste.isEnabled()
    qtbot.mouseClick(speech.card.copy, LEFT)
    timeline.choose(90, 91)
    qtbot.mouseClick(speech.card.paste, LEFT)
    settled(page)
    after = result(page)
    assert all(after.codes[k][90:100] == before.codes[k][40:50] for k in range(before.shape[0]))
    qtbot.mouseClick(speech.card.clear, LEFT)
    settled(page)
    assert result(page).codes == before.codes


def test_phones_are_under_the_sound_and_codes_beside_them(page: LatentCodesPage, qtbot: QtBot) -> None:
    speech = view(page)
    timeline = speech.timeline
    assert timeline.content is not None and timeline.content.labels[1].name == "ow"
    inside = int((timeline.content.labels[1].start + 0.01) * timeline.content.rate) + 1
    assert "said: ow" in timeline.told(inside, 0)
    qtbot.keyClick(timeline, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == ["seconds", "stage 1", "stage 2", "stage 3"]
    assert [int(line.split("\t")[1]) for line in lines[1:]] == list(result(page).codes[0])
    phones = next(button for button in speech.modes.findChildren(QToolButton) if button.text() == "Phones")
    qtbot.mouseClick(phones, LEFT)
    assert speech.phones.isVisible() and not speech.timeline.isVisible()
    assert page.state().sound_mode == "phones" and not page.can_undo()
    found = result(page).phones
    assert found is not None
    rows = speech.phones.scores.text().splitlines()
    assert rows[1].startswith("Codes\t") and f"{found.pnmi:.4f}" in rows[1]
    assert any(row.startswith("k-means on MFCC\t") and f"{found.kmeans_pnmi:.4f}" in row for row in rows)
    matrix = speech.phones.matrix
    body = matrix.body()
    qtbot.mouseClick(matrix.viewport(), LEFT, pos=body.center().toPoint())
    code = page.state().code
    assert code in matrix.codes and matrix.told(matrix.column).startswith(f"code {code}: ")
    assert speech.card.other.value() == code


def test_a_look_closer_shows_the_same_stretch_in_both(page: LatentCodesPage, qtbot: QtBot) -> None:
    speech = view(page)
    speech.picture.set_range(0.5, 1.25)
    assert speech.timeline.seen == pytest.approx((0.5, 1.25))
    speech.timeline.set_range(0.0, 2.0)
    assert speech.picture.seen == pytest.approx((0.0, 2.0))
    assert speech.timeline.x_of(1.0) == pytest.approx(speech.picture.x_of(1.0), abs=1.5)


def test_a_code_is_heard_where_it_stands_and_in_samples(page: LatentCodesPage, qtbot: QtBot) -> None:
    speech = view(page)
    speech.timeline.choose(70, 76)
    speech.hear("span")
    assert speech.snippets.duration == pytest.approx(0.12 + 0.14, abs=0.01)
    speech.hear("places")
    assert speech.snippets.duration >= 0.15
    speech.snippets.clear()
    speech.hear("exemplars")
    until(lambda: "snippet" in speech.snippets.names, 20, "the exemplars")
    assert speech.snippets.duration > 0.15


def test_another_sound_has_no_edits_and_pictures_are_a_click_away(
    page: LatentCodesPage, qtbot: QtBot
) -> None:
    speech = view(page)
    click_frame(page, qtbot, 30)
    qtbot.mouseClick(speech.card.everywhere, LEFT)
    settled(page)
    assert page.state().sound_edits
    page.sound.menu.actions()[2].trigger()  # the first voice after the two labelled sounds
    until(lambda: page.state().sound == "nova", 20, "the sample is read")
    settled(page)
    assert page.state().sound_edits == () and isinstance(result(page).original, Sound)
    assert speech.timeline.span == (0, 0) and speech.card.title.text() == "Nothing chosen"
    assert not speech.timeline.content or not speech.timeline.content.labels
