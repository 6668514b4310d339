"""What can be done now, as buttons: generate, one token, another try, edit; and how the text is coloured."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from app.demos.text_generation.state import TextGenerationState
from app.pages.binding import Binder
from app.widgets import theme
from app.widgets.flow_layout import FlowLayout
from app.widgets.segmented import Segmented


class ActionsRow(QWidget):
    """Buttons only; the page connects them."""

    def __init__(self, binder: Binder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._busy = False
        self.generate = QPushButton("Generate")
        self.generate.setProperty("role", "primary")
        self.step = QPushButton("One token")
        self.step.setToolTip("Draw a single token (Alt+→)")
        self.another = QPushButton("Another try")
        self.another.setToolTip(
            "Draw again with a new seed, from the token looked at or from where the last run began; "
            "what is there stays as a branch"
        )
        self.edit = QPushButton("Edit text")
        self.edit.setToolTip("Change the text anywhere and go on from it (F2, double click, or just type)")
        self.cancel = QPushButton("Give up the edit")
        self.cancel.setToolTip("Back to the text as it was (Esc)")
        theme.set_icon(self.step, "step")
        theme.set_icon(self.another, "dice")
        theme.set_icon(self.edit, "edit")
        self.colour = Segmented(
            "Colour",
            (
                ("probability", "Probability", "How probable the model found each token (logarithmic scale)"),
                ("rank", "Rank", "How many tokens the model found more probable (GLTR; Gehrmann et al. 2019)"),
                ("entropy", "Entropy", "How undecided the model was before each token"),
            ),
        )
        self.lens = QCheckBox("Layer lens")
        self.lens.setToolTip("What every layer would have said at every token")
        binder.bind("colour", self.colour)
        binder.bind("lens", self.lens)
        flow = FlowLayout(self, gap=8)
        for widget in (
            self.generate,
            self.step,
            self.another,
            self.edit,
            self.cancel,
            self.colour,
            self.lens,
        ):
            flow.addWidget(widget)
        self.show_state(TextGenerationState(), False)

    def show_state(self, state: TextGenerationState, busy: bool) -> None:
        """Offer what makes sense now."""
        fresh = len(state.tree.nodes) == 1
        editing = state.draft is not None
        if busy:
            self.generate.setText("Stop")
            self.generate.setToolTip("Stop with the next token; what is there stays (Esc)")
        else:
            self.generate.setText("Generate" if fresh or editing else "Continue")
            self.generate.setToolTip("Let the model go on from the text (Ctrl+Return)")
        theme.set_icon(self.generate, "stop" if busy else "play", "on_accent")
        widest = max(
            self.generate.fontMetrics().horizontalAdvance(word) for word in ("Generate", "Continue", "Stop")
        )
        self.generate.setMinimumWidth(round(widest * 1.1) + 52)
        for button in (self.step, self.another):
            button.setEnabled(not busy and not editing)
        self.another.setVisible(not fresh)
        self.edit.setVisible(not fresh and not editing)
        self.edit.setEnabled(not busy)
        self.cancel.setVisible(editing)
