"""The page of the generator: what to draw, from which code, and where in it."""

from __future__ import annotations

import random
from typing import Any

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from app.core.pictures import bundled_pictures, small_pictures
from app.core.record import RunRecord
from app.demos.generator.comparison import told
from app.demos.generator.contract import EVERY
from app.demos.generator.panel import GeneratorPanel
from app.demos.generator.state import GeneratorState
from app.pages.comparison import WordsComparison
from app.pages.demo_page import DemoPage
from app.pages.result_panel import ResultPanel
from app.widgets import theme
from app.widgets.flow_layout import FlowLayout
from app.widgets.labelled import labelled
from app.widgets.pictures import PictureField
from app.widgets.segmented import Segmented
from app.widgets.slider_field import slim

_TASKS = (
    ("sample", "Sample", "Pictures of random codes"),
    ("walk", "Walk", "Drag a point over the plane of two latents"),
    ("interpolate", "Between two", "The way from one picture's code to another's"),
    ("traverse", "Traverse", "Every latent by itself, from −3 to +3 standard deviations"),
)
_PATHS = (
    ("linear", "straight", "Codes on the straight line between the two"),
    ("spherical", "along the sphere", "Codes on the great circle between the two, the length interpolated"),
)
_PLAIN = (
    ("normal", "standard normal", "The plain net's codes are drawn as the other's are"),
    (
        "fitted",
        "fitted normal",
        "The plain net's codes are drawn from the normal distribution that fits its codes",
    ),
)
_TOLD = 8
"""Latents of the bundled net that is told a class."""


