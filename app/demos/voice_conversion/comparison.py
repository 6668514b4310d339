"""Two models' answers to one request: heard at one place, and what was measured of both."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.core.record import RunRecord
from app.demos.voice_conversion.contract import Leakage, Swap, VoiceConversionResult
from app.demos.voice_conversion.drawings import KINDS
from app.widgets.audio.blind_test import BlindTest
from app.widgets.audio.playback import Playback
from app.widgets.audio.transport import Transport


class Comparison(QWidget):
    """A and B are the two models, X is the source."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLabel()
        self.words.setProperty("role", "muted")
        self.words.setWordWrap(True)
        self.playback = Playback(self)
        self.transport = Transport(self.playback)
        self.blind = BlindTest(self.transport, ("first", "second"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.words)
        layout.addWidget(self.transport)
        layout.addWidget(self.blind)
        self.hide()

    def show_records(self, first: RunRecord, second: RunRecord) -> None:
        """Compare two answers to one request."""
        one, two = first.result, second.result
        self.words.setText(told(one, two).replace("-", "−"))
        heard = one.audio is not None and two.audio is not None
        self.transport.setVisible(heard)
        self.blind.setVisible(heard)
        self.blind.stop()
        self.playback.clear()
        if heard:
            self.playback.load("first", one.audio.samples, one.audio.rate, "Model A")
            self.playback.load("second", two.audio.samples, two.audio.rate, "Model B")
            if one.source is not None:
                self.playback.load("source", one.source.samples, one.source.rate, "Source")


def told(one: VoiceConversionResult, two: VoiceConversionResult) -> str:
    """Say in words how the two differ."""
    if one.likeness is not None and two.likeness is not None:
        return (
            f"Likeness to the target {one.likeness.target:.2f} by A, {two.likeness.target:.2f} by B; to the source "
            f"{one.likeness.source:.2f} and {two.likeness.source:.2f}. Each model judges by its own ear."
        )
    if one.swap is not None and two.swap is not None:
        return f"Mean likeness to the target {_mean(one.swap):.2f} by A, {_mean(two.swap):.2f} by B."
    if one.leakage is not None and two.leakage is not None:
        shares = [
            f"{KINDS[kind]} {_right(one.leakage, kind)} and {_right(two.leakage, kind)}" for kind in KINDS
        ]
        return f"First code of A and of B: {'; '.join(shares)}."
    return ""


def _mean(found: Swap) -> float:
    cells = [cell.likeness.target for row in found.cells for cell in row]
    return sum(cells) / len(cells)


def _right(found: Leakage, kind: str) -> str:
    scores = found.variants[0].scores if found.variants else ()
    return next((f"{score.accuracy:.0%}" for score in scores if score.kind == kind), "not asked")
