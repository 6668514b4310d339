"""Two models' answers to the same text, and where they differ."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.core.record import RunRecord
from app.demos.masked_words import tokens
from app.demos.masked_words.contract import MaskedWordsResult
from app.widgets.legend import ScaleLegend
from app.widgets.token_strip import TokenStrip
from app.widgets.visible import nats

#: Difference of surprise, in nats, at either end of the colour scale.
_MOST = 6.0


class Comparison(QWidget):
    """One line of differences in words, and each word coloured by which model it surprised more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heading = QLabel("Difference")
        heading.setProperty("role", "heading")
        self.words = QLabel()
        self.words.setProperty("role", "muted")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.legend = ScaleLegend("difference", "", "A is more surprised", "B is more surprised")
        self.strip = TokenStrip("Difference of surprise for each word", scale=1.0)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(heading)
        top.addStretch(1)
        top.addWidget(self.legend)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.words)
        layout.addWidget(self.strip)
        self.hide()

    def show_records(self, first: RunRecord, second: RunRecord) -> None:
        """Compare two answers to one request."""
        one, two = first.result, second.result
        self.words.setText(" · ".join(sentences(one, two)))
        scored = one.pseudo_log_likelihood is not None and two.pseudo_log_likelihood is not None
        for widget in (self.legend, self.strip):
            widget.setVisible(scored)
        if not scored:
            return
        shown = []
        for unit in tokens.units(first.request.text, one, pieces=False):
            difference = surprise_difference(one, two, unit)
            shade = None if difference is None else min(1.0, max(0.0, 0.5 + difference / (2 * _MOST)))
            shown.append(replace(unit.shown, shade=shade))
        self.strip.show_tokens(shown, "difference")


def sentences(one: MaskedWordsResult, two: MaskedWordsResult) -> list[str]:
    """Say in words how two answers differ: agreement, joint scores, pseudo-perplexities (B minus A)."""
    found = []
    pairs = [(a, b) for a, b in zip(one.masks, two.masks, strict=False) if a.candidates and b.candidates]
    if pairs and len(one.masks) == len(two.masks):
        same = sum(a.candidates[0].token == b.candidates[0].token for a, b in pairs)
        if len(pairs) == 1:
            found.append("The best candidate is the same" if same else "The best candidates differ")
        else:
            found.append(f"The best candidate is the same in {same} of {len(pairs)} blanks")
    if one.joint_log_probability is not None and two.joint_log_probability is not None:
        difference = two.joint_log_probability - one.joint_log_probability
        surer = "B is surer of its filling" if difference > 0 else "A is surer of its filling"
        if abs(difference) < 0.005:
            surer = "both are equally sure"
        found.append(f"joint score {_signed(difference)} nats: {surer}")
    perplexities = tokens.pseudo_perplexity(one), tokens.pseudo_perplexity(two)
    if perplexities[0] is not None and perplexities[1] is not None:
        found.append(f"pseudo-perplexity {perplexities[0]:.4g} by A, {perplexities[1]:.4g} by B")
        if len(one.tokens) != len(two.tokens):
            found.append("they cut the text into different tokens, so compare words, not perplexities")
    return found


def surprise_difference(one: MaskedWordsResult, two: MaskedWordsResult, unit: tokens.Unit) -> float | None:
    """Give how much more (nats) a word surprised the second model; None for what is no word."""
    mine = tokens.word_surprise(one, unit.places)
    start, end = unit.shown.start, unit.shown.end
    places = [place for place, token in enumerate(two.tokens) if start <= token.start < end]
    theirs = tokens.word_surprise(two, places)
    return None if mine is None or theirs is None else theirs - mine


def _signed(value: float) -> str:
    return f"+{value:.2f}" if value > 0 else nats(value)
