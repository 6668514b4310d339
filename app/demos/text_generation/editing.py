"""The text as plain text: opened at any place, written in, given up or gone on from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.demos.text_generation.state import TextGenerationState
from app.demos.text_generation.tree import edited

if TYPE_CHECKING:
    from app.demos.text_generation.page import TextGenerationPage


class Editing(QObject):
    """While a text is edited, the state holds it as a draft; the next run makes a branch of it."""

    def __init__(self, page: TextGenerationPage) -> None:
        super().__init__(page)
        self._page = page

    @property
    def _state(self) -> TextGenerationState:
        state = self._page.state()
        assert isinstance(state, TextGenerationState)
        return state

    @Slot(str)
    def drafted(self, text: str) -> None:
        """Take what was typed. A text of which nothing has been made yet simply becomes another."""
        state = self._state
        if state.draft is None and len(state.tree.nodes) == 1:
            self._page.change("draft", tree=edited(state.tree, text), at=None)
        else:
            self._page.change("draft", draft=text)

    @Slot(int)
    def begin(self, index: int, more: str = "") -> None:
        """Open the text as an editor with the cursor at a token (-1: the end), and write `more` there."""
        page, state = self._page, self._state
        if page.generating:
            return
        places = page.both()[0].places
        text = state.tree.text() if state.draft is None else state.draft
        at = len(text)
        if 0 <= index < len(places) and state.draft is None:
            at = len("".join(one.token.text for one in places[:index]))
        if state.draft is None and len(state.tree.nodes) > 1:
            page.change("draft", draft=text)
        if more:
            self.drafted(text[:at] + more + text[at:])
        page.editor.setFocus()
        page.editor.put_cursor(at + len(more))
        page.scroller.ensureWidgetVisible(page.editor)

    @Slot()
    def begin_here(self) -> None:
        """Open the text at the token looked at, or at its end."""
        at = self._page.both()[0].at
        self.begin(-1 if at is None else at)

    @Slot(str)
    def typed(self, text: str) -> None:
        """Letters were typed on the text: go on writing at its end."""
        self.begin(-1, text)

    @Slot()
    def give_up(self) -> None:
        """Back to the text as it was."""
        if self._state.draft is not None:
            self._page.change(draft=None)
            self._page.both()[0].text.setFocus()
