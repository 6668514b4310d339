"""Tools for a picture's codes: look, paint, exchange regions; what they need stands beside them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from app.core.pictures import bundled_pictures
from app.demos.latent_codes.contract import Edit
from app.demos.latent_codes.state import LatentCodesState
from app.widgets import theme
from app.widgets.flow_layout import FlowLayout
from app.widgets.labelled import labelled
from app.widgets.pictures import PictureField
from app.widgets.segmented import Segmented

_TOOLS = (
    ("look", "Look", "Click a place to choose its code"),
    ("brush", "Brush", "Paint with the chosen code"),
    ("box", "Region", "Draw a box on the right picture, then fill it or exchange it with another picture"),
)
_BRUSHES = tuple((size, str(size), f"{size} × {size} codes") for size in (1, 2, 4, 8))


class ToolsRow(QWidget):
    """`changed(fields, merge)` asks for another state."""

    changed = Signal(dict, str)

    def __init__(self, bind: Callable[[str, QWidget], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = LatentCodesState()
        self.tool = Segmented("Tool", _TOOLS)
        bind("tool", self.tool)
        self.brush = Segmented("Brush size", _BRUSHES)
        bind("brush", self.brush)
        self.brush_box = labelled("Size", self.brush)
        self.fill = QPushButton("Fill")
        self.fill.setToolTip("Put the chosen code into the whole region")
        self.exchange = QPushButton("Exchange")
        self.exchange.setToolTip("Give the other picture this region's codes and take its own")
        self.other = PictureField("with", bundled_pictures())
        self.shade = QCheckBox("Map")
        self.shade.setToolTip("Lay the map over both pictures: every code has a colour of its own")
        bind("shade", self.shade)
        self.clear = QPushButton("Take all edits back")
        theme.set_icon(self.clear, "trash", "muted")
        row = FlowLayout(self)
        for widget in (self.tool, self.shade, self.brush_box, self.fill, self.exchange, self.other,
                       self.other.error, self.clear):  # fmt: skip
            row.addWidget(widget)
        self.other.changed.connect(lambda value: self.changed.emit({"other": value}, ""))
        self.fill.clicked.connect(self._fill)
        self.exchange.clicked.connect(self._exchange)
        self.clear.clicked.connect(lambda: self.changed.emit({"edits": ()}, ""))

    def show_state(self, state: LatentCodesState) -> None:
        """Offer what the tool can do now, and say why if it can do nothing."""
        self._state = state
        self.brush_box.setVisible(state.tool == "brush")
        for widget in (self.fill, self.exchange, self.other):
            widget.setVisible(state.tool == "box")
        self.other.set_value(state.other)
        self.fill.setEnabled(state.box is not None and state.code >= 0)
        self.fill.setText(f"Fill with code {state.code}" if state.code >= 0 else "Fill")
        self.exchange.setEnabled(state.box is not None and bool(state.other))
        self.clear.setVisible(bool(state.edits))
        self.clear.setText(
            f"Take {'the edit' if len(state.edits) == 1 else f'{len(state.edits)} edits'} back"
        )

    @Slot()
    def _fill(self) -> None:
        edit = Edit(self._state.code, box=self._state.box)
        self.changed.emit({"edits": (*self._state.edits, edit)}, "")

    @Slot()
    def _exchange(self) -> None:
        edit = Edit(box=self._state.box, source=self._state.other)
        self.changed.emit({"edits": (*self._state.edits, edit)}, "")
