"""The page of auto-encoder: sweep the widths, map the codes, train a net of one's own, begin it in two ways."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QVBoxLayout, QWidget

from app.core.contract import Progress, UserError
from app.core.pictures import ENDINGS, bundled_pictures
from app.demos.auto_encoder.comparison import told
from app.demos.auto_encoder.panel import AutoEncoderPanel
from app.demos.auto_encoder.state import OWN, AutoEncoderState
from app.demos.auto_encoder.training_inputs import TrainingInputs
from app.jobs.job import Outcome
from app.pages.comparison import WordsComparison
from app.pages.demo_page import DemoPage
from app.pages.result_panel import ResultPanel
from app.widgets.flow_layout import FlowLayout
from app.widgets.labelled import labelled
from app.widgets.pictures import PictureField
from app.widgets.segmented import Segmented

_MODES = (
    ("sweep", "Sweep", "The same pictures through codes of 1 to 64 numbers"),
    ("map", "Map", "A code of two numbers is a map: beside PCA, t-SNE and UMAP"),
    ("train", "Train", "Train a net of your own, here"),
    ("start", "Two starts", "A deep net begun layer by layer, and plainly (Hinton and Salakhutdinov 2006)"),
)
_SETS = (("The model’s own", ""), ("Fashion-MNIST", "fashion"), ("Handwritten digits", "digits"))
_TABLES = (".csv", ".tsv", ".txt")


class AutoEncoderPage(DemoPage):
    """Sweep, Map and measured starts answer as one plays with them; training waits for Run."""

    def build_inputs(self, layout: QVBoxLayout) -> None:
        """The mode, and the inputs of each."""
        self.setAcceptDrops(True)
        self.modes = Segmented("Mode", _MODES)
        self.bind("mode", self.modes)
        self.data = QComboBox()
        self.data.setAccessibleName("Pictures")
        for words, value in _SETS:
            self.data.addItem(words, value)
        self.bind("data", self.data)
        self.data_box = labelled("Pictures", self.data, "Held-out pictures that no net of the model has seen")
        samples = [one for one in bundled_pictures() if one.kind in ("fashion", "digit", "emoji")]
        self.own = PictureField("And yours", samples)
        self.own.changed.connect(lambda value: self.change(input=value))
        self.errors.give(self.own.error, "input")
        head = QWidget()
        flow = FlowLayout(head, gap=14)
        for widget in (self.modes, self.data_box, self.own):
            flow.addWidget(widget)
        layout.addWidget(head)
        layout.addWidget(self.own.error)
        self.training = TrainingInputs(self.bind)
        self.training.path_chosen.connect(self._take_path)
        layout.addWidget(self.training)
        fields = (
            "hidden",
            "units",
            "begin",
            "epochs",
            "batch",
            "rate",
            "noise",
            "side",
            "most",
            "keep",
            "seed",
        )
        layout.addWidget(self.errors.place("data", "width", "pictures", *fields))

    def make_panel(self, index: int) -> ResultPanel:
        """All that one model makes of it; a training belongs to no model, and its buttons to the page."""
        panel = AutoEncoderPanel(index)
        panel.train.pause_wanted.connect(self.stop)
        panel.train.resume_wanted.connect(self._resume)
        panel.train.keep_wanted.connect(self._ask_keep)
        panel.train.open_wanted.connect(self.open_net)
        return panel

    def make_comparison(self) -> QWidget:
        """Two models' errors."""
        return WordsComparison(told)

    def follow(self, state: Any) -> None:
        """Show what the mode needs."""
        if not isinstance(state, AutoEncoderState):
            return
        looks = state.mode in ("sweep", "map")
        # What takes longer than a moment is begun by Run and never by a key.
        self.live = looks or (state.mode == "start" and not state.start_source)
        self.data_box.setVisible(looks)
        self.own.setVisible(state.mode == "sweep")
        self.own.error.setVisible(state.mode == "sweep" and bool(self.own.error.text()))
        self.training.setVisible(not looks)
        self.training.follow(state)
        if self.own.value != state.input:
            self.own.set_value(state.input)

    @Slot()
    def run(self) -> bool:
        """Ask now; a training begins anew."""
        if self.state().resume:
            self.change_quietly(resume=False)
        return super().run()

    @Slot()
    def _resume(self) -> None:
        """Go on with the training that was left."""
        self.change_quietly(resume=True)
        super().run()

    # -- files ----------------------------------------------------------------------------------------------

    @Slot(str)
    def _take_path(self, path: str) -> None:
        """Learn from a folder or a table."""
        field = "start_source" if self.state().mode == "start" else "source"
        self.change(**{field: OWN, "path": path})

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped(event.mimeData())
        if path is None:
            return
        event.acceptProposedAction()
        if path.suffix.lower() in ENDINGS:
            self.change(mode="sweep", input=str(path))
        else:
            self.change(mode="train", source=OWN, path=str(path))

    @Slot(str)
    def _ask_keep(self, checkpoint: str) -> None:
        dialog = QFileDialog(self, "Keep the net in a folder", self.services.preferences.value.export_folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(partial(self.keep_net, checkpoint))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def keep_net(self, checkpoint: str, folder: str) -> None:
        """Copy a trained net into a folder of its own below `folder`; the page tells where it lies."""
        target = Path(folder) / Path(checkpoint).name

        def copy(_progress: Progress) -> str:
            try:
                shutil.copytree(checkpoint, target, dirs_exist_ok=True)
            except OSError as error:
                raise UserError(
                    f"The net cannot be kept in {folder}: {error.strerror or error}. Choose another folder.",
                    "keep",
                ) from error
            return str(target)

        job = self.services.jobs.submit(None, copy, lane="files", title="Keep the net")
        job.finished.connect(self._kept)

    @Slot(object)
    def _kept(self, outcome: Outcome) -> None:
        if isinstance(outcome.result, str):
            for panel in self.panels:
                if isinstance(panel, AutoEncoderPanel):
                    panel.train.say_kept(outcome.result)
        elif isinstance(outcome.error, UserError):
            self._fail(outcome.error)

    @Slot(str)
    def open_net(self, checkpoint: str) -> None:
        """Make a trained net the page's model, and look at what it restores."""
        self.change(mode="sweep", data="", input="")
        self.bar.pickers[0].brought.emit(
            checkpoint
        )  # as if the user had opened the folder: it is listed from now on


def _dropped(mime: QMimeData) -> Path | None:
    """The one file or folder of a drop, if it can be learnt from or looked at."""
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if len(paths) != 1:
        return None
    fits = paths[0].suffix.lower() in (*ENDINGS, *_TABLES) or paths[0].is_dir()
    return paths[0] if fits else None
