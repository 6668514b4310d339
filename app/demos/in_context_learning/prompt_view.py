"""One prompt, exactly as the model read it: spaces as dots, ends of lines as marks."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QTextCursor, QTextOption
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.demos.in_context_learning.contract import Answer
from app.widgets import theme
from app.widgets.visible import displayable, percent, visible

#: Qt would take seconds to lay out more. The end is what matters most, so the beginning is left out.
LONGEST = 20_000


class PromptView(QWidget):
    """The prompt, how many tokens it is, and what the model says next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prompt = ""
        heading = QLabel("Prompt")
        heading.setProperty("role", "heading")
        self.facts = QLabel()
        self.facts.setProperty("role", "caption")
        self.facts.setWordWrap(True)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.copy = QToolButton()
        self.copy.setToolTip("Copy the prompt")
        self.copy.setAccessibleName("Copy the prompt")
        theme.set_icon(self.copy, "copy")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Prompt as the model reads it")
        self.text.setTabChangesFocus(True)
        self.text.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option = self.text.document().defaultTextOption()
        option.setFlags(QTextOption.Flag.ShowTabsAndSpaces | QTextOption.Flag.ShowLineAndParagraphSeparators)
        self.text.document().setDefaultTextOption(option)
        self.text.setMinimumHeight(self.fontMetrics().height() * 6)
        self.next = QLabel()
        self.next.setWordWrap(True)
        self.next.setTextFormat(Qt.TextFormat.PlainText)
        self.next.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(heading)
        top.addWidget(self.facts, 1)
        top.addWidget(self.copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.next)
        self.copy.clicked.connect(self._copy)

    def show_answer(self, answer: Answer, shares: dict[str, float], window: int) -> None:
        """Show one prompt; `shares` are the labels' probabilities among themselves."""
        self.facts.setText(f"{answer.tokens:,} of {window:,} tokens" + _which(answer.examples))
        if answer.prompt != self._prompt:
            self._prompt = answer.prompt
            shown = answer.prompt
            if len(shown) > LONGEST:
                shown = "… " + shown[-LONGEST:]
            self.text.setPlainText(displayable(shown))
            self.text.moveCursor(QTextCursor.MoveOperation.End)
            self.text.ensureCursorVisible()
        said = f"Of the labels the model says “{visible(answer.predicted)}” ({percent(shares[answer.predicted])})."
        plain = max(answer.log_probabilities, key=answer.log_probabilities.__getitem__)
        if answer.calibrated is not None and plain != answer.predicted:
            said += f" Without calibration it would be “{visible(plain)}”."
        if answer.label is None:
            self.next.setText(said)
        elif answer.correct:
            self.next.setText(f"{said} That is right.")
        else:
            right = f"“{visible(answer.label)}” ({percent(shares[answer.label])})"
            self.next.setText(f"{said} Right would be {right}.")

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._prompt)


def _which(examples: tuple[int, ...]) -> str:
    if not examples:
        return " · no example"
    shown = ", ".join(str(one + 1) for one in examples[:16])
    return f" · example{'s' if len(examples) > 1 else ''} {shown}{' …' if len(examples) > 16 else ''}"
