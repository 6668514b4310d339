"""What one model says along the vector: the words, the languages, the map of layers by alphas, and the curves."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.core.record import RunRecord
from app.demos.language_vector.contract import LanguageVectorRequest, LanguageVectorResult, Sweep
from app.demos.language_vector.curves_view import CurvesView
from app.demos.language_vector.kinds_legend import KindsLegend
from app.demos.language_vector.languages_view import LanguagesView
from app.demos.language_vector.state import LanguageVectorState
from app.demos.language_vector.turning_view import Turned, TurningView
from app.demos.language_vector.words import kept_at, layer_name, name, number, row, share, shown, summary
from app.pages.result_panel import ResultPanel
from app.widgets.heat_map import Cell, HeatMap
from app.widgets.slot_badge import ROLES

#: Narrower than this many characters, the four views stand below each other.
_SIDE_BY_SIDE = 88
_TITLES = {"conversion": "in the target language", "accuracy": "translated", "kept": "kept"}


class LanguageVectorPanel(ResultPanel):
    """The words on top with the languages beside them, the map below with the curves of its layer."""

    result: LanguageVectorResult | None = None
    asked: LanguageVectorRequest | None = None

    def build(self, content: QWidget) -> None:
        """Make the views; each stands under its heading."""
        role, other = ROLES[self.index], ROLES[1 - self.index]
        self.summary = QLabel()
        self.summary.setProperty("role", "heading")
        self.summary.setWordWrap(True)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.legend = KindsLegend()
        self.turning = TurningView()
        self.languages = LanguagesView(role)
        self.map = HeatMap("Layers by alphas")
        self.curves = CurvesView((role, other))
        self._captions = [_caption() for _ in range(3)]
        self._parts = [
            _part(self.legend, self.turning),
            _part(self._captions[0], self.languages),
            _part(self._captions[1], self.map),
            _part(self._captions[2], self.curves),
        ]
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(20)
        self.grid.setVerticalSpacing(8)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.summary)
        layout.addLayout(self.grid, 1)
        self._wide: bool | None = None
        self._arrange(True)
        for view_id, view in (
            ("tokens", self.turning), ("languages", self.languages), ("map", self.map), ("curves", self.curves),
        ):  # fmt: skip
            self.add_view(view_id, view)
        self.map.chosen.connect(self._choose_cell)
        self.curves.chosen.connect(self._choose_alpha)
        self.languages.chosen.connect(self._choose_target)

    def show_result(self, request: Any, result: Any) -> None:
        """Show a new answer."""
        self.asked = request
        self._show(request, result)

    def show_partial(self, value: object) -> None:
        """Show the words at once, and the map as it grows."""
        if isinstance(value, LanguageVectorResult) and isinstance(self.state, LanguageVectorState):
            self._stack.setCurrentWidget(self.content)
            self.set_stale(False)
            self._show(self.state.request(), value)

    def show_state(self, state: Any) -> None:
        """Follow the alpha and the measure that are looked at."""
        if isinstance(state, LanguageVectorState):
            self.curves.set_current(state.alpha)
            if self.result is not None:
                self._show_map(self.result.sweep)

    def show_other(self, record: RunRecord | None) -> None:
        """Draw the other model's conversion with this one's."""
        result = None if record is None else record.result
        self.curves.show_other({} if result is None else row(result.sweep, result.layer))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(self.width() >= self.fontMetrics().averageCharWidth() * _SIDE_BY_SIDE)

    def _arrange(self, wide: bool) -> None:
        if wide == self._wide:
            return
        self._wide = wide
        for place, part in enumerate(self._parts):
            self.grid.removeWidget(part)
            at = divmod(place, 2) if wide else (place, 0)
            self.grid.addWidget(part, *at)
        for column, stretch in enumerate((2, 1) if wide else (1, 0)):
            self.grid.setColumnStretch(column, stretch)

    def _show(self, request: LanguageVectorRequest, result: LanguageVectorResult) -> None:
        self.result = result
        self.summary.setText(summary(request, result))
        answer = result.alphas[-1]
        self.legend.say(name(request.target), name(request.source))
        self.turning.show_sentences(
            [
                [
                    Turned(
                        token.text,
                        answer.tokens[sentence][position],
                        shown(answer.kinds[sentence][position], kept_at(answer, result, sentence, position)),
                        answer.probabilities[sentence][position],
                        bool(answer.translated[sentence][position]),
                    )
                    for position, token in enumerate(tokens)
                ]
                for sentence, tokens in enumerate(result.sources)
            ]
        )
        self.languages.show_points(result.languages, request.source, request.target)
        self._show_map(result.sweep)
        sweep = result.sweep
        self.curves.show_curves(
            sweep.alphas if sweep else (), row(sweep, result.layer), sweep.baseline if sweep else None
        )
        where = f"after layer {result.layer}" if result.layer else "of the embedding"
        self._captions[0].setText(f"The languages' mean states {where}")
        self._captions[2].setText(f"Along the vector, {where}")
        for part in self._parts[2:]:
            part.setVisible(sweep is not None)

    def _show_map(self, sweep: Sweep | None) -> None:
        if sweep is None or self.result is None:
            return
        measure = self.state.measure
        tables = {
            "conversion": sweep.conversion_rate,
            "accuracy": sweep.translation_accuracy,
            "kept": sweep.kept,
        }
        names = [layer_name(layer) for layer in range(self.result.layers)]
        cells = [[Cell("" if v is None else share(v), v or 0.0) for v in line] for line in tables[measure]]
        self.map.show_cells(names, [number(alpha) for alpha in sweep.alphas], cells)
        near = min(range(len(sweep.alphas)), key=lambda place: abs(sweep.alphas[place] - self.state.alpha))
        self.map.set_column(near)
        self._captions[1].setText(
            f"Share {_TITLES[measure]} by layer and alpha, over {sweep.sentences} sentences"
        )

    def _choose_cell(self, layer: int, column: int) -> None:
        if self.result is not None and self.result.sweep is not None:
            self.change_wanted.emit({"layer": layer, "alpha": self.result.sweep.alphas[column]}, "")

    def _choose_alpha(self, alpha: float) -> None:
        self.change_wanted.emit({"alpha": round(alpha, 2)}, "alpha")

    def _choose_target(self, code: str) -> None:
        self.change_wanted.emit({"target": code}, "")


def _caption() -> QLabel:
    label = QLabel()
    label.setProperty("role", "caption")
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    label.setWordWrap(True)
    return label


def _part(heading: QWidget, view: QWidget) -> QWidget:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(3)
    column.addWidget(heading)
    column.addWidget(view, 1)
    return part
