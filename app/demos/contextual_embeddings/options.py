"""How sentences are compared: the correction, the map, the colours."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox, QWidget

from app.demos.contextual_embeddings.state import ContextualEmbeddingsState
from app.pages.binding import Binder
from app.widgets import theme
from app.widgets.flow_layout import FlowLayout
from app.widgets.labelled import labelled
from app.widgets.segmented import Segmented

_CORRECTIONS = (
    ("none", "none", "The vectors as they are"),
    ("centred", "centred", "Without the mean of all words"),
    (
        "all_but_top",
        "all but the top",
        "Without the mean and the strongest directions (Mu and Viswanath 2018)",
    ),
    ("whitened", "whitened", "All directions equally strong"),
)
_PROJECTIONS = (
    ("pca", "PCA", "The two directions with the largest differences"),
    ("tsne", "t-SNE", "Keeps neighbours together; distances between islands mean little"),
    ("umap", "UMAP", "Keeps neighbours together; prepares itself for some seconds when first used"),
)
_COLOURS = (
    ("sense", "sense", "One colour for each sense"),
    ("sentence", "sentence", "One colour for each sentence"),
    ("part", "part", "By where the word stands: in the first third of its sentence, the second or the last"),
)


class Options(QWidget):
    """The options in as many lines as they need."""

    def __init__(self, binder: Binder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._binder = binder
        flow = FlowLayout(self, gap=16)
        for widget in (
            self._correction(),
            self._components(),
            self._raw(),
            self._projection(),
            self._colour(),
        ):
            flow.addWidget(widget)

    def follow(self, state: ContextualEmbeddingsState) -> None:
        """Leave what has no use now."""
        self.components.setEnabled(state.corrects_directions)
        self.raw.setEnabled(state.correction != "none")

    def _correction(self) -> QWidget:
        combo = QComboBox()
        combo.setAccessibleName("Correction against anisotropy")
        for value, words, tip in _CORRECTIONS:
            combo.addItem(words, value)
            combo.setItemData(combo.count() - 1, tip, 3)  # Qt.ItemDataRole.ToolTipRole
        combo.setToolTip(
            "All vectors of a model point into a narrow cone; a correction opens it, so that cosines tell more"
        )
        self._binder.bind("correction", combo)
        return labelled("Correction", combo)

    def _components(self) -> QWidget:
        self.components = QSpinBox()
        self.components.setRange(0, 4096)
        self.components.setSpecialValueText("usual")
        self.components.setAccessibleName("Directions that the correction takes away or keeps")
        self.components.setToolTip(
            "All but the top: how many directions go, usually a hundredth. Whitened: how many stay, usually all"
        )
        self.components.setKeyboardTracking(False)
        theme.pad(self.components)
        self._binder.bind("components", self.components)
        return labelled("Directions", self.components)

    def _raw(self) -> QWidget:
        self.raw = QCheckBox("Beside uncorrected")
        self.raw.setToolTip("Show what is corrected and what is not side by side")
        self._binder.bind("raw", self.raw)
        return self.raw

    def _projection(self) -> QWidget:
        view = Segmented("Map", _PROJECTIONS)
        self._binder.bind("projection", view)
        return labelled("Map", view)

    def _colour(self) -> QWidget:
        view = Segmented("Colour by", _COLOURS)
        self._binder.bind("colour", view)
        return labelled("Colour by", view)
