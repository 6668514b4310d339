"""The page as its user meets it: by mouse, keys, clipboard and files; everything is really learned."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.core.discovery import demos
from app.core.schema import decode, encode
from app.demos.anomaly_detection.contract import AnomalyDetectionResult
from app.demos.anomaly_detection.page import AnomalyDetectionPage
from app.demos.anomaly_detection.panel import AnomalyDetectionPanel
from app.demos.anomaly_detection.state import AnomalyDetectionState
from app.pages.services import Services
from tests.conformance.waiting import until
from tests.pages.opened import opened, panel_of, result_of

LEFT = Qt.MouseButton.LeftButton
WINE = {"data": "wine", "epochs": 3, "seed": 0}
ROWS = "".join(f"{at % 7},{at % 5},{'odd' if at % 6 == 5 else 'ok'}\n" for at in range(60))


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> AnomalyDetectionPage:
    """Give the page with the wines, answered."""
    state = AnomalyDetectionState().asking(decode(demos()["anomaly-detection"].request, WINE))
    widget = opened(AnomalyDetectionPage, "anomaly-detection", services, qtbot, 900, state)
    settled(widget)
    return widget


def settled(page: AnomalyDetectionPage) -> None:
    """Wait until nothing is read, asked or about to be asked."""
    until(lambda: not page.busy() and not page.services.jobs.active_jobs(), 90, "the page's answer")


def panel(page: AnomalyDetectionPage) -> AnomalyDetectionPanel:
    return panel_of(page, AnomalyDetectionPanel)


def result(page: AnomalyDetectionPage) -> AnomalyDetectionResult:
    return result_of(page, AnomalyDetectionResult)


def sentences(page: AnomalyDetectionPage) -> list[str]:
    """Give the errors that can be seen."""
    labels = page.findChildren(QLabel)
    return [one.text() for one in labels if one.property("role") == "error" and one.isVisible()]


def drag(view: QWidget, begin: QPoint, *ways: QPoint) -> None:
    """Press, move and let go."""
    QTest.mousePress(view, LEFT, pos=begin)
    for way in ways:
        QTest.mouseMove(view, way)
    QTest.mouseRelease(view, LEFT, pos=ways[-1])


def drop(target: QWidget, path: Path) -> bool:
    """Drag a file over a widget and let go; tells whether it took it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(30, 40), copy, data, LEFT, none)
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        QApplication.sendEvent(target, QDropEvent(QPointF(30, 40), copy, data, LEFT, none, QEvent.Type.Drop))
    return enter.isAccepted()


def test_it_answers_by_itself_and_asks_for_no_model(page: AnomalyDetectionPage) -> None:
    found, shown = result(page), panel(page)
    assert found.learned.title == "Wine" == shown.title.text()
    assert not any(picker.isVisible() for picker in page.bar.pickers) and not page.bar.compare.isVisible()
    assert shown.summary.text().startswith("Best: ") and "43 rows" in shown.basis.text()
    assert [one.method for one in found.methods] == ["autoencoder", "pca", "neighbours", "forest", "ecod"]
    assert shown.detect.words.text().startswith(
        f"Auto-encoder: {len(found.methods[0].flagged)} rows lie above"
    )
    assert shown.detect.bars.text().startswith("feature\tblame\tvalue")
    assert page.preview.entries.rowCount() == 178
    assert page.preview.entries.name_of(0) == "class"  # the label comes first
    assert page.classes.buttons["class_1"].isChecked() and not page.classes.buttons["class_0"].isChecked()


def test_the_threshold_is_dragged_and_walked(page: AnomalyDetectionPage) -> None:
    view = panel(page).detect.histogram
    before = result(page).methods[0]
    area = view._axes().area
    y = int(area.center().y())
    start = QPoint(round(view.x_of(before.threshold)), y)
    drag(view.viewport(), start, QPoint(start.x() - 30, y), QPoint(int(area.left()) + 2, y))
    assert page.state().quantile < 0.1
    settled(page)
    low = result(page).methods[0]
    assert low.threshold < before.threshold and len(low.flagged) > len(before.flagged)
    assert len(panel(page).detect.flagged.flags) == len(low.flagged)
    assert f"{len(low.flagged)} rows lie above" in panel(page).detect.words.text()
    view.setFocus()
    quantile = page.state().quantile
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert page.state().quantile == pytest.approx(quantile + 0.06)
    settled(page)
    assert len(result(page).methods[0].flagged) <= len(low.flagged)
    page.undo()  # one way of dragging is one step
    settled(page)
    assert page.state().quantile == 0.95 and result(page).methods[0] == before


