"""Two branches side by side: what they share, where they part, and how each goes on."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.demos.text_generation.reading import Shown
from app.demos.text_generation.state import Colour
from app.demos.text_generation.wording import label, span
from app.widgets import theme
from app.widgets.token_text import TokenText
from app.widgets.visible import nats, percent

_BEFORE = 12  # tokens of what both share that are shown before the parting


class BranchesView(QWidget):
    """Hidden until there is something to compare."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heading = QLabel("Two branches")
        heading.setProperty("role", "heading")
        self.words = QLabel()
        self.words.setProperty("role", "muted")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        close = QToolButton()
        close.setToolTip("Close the comparison")
        close.setAccessibleName("Close the comparison")
        theme.set_icon(close, "close")
        close.clicked.connect(self.closed)
        top = QHBoxLayout()
        top.addWidget(heading)
        top.addStretch(1)
        top.addWidget(close)
        self.titles = [QLabel(), QLabel()]
        self.texts = [TokenText("The text on show", scale=1.0), TokenText("The other branch", scale=1.0)]
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(2)
        for column in range(2):
            self.titles[column].setProperty("role", "caption")
            self.titles[column].setTextFormat(Qt.TextFormat.PlainText)
            self.titles[column].setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self.titles[column].setWordWrap(True)
            grid.addWidget(self.titles[column], 0, column)
            grid.addWidget(self.texts[column], 1, column)
            grid.setColumnStretch(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.words)
        layout.addLayout(grid)
        self.hide()

    def show_branches(
        self, first: Sequence[Shown], second: Sequence[Shown], names: tuple[str, str], colour: Colour
    ) -> None:
        """Compare two texts token by token."""
        same = shared(first, second)
        self.words.setText(sentence(first, second, same))
        begin = max(0, same - _BEFORE)
        for text, title, found, name in zip(self.texts, self.titles, (first, second), names, strict=True):
            text.show_spans([span(one, colour) for one in found[begin:]])
            text.set_current(same - begin if same < len(found) else -1)
            title.setText(f"{name} · {measure(found[same:])}")
        self.show()


def shared(first: Sequence[Shown], second: Sequence[Shown]) -> int:
    """How many tokens at the beginning are the same in both."""
    pairs = zip(first, second, strict=False)
    least = min(len(first), len(second))
    return next((at for at, (a, b) in enumerate(pairs) if _key(a) != _key(b)), least)


def sentence(first: Sequence[Shown], second: Sequence[Shown], same: int) -> str:
    """Say where two texts part."""
    if same == len(first) == len(second):
        return "Both are the same."
    if same in (len(first), len(second)):
        longer = "the other branch" if same == len(first) else "the text on show"
        return f"They are the same for {same} tokens; then {longer} goes on."
    one, other = first[same].token, second[same].token
    chances = [
        f" ({percent(token.probability)})" if token.probability is not None else "" for token in (one, other)
    ]
    return (
        f"They part after {same} tokens: “{label(one.text or one.piece)}”{chances[0]} against "
        f"“{label(other.text or other.piece)}”{chances[1]}."
    )


def measure(rest: Sequence[Shown]) -> str:
    """Say how probable the model finds what follows the parting."""
    logs = [math.log(max(1e-45, one.token.probability)) for one in rest if one.token.probability is not None]
    count = f"{len(rest)} token{'s' * (len(rest) != 1)} from there"
    if not logs or len(logs) < len(rest):
        return count
    mean = sum(logs) / len(logs)
    return f"{count}, log-probability {nats(sum(logs))} nats, {nats(mean)} a token"


def _key(one: Shown) -> tuple[int, str]:
    return one.token.id, one.token.text if one.token.id < 0 else ""
