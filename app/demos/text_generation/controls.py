"""The sampling rule and the run's other settings as inputs, in as many lines as they need."""

from __future__ import annotations

import random

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.pages.binding import Binder
from app.widgets import theme
from app.widgets.flow_layout import FlowLayout
from app.widgets.labelled import labelled
from app.widgets.slider_field import SliderField, SlidingSpin, WholeSlidingSpin, slim
from app.widgets.words_field import WordsField

_PRECISIONS = (
    (None, "as loaded", "The numbers that the model was loaded with"),
    ("float32", "float32", "32 bits: exact and slow"),
    ("bfloat16", "bfloat16", "16 bits: half the memory, about twice as fast"),
    ("int8", "int8", "8 bits for each weight, with a scale for each row: fastest, a little less exact"),
)
_OVERFLOWS = (
    ("stop", "stop", "The text ends when the model's window is full"),
    ("slide", "forget the older half", "The older half of the text leaves the window, and the text goes on"),
)


class Controls(QWidget):
    """Binds itself to the fields of the page's state. `seed_wanted` asks for another seed.

    `seed_box`, `more` and `rest` (what `more` shows) are put elsewhere on the page.
    """

    seed_wanted = Signal(int)

    def __init__(self, binder: Binder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sliders = dict(_sliders())
        self.more = QToolButton()
        self.more.setText("More")
        self.more.setCheckable(True)
        self.more.setToolTip("Stop texts, alternatives, precision, the window's end")
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        theme.set_icon(self.more, "chevron-right")
        rule, rest = QWidget(), QWidget()
        first = FlowLayout(rule, gap=16)
        first.addWidget(self._length(binder))
        for name, field in self.sliders.items():
            binder.bind(name, field.spin)
            first.addWidget(field)
        self.seed_box = self._seed(binder)
        self.rest = rest
        second = FlowLayout(rest, gap=16)
        second.addWidget(self._stop(binder))
        second.addWidget(self._alternatives(binder))
        second.addWidget(self._choice(binder, "precision", "Weights as", _PRECISIONS))
        second.addWidget(self._choice(binder, "overflow", "At the window's end", _OVERFLOWS))
        second.addWidget(self._on(binder))
        rest.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(rule)
        self.more.toggled.connect(self._show_rest)

    def _show_rest(self, shown: bool) -> None:
        self.rest.setVisible(shown)
        theme.set_icon(self.more, "chevron-down" if shown else "chevron-right")

    def _length(self, binder: Binder) -> QWidget:
        self.length = QSpinBox()
        self.length.setRange(0, 100_000)
        self.length.setAccessibleName("New tokens")
        slim(self.length, "000000")
        tip = "How many tokens a run adds at most; 0 only reads the text and tells what was believed of it"
        return _tied(binder, "max_new_tokens", "New tokens", self.length, tip)

    def _alternatives(self, binder: Binder) -> QWidget:
        spin = QSpinBox()
        spin.setRange(0, 1000)
        spin.setAccessibleName("Alternatives")
        tip = "How many of the most probable tokens are told for each place"
        return _tied(binder, "alternatives", "Alternatives", spin, tip)

    def _seed(self, binder: Binder) -> QWidget:
        self.seed = QSpinBox()
        self.seed.setRange(0, 2**31 - 1)
        self.seed.setAccessibleName("Seed")
        slim(self.seed, "00000")
        tip = "The same seed, rule, text and precision give the same continuation, each place with its own number"
        box = _tied(binder, "seed", "Seed", self.seed, tip)
        self.dice = QToolButton()
        self.dice.setToolTip("Another seed")
        self.dice.setAccessibleName("Another seed")
        theme.set_icon(self.dice, "dice")
        self.dice.clicked.connect(self._roll)
        row = box.layout()
        assert row is not None
        row.addWidget(self.dice)
        return box

    def _roll(self) -> None:
        self.seed_wanted.emit(random.SystemRandom().randrange(1, 100_000))

    def _stop(self, binder: Binder) -> QWidget:
        field = StopsField("Texts to stop at", "\\n\\n, THE END")
        field.setMinimumWidth(field.fontMetrics().averageCharWidth() * 18)
        tip = "The text ends before the first of these. Commas stand between them; \\n is the end of a line"
        return _tied(binder, "stop", "Stop at", field, tip)

    def _choice(
        self, binder: Binder, field: str, caption: str, items: tuple[tuple[object, str, str], ...]
    ) -> QWidget:
        box = QComboBox()
        box.setAccessibleName(caption)
        for value, words, tip in items:
            box.addItem(words, value)
            box.setItemData(box.count() - 1, tip, 3)  # Qt.ItemDataRole.ToolTipRole
        return _tied(binder, field, caption, box, "")

    def _on(self, binder: Binder) -> QWidget:
        box = QCheckBox("Never end")
        box.setToolTip("The mark that ends a text is never drawn, so that the text goes on")
        binder.bind("ignore_end", box)
        return box


class StopsField(WordsField):
    """Texts with commas between them, spaces kept; \\n, \\t and \\, are written as such."""

    def words(self) -> tuple[str, ...]:
        """Give the texts."""
        parts, now, text = [], "", self.text()
        at = 0
        while at < len(text):
            pair = text[at : at + 2]
            if pair in _ESCAPES:
                now += _ESCAPES[pair]
                at += 2
                continue
            if text[at] == ",":
                parts.append(now)
                now = ""
                at += 1
                at += text[at : at + 1] == " "
                continue
            now += text[at]
            at += 1
        return tuple(part for part in [*parts, now] if part)

    def set_words(self, words: tuple[str, ...]) -> None:
        """Show texts without telling anyone."""
        if words != self.words():
            signs = {real: written for written, real in _ESCAPES.items()}
            self.setText(", ".join("".join(signs.get(one, one) for one in word) for word in words))


_ESCAPES = {"\\n": "\n", "\\t": "\t", "\\,": ",", "\\\\": "\\"}


def _sliders() -> list[tuple[str, SliderField]]:
    return [
        (
            "temperature",
            SliderField(
                "Temperature",
                SlidingSpin(0, 100, 0.05, 2),
                reach=(0, 2),
                off="greedy",
                tip="Divides the scores: below 1 the probable becomes more probable, above 1 all becomes more even; "
                "0 always takes the most probable token",
            ),
        ),
        (
            "top_k",
            SliderField(
                "Top-k",
                WholeSlidingSpin(0, 10_000_000),
                reach=(0, 1000),
                off="off",
                logarithmic=True,
                tip="Only the k most probable tokens stay in the draw (Fan et al. 2018)",
            ),
        ),
        (
            "top_p",
            SliderField(
                "Top-p",
                SlidingSpin(0, 1, 0.01, 2),
                reach=(0, 1),
                tip="Only the fewest tokens that together hold this share stay, the nucleus (Holtzman et al. 2020); "
                "1 is off",
            ),
        ),
        (
            "min_p",
            SliderField(
                "Min-p",
                SlidingSpin(0, 1, 0.01, 2),
                reach=(0, 0.5),
                off="off",
                tip="Only tokens at least this share as probable as the best one stay (Nguyen et al. 2024): strict "
                "where the model is sure, open where it is not",
            ),
        ),
        (
            "repetition_penalty",
            SliderField(
                "Repetition",
                SlidingSpin(0.01, 100, 0.05, 2),
                reach=(1, 2),
                tip="Divides the scores of tokens that were there before (Keskar et al. 2019); 1 is off",
            ),
        ),
    ]


def _tied(binder: Binder, field: str, caption: str, widget: QWidget, tip: str) -> QWidget:
    """Put a caption before an input and bind it."""
    binder.bind(field, widget)
    if isinstance(widget, QSpinBox):
        theme.pad(widget)
        widget.setKeyboardTracking(False)
    return labelled(caption, widget, tip)