def test_a_method_is_chosen_by_click_and_keys(page: AnomalyDetectionPage) -> None:
    detect = panel(page).detect
    QTest.mouseClick(detect.methods.viewport(), LEFT, pos=detect.methods.row_rect(2).center().toPoint())
    assert str(detect.by) == "neighbours" and detect.words.text().startswith("Neighbours:")
    assert "Neighbours" in detect.bars.accessibleDescription()
    QTest.keyClick(detect.methods, Qt.Key.Key_Down)
    assert str(detect.by) == "forest" and detect.histogram.method == result(page).methods[3]
    QTest.keyClick(detect.roc, Qt.Key.Key_Up)
    assert str(detect.by) == "neighbours"
    clicked: list[str] = []
    detect.precision.chosen.connect(clicked.append)
    curve = next(one for one in result(page).methods if one.method == "ecod")
    QTest.mouseClick(detect.precision.viewport(), LEFT, pos=detect.precision.point(curve).toPoint())
    assert clicked == [str(detect.by)]  # the curve under the pointer
    assert not page.can_undo()  # looking is no step


def test_a_flagged_row_is_explained(page: AnomalyDetectionPage) -> None:
    detect = panel(page).detect
    rows = result(page).methods[0].flagged
    assert result(page).blame.row == rows[0] == detect.flagged.row  # type: ignore[union-attr]
    QTest.mouseClick(detect.flagged.viewport(), LEFT, pos=detect.flagged.row_rect(1).center())
    settled(page)
    assert result(page).blame.row == rows[1] == detect.flagged.row  # type: ignore[union-attr]
    assert detect.bars.blame is not None and detect.bars.blame.row == rows[1]
    QTest.keyClick(detect.flagged, Qt.Key.Key_Down)
    settled(page)
    assert detect.flagged.current == 2
    QTest.keyClick(detect.flagged, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines()[1].startswith(f"{rows[0]}\t")
    header = page.preview.verticalHeader()
    QTest.mouseClick(header.viewport(), LEFT, pos=QPoint(8, header.sectionViewportPosition(1) + 6))
    settled(page)
    assert result(page).blame.row == 2  # type: ignore[union-attr]
    assert not page.can_undo()


def test_classes_and_methods_are_pressed_and_taken_back(page: AnomalyDetectionPage) -> None:
    QTest.mouseClick(page.classes.buttons["class_0"], LEFT)
    settled(page)
    assert result(page).learned.normal == ("class_1", "class_0")
    assert {case.label for case in result(page).cases if case.strange} == {"class_2"}
    QTest.mouseClick(page.options.buttons["forest"], LEFT)
    settled(page)
    assert [one.method for one in result(page).methods] == ["autoencoder", "pca", "neighbours", "ecod"]
    page.undo()
    page.undo()
    settled(page)
    assert result(page).learned.normal == ("class_1",) and len(result(page).methods) == 5
    QTest.mouseClick(page.classes.buttons["class_1"], LEFT)  # the last normal class stays
    assert page.classes.buttons["class_1"].isChecked() and page.state().normal == ()
    for method in list(page.options.buttons)[:]:
        QTest.mouseClick(page.options.buttons[method], LEFT)
    settled(page)
    assert sentences(page) == ["No method is chosen: choose at least one."]


def test_a_table_is_pasted_and_its_label_chosen_by_a_click(page: AnomalyDetectionPage) -> None:
    QGuiApplication.clipboard().setText("just words")
    QTest.mouseClick(page.source.paste, LEFT)
    assert len(sentences(page)) == 1 and "The clipboard holds no table" in sentences(page)[0]
    QGuiApplication.clipboard().setText("a,b,kind\n" + ROWS)
    page.preview.setFocus()
    QTest.keyClick(page.preview, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settled(page)
    assert sentences(page) == [] and page.source.sets.currentText() == "Pasted table"
    assert result(page).learned.label == "kind" and result(page).learned.classes == {"ok": 50, "odd": 10}
    header = page.preview.horizontalHeader()
    QTest.mouseClick(header.viewport(), LEFT, pos=QPoint(header.sectionViewportPosition(2) + 8, 8))
    assert page.state().label == "b"
    settled(page)
    assert "Normal rows: 12" in sentences(page)[0]
    page.undo()
    settled(page)
    assert sentences(page) == []


def test_a_file_is_opened_by_dialog_and_by_drop(page: AnomalyDetectionPage, tmp_path: Path) -> None:
    file, ragged = tmp_path / "rows.csv", tmp_path / "ragged.csv"
    file.write_text("a,b,kind\n" + ROWS, encoding="utf-8")
    ragged.write_text("a,b,kind\n1,2\n", encoding="utf-8")
    QTest.mouseClick(page.source.open, LEFT)
    (dialog,) = page.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.reject()
    settled(page)
    assert result(page).learned.title == "rows.csv" and page.preview.entries.rowCount() == 60
    assert drop(page.preview.viewport(), ragged)
    settled(page)
    assert sentences(page) == [
        "Line 2 has 2 cells where the first one has 3: every line of a table has as many."
    ]
    assert page.nothing.isVisible() and not page.classes.buttons
    assert not drop(page.preview.viewport(), tmp_path / "model.safetensors")  # the window's
    assert not drop(page, tmp_path / "model.safetensors")
    page.undo()
    settled(page)
    assert sentences(page) == [] and result(page).learned.title == "rows.csv"
    assert page.preview.isVisible() and set(page.classes.buttons) == {"ok", "odd"}
    other = tmp_path / "other.tsv"
    other.write_text(("a,b,kind\n" + ROWS).replace(",", "\t"), encoding="utf-8")
    assert drop(page, other)  # anywhere on the page
    settled(page)
    assert result(page).learned.title == "other.tsv" and result(page).learned.features == ("a", "b")


def test_pictures_are_shown_as_pictures(page: AnomalyDetectionPage) -> None:
    page.source.sets.activated.emit(page.source.sets.findData("digits"))
    settled(page)
    assert result(page).learned.shape == (8, 8) and page.wall.isVisible() and not page.preview.isVisible()
    assert len(page.wall.pictures) == 1797 and 1 in page.wall.selected  # the second one is a 1: strange
    faces = panel(page).detect.faces
    assert faces.isVisible() and list(faces.captions)[1:] == ["expected", "blame"]
    QTest.mouseClick(page.wall.viewport(), LEFT, pos=page.wall.place_of(1).center().toPoint())
    settled(page)
    assert result(page).blame.row == 2 and faces.captions[0] == "row 2: 1"  # type: ignore[union-attr]


def test_a_sweep_waits_for_run_and_grows(page: AnomalyDetectionPage) -> None:
    page.tasks.chosen.emit("sweep")
    shown = panel(page)
    assert not page.busy() and shown.empty.isVisible() and shown.empty.heading.text() == "Press Run"
    assert page.options.widths_field.isVisible() and not page.options.width_field.isVisible()
    page.change(widths="1, 4, 12", epochs=6)
    seen: list[int] = []
    page.slots[0].partial_ready.connect(lambda value: seen.append(value.sweep.epoch))
    QTest.mouseClick(page.bar.run, LEFT)
    settled(page)
    sweep = result(page).sweep
    assert sweep is not None and seen and seen[0] < 6 == sweep.epoch
    assert shown.sweep.areas.isVisible() and shown.summary.text().startswith("Best at width")
    assert "Width 12:" in shown.sweep.words.text()
    QTest.keyClick(shown.sweep.areas, Qt.Key.Key_Left)
    assert "Width 4:" in shown.sweep.words.text() and page.state().at == 4
    page.change(epochs=7)
    assert "press Run" in shown.status.text() and not page.busy()
    page.tasks.chosen.emit("detect")
    settled(page)
    assert shown.detect.isVisible() and result(page).sweep is None


def test_stop_keeps_the_curves_as_far_as_they_came(page: AnomalyDetectionPage) -> None:
    page.change(task="sweep", widths="1, 8", epochs=2000)
    page.slots[0].partial_ready.connect(lambda _value: page.stop())
    page.run()
    settled(page)
    shown = panel(page)
    assert shown.status.text() == "Stopped" and shown.content.isVisible()
    assert shown.sweep.sweep is not None and shown.sweep.sweep.epoch < 2000


def test_what_is_typed_and_is_no_number_gets_a_sentence(page: AnomalyDetectionPage) -> None:
    page.change(task="sweep", widths="1, two")
    page.run()
    assert "“two” is no width" in sentences(page)[0]
    page.change(widths="1", seed="x")
    page.run()
    assert "“x” is no seed" in sentences(page)[0]


def test_state_survives_a_session_and_the_command_is_whole(page: AnomalyDetectionPage) -> None:
    page.change(normal=("class_0",), width=2, quantile=0.9, widths="1, 2", by="pca", row=5)
    settled(page)
    assert decode(AnomalyDetectionState, encode(page.state())) == page.state()
    actions = {action.text(): action for action in page.export_actions()}
    actions["Copy as command"].trigger()
    command = QGuiApplication.clipboard().text()
    assert "run anomaly-detection" in command and "--model" not in command and "width=2" in command
