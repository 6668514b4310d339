"""What one model makes of the text: tokens that come as they are drawn, the choice at one of them, the lens."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.core.record import RunRecord
from app.demos.text_generation.choice_view import ChoiceView
from app.demos.text_generation.contract import (
    TextGenerationRequest,
    TextGenerationResult,
    Token,
)
from app.demos.text_generation.lens_view import LensView
from app.demos.text_generation.reading import Known, Place, Shown, shown, spelling
from app.demos.text_generation.state import TextGenerationState
from app.demos.text_generation.tree import Tree
from app.demos.text_generation.wording import belief, finished, label, name, span
from app.pages.result_panel import ResultPanel
from app.widgets.candidate_bars import Bar
from app.widgets.popover import Popover, Story
from app.widgets.slot_badge import ROLES
from app.widgets.token_text import TokenText
from app.widgets.view import View

#: Narrower than this many characters, the choice stands below the text.
_SIDE_BY_SIDE = 84
_HOVERED = 6
_PAINT_MS = 33


class TextGenerationPanel(ResultPanel):
    """The first panel shows the page's tree, the second its own model's answer to the same request."""

    looked = Signal(int)  # at a token, or -1: at what comes next
    branch_wanted = Signal(int, str, int, bool)  # token, what is to stand there (text, id), and to go on
    edit_wanted = Signal(int)
    typed = Signal(str)
    keep_wanted = Signal()  # the second model's text as a branch of the tree

    def build(self, content: QWidget) -> None:
        """The text beside the choice, and the lens below."""
        role = ROLES[self.index]
        self.known = Known()
        self.model: str | None = None
        self.whose: str | None = None  # ids that the model may be asked with
        self.request: TextGenerationRequest | None = None
        self.result: TextGenerationResult | None = None
        self.places: list[Shown] = []
        self.live: list[Token] = []
        self.generating = False
        self.distribution_record: RunRecord | None = None
        self._run_ids: list[int] = []  # of the text that the last run made
        self._shown: tuple[object, ...] = ()
        self._complete = False
        self._tree: Tree | None = None
        self._grew = False  # tokens were appended that are no part of `places`
        self._at: int | None = None
        self._looked_at: object = None
        self._waiting: list[Token] = []
        self.text = TokenText("The text as tokens")
        self.popover = Popover(self.text)
        self.popover.colour_role = role
        self.how = QLabel()
        self.how.setProperty("role", "caption")
        self.how.setTextFormat(Qt.TextFormat.PlainText)
        self.how.setWordWrap(True)
        self.how.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.keep = QPushButton("Keep as a branch")
        self.keep.setToolTip("Put this model's text into the tree, beside the first model's")
        self.keep.setProperty("role", "link")
        self.choice = ChoiceView(role)
        self.lens = LensView(role)
        self.lens.hide()
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.how, 1)
        below.addWidget(self.keep)
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self.text, 1)
        left.addLayout(below)
        self.halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.halves.setSpacing(20)
        self.halves.addLayout(left, 6)
        self.halves.addWidget(self.choice, 4)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self.halves, 1)
        layout.addWidget(self.lens)
        self.keep.setVisible(False)
        self._paint = QTimer(self)
        self._paint.setSingleShot(True)
        self._paint.setInterval(_PAINT_MS)
        self._connect()

    def _connect(self) -> None:
        self.add_view("tokens", self.text)
        self.add_view("lens", self.lens.map)
        self.add_view("distribution", self.choice.plot)
        self.choice.list.menu_wanted.connect(lambda at: self.menu_wanted.emit("distribution", at))
        self._paint.timeout.connect(self._flush)
        self.text.moved.connect(self.look_at)
        self.text.accepted.connect(self._into_choices)
        self.text.hovered.connect(self._hover)
        self.text.edit_wanted.connect(self.edit_wanted)
        self.text.typed.connect(self.typed)
        self.choice.taken.connect(self._take)
        self.choice.list.left.connect(self.text.setFocus)
        self.lens.chosen.connect(self._from_lens)
        self.keep.clicked.connect(self.keep_wanted)

    # -- what is shown --------------------------------------------------------------------------------------

    def begin(self) -> None:
        """New tokens are about to come behind what is shown."""
        self.live, self._waiting = [], []
        self.generating = True
        self.popover.hide()

    def show_partial(self, value: object) -> None:
        """Take one more token; it is painted with those that come in the same frame."""
        if not isinstance(value, Token) or not self.generating:
            return
        self.live.append(value)
        self._waiting.append(value)
        if not self._paint.isActive():
            self._paint.start()

    @Slot()
    def _flush(self) -> None:
        if self._waiting and self.generating:
            self._stack.setCurrentWidget(self.content)
            self._grew = True
            self.text.append([span(_drawn(token), self.state.colour) for token in self._waiting])
            self.text.set_stale(False)
            self._waiting = []

    def end(self) -> None:
        """No more tokens come."""
        self.generating = False
        self._paint.stop()
        self._waiting = []

    def show_result(self, request: Any, result: Any) -> None:
        """Show a new answer."""
        self.request, self.result = request, result
        words = finished(result)
        if words:
            self.how.setText(words)
            self._run_ids = [token.id for token in result.tokens]
        if result.lens is not None:
            self.lens.show_result(result)
        self.show_state(self.state)

    def show_state(self, state: Any) -> None:
        """Follow the inputs: the tree, the colours, the place looked at, the rule."""
        if not isinstance(state, TextGenerationState):
            return
        self.choice.show_rule(state)
        self.choice.list.setEnabled(state.draft is None)
        if self.generating:
            return
        self.show_text()
        if self.index == 0:
            self._at = state.at
        self._look()
        self.lens.setVisible(state.lens and self.has_lens())
        self.how.setVisible([one.token.id for one in self.places] == self._run_ids)

    def has_lens(self) -> bool:
        """Tell whether there is a lens of the text shown."""
        return self.result is not None and self.result.lens is not None and self._is_result()

    def show_text(self) -> bool:
        """Show the text with what is known of its tokens; tell whether a model has told of all of them."""
        state = self.state
        what = (self.model, self.whose, state.precision, state.colour, self.known.told, id(self.result))
        same = what == self._shown and state.tree is self._tree
        if same and not self._grew:
            return self._complete
        self._shown, self._tree, self._grew, self._complete = what, state.tree, False, True
        if self.index == 0:
            self.places, self._complete = shown(
                state.tree, self.model, state.precision, self.known, self.whose
            )
            self._stack.setCurrentWidget(self.content if self.places else self.empty)
        elif self.result is not None:
            self.places = [
                Shown(token, Place(None), True, place >= self.result.prompt_tokens, False)
                for place, token in enumerate(self.result.tokens)
            ]
        self.text.show_spans([span(one, state.colour) for one in self.places])
        return self._complete

    def _is_result(self) -> bool:
        """Tell whether the text shown is that of the last answer."""
        found = self.result.tokens if self.result is not None else ()
        return len(found) == len(self.places) and all(
            one.token.id == token.id for one, token in zip(self.places, found, strict=True)
        )

    # -- the place looked at --------------------------------------------------------------------------------

    @property
    def at(self) -> int | None:
        """The token looked at; None: what comes next."""
        return self._at if self._at is not None and 0 <= self._at < len(self.places) else None

    def look_at(self, index: int) -> None:
        """Look at a token; beyond the last one at what comes next."""
        found = index if 0 <= index < len(self.places) else None
        if self.index == 0:
            self.change_wanted.emit({"at": found}, "quiet")
        else:
            self._at = found
            self._look()

    def show_distribution(self, record: RunRecord) -> None:
        """Show the whole distribution of the place looked at."""
        self.distribution_record = record
        self.choice.show_distribution(record.result.distribution)

    def _look(self) -> None:
        at = self.at
        self.text.set_current(-1 if at is None else at)
        self.lens.look_at(at)
        token = self.places[at].token if at is not None else None
        where = (
            at,
            self.state.ignore_end,
            self._text_asked(),
            len(self.places),
            at is not None and self.places[at].told,
        )
        if where != self._looked_at:
            self._looked_at = where
            self.distribution_record = None
            before = "".join(one.token.text for one in self.places[-12:]).split()
            self.choice.look_at(token, " ".join(before[-4:])[-40:])
            self.looked.emit(-1 if at is None else at)

    def question(self) -> TextGenerationRequest | None:
        """Give what asks for the whole distribution of the place looked at; None where none can be told."""
        prompt, prefix = self._text_asked()
        at = len(self.places) if self.at is None else self.at
        if not self.places or at == 0 or not self.places[min(at, len(self.places) - 1)].told:
            return None
        given = len(self.places) - len(prefix)
        return TextGenerationRequest(
            prompt,
            max_new_tokens=0,
            alternatives=0,
            prefix=prefix[: max(0, at - given)],
            ignore_end=self.state.ignore_end,
            distribution=at,
        )

    def _text_asked(self) -> tuple[str, tuple[int, ...]]:
        """The prompt and prefix that make the model read what is shown."""
        if self.index == 0:
            state = self.state
            return spelling(state.tree, self.model, state.precision, self.known, self.whose)
        if self.result is None or self.request is None:
            return "", ()
        new = self.result.tokens[self.result.prompt_tokens :]
        return self.request.prompt, self.request.prefix + tuple(token.id for token in new)

    def _from_lens(self, index: int) -> None:
        self.look_at(index)

    def _into_choices(self, index: int) -> None:
        self.look_at(index)
        self.choice.list.setFocus()

    def _take(self, text: str, number: int, go_on: bool) -> None:
        at = self.at
        self.branch_wanted.emit(len(self.places) if at is None else at, text, number, go_on)

    def _hover(self, index: int) -> None:
        if not 0 <= index < len(self.places) or self.generating or not self.places[index].told:
            self.popover.hide()
            return
        token = self.places[index].token
        bars = [Bar(label(one.token), one.probability) for one in token.alternatives[:_HOVERED]]
        foot = "Click to see every choice and branch; double click to edit the text"
        line = belief(token)
        self.popover.tell(
            Story(name(token), line, [("", bars)] if bars else (), foot), self.text.below(index)
        )

    # -- for the page ---------------------------------------------------------------------------------------

    def set_busy(self, busy: bool) -> None:
        """Dim what is being replaced, but never the text that grows."""
        super().set_busy(busy)
        if self.generating:
            self.text.set_stale(False)

    def set_stale(self, stale: bool) -> None:
        """Dim or undim every painted view; the text on show is never an old answer."""
        for view in self.findChildren(View):
            view.set_stale(stale and view is not self.text)

    def show_stopped(self, words: str) -> None:
        """Say that a run was stopped; what it made stays, as true as before."""
        super().show_stopped(words)
        self.set_stale(False)

    def set_compared(self, compared: bool) -> None:
        """The second model's text can be kept."""
        super().set_compared(compared)
        self.keep.setVisible(compared and self.index == 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= self.fontMetrics().averageCharWidth() * _SIDE_BY_SIDE
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self.halves.setDirection(across if wide else down)


def _drawn(token: Token) -> Shown:
    return Shown(token, Place(None), True, True, False)
