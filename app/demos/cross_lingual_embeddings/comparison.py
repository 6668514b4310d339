"""Two models' curves in one picture."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.core.record import RunRecord
from app.demos.cross_lingual_embeddings.contract import CrossLingualEmbeddingsResult
from app.widgets.layer_curves import Curve, LayerCurves


class Comparison(QWidget):
    """The mean of both directions' MRR, A and B, over their layers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLabel()
        self.words.setProperty("role", "muted")
        self.words.setWordWrap(True)
        self.curves = LayerCurves("MRR of both models")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.words)
        layout.addWidget(self.curves)
        self.hide()

    def show_records(self, first: RunRecord, second: RunRecord) -> None:
        """Compare two answers to one request."""
        one, two = first.result, second.result
        layers = max(len(one.layers), len(two.layers))
        named = one if len(one.layers) == layers else two
        self.curves.show_curves(
            [layer.layer for layer in named.layers],
            [Curve("A", means(one), "slot_a"), Curve("B", means(two), "slot_b")],
        )
        best = max(means(one)), max(means(two))
        self.words.setText(
            f"Best layers: MRR {best[0]:.3f} by A (layer {one.best_layer}), {best[1]:.3f} by B (layer "
            f"{two.best_layer}); B minus A {best[1] - best[0]:+.3f}".replace("-", "−")
        )


def means(result: CrossLingualEmbeddingsResult) -> tuple[float, ...]:
    """Give the mean of both directions at each layer."""
    return tuple((one.mrr.forward + one.mrr.backward) / 2 for one in result.layers)
