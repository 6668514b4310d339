"""The page of latent-codes: a picture or a sound, its quantiser, and tools for its codes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.core.pictures import bundled_pictures
from app.core.record import RunRecord
from app.core.sounds import bundled_samples, labelled_samples
from app.demos.latent_codes.choosing import CARDS
from app.demos.latent_codes.comparison import told
from app.demos.latent_codes.naming import QUANTIZERS, called
from app.demos.latent_codes.panel import LatentCodesPanel
from app.demos.latent_codes.state import LatentCodesState
from app.demos.latent_codes.tools_row import ToolsRow
from app.pages.comparison import WordsComparison
from app.pages.demo_page import DemoPage
from app.pages.result_panel import ResultPanel
from app.widgets.audio.sound_field import SampleEntry, SoundField
from app.widgets.flow_layout import FlowLayout
from app.widgets.pictures import PictureField
from app.widgets.segmented import Segmented

_MEDIA = (
    ("picture", "Picture", "Codes of a picture: one for each 4 × 4 pixels"),
    ("sound", "Speech", "Codes of a sentence: fifty a second"),
)
_MODES = (
    ("codes", "Codes", "The picture's map of codes, to look at and to edit"),
    ("usage", "Usage", "How often each code is chosen, over a whole corpus"),
    ("collapse", "Collapse", "A training that lost its codes, step by step, beside one that did not"),
)


class LatentCodesPage(DemoPage):
    """Answers while one paints: every part of a stroke is decoded where it is felt."""

    delay_ms = 25

    _asked_spec: str | None = CARDS["picture"]

    def build_inputs(self, layout: QVBoxLayout) -> None:
        """What is coded, how, and the tools."""
        row = QWidget()
        head = FlowLayout(row, gap=12)
        self.modes = Segmented("View", _MODES)
        self.bind("mode", self.modes)
        self.input = PictureField("Picture", bundled_pictures())
        self.input.changed.connect(self._chosen)
        self.errors.give(self.input.error, "input")
        self.quantizers = Segmented(
            "Quantiser", [(name, short, tip) for name, (short, _, tip) in QUANTIZERS.items()]
        )
        self.bind("quantizer", self.quantizers)
        self.others = QComboBox()  # of a model that is not ours
        self.others.setAccessibleName("Quantiser of this model")
        self.bind("quantizer", self.others)
        self.ran.connect(self._know)
        self.changed.connect(self._follow_model)
        self.media = Segmented("What is coded", _MEDIA)
        self.bind("medium", self.media)
        for widget in (self.media, self.modes, self.input, self.quantizers, self.others):
            head.addWidget(widget)
        layout.addWidget(row)
        layout.addWidget(self.input.error)
        self.sound = SoundField("Sound", _voices(), jobs=self.services.jobs)
        self.sound.changed.connect(self._sound_chosen)
        self.errors.give(self.sound.error, "sound")
        layout.addWidget(self.sound)
        self.tools = ToolsRow(self.bind)
        self.tools.changed.connect(self._tools_want)
        layout.addWidget(self.tools)
        layout.addWidget(self.errors.place("edits", "quantizer", "task"))

    def make_panel(self, index: int) -> ResultPanel:
        """All that one model says."""
        return LatentCodesPanel(index, self.services.jobs)

    def make_comparison(self) -> QWidget:
        """Two models' codes."""
        return WordsComparison(told)

    def follow(self, state: Any) -> None:
        """Show what the mode needs."""
        if not isinstance(state, LatentCodesState):
            return
        pictures = state.medium == "picture"
        self.input.set_value(state.input)
        self.input.setVisible(pictures and state.mode != "collapse")
        ours = self.slots[0].spec == CARDS["picture"]
        if not state.quantizer:
            self.quantizers.set_value("vq")  # what our model takes if none is named
        self.quantizers.setVisible(ours and pictures and state.mode != "collapse")
        self.others.setVisible(not ours and self.others.count() > 1 and pictures and state.mode != "collapse")
        self.modes.setVisible(pictures)
        self.tools.show_state(state)
        self.tools.setVisible(pictures and state.mode == "codes")
        self.sound.setVisible(not pictures)
        if not pictures:
            self.sound.set_value(state.sound)
        self._follow_medium(state)

    def _follow_medium(self, state: LatentCodesState) -> None:
        """Ask the bundled model for this kind of input, unless the user has chosen one of another."""
        spec, wanted = self.slots[0].spec, CARDS[state.medium]
        if spec in CARDS.values() and spec != wanted and self.services.models.card(wanted) is not None:
            self.set_model(wanted)

    @Slot()
    def _follow_model(self) -> None:
        """Another model has other codes, and maybe other quantisers: begin with its first."""
        spec = self.slots[0].spec
        if spec != self._asked_spec and self._state.medium == "picture":
            self._asked_spec = spec
            own = "vq" if spec == CARDS["picture"] else ""
            if own != self._state.quantizer and (self._state.quantizer not in QUANTIZERS or not own):
                self.others.clear()
                self.change_quietly(quantizer=own, edits=(), code=-1, box=None)

    @Slot(object)
    def _know(self, record: RunRecord) -> None:
        """An answer tells which quantisers its model has."""
        found = record.result.quantizers
        if record.result.kind == "picture" and found and found != tuple(QUANTIZERS):
            with QSignalBlocker(self.others):
                self.others.clear()
                for name in found:
                    self.others.addItem(called(name), name)
                self.others.setCurrentIndex(max(0, self.others.findData(record.result.quantizer)))
            self.follow(self._state)

    @Slot(str)
    def _chosen(self, value: str) -> None:
        """Another picture has other codes: edits belong to the one that they were made on."""
        if value != self._state.input:
            self.change(None, input=value, edits=(), code=-1, box=None)

    @Slot(str)
    def _sound_chosen(self, value: str) -> None:
        """Another sound has other codes as well."""
        if value != self._state.sound:
            self.change(None, sound=value, sound_edits=(), code=-1)

    @Slot(dict, str)
    def _tools_want(self, fields: dict[str, Any], merge: str) -> None:
        if merge == "quiet":
            self.change_quietly(**fields)
        else:
            self.change(merge or None, **fields)

    def edit(self, field: str, value: object, merge: str | None) -> None:
        """Ways of looking are no steps of undo; another quantiser has other codes."""
        if field in ("mode", "tool", "brush", "shade"):
            self.change_quietly(**{field: value})
        elif field == "quantizer":
            self.change(merge, quantizer=value, edits=(), code=-1, box=None)
        else:
            super().edit(field, value, merge)


def _voices() -> list[SampleEntry]:
    return [(sample.id, sample.title, sample.path) for sample in (*labelled_samples(), *bundled_samples())]
