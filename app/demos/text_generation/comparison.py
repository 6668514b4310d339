"""Two models on one text: how well each expected it, and how they go on."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.core.record import RunRecord
from app.demos.text_generation.contract import TextGenerationResult
from app.demos.text_generation.wording import label


class Comparison(QWidget):
    """One line of differences in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heading = QLabel("Difference")
        heading.setProperty("role", "heading")
        self.words = QLabel()
        self.words.setProperty("role", "muted")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(heading, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.words, 1)
        self.hide()

    def show_records(self, first: RunRecord, second: RunRecord) -> None:
        """Compare two answers to one request."""
        self.words.setText(" · ".join(sentences(first.result, second.result)))


def sentences(one: TextGenerationResult, two: TextGenerationResult) -> list[str]:
    """Say how two models differ: bits for each character of the given text, and where the new texts part."""
    found = []
    costs = bits_per_character(one), bits_per_character(two)
    if costs[0] is not None and costs[1] is not None:
        surer = "A" if costs[0] < costs[1] else "B"
        expected = (
            "both expected it alike" if abs(costs[0] - costs[1]) < 0.005 else f"{surer} expected it better"
        )
        found.append(
            f"the given text costs A {costs[0]:.2f} and B {costs[1]:.2f} bits a character: {expected}"
        )
    if one.continuation or two.continuation:
        pairs = zip(one.continuation, two.continuation, strict=False)
        least = min(len(one.continuation), len(two.continuation))
        same = next((place for place, (a, b) in enumerate(pairs) if a != b), least)
        if same == len(one.continuation) == len(two.continuation):
            found.append("both go on with the same words")
        elif same:
            found.append(f"both go on with “{label(one.continuation[:same].strip()[-60:])}”, then they part")
        else:
            found.append("they go on differently from the first character")
    if one.tokens_per_second and two.tokens_per_second:
        ratio = one.tokens_per_second / two.tokens_per_second
        faster, times = ("A", ratio) if ratio > 1 else ("B", 1 / ratio)
        if times >= 1.1:
            found.append(f"{faster} is {times:.1f} times as fast")
    return found or ["Nothing to compare yet."]


def bits_per_character(result: TextGenerationResult) -> float | None:
    """What a model needs to tell the given text, in bits a character; the first token counts where it is told.

    None where nothing was expected of anything: a text of one token.
    """
    told = [token for token in result.tokens[: result.prompt_tokens] if token.probability is not None]
    characters = sum(len(token.text) for token in told)
    if not characters:
        return None
    return -sum(math.log2(max(1e-45, token.probability or 0.0)) for token in told) / characters
