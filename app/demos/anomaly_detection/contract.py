"""Request and result of the anomaly-detection demo. The field names are a contract: scripts read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Method = Literal["autoencoder", "pca", "neighbours", "forest", "ecod"]
Task = Literal["detect", "sweep"]
Interval = tuple[float, float]

METHODS: tuple[Method, ...] = ("autoencoder", "pca", "neighbours", "forest", "ecod")
#: Widths of a sweep that names none, as far as the features reach.
WIDTHS = (1, 2, 4, 8, 16, 32, 64)


@dataclass(frozen=True, slots=True)
class AnomalyDetectionRequest:
    """What is normal, how it is learned, and where the line is drawn."""

    task: Task = "detect"  # compare methods, or sweep the auto-encoder's width
    data: str = "breast-cancer"  # a bundled set, a CSV file, or the text of a table (several lines)
    label: str = ""  # the column with the classes; empty: guessed from its heading
    normal: tuple[str, ...] = ()  # the classes to learn; empty: the set's own, else the most frequent class
    methods: tuple[Method, ...] = METHODS
    width: int = 4  # of the auto-encoder's bottleneck, and the number of principal components
    epochs: int = 40
    quantile: float = 0.95  # the share of held-out normal rows that stay below the threshold
    row: int | None = None  # the row to explain, counted from 1; none: the strangest one for the first method
    widths: tuple[int, ...] = ()  # of a sweep; empty: powers of two up to the number of features
    repeats: int = 1  # how many auto-encoders of each width a sweep trains
    seed: int | None = None  # of the split, the training and the bootstrap; None: the run's seed


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned from what."""

    title: str
    label: str  # the column with the classes
    normal: tuple[str, ...]
    classes: dict[str, int]  # rows of each class
    features: tuple[str, ...]  # the columns that were used
    left_out: tuple[str, ...]  # columns without numbers
    shape: tuple[int, int] | None  # of pictures: height and width in pixels
    training: int  # normal rows that the methods learned from
    held_out: int  # normal rows that the threshold is set by
    tested: int  # normal rows that everything else is measured on
    strange: int  # rows of the other classes that it is measured on
    seed: int


@dataclass(frozen=True, slots=True)
class Case:
    """A row that was tested."""

    row: int  # counted from 1, without headings
    label: str
    strange: bool


@dataclass(frozen=True, slots=True)
class MethodScore:
    """One method. Scores are as high as a row is strange; those of different methods do not compare."""

    method: Method
    auroc: float
    auroc_interval: Interval  # 95 %, bootstrap over the tested rows
    average_precision: float
    average_precision_interval: Interval
    threshold: float
    flagged: tuple[int, ...]  # rows whose score exceeds the threshold, the strangest first
    caught: int  # of the strange rows
    false_alarms: int  # of the normal rows
    scores: tuple[float, ...]  # of the tested rows, in the order of `cases`
    held_out: tuple[float, ...]  # of the held-out normal rows, in rising order
    by_class: dict[str, float]  # AUROC of each strange class against the normal rows


@dataclass(frozen=True, slots=True)
class MethodBlame:
    """Why one method finds a row strange."""

    method: Method
    score: float
    amounts: tuple[
        float, ...
    ]  # of each feature; for all methods but ecod's three sums they add up to the score
    expected: tuple[float, ...] | None  # what the method would have expected, in the table's own units


@dataclass(frozen=True, slots=True)
class Blame:
    """One row explained by every method."""

    row: int
    label: str
    values: tuple[float, ...]
    usual: tuple[float, ...]  # mean of the training rows
    spread: tuple[float, ...]  # their standard deviation
    methods: tuple[MethodBlame, ...]


@dataclass(frozen=True, slots=True)
class Width:
    """Auto-encoders and components of one width. Errors are mean squares of the scaled features."""

    width: int
    auroc: float  # mean over the nets
    by_net: tuple[float, ...]
    average_precision: float  # mean over the nets
    normal_error: float  # mean over normal tested rows and nets
    strange_error: float
    pca_auroc: float
    pca_normal_error: float
    pca_strange_error: float
    #: Reconstructions of the sweep's `examples` by the first net, in the table's units; pictures only.
    examples: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Sweep:
    """AUROC over the width of the bottleneck, after some epochs or at the end."""

    epoch: int
    widths: tuple[Width, ...]
    examples: tuple[Case, ...]  # a few rows whose reconstructions are shown, normal ones first; pictures only
    values: tuple[tuple[float, ...], ...]  # their own values


@dataclass(frozen=True, slots=True)
class AnomalyDetectionResult:
    """How well one class can be learned by heart, and its strangers be told."""

    learned: Learned
    quantile: float
    cases: tuple[Case, ...]
    methods: tuple[MethodScore, ...]  # in the order asked; empty for a sweep
    blame: Blame | None
    sweep: Sweep | None
    warnings: tuple[str, ...] = ()
    #: Seconds that each method took to learn and to score, when it did.
    seconds: dict[str, float] | None = field(default=None, metadata={"measured": True})
