"""Every action of the export menus, pressed; every file that comes of it, opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QFileDialog

from app.core.contract import Demo
from app.core.export import as_command, as_python
from app.pages.export_dialog import ExportDialog
from app.pages.services import Services
from tests.conformance.opening import open_again
from tests.conformance.test_pages import show_example
from tests.conformance.waiting import until


def leaves(actions: list[QAction]) -> Iterator[QAction]:
    """Give the actions at the ends of the menus."""
    for action in actions:
        menu = action.menu()
        if menu is not None:
            yield from leaves(menu.actions())  # type: ignore[attr-defined]
        elif not action.isSeparator():
            yield action


def copied() -> bool:
    """Tell whether something is on the clipboard."""
    data = QGuiApplication.clipboard().mimeData()
    return data is not None and (bool(data.text()) or data.hasImage())


def save(page: Any, folder: Path, press: Callable[[], None], seen: dict[tuple[str, ...], int]) -> None:
    """Press an action and go through its dialog: once for each format where these were not on offer before.

    Later views write one of them, each the next; `seen` counts by formats on offer. "Save everything" writes all.
    """
    turns = 1
    while turns:
        press()
        (dialog,) = [one for one in page.findChildren(ExportDialog) if one.isVisible()]
        offered = tuple(dialog.format.itemText(index) for index in range(dialog.format.count()))
        if offered not in seen:
            seen[offered], turns = 0, len(offered)
        dialog.format.setCurrentIndex(seen[offered] % len(offered))
        seen[offered] += 1
        dialog.folder.setText(str(folder))
        dialog.name.setText(f"file {len(list(folder.iterdir()))}")
        dialog.dpi.setValue(72)
        before = len(list(folder.iterdir()))
        dialog.accept()
        until(lambda before=before: len(list(folder.iterdir())) > before, 60, "the file")  # type: ignore[misc]
        until(lambda: not any(one.isVisible() for one in page.findChildren(ExportDialog)))
        turns -= 1


def test_every_action_gives_what_it_says(page: Any, demo: Demo, services: Services, tmp_path: Path) -> None:
    record = show_example(page, demo)
    files, everything = tmp_path / "files", tmp_path / "everything"
    files.mkdir()
    everything.mkdir()
    pressed = []
    seen: dict[tuple[str, ...], int] = {}
    for action in leaves(page.export_actions()):
        words = action.text()
        pressed.append(words)
        if words.startswith("Save everything"):
            action.trigger()
            (dialog,) = page.findChildren(QFileDialog)
            dialog.fileSelected.emit(str(everything))
            dialog.reject()
            until(lambda: (everything / "run.json").exists() and not services.jobs.active_jobs(), 60)
        elif words.startswith("Save"):
            save(page, files, action.trigger, seen)
        else:
            QGuiApplication.clipboard().clear()
            action.trigger()
            until(copied, 60, words)
            text = QGuiApplication.clipboard().text()
            expected = {"Copy as Python": as_python(record), "Copy as command": as_command(record)}.get(words)
            assert expected is None or text == expected
    until(lambda: not services.jobs.active_jobs(), 60)
    assert {"Copy as Python", "Copy as command"} <= set(pressed)
    written = [*files.iterdir(), *everything.iterdir()]
    assert {".svg", ".pdf", ".png", ".csv", ".parquet", ".json"} <= {path.suffix for path in files.iterdir()}
    for path in written:
        open_again(path)
