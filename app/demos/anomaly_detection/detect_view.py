"""Methods compared: their areas, scores, curves, what they flag, and what they blame in one row."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.demos.anomaly_detection.blame_view import BlameView
from app.demos.anomaly_detection.contract import AnomalyDetectionResult, Method, MethodScore
from app.demos.anomaly_detection.faces import portrait
from app.demos.anomaly_detection.flagged_view import Flag, FlaggedView
from app.demos.anomaly_detection.histogram_view import HistogramView
from app.demos.anomaly_detection.methods_view import MethodsView
from app.demos.anomaly_detection.trade_view import TradeView
from app.demos.anomaly_detection.words import caught
from app.widgets import scales, theme
from app.widgets.pictures import PictureGrid

#: Narrower than this many letters, the lower views stand in two lines.
_ONE_LINE = 112


class DetectView(QWidget):
    """`change_wanted` carries fields of the state and the key that merges such changes."""

    change_wanted = Signal(dict, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result: AnomalyDetectionResult | None = None
        self.by: Method = "autoencoder"
        self.methods = MethodsView()
        self.histogram = HistogramView()
        self.roc = TradeView("roc")
        self.precision = TradeView("precision-recall")
        self.flagged = FlaggedView()
        self.bars = BlameView()
        self.faces = PictureGrid("What was expected, and the pixels to blame")
        # The pictures take the height that the bars ask for.
        self.faces.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.blame = QStackedWidget()
        self.blame.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.blame.addWidget(self.bars)
        self.blame.addWidget(self.faces)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self._upper, self._lower = QGridLayout(), QGridLayout()
        for grid in (self._upper, self._lower):
            grid.setSpacing(16)
        layout.addLayout(self._upper)
        layout.addWidget(self.words)
        layout.addLayout(self._lower, 1)
        self._wide: bool | None = None
        self._arrange(True)
        for view in (self.methods, self.roc, self.precision):
            view.chosen.connect(self._by)
        self.histogram.quantile_wanted.connect(self._quantile)
        self.flagged.chosen.connect(self._row)

    def show_result(self, result: AnomalyDetectionResult, by: Method, quantile: float) -> None:
        """Show an answer, looked at by one of its methods, with the threshold where it is wanted."""
        self.result = result
        self.look(by, quantile)

    def look(self, by: Method, quantile: float) -> None:
        """Look at the scores, flags and blame of another method, or the first one if it was not asked."""
        result = self.result
        if result is None:
            return
        names = [one.method for one in result.methods]
        at = names.index(by) if by in names else 0
        method = result.methods[at]
        self.by = method.method
        self.methods.show_result(result, at)
        self.histogram.show_method(method, result, quantile)
        self.roc.show_result(result, self.by)
        self.precision.show_result(result, self.by)
        self.words.setText(caught(method, result.learned))
        row = None if result.blame is None else result.blame.row
        self.flagged.show_flags(_flags(result, method), row)
        self._show_blame(result)

    def _show_blame(self, result: AnomalyDetectionResult) -> None:
        if result.blame is None:
            return
        shape = result.learned.shape
        self.blame.setCurrentWidget(self.bars if shape is None else self.faces)
        if shape is None:
            self.bars.show_blame(result.blame, self.by, result.learned.features)
        else:
            colours = scales.table("surprise", theme.is_dark())
            pictures, captions = portrait(result.blame, self.by, shape, colours)
            self.faces.show_pictures(pictures, captions, columns=len(pictures))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(self.width() >= self.fontMetrics().averageCharWidth() * _ONE_LINE)

    def _arrange(self, wide: bool) -> None:
        if wide == self._wide:
            return
        self._wide = wide
        views: tuple[QWidget, ...] = (self.roc, self.precision, self.flagged, self.blame)
        for view in views:
            self._lower.removeWidget(view)
        self._upper.addWidget(self.methods, 0, 0)
        self._upper.addWidget(self.histogram, 0, 1)
        for place, view in enumerate(views):
            row, column = (0, place) if wide else divmod(place, 2)
            self._lower.addWidget(view, row, column)
        for column, share in enumerate((3, 3, 4, 4)):
            self._lower.setColumnStretch(column, share if wide or column < 2 else 0)
        self._upper.setColumnStretch(0, 1)
        self._upper.setColumnStretch(1, 1)

    def _by(self, method: str) -> None:
        self.change_wanted.emit({"by": method}, "quiet")

    def _quantile(self, quantile: float) -> None:
        self.change_wanted.emit({"quantile": quantile}, "quantile")

    def _row(self, row: int) -> None:
        self.change_wanted.emit({"row": row}, "quiet")


def _flags(result: AnomalyDetectionResult, method: MethodScore) -> tuple[Flag, ...]:
    """The rows that a method flags, as the list shows them."""
    places = {case.row: place for place, case in enumerate(result.cases)}
    top = max(method.scores, default=1.0)
    found = []
    for row in method.flagged:
        case, score = result.cases[places[row]], method.scores[places[row]]
        found.append(Flag(row, case.label, case.strange, score, max(0.0, score / top) if top > 0 else 0.0))
    return tuple(found)
