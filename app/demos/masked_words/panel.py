"""What one model believes of the text: the tokens, the filled sentence, the candidates and the layer lens."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from app.core.record import RunRecord
from app.demos.masked_words import actions, tokens
from app.demos.masked_words.candidates_view import CandidatesView, Column
from app.demos.masked_words.contract import Candidate, MaskedWordsResult, Order, Token
from app.demos.masked_words.filled_line import FilledLine
from app.demos.masked_words.lens_view import LensView
from app.demos.masked_words.state import MaskedWordsState
from app.pages.result_panel import ResultPanel
from app.widgets.candidate_bars import Bar
from app.widgets.legend import ScaleLegend
from app.widgets.popover import Popover, Story
from app.widgets.slot_badge import ROLES
from app.widgets.token_strip import TokenStrip
from app.widgets.visible import nats

#: Narrower than this many characters, the candidates stand above the lens.
_SIDE_BY_SIDE = 80
#: Narrower than this, the colours' legend stands below the hint.
_HINT_AND_LEGEND = 60
_HOVERED = 6
_CLICKS = "Click a word to mask it, a blank to bring the word back."
#: Columns of candidates at once; of a text with more blanks, those around the one that is looked at.
_MOST_COLUMNS = 12


class MaskedWordsPanel(ResultPanel):
    """All views are linked: the token that one of them looks at is marked in the others."""

    result: MaskedWordsResult | None = None
    asked = ""
    order: Order = "best_first"
    _compared = False
    other: MaskedWordsResult | None = None

    def build(self, content: QWidget) -> None:
        """Strip, filling, and below them candidates and lens side by side."""
        role, other = ROLES[self.index], ROLES[1 - self.index]
        self.units: list[tokens.Unit] = []
        self._as_pieces = False  # the view that the answer was last shown in
        self._shown: list[int] = []  # places of the columns of candidates
        self._words: list[list[str]] = []  # the words asked about, as each column shows them
        self.strip = TokenStrip("Text as tokens")
        self.popover = Popover(self.strip)
        self.popover.colour_role = role
        self.hint = QLabel()
        self.hint.setProperty("role", "caption")
        self.hint.setWordWrap(True)
        self.legend = ScaleLegend("surprise", "surprise", "0", f"{tokens.MOST_SURPRISE:.0f}+ nats")
        self.filling = FilledLine()
        self.candidates = CandidatesView((role, other))
        self.lens = LensView(role)
        self.below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.below.setSpacing(4)
        self.below.addWidget(self.hint, 1)
        self.below.addWidget(self.legend)
        self.halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.halves.setSpacing(20)
        self.halves.addWidget(self.candidates, 5)
        self.halves.addWidget(self.lens, 6)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.strip)
        layout.addLayout(self.below)
        layout.addWidget(self.filling)
        layout.addLayout(self.halves, 1)
        self.add_view("tokens", self.strip)
        self.add_view("lens", self.lens.map)
        self.candidates.menu_wanted.connect(self._candidates_menu)
        self.strip.toggled.connect(self._toggle)
        self.strip.accepted.connect(self._accept)
        self.strip.moved.connect(self._look_at_unit)
        self.strip.hovered.connect(self._hover)
        self.lens.chosen.connect(self._look_at)
        self.candidates.taken.connect(self._take)
        self.candidates.target_taken.connect(self._take_target)
        self.filling.put_in.connect(self._take_filled)

    # -- showing --------------------------------------------------------------------------------------------

    def show_result(self, request: Any, result: Any) -> None:
        """Show a new answer."""
        self.asked, self.order, self.result = request.text, request.order, result
        self.popover.hide()
        self._show_tokens()
        begin = result.tokens[result.masks[0].index].start if result.masks else 0
        self.filling.show_filling(result.filled, result.joint_log_probability, begin)
        self.show_state(self.state)
        if self.strip.current < 0 and result.masks:
            self.strip.reveal(self._unit_of(result.masks[0].index))

    def set_stale(self, stale: bool) -> None:
        """Dim or undim; what an old answer said of one place is not said any more."""
        super().set_stale(stale)
        if stale:
            self.popover.hide()

    def set_compared(self, compared: bool) -> None:
        """Two answers have half the room each: what a click does need not be said twice."""
        super().set_compared(compared)
        self._compared = compared
        self._show_hint()

    def _show_hint(self) -> None:
        if self.result is not None:
            words = tokens.hint(self.result, self.order)
            words = words or ("" if self._compared else _CLICKS)
            self.hint.setText(words)
            self.hint.setVisible(bool(words))

    def show_state(self, state: Any) -> None:
        """Follow the inputs that need no new answer: words or pieces, lens or none, the place looked at."""
        if self.result is None or not isinstance(state, MaskedWordsState):
            return
        if bool(self.units) and self._as_pieces != (state.view == "pieces"):
            self._show_tokens()
        place = self._place(state.at)
        self.strip.set_current(self._unit_of(place))
        self.lens.setVisible(state.lens and self.result.lens is not None)
        self.lens.look_at(place)
        self._show_candidates(place)

    def show_other(self, record: RunRecord | None) -> None:
        """Mark on every bar what the other model says."""
        other = None if record is None else record.result
        if other is self.other:
            return
        self.other = other
        if self.result is not None:
            self._show_candidates(self._place(self.state.at))

    def heights(self) -> tuple[int, int]:
        """Give the lines that the text takes, and the height of the filled sentence in px."""
        return self.strip.lines, max(0, self.filling.heightForWidth(self.filling.width()))

    def level(self, lines: int, filling: int) -> None:
        """Take at least as much room as the other panel, so that both stand on the same lines."""
        if lines != self.strip.least_lines:
            self.strip.least_lines = lines
            self.strip.relayout()
        self.filling.setMinimumHeight(filling)

    def _show_tokens(self) -> None:
        assert self.result is not None
        self._as_pieces = self.state.view == "pieces"
        self.units = tokens.units(self.asked, self.result, self._as_pieces)
        self.strip.show_tokens([unit.shown for unit in self.units])
        self.legend.setVisible(self.result.pseudo_log_likelihood is not None)
        self._show_hint()
        if self.result.lens is not None:
            self.lens.show_result(self.result, self._as_pieces)

    def _show_candidates(self, place: int) -> None:
        """Show a column for every blank, or for every piece of the word that is looked at."""
        result = self.result
        assert result is not None
        masks = [mask.index for mask in result.masks]
        at = masks.index(place) if place in masks else 0
        first = at - at % _MOST_COLUMNS  # of more blanks than can be read, those around this one
        self._shown = masks[first : first + _MOST_COLUMNS] if masks else self._places_of_word(place)
        self._words = []
        compares = self.other is not None
        columns = [self._column(number, place) for number, place in enumerate(self._shown, first)]
        self.candidates.show_columns(columns, compares)
        self._arrange(len(columns))
        if place in masks:
            self.candidates.look_at(at - first)

    def _places_of_word(self, place: int) -> list[int]:
        number = self._unit_of(place)
        return list(self.units[number].places) if number >= 0 else []

    def _column(self, number: int, place: int) -> Column:
        result = self.result
        assert result is not None
        theirs = self._theirs(number, place)
        found = tokens.predictions(result, place)
        bars = tuple(Bar(self._label(one), one.probability, theirs.get(one.token)) for one in found)
        if not result.masks:
            return Column(
                f"At “{result.tokens[place].text or result.tokens[place].piece}”", "not masked", bars
            )
        scores = [score for score in result.target_scores if score.mask == number]
        scores.sort(key=lambda score: -score.log_probability)
        self._words.append([score.target for score in scores])
        asked = {
            score.target: score.log_probability for score in self._their_scores() if score.mask == number
        }
        words = tuple(
            Bar(
                f"{score.target}  ({score.pieces} pieces)" if score.pieces > 1 else score.target,
                math.exp(score.log_probability),
                math.exp(asked[score.target]) if score.target in asked else None,
            )
            for score in scores
        )
        entropy = f"entropy {nats(result.masks[number].entropy)} nats"
        name = f"Blank {number + 1}" if len(result.masks) > 1 else "Candidates"
        return Column(name, entropy, bars, words)

    def _theirs(self, number: int, place: int) -> dict[str, float]:
        """Give the other model's candidates at the same blank, or at the token that begins at the same place."""
        if self.other is None or self.result is None:
            return {}
        if self.result.masks:
            same = len(self.other.masks) == len(self.result.masks)
            found = self.other.masks[number].candidates if same else ()
        else:
            start = self.result.tokens[place].start
            at = _token_at(self.other.tokens, start)
            found = tokens.predictions(self.other, at) if at >= 0 else ()
        return {one.token: one.probability for one in reversed(found)}

    def _their_scores(self) -> tuple[Any, ...]:
        return self.other.target_scores if self.other is not None else ()

    def _label(self, candidate: Candidate) -> str:
        return candidate.piece if self.state.view == "pieces" else candidate.token

    # -- where we are ---------------------------------------------------------------------------------------

    def _place(self, at: int | None) -> int:
        """Give the token at a character of the asked text, -1 if there is none."""
        return -1 if at is None or self.result is None else _token_at(self.result.tokens, at)

    def _unit_of(self, place: int) -> int:
        return next((number for number, unit in enumerate(self.units) if place in unit.places), -1)

    def _look_at_unit(self, number: int) -> None:
        if self.units[number].places:
            self._look_at(self.units[number].places[0])

    def _look_at(self, place: int) -> None:
        assert self.result is not None
        self.change_wanted.emit({"at": self.result.tokens[place].start}, "quiet")

    # -- what clicks do -------------------------------------------------------------------------------------

    def _toggle(self, number: int) -> None:
        assert self.result is not None
        self.popover.hide()
        places = self.units[number].places
        first = self.result.tokens[places[0]]
        group = [
            place for place, token in enumerate(self.result.tokens) if _same_word(token, first)
        ] or places
        start, end = self.result.tokens[group[0]].start, self.result.tokens[group[-1]].end
        if end > start:
            self._change(actions.toggle(self.state, self.asked, first, start, end, len(group)))

    def _accept(self, number: int) -> None:
        """Put the best candidate in where the cursor is; a word that is not masked is masked first."""
        assert self.result is not None
        place = self.units[number].places[0]
        if self.result.tokens[place].mask:
            self._put(place, tokens.predictions(self.result, place)[0])
        else:
            self._toggle(number)

    def _take(self, column: int, row: int) -> None:
        assert self.result is not None
        place = self._shown[column]
        self._put(place, tokens.predictions(self.result, place)[row])

    def _take_target(self, column: int, row: int) -> None:
        assert self.result is not None
        token = self.result.tokens[self._shown[column]]
        word = self._words[column][row]
        self._change(actions.put(self.state, self.asked, token.start, token.end, word, False))

    def _put(self, place: int, candidate: Candidate) -> None:
        assert self.result is not None
        token = self.result.tokens[place]
        joins = token.mask and actions.continues_word(candidate, self.result.tokens)
        word = actions.word_of(candidate)
        self._change(actions.put(self.state, self.asked, token.start, token.end, word, joins))

    def _take_filled(self, filled: str) -> None:
        self._change(actions.take_filled(self.state, self.asked, filled))

    def _change(self, fields: dict[str, Any]) -> None:
        if fields:
            self.change_wanted.emit(fields, "quiet" if set(fields) == {"at"} else "")

    def _hover(self, number: int) -> None:
        result = self.result
        if number < 0 or result is None or self.strip.stale:
            self.popover.hide()
            return
        unit = self.units[number]
        surprise = tokens.word_surprise(result, unit.places)
        line = f"surprise {surprise:.2f} nats" if surprise is not None else ""
        if unit.shown.kind == "special":
            line = "a token that the model needs, not part of the text"
        columns = [
            (
                result.tokens[place].text if len(unit.places) > 1 else "",
                [
                    Bar(self._label(one), one.probability)
                    for one in tokens.predictions(result, place)[:_HOVERED]
                ],
            )
            for place in unit.places
        ]
        masked = unit.shown.kind == "mask"
        heading = "Blank" if masked else f"“{unit.shown.text}”"
        foot = (
            "Click to bring the word back" if masked else "Predicted with the word in sight. Click to mask it"
        )
        self.popover.tell(Story(heading, line, columns, foot), self.strip.below(number))

    def _candidates_menu(self, at: QPoint) -> None:
        masked = self.result is not None and bool(self.result.masks)
        self.menu_wanted.emit("candidates" if masked else "positions", at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(len(self.candidates.columns))

    def _arrange(self, columns: int) -> None:
        """Put candidates and lens side by side where both have room, else one above the other."""
        room = self.width() / self.fontMetrics().averageCharWidth()
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        wide = room >= _SIDE_BY_SIDE and columns <= 2
        self.halves.setDirection(across if wide else down)
        self.halves.setStretch(0, 5 if wide else 0)
        self.below.setDirection(across if room >= _HINT_AND_LEGEND else down)


def _token_at(found: tuple[Token, ...], at: int) -> int:
    covering = (place for place, token in enumerate(found) if token.start <= at < token.end)
    return next(covering, -1)


def _same_word(token: Token, first: Token) -> bool:
    return first.word is not None and token.word == first.word
