"""A sound leaves a page: dialog, menu and files' thread."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import soundfile
from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.contract import Sound, View
from app.core.discovery import demos
from app.core.preferences import Preferences
from app.pages.export_dialog import ExportDialog, Target
from app.pages.export_menu import ExportMenu
from app.pages.exporter import SOUNDS, Exporter
from app.pages.services import Services
from tests.conformance.waiting import outcome
from tests.export.sample import record

TONE = np.sin(np.arange(16_000) / 10).astype(np.float32) * np.float32(0.5)


def test_the_dialog_asks_for_bits_and_not_for_centimetres(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ExportDialog("Save: Converted", "voice", SOUNDS, Preferences(), False)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.bits.isVisible() and not dialog.width_cm.isVisible()
    assert [dialog.format.itemData(index) for index in range(dialog.format.count())] == [".wav", ".flac"]
    dialog.folder.setText(str(tmp_path))
    dialog.format.setCurrentIndex(1)
    dialog.bits.setCurrentIndex(1)
    with qtbot.waitSignal(dialog.wanted) as told:
        dialog.accept()
    assert told.args is not None
    target: Target = told.args[0]
    assert target.path == tmp_path / "voice.flac" and target.fine


def test_a_view_with_a_sound_offers_it(services: Services, qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    run = record()
    menu = ExportMenu(demos()["masked-words"], services, lambda: [("", run)], page)
    menu._views = (run, [View("voice", "Converted", sound=Sound(TONE, 16_000))])
    words = [action.text() for one in menu.actions()[:1] for action in one.menu().actions()]  # type: ignore[attr-defined]
    assert words == ["Save sound…"]
    shown = menu.popup(run, "voice", QPoint(0, 0))
    assert shown is not None and shown.actions()[0].text() == "Save sound…"
    shown.close()


def test_the_files_thread_writes_it(services: Services, tmp_path: Path) -> None:
    owner = QObject()
    exporter = Exporter(services, owner)
    view = View("voice", "Converted", sound=Sound(TONE, 16_000))
    done = outcome(exporter.save(tmp_path / "a.flac", view, record(), fine=True))
    assert done.result == [tmp_path / "a.flac", tmp_path / "a.flac.json"]
    assert soundfile.info(tmp_path / "a.flac").subtype == "PCM_24"
    other = View("table", "Facts", sound=None)
    done = outcome(exporter.save_all(tmp_path / "all", [view, other], record()))
    assert (tmp_path / "all" / "voice.wav").is_file() and done.status == "done"
    with soundfile.SoundFile(tmp_path / "all" / "voice.wav") as file:
        assert json.loads(file.comment)["demo"] == "masked-words"
