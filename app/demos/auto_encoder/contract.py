"""Request and result of the auto-encoder demo. The field names are a contract: scripts read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Task = Literal["sweep", "map", "train", "start"]
Units = Literal["gelu", "logistic"]
Begin = Literal["plain", "rbm"]

#: Sets that can be trained on without a file: bundled with scikit-learn, and two that are fetched once.
SMALL_DIGITS = "digits-8x8"
FETCHED = ("fashion", "digits")


@dataclass(frozen=True, slots=True)
class AutoEncoderRequest:
    """Sweep and map look at the model that is chosen; train and start make nets of their own from `data`."""

    task: Task = "sweep"
    #: sweep, map: a set that the model knows, "" for its first one. train, start: "digits-8x8", "fashion", "digits",
    #: a folder of pictures or a CSV file; start with "": the runs measured after training.
    data: str = ""
    width: int = 8  # numbers in the code
    input: str = (
        ""  # sweep: a picture of one's own, a file or a bundled sample's id, before the held-out ones
    )
    pictures: int = 8  # how many are shown
    hidden: tuple[int, ...] = (128, 64)  # units of the layers between input and code
    units: Units = "gelu"
    begin: Begin = "plain"  # rbm: layer by layer with restricted Boltzmann machines; for logistic units
    epochs: int = 30
    batch: int = 64
    rate: float = 3e-3  # the highest learning rate
    noise: float = 0.0  # standard deviation of what is added to the input, and is to be removed
    side: int = 28  # pictures of a folder are brought to so many pixels each way
    most: int = 10_000  # rows that are learnt from, at most
    resume: bool = False  # go on with the same training if it was left
    keep: str = ""  # a folder that the trained net is written to; "": one in the cache
    seed: int | None = None  # of weights and order; None: the run's seed


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Errors after an epoch: of the epoch's batches, and of held-out rows."""

    epoch: float
    train: float
    held_out: float


@dataclass(frozen=True, slots=True)
class Coordinates:
    """One map: `points` float32 [n, 2].

    `trustworthiness`, 0 to 1: how far neighbours on the map are neighbours among the pictures (Venna and Kaski 2001).
    `agreement`: share of points whose ten nearest mostly have their own label; None without labels.
    """

    name: str  # "code", "pca", "tsne" or "umap"
    title: str
    points: Any
    trustworthiness: float
    agreement: float | None


@dataclass(frozen=True, slots=True)
class StartCurve:
    """One way to begin and to train a deep net."""

    name: str
    curve: tuple[CurvePoint, ...]
    #: Of the layer-wise start before the curve.
    seconds_before: float = field(default=0.0, metadata={"measured": True})


@dataclass(frozen=True, slots=True)
class AutoEncoderResult:
    """What is filled depends on the task. Errors are mean squares of pixels 0 to 1, or of standard scores."""

    task: Task
    data: str  # the set
    title: str  # what it is called
    sets: tuple[str, ...]  # all that the model knows
    widths: tuple[int, ...]  # of the nets that were asked
    width: int  # the one that was looked at, or trained
    pictures: Any  # uint8 [n, h, w]: held-out ones
    names: tuple[str, ...]  # [n] what they show
    reconstructions: Any  # uint8 [width][n, h, w]
    pca_reconstructions: Any  # the same by principal components
    error: tuple[float, ...]  # [width] over all held-out rows
    pca_error: tuple[float, ...]  # [width]
    rows: int  # how many were held out
    codes: Any = None  # float32 [n, width] of the pictures shown; map: of all
    coordinates: tuple[Coordinates, ...] = ()
    labels: Any = None  # map: int [n] that number the classes, -1 for none
    classes: tuple[str, ...] = ()
    held_out: Path | None = None  # map: the file with the rows, in the same order
    curve: tuple[CurvePoint, ...] = ()
    starts: tuple[StartCurve, ...] = ()
    floor: float | None = None  # start: the error of always giving the mean
    checkpoint: Path | None = None  # train: the folder that can be opened as a model
    parameters: int = 0  # train: numbers in the net
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainProgress:
    """A partial result of train: the curve up to here, and what the net makes of some pictures now."""

    epochs: int
    width: int
    curve: tuple[CurvePoint, ...]
    pca_error: float
    pictures: Any
    names: tuple[str, ...]
    reconstructions: Any
    pca_reconstructions: Any
    checkpoint: Path


@dataclass(frozen=True, slots=True)
class StartProgress:
    """A partial result of start: the runs up to here."""

    epochs: int
    starts: tuple[StartCurve, ...]
    floor: float
