"""The three areas side by side: what is shown, what makes room for what, and where the focus goes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from app.pages.preferences_store import PreferencesStore
from app.shell.actions import Actions
from app.shell.help_panel import HelpPanel
from app.shell.navigation import Navigation
from app.shell.page_stack import PageStack

#: Below this width (px, times the text's scale) the explanation steps aside by itself.
_HELP_NEEDS = 1160


class Areas(QObject):
    """Sidebar, page and explanation in one splitter."""

    def __init__(
        self,
        splitter: QSplitter,
        navigation: Navigation,
        pages: PageStack,
        help_panel: HelpPanel,
        preferences: PreferencesStore,
        actions: Actions,
    ) -> None:
        super().__init__(splitter)
        self._splitter, self._navigation, self._pages, self._help = splitter, navigation, pages, help_panel
        self._preferences = preferences
        self._actions = actions
        self._forced: bool | None = None  # what F1 said since the width last decided
        actions["sidebar"].setChecked(True)
        actions["sidebar"].triggered.connect(self.toggle_sidebar)
        actions["help"].triggered.connect(self.toggle_help)
        actions["filter"].triggered.connect(self.focus_filter)
        actions["next_area"].triggered.connect(self.next_area)
        help_panel.close_asked.connect(self.toggle_help)
        preferences.changed.connect(self._changed)
        splitter.installEventFilter(self)
        self._was_wide = self._wide()
        self.settle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            wide = self._wide()
            if wide != self._was_wide:
                self._was_wide = wide
                self._forced = None
            self.settle()
        return super().eventFilter(watched, event)

    @Slot()
    def settle(self) -> None:
        """Show or hide the explanation as the preference, the width and F1 want it."""
        wanted = self._preferences.value.show_help and self._wide()
        show = wanted if self._forced is None else self._forced
        if self._help.isHidden() == show:
            self._help.setVisible(show)
        self._actions["help"].setChecked(show)

    @Slot()
    def toggle_sidebar(self) -> None:
        """Show or hide the list of demos."""
        self._navigation.setVisible(self._navigation.isHidden())
        self._actions["sidebar"].setChecked(not self._navigation.isHidden())

    @Slot()
    def toggle_help(self) -> None:
        """Show or hide the explanation; a wide window remembers it."""
        self._forced = self._help.isHidden()
        if self._wide():
            self._preferences.update(show_help=self._forced)
        self.settle()
        if not self._forced:
            self.enter_page()

    @Slot()
    def focus_filter(self) -> None:
        """Put the cursor into the sidebar's filter."""
        if self._navigation.isHidden():
            self.toggle_sidebar()
        self._navigation.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._navigation.filter.selectAll()

    @Slot()
    def next_area(self) -> None:
        """Move the focus from area to area: sidebar, page, explanation."""
        stops: list[tuple[QWidget, QWidget]] = [
            (self._navigation, self._navigation.list),
            (self._pages, self._pages.currentWidget() or self._pages),
            (self._help, self._help.text),
        ]
        shown = [stop for stop in stops if stop[0].isVisible()]
        focus = QApplication.focusWidget()
        here = next((i for i, (area, _) in enumerate(shown) if focus and area.isAncestorOf(focus)), -1)
        _enter(shown[(here + 1) % len(shown)][1])

    def enter_page(self) -> None:
        """Put the focus on the page: on its first input."""
        page = self._pages.currentWidget()
        if page is not None:
            _enter(page)

    @Slot(object)
    def _changed(self, names: frozenset[str]) -> None:
        if "show_help" in names and self._wide():
            self._forced = None
            self.settle()

    def _wide(self) -> bool:
        return self._splitter.width() >= _HELP_NEEDS * max(1.0, self._preferences.value.text_scale)


def _enter(target: QWidget) -> None:
    """Focus `target`, or the first widget inside that takes the focus."""
    if target.focusPolicy() == Qt.FocusPolicy.NoFocus:
        target = _first_in(target) or target
    target.setFocus(Qt.FocusReason.TabFocusReason)


def _first_in(area: QWidget) -> QWidget | None:
    """Give the first widget inside that takes the focus by Tab."""
    widget = area.nextInFocusChain()
    while widget is not None and widget is not area:
        by_tab = bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)
        if area.isAncestorOf(widget) and widget.isVisibleTo(area) and widget.isEnabled() and by_tab:
            return widget
        widget = widget.nextInFocusChain()
    return None