class GeneratorPage(DemoPage):
    """Everything answers at once."""

    delay_ms = 20

    def build_inputs(self, layout: QVBoxLayout) -> None:
        """The task, the net, and what the task needs."""
        head = QHBoxLayout()
        tasks = Segmented("Task", _TASKS)
        self.bind("task", tasks)
        head.addWidget(tasks)
        head.addStretch(1)
        layout.addLayout(head)
        options = QWidget()
        flow = FlowLayout(options, gap=14)
        self.parts: dict[str, QWidget] = {}
        self._net_parts()
        self._picture_parts()
        self._number_parts()
        order = ("latents", "label", "start", "end", "path", "axes", "plain_codes", "count", "steps", "seed")
        for name in order:
            flow.addWidget(self.parts[name])
        layout.addWidget(options)
        layout.addWidget(self.start.error)
        layout.addWidget(self.end.error)
        layout.addWidget(self.errors.place("latents", "label", "axes", "at", "count", "steps", "seed"))
        self.ran.connect(self._learn)

    def make_panel(self, index: int) -> ResultPanel:
        """All that one model draws."""
        return GeneratorPanel(index)

    def make_comparison(self) -> QWidget:
        """Two models' samples."""
        return WordsComparison(told)

    def follow(self, state: Any) -> None:
        """Show what the task needs."""
        if not isinstance(state, GeneratorState):
            return
        task = state.task
        there = {
            "latents": True,
            "label": True,
            "start": task == "interpolate",
            "end": task == "interpolate",
            "path": task == "interpolate",
            "axes": task == "walk",
            "plain_codes": task == "sample",
            "count": task == "sample",
            "steps": task != "sample",
            "seed": task == "sample",
        }
        for name, shown in there.items():
            self.parts[name].setVisible(shown)
        for field, own in ((self.start, state.start), (self.end, state.end)):
            if field.value != own:
                field.set_value(own)
        _offer(self.latents, state.latents, str(state.latents))
        _offer(self.label, state.label, state.label)
        for spin in self.axes:
            with QSignalBlocker(spin):
                spin.setMaximum(max(spin.value(), state.latents))

    def edit(self, field: str, value: object, merge: str | None) -> None:
        """Keep width, class and axes such that they can be asked for together."""
        state: GeneratorState = self.state()
        if field == "label" and value and state.latents != _TOLD:
            self.change(merge, label=value, latents=_TOLD, axis_x=1, axis_y=2)
        elif field == "latents":
            label = state.label if value == _TOLD else ""
            self.change(merge, latents=value, label=label, axis_x=1, axis_y=2)
        elif field == "task" and value != "sample" and state.label == EVERY:
            self.change(merge, task=value, label="")
        else:
            super().edit(field, value, merge)

    @Slot(object)
    def _learn(self, record: RunRecord) -> None:
        """An answer tells which widths and classes the model has."""
        for width in record.result.widths:
            if self.latents.findData(width) < 0:
                self.latents.addItem(str(width), width)
        for name in record.result.classes:
            if self.label.findData(name) < 0:
                self.label.addItem(name, name)

    @Slot()
    def _again(self) -> None:
        self.change(seed=random.randrange(1_000_000))

    # -- inputs ---------------------------------------------------------------------------------------------

    def _net_parts(self) -> None:
        self.latents = QComboBox()
        for width in (2, 8, 16):
            self.latents.addItem(str(width), width)
        self.bind("latents", self.latents)
        tip = "How many numbers a picture is made of"
        self.latents.setAccessibleName("Latents")
        self.parts["latents"] = labelled("Latents", self.latents, tip)
        self.label = QComboBox()
        self.label.setAccessibleName("Class")
        self.label.addItem("not told", "")
        self.label.addItem("each of them", EVERY)
        for name in small_pictures("fashion").classes:
            self.label.addItem(name, name)
        self.bind("label", self.label)
        self.parts["label"] = labelled("Class", self.label, "A net of 8 latents is told what it is to draw")
        plain = Segmented("Plain codes", _PLAIN)
        self.bind("plain_codes", plain)
        self.parts["plain_codes"] = labelled("Plain codes from the", plain)

    def _picture_parts(self) -> None:
        samples = sorted(bundled_pictures(), key=lambda one: one.kind != "fashion")
        self.start = PictureField("From", samples, nothing="choose one")
        self.end = PictureField("To", samples, nothing="choose one")
        for field, name in ((self.start, "start"), (self.end, "end")):
            field.clear.setEnabled(False)
            field.changed.connect(lambda value, name=name: self._take(name, value))
            self.errors.give(field.error, name)
            self.parts[name] = field
        path = Segmented("Path", _PATHS)
        self.bind("path", path)
        self.parts["path"] = labelled("Way", path)

    def _take(self, name: str, value: str) -> None:
        if value:
            self.change(**{name: value})

    def _number_parts(self) -> None:
        self.axes = [QSpinBox(), QSpinBox()]
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for spin, field, words in zip(self.axes, ("axis_x", "axis_y"), ("Across z", "up z"), strict=True):
            spin.setRange(1, 16)
            spin.setAccessibleName(words)
            slim(spin, "16")
            theme.pad(spin)
            self.bind(field, spin)
            row.addWidget(labelled(words, spin, "The number of a latent"))
        self.parts["axes"] = box
        for name, words, most, tip in (
            ("count", "Samples", 400, "How many pictures to draw"),
            (
                "steps",
                "Steps",
                25,
                "Pictures on the way, values of a traversal, pictures a side of the walk's plane",
            ),
        ):
            spin = QSpinBox()
            spin.setRange(1 if name == "count" else 2, most)
            spin.setAccessibleName(words)
            spin.setKeyboardTracking(False)
            slim(spin, "400")
            theme.pad(spin)
            self.bind(name, spin)
            self.parts[name] = labelled(words, spin, tip)
        seed = QSpinBox()
        seed.setRange(0, 999_999_999)
        seed.setAccessibleName("Seed")
        seed.setKeyboardTracking(False)
        slim(seed, "999999999")
        theme.pad(seed)
        self.bind("seed", seed)
        self.again = QPushButton("Draw again")
        theme.set_icon(self.again, "dice")
        self.again.setToolTip("Other random codes: another seed")
        self.again.clicked.connect(self._again)
        pair = QWidget()
        line = QHBoxLayout(pair)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(labelled("Seed", seed, "The same seed draws the same codes"))
        line.addWidget(self.again)
        self.parts["seed"] = pair


def _offer(combo: QComboBox, value: object, words: str) -> None:
    """Choose a value in a list; one that is not there is added, so that it is seen what is asked."""
    with QSignalBlocker(combo):
        if combo.findData(value) < 0 and words.isprintable() and len(words) <= 40:
            combo.addItem(words, value)
        combo.setCurrentIndex(combo.findData(value))
