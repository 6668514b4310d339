"""What can be done now, as buttons, and how the text is coloured."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from app.demos.text_generation.controls import Controls
from app.demos.text_generation.state import TextGenerationState
from app.demos.text_generation.wording import LEGENDS
from app.pages.binding import Binder
from app.widgets import theme
from app.widgets.flow_layout import FlowLayout
from app.widgets.legend import ScaleLegend
from app.widgets.segmented import Segmented

_WORDS = ("Generate", "Continue", "Stop")


class ActionsRow(QWidget):
    """Generate, one token, try again, edit; then the seed and the switch for more settings."""

    def __init__(self, controls: Controls, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.generate = QPushButton(_WORDS[0])
        self.generate.setProperty("role", "primary")
        self.step = QPushButton("One token")
        self.step.setToolTip("Draw a single token (Alt+→)")
        self.another = QPushButton("Retry")
        self.another.setToolTip(
            "Draw again with the next seed, from the token looked at or from where the last run began; "
            "what is there stays as a branch"
        )
        self.edit = QPushButton("Edit")
        self.edit.setToolTip("Change the text anywhere and go on from it (F2, double click, or just type)")
        self.cancel = QPushButton("Give up the edit")
        self.cancel.setToolTip("Back to the text as it was (Esc)")
        for button, name in ((self.step, "step"), (self.another, "refresh"), (self.edit, "edit")):
            theme.set_icon(button, name)
        flow = FlowLayout(self, gap=7)
        for widget in (self.generate, self.step, self.another, self.edit, self.cancel):
            flow.addWidget(widget)
        flow.addWidget(controls.seed_box)
        flow.addWidget(controls.more)
        self.show_state(TextGenerationState(), False)

    def show_state(self, state: TextGenerationState, busy: bool) -> None:
        """Offer what makes sense now."""
        fresh, editing = len(state.tree.nodes) == 1, state.draft is not None
        word = "Stop" if busy else "Generate" if fresh or editing else "Continue"
        tip = "Stop with the next token; what is there stays (Esc)" if busy else _GO_ON
        self.generate.setText(word)
        self.generate.setToolTip(tip)
        theme.set_icon(self.generate, "stop" if busy else "play", "on_accent")
        widest = max(self.generate.fontMetrics().horizontalAdvance(one) for one in _WORDS)
        self.generate.setMinimumWidth(round(widest * 1.1) + 48)
        for button in (self.step, self.another, self.edit):
            button.setEnabled(not busy and not editing)
        self.another.setVisible(not fresh)
        self.edit.setVisible(not fresh and not editing)
        self.cancel.setVisible(editing)


_GO_ON = "Let the model go on from the text (Ctrl+Return)"


class LooksRow(QWidget):
    """The colours and their legend, and the lens."""

    def __init__(self, binder: Binder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.colour = Segmented(
            "Colour",
            (
                ("probability", "Probability", "How probable the model found each token (logarithmic scale)"),
                (
                    "rank",
                    "Rank",
                    "How many tokens the model found more probable (GLTR; Gehrmann et al. 2019)",
                ),
                ("entropy", "Entropy", "How undecided the model was before each token"),
            ),
        )
        self.legend = ScaleLegend("surprise", *LEGENDS["probability"])
        self.lens = QCheckBox("Layer lens")
        self.lens.setToolTip("What every layer would have said at every token")
        binder.bind("colour", self.colour)
        binder.bind("lens", self.lens)
        flow = FlowLayout(self, gap=16)
        for widget in (self.colour, self.legend, self.lens):
            flow.addWidget(widget)

    def show_state(self, state: TextGenerationState) -> None:
        """Name the scale's ends."""
        self.legend.say(*LEGENDS[state.colour])
