"""The window: it puts the parts together and routes between them. It knows no demo by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QVBoxLayout, QWidget

from app.core.contract import Demo
from app.core.helptext import help_markdown
from app.pages.services import Services
from app.shell.actions import Actions
from app.shell.areas import Areas
from app.shell.devices import DevicePicker
from app.shell.dialogs import about_dialog, shortcuts_dialog
from app.shell.drops import DropTarget
from app.shell.header import Header
from app.shell.help_panel import HelpPanel
from app.shell.job_bar import JobBar
from app.shell.looks import Looks
from app.shell.memory_meter import MemoryMeter
from app.shell.menus import Menus
from app.shell.model_files import ModelFiles
from app.shell.navigation import Navigation
from app.shell.notices import NoticeBell, NoticeStack
from app.shell.page_stack import PageStack
from app.shell.palette import CommandPalette
from app.shell.palette_entries import entries
from app.shell.preferences_dialog import PreferencesDialog
from app.shell.session_files import SessionFiles
from app.shell.sessions import SessionKeeper
from app.shell.warmer import Warmer

if TYPE_CHECKING:
    from app.pages.demo_page import DemoPage

#: How long closing waits for a worker that cannot be interrupted (an import, a driver), in s.
_PATIENCE = 3.0


class MainWindow(QMainWindow):
    """One window on all demos. Closing it writes the session and closes the services' runner."""

    painted = Signal()  # once, after the first paint: what is slow may begin

    def __init__(self, services: Services, demos: dict[str, Demo], keep: bool = True) -> None:
        """Build the window; with `keep` False no session is read or written."""
        super().__init__()
        self.setObjectName("window")
        self.services = services
        self.demos = demos
        self.workers_ended = True  # False after closing: a thread hangs in something it cannot leave
        self._was_painted = self._painting = False
        self._paint_turn = QTimer(self)
        self._paint_turn.setSingleShot(True)
        self._paint_turn.timeout.connect(self._paint_now)
        self._closed = False
        self.commands = Actions(self)
        self.looks = Looks(services.preferences, self.commands, self)
        self._build_parts()
        self._lay_out()
        self.keeper = SessionKeeper(services, self.pages, self, keep)
        self.files = SessionFiles(services, self.keeper, self)
        self.models = ModelFiles(services, self.pages, demos, self)
        self.warmer = Warmer(services, self.pages, demos, self)
        self.drops = DropTarget(self)
        recent = self.files.recent
        self.menus = Menus(self, self.commands, self.export_actions, recent, self.files.open_path)
        self._connect()
        self._restore_geometry()
        self._update()

    def _build_parts(self) -> None:
        services = self.services
        self.navigation = Navigation(self.demos)
        self.pages = PageStack(self.demos, services)
        self.header = Header(
            [self.commands[name] for name in ("undo", "redo", "palette", "theme_toggle", "help")]
        )
        self.help = HelpPanel()
        self.job_bar = JobBar(services.jobs)
        self.memory = MemoryMeter(services.jobs)
        self.devices = DevicePicker(services.jobs, services.preferences)
        self.sheet = CommandPalette(self)

    def _lay_out(self) -> None:
        centre = QWidget()
        column = QVBoxLayout(centre)
        body = QWidget()
        rows = QVBoxLayout(body)
        for layout in (column, rows):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.pages, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        for part in (self.navigation, centre, self.help):
            self.splitter.addWidget(part)
        for index, stretch in enumerate((0, 1, 0)):
            self.splitter.setStretchFactor(index, stretch)
        self.navigation.setMinimumWidth(160)
        rows.addWidget(self.splitter, 1)
        rows.addWidget(self.job_bar)
        self.setCentralWidget(body)
        self.notices = NoticeStack(self.services.notices, body, self.job_bar)
        self.bell = NoticeBell(self.services.notices, self.notices)
        for widget in (self.memory, self.devices, self.bell):
            self.job_bar.add(widget)
        self.areas = Areas(
            self.splitter, self.navigation, self.pages, self.help, self.services.preferences, self.commands
        )
        self.setMinimumSize(760, 520)

    def _connect(self) -> None:
        services = self.services
        plan = {
            "new": self.files.new,
            "open": self.files.open,
            "save": self.files.save,
            "save_as": self.files.save_as,
            "add_model_folder": self.models.choose_folder,
            "add_model_file": self.models.choose_file,
            "preferences": self.show_preferences,
            "quit": self.close,
            "undo": self.undo,
            "redo": self.redo,
            "run": self.run,
            "stop": self.stop,
            "palette": self.show_palette,
            "next_demo": self.next_demo,
            "previous_demo": self.previous_demo,
            "fullscreen": self.toggle_fullscreen,
            "notices": self.notices.recall,
            "clear_notices": services.notices.clear,
            "shortcuts": self.show_shortcuts,
            "about": self.show_about,
        }
        for name, slot in plan.items():
            self.commands[name].triggered.connect(slot)
        self.navigation.chosen.connect(self.show_demo)
        self.pages.shown.connect(self._shown)
        self.pages.edited.connect(self._update)
        self.keeper.changed.connect(self._name)
        self.keeper.restored.connect(self._update)
        services.jobs.changed.connect(self._update)
        services.notices.changed.connect(self._update)
        services.preferences.failed.connect(self._preferences_failed)
        services.preferences.changed.connect(self._preferences_changed)
        self.devices.failed.connect(self.warmer.failed)
        self.devices.known.connect(self.memory.ask_device)
        self.warmer.ready.connect(self.memory.ask_device)
        self.drops.session_dropped.connect(self.files.open_path)
        self.drops.model_dropped.connect(self.models.add)

    # -- what menus, keys and the palette do ----------------------------------------------------------------

    @Slot(str)
    def show_demo(self, demo: str) -> DemoPage | None:
        """Open a demo's page, told by its id; a notice tells if that cannot be done."""
        return self.pages.show_demo(demo)

    @Slot()
    def next_demo(self) -> None:
        """Open the demo below in the sidebar, from the last one the first."""
        self._step(1)

    @Slot()
    def previous_demo(self) -> None:
        """Open the demo above in the sidebar."""
        self._step(-1)

    @Slot()
    def undo(self) -> None:
        """Take back the last change of the page's inputs."""
        if self.pages.page is not None:
            self.pages.page.undo()
            self._update()

    @Slot()
    def redo(self) -> None:
        """Make the change again."""
        if self.pages.page is not None:
            self.pages.page.redo()
            self._update()

    @Slot()
    def run(self) -> None:
        """Ask the model of the page on show."""
        if self.pages.page is not None:
            self.pages.page.run()

    @Slot()
    def stop(self) -> None:
        """Stop what is running; everything that is queued too."""
        if self.pages.page is not None:
            self.pages.page.stop()
        self.services.jobs.stop_all()

    @Slot()
    def show_palette(self) -> None:
        """Open the palette, or close it."""
        if self.sheet.isVisible():
            self.sheet.dismiss()
            return
        devices, dtypes = self.devices.actions_of("device"), self.devices.actions_of("dtype")
        self.sheet.open_with(
            entries(
                self.demos.values(), self.services.models.cards(), self.commands, self.export_actions(),
                devices, dtypes, self.show_demo, self.models.use,
            )
        )  # fmt: skip

    @Slot()
    def show_preferences(self) -> None:
        """Open the preferences; they take effect as they are changed."""
        self._open(PreferencesDialog(self.services.preferences, self.devices, self))

    @Slot()
    def show_shortcuts(self) -> None:
        """List the keys."""
        self._open(shortcuts_dialog(self, self.commands))

    @Slot()
    def show_about(self) -> None:
        """Tell what this is and in which versions."""
        self._open(about_dialog(self))

    @Slot()
    def toggle_fullscreen(self) -> None:
        """Fill the screen, or give it back."""
        full = self.isFullScreen()
        self.showNormal() if full else self.showFullScreen()
        self.commands["fullscreen"].setChecked(not full)

    def export_actions(self) -> list[QAction]:
        """Give what the page on show can export now."""
        page = self.pages.page
        return list(page.export_actions()) if page is not None else []

    # -- Qt's own ------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        # What is posted in one turn of the event loop is handled in one: an answer, the layout that it asks for
        # and the painting of both would keep the user waiting together. So painting has a turn of its own.
        if event.type() == QEvent.Type.UpdateRequest and self._was_painted and not self._painting:
            self._painting = True
            self._paint_turn.start()
            return True
        return super().event(event)

    @Slot()
    def _paint_now(self) -> None:
        QApplication.sendEvent(self, QEvent(QEvent.Type.UpdateRequest))
        self._painting = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closed:
            self._closed = True
            self.hide()
            self.services.preferences.update(
                window_geometry=bytes(self.saveGeometry().toBase64().data()).decode(),
                window_state=bytes(self.splitter.saveState().toBase64().data()).decode(),
                last_demo=self.pages.current or self.services.preferences.value.last_demo,
            )
            self.keeper.close()
            self.services.preferences.flush()
            self.workers_ended = self.services.jobs.close(_PATIENCE)
        super().closeEvent(event)

    # -- routing -------------------------------------------------------------------------------------------

    @Slot(str)
    def _shown(self, demo: str) -> None:
        self.header.show_demo(self.demos[demo])
        self.navigation.show_current(demo)
        try:
            self.help.set_markdown(help_markdown(self.demos[demo]))
        except OSError as error:  # a damaged installation; the page itself works
            self.help.set_markdown(f"The explanation cannot be read: {error.strerror}.")
        self.services.preferences.update(last_demo=demo)
        focus = self.focusWidget()
        if focus is None or not self.navigation.isAncestorOf(focus):
            self.areas.enter_page()
        self.warmer.warm()
        self._update()
        self._name()

    @Slot()
    def _update(self) -> None:
        """Switch on what can be done now."""
        page = self.pages.page
        busy = any(job.title for job in self.services.jobs.active_jobs())
        states = {
            "undo": page is not None and page.can_undo(),
            "redo": page is not None and page.can_redo(),
            "run": page is not None,
            "stop": busy,
            "next_demo": len(self.demos) > 1,
            "previous_demo": len(self.demos) > 1,
            "notices": bool(self.services.notices.items),
            "clear_notices": bool(self.services.notices.items),
        }
        for name, on in states.items():
            self.commands[name].setEnabled(on)

    @Slot()
    def _name(self) -> None:
        demo = self.demos.get(self.pages.current)
        parts = [demo.title if demo else "", self.keeper.name, "Inkling"]
        self.setWindowTitle(" — ".join(part for part in parts if part) + "[*]")
        self.setWindowModified(self.keeper.modified)

    @Slot(object)
    def _preferences_changed(self, names: frozenset[str]) -> None:
        if names & {"device", "dtype"}:
            self.warmer.warm()

    @Slot(str)
    def _preferences_failed(self, why: str) -> None:
        self.services.notices.warning("The preferences could not be saved.", why)

    def _step(self, by: int) -> None:
        order = list(self.demos)
        if order:
            at = order.index(self.pages.current) if self.pages.current in order else -by
            self.show_demo(order[(at + by) % len(order)])

    def _open(self, dialog: QWidget) -> None:
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _restore_geometry(self) -> None:
        value = self.services.preferences.value
        self.resize(QSize(1280, 800).boundedTo(self.screen().availableSize()))
        if value.window_geometry:
            self.restoreGeometry(QByteArray.fromBase64(value.window_geometry.encode()))
        if value.window_state:
            self.splitter.restoreState(QByteArray.fromBase64(value.window_state.encode()))
