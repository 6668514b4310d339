"""The pages: each is built when it is first shown, and kept."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.core.contract import Demo
from app.pages.services import Services
from app.shell.editors import tend_editors

if TYPE_CHECKING:
    from app.pages.demo_page import DemoPage


class PageStack(QStackedWidget):
    """Shows one page at a time. A page that cannot be built is told as a notice and leaves the others alone."""

    shown = Signal(str)  # a demo's id
    edited = Signal(str)  # a demo's id: inputs of its page changed
    built = Signal(object)  # a DemoPage for the first time, before it is shown

    def __init__(self, demos: dict[str, Demo], services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page_area")
        self._demos = demos
        self._services = services
        self._pages: dict[str, DemoPage] = {}
        self._broken: set[str] = set()
        self.addWidget(_empty())

    @property
    def current(self) -> str:
        """The id of the demo on show, "" if there is none."""
        widget = self.currentWidget()
        return next((demo for demo, page in self._pages.items() if page is widget), "")

    @property
    def page(self) -> DemoPage | None:
        """The page on show."""
        return self._pages.get(self.current)

    @property
    def pages(self) -> dict[str, DemoPage]:
        """The pages built so far, by demo id."""
        return dict(self._pages)

    def show_demo(self, demo: str) -> DemoPage | None:
        """Bring the demo's page to the front, building it if need be; None if it cannot be built."""
        page = self._pages.get(demo) or self._build(demo)
        if page is None:
            return None
        if self.currentWidget() is not page:
            self.setCurrentWidget(page)
        self.shown.emit(demo)
        return page

    def _build(self, demo: str) -> DemoPage | None:
        if demo not in self._demos:
            known = ", ".join(self._demos) or "none"
            self._services.notices.error(f"There is no demo called “{demo}”.", f"The demos are: {known}.")
            return None
        try:
            page: DemoPage = self._demos[demo].part("page")(self._demos[demo], self._services)
        except Exception as error:  # a page of one demo must not take the window with it
            title = f"“{self._demos[demo].title}” could not be opened."
            self._services.notices.error(title, str(error), traceback.format_exc())
            return None
        page.setProperty("demo", demo)
        self._pages[demo] = page
        self.addWidget(page)
        tend_editors(page)
        page.changed.connect(self._edited)
        self.built.emit(page)
        return page

    @Slot()
    def _edited(self) -> None:
        page = self.sender()
        if page is not None:
            self.edited.emit(str(page.property("demo")))


def _empty() -> QWidget:
    """Give what is seen before any page: it must say what to do."""
    area = QWidget()
    area.setObjectName("empty")
    text = QLabel("Choose a demo on the left, or press Ctrl+K.")
    text.setProperty("role", "muted")
    text.setAlignment(Qt.AlignmentFlag.AlignCenter)
    QVBoxLayout(area).addWidget(text)
    return area
