"""One place of the text: what could stand there, and what the sampling rule leaves of it, live."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.demos.text_generation.contract import Distribution, Token
from app.demos.text_generation.cuts import NEVER_END, Cuts, curve, cuts
from app.demos.text_generation.state import TextGenerationState
from app.demos.text_generation.wording import belief, label, name
from app.widgets.choice_list import Choice, ChoiceList
from app.widgets.rank_plot import Cut, RankPlot
from app.widgets.visible import percent

_LEAST_ROWS = 8


class ChoiceView(QWidget):
    """`taken(text, id, go_on)` when the user picks a token for the place."""

    taken = Signal(str, int, bool)

    def __init__(self, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.distribution: Distribution | None = None
        self._token: Token | None = None
        self._state = TextGenerationState()
        self._picks: list[tuple[str, int]] = []
        self._cuts: Cuts | None = None
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.line = QLabel()
        self.rule = QLabel()
        for text in (self.heading, self.line, self.rule):
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            text.setWordWrap(True)
        for text in (self.line, self.rule):
            text.setProperty("role", "caption")
        self.list = ChoiceList("What could stand here")
        self.list.colour_role = role
        self.list.tip = "Click: branch here and go on. Shift+click: branch only."
        self.plot = RankPlot("The whole distribution: probability by rank")
        self.plot.colour_role = role
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self.heading, self.line, self.list, self.rule, self.plot):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.list.taken.connect(self._taken)
        self.list.taken_only.connect(self._taken_only)

    def look_at(self, token: Token | None, after: str) -> None:
        """Look at a token, or (None) at the place after the text, whose last words are `after`."""
        if token is None:
            self.heading.setText(f"What comes after “{after}”?" if after else "What comes first?")
            self.line.setText("Pick a token yourself, or let the rule below draw one.")
        else:
            self.heading.setText(f"{name(token)} was chosen")
            self.line.setText(belief(token))
        self._token = token
        self.distribution = None
        self._show()

    def show_distribution(self, found: Distribution) -> None:
        """Show the whole distribution of the place."""
        self.distribution = found
        self._show()

    def show_rule(self, state: TextGenerationState) -> None:
        """Draw where the rule cuts now."""
        before, self._state = self._state, state
        if _rule(before) != _rule(state):
            self._show()

    def _show(self) -> None:
        found = self.distribution
        if found is None:
            known = self._token.alternatives if self._token is not None else ()
            self._picks = [(one.token, one.id) for one in known]
            chosen = self._token.id if self._token is not None else -1
            self.list.show_choices(
                [Choice(label(one.token), one.probability, chosen=one.id == chosen) for one in known]
            )
            self.rule.setText("")
            self.plot.show_curves([], [], (), 2)
            self.plot.setVisible(False)
            return
        self._cuts = cuts(found, self._state)
        self._show_list(found, self._cuts)
        self._show_rule(found, self._cuts)

    def _show_list(self, found: Distribution, cut: Cuts) -> None:
        count = min(len(found.tokens), max(_LEAST_ROWS, self._state.alternatives))
        chosen = self._token.id if self._token is not None else -1
        rows = list(range(count))
        place = int((found.ids == chosen).argmax()) if chosen in found.ids else -1
        if place >= count:
            rows.append(place)
        self._picks, choices = [], []
        for row in rows:
            number = int(found.ids[row])
            text = found.tokens[row] if row < len(found.tokens) else self._token.text if self._token else ""
            self._picks.append((text, number))
            choices.append(
                Choice(
                    label(text),
                    float(found.probabilities[row]),
                    float(cut.drawn[row]),
                    cut.reason(row),
                    number == chosen,
                    "was there" if self._state.repetition_penalty != 1 and found.seen[row] else "",
                    row + 1,
                )
            )
        self.list.show_choices(choices)

    def _show_rule(self, found: Distribution, cut: Cuts) -> None:
        total = len(found.ids)
        pairs = zip(cut.steps, cut.kept, strict=True)
        lines = [Cut(step.split(" ")[0], rank=kept) for step, kept in pairs if step != NEVER_END]
        self.plot.setVisible(True)
        self.plot.show_curves(curve(cut.natural), curve(cut.falling), lines, total)
        if cut.left == total:
            words = f"Nothing is cut off: all {total:,} tokens can be drawn."
        else:
            stay = "1 token stays" if cut.left == 1 else f"{cut.left:,} tokens stay"
            words = f"{stay} of {total:,}; the model gave {percent(cut.share)} to what stays."
        if self._state.temperature not in (0, 1):
            warm = "evens out" if self._state.temperature > 1 else "sharpens"
            words += f" Temperature {self._state.temperature:g} {warm} the rest."
        self.rule.setText(words)

    def _taken(self, row: int) -> None:
        self.taken.emit(*self._picks[row], True)

    def _taken_only(self, row: int) -> None:
        self.taken.emit(*self._picks[row], False)


def _rule(state: TextGenerationState) -> tuple[object, ...]:
    """The inputs that change what is shown here."""
    return (
        state.temperature,
        state.top_k,
        state.top_p,
        state.min_p,
        state.repetition_penalty,
        state.alternatives,
    )
