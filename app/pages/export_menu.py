"""What can be taken away from a page now, as menus: per view, and for the run as a whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from app.core import export
from app.core.contract import Demo, View
from app.core.record import RunRecord
from app.pages.export_dialog import ExportDialog, Target
from app.pages.exporter import FIGURES, PICTURES, SOUNDS, TABLES, Exporter
from app.pages.services import Services
from app.widgets import theme

Records = Callable[[], list[tuple[str, RunRecord]]]


class ExportMenu(QObject):
    """Builds the menus anew each time: they show what there is at that moment.

    `records` gives the answers on the page, each with a word that tells it from the others ("" if alone).
    """

    def __init__(self, demo: Demo, services: Services, records: Records, page: QWidget) -> None:
        super().__init__(page)
        self._demo = demo
        self._services = services
        self._records = records
        self._page = page
        self._menus: list[QMenu] = []  # Qt keeps only the actions
        self._views: tuple[RunRecord | None, list[View]] = (None, [])
        self.exporter = Exporter(services, self)

    def actions(self) -> list[QAction]:
        """Give everything that can be exported; empty while there is no answer."""
        self._drop()
        return [action for title, record in self._records() for action in self._of_record(record, title)]

    def fill(self, menu: QMenu) -> None:
        """Put everything that can be exported into a menu, or say that there is nothing."""
        menu.clear()
        menu.addActions(self.actions())
        if menu.isEmpty():
            menu.addAction("Nothing to export yet").setEnabled(False)

    def popup(self, record: RunRecord, view_id: str, at: QPoint) -> QMenu | None:
        """Open the menu of one view at a global position."""
        view = next((one for one in self.views(record) if one.id == view_id), None)
        if view is None:
            return None
        menu = self._menu(view.title)
        self._fill_view(menu, view, record)
        menu.addSeparator()
        self._fill_run(menu, record)
        menu.popup(at)
        return menu

    def views(self, record: RunRecord) -> list[View]:
        """Give the exportable views of an answer."""
        if self._views[0] is not record:
            self._views = (record, list(self._demo.part("exports")(record.request, record.result)))
        return self._views[1]

    def _of_record(self, record: RunRecord, title: str) -> list[QAction]:
        actions = []
        for view in self.views(record):
            menu = self._menu(f"{view.title} ({title})" if title else view.title)
            self._fill_view(menu, view, record)
            actions.append(menu.menuAction())
        rest = self._menu(f"The whole run ({title})" if title else "The whole run")
        self._fill_run(rest, record)
        return [*actions, _separator(rest), *rest.actions()] if not title else [*actions, rest.menuAction()]

    def _fill_view(self, menu: QMenu, view: View, record: RunRecord) -> None:
        if view.sound is not None:
            self._add(menu, "Save sound…", self._ask, view, record, SOUNDS)
        if view.encoded is not None:
            self._add(menu, "Save file…", self._ask, view, record, (view.encoded.ending,))
        if view.picture is not None:
            self._add(menu, "Save picture…", self._ask, view, record, PICTURES)
            self._add(menu, "Copy picture", self.exporter.copy_picture, view.picture)
        if view.draw is not None:
            self._add(menu, "Save figure…", self._ask, view, record, FIGURES)
            self._add(menu, "Copy figure", self._copy_figure, view, record)
        if view.table is not None:
            self._add(menu, "Save table…", self._ask, view, record, TABLES)
            self._add(menu, "Copy table", self.exporter.copy_table, view.table)
        if view.arrays is not None:
            self._add(menu, "Save arrays…", self._ask, view, record, (".npz",))

    def _fill_run(self, menu: QMenu, record: RunRecord) -> None:
        self._add(menu, "Copy as Python", self._copy_python, record)
        self._add(menu, "Copy as command", self._copy_command, record)
        self._add(menu, "Save run as JSON…", self._ask, None, record, (".json",))
        self._add(menu, "Save everything to a folder…", self._ask_folder, record)

    def _copy_python(self, record: RunRecord) -> None:
        self.exporter.copy_text(export.as_python(record), "The Python program")

    def _copy_command(self, record: RunRecord) -> None:
        self.exporter.copy_text(export.as_command(record), "The command")

    def _copy_figure(self, view: View, record: RunRecord) -> None:
        value = self._services.preferences.value
        size = (value.figure_width_cm, value.figure_height_cm)
        self.exporter.copy_figure(view, record, dark=theme.is_dark(), size_cm=size)

    def _ask(self, view: View | None, record: RunRecord, endings: tuple[str, ...]) -> None:
        what = view.title if view is not None else "Run"
        name = f"{self._demo.id}-{view.id if view is not None else 'run'}"
        dialog = ExportDialog(
            f"Save: {what}", name, endings, self._services.preferences.value, False, self._page
        )
        dialog.wanted.connect(partial(self._save, view, record))
        dialog.open()

    def _save(self, view: View | None, record: RunRecord, target: Target) -> None:
        chosen: dict[str, object] = {"export_folder": str(target.path.parent)}
        if target.path.suffix in FIGURES and view is not None and view.draw is not None:
            chosen |= {
                "figure_format": target.path.suffix[1:],
                "figure_width_cm": target.size_cm[0],
                "figure_height_cm": target.size_cm[1],
                "figure_dpi": target.dpi,
            }
        self._services.preferences.update(**chosen)
        self.exporter.save(
            target.path,
            view,
            record,
            size_cm=target.size_cm,
            dpi=target.dpi,
            dark=target.dark,
            fine=target.fine,
        )

    def _ask_folder(self, record: RunRecord) -> None:
        folder = self._services.preferences.value.export_folder
        dialog = QFileDialog(self._page, "Save everything to a folder", folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(partial(self._save_all, record))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _save_all(self, record: RunRecord, folder: str) -> None:
        value = self._services.preferences.value
        size = (value.figure_width_cm, value.figure_height_cm)
        self._services.preferences.update(export_folder=folder)
        self.exporter.save_all(Path(folder), self.views(record), record, size_cm=size, dpi=value.figure_dpi)

    def _add(self, menu: QMenu, words: str, call: Callable[..., object], *arguments: object) -> None:
        action = menu.addAction(words)
        action.triggered.connect(partial(_call, call, arguments))

    def _menu(self, title: str) -> QMenu:
        menu = QMenu(title.replace("&", "&&"), self._page)
        self._menus.append(menu)
        return menu

    def _drop(self) -> None:
        for menu in self._menus:
            menu.deleteLater()
        self._menus = []


def _call(call: Callable[..., object], arguments: tuple[object, ...], _checked: bool = False) -> None:
    call(*arguments)


def _separator(parent: QObject) -> QAction:
    action = QAction(parent)
    action.setSeparator(True)
    return action
