"""What a demo promises. No Qt, no torch: both sides of the house import only this."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

#: The chapters of the navigation, in the lecture's order.
GROUPS = (
    "Mask and predict",
    "Generate",
    "Embeddings",
    "Transfer",
    "Speech",
    "Images",
    "Latent codes",
)


class Cancelled(Exception):  # noqa: N818 - it is an outcome, not an error
    """Raised by `Progress.report` inside an engine when the user pressed Stop."""


class UserError(Exception):
    """A mistake that the user can mend; its message is shown word for word, without a traceback.

    `field` names the request's field at fault, so that a page can put the sentence beside its input.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class Progress(Protocol):
    """The engine's line to whoever waits: a job of the window, or the command line."""

    def report(self, fraction: float | None, note: str = "") -> None:
        """Say how far the work is, 0 to 1, or None where that cannot be known.

        Call it at least once per token, layer or chunk: that interval is the latency of Stop.
        Raises Cancelled when the user asked to stop.
        """

    def partial(self, value: object) -> None:
        """Hand over an intermediate result (a token, a curve's next point). Never a tensor."""


class SilentProgress:
    """A Progress that nobody watches and nobody stops."""

    def report(self, fraction: float | None, note: str = "") -> None:
        """Accept and forget."""

    def partial(self, value: object) -> None:
        """Accept and forget."""


class Engine(Protocol):
    """The torch side of a demo: built on the device thread as `Engine(model)`, kept while the model is.

    `model` is what the family's loader made (`model_zoo.loaders.<family>`), None for family "none",
    which runs on the processor in float32.
    """

    def run(self, request: Any, progress: Progress) -> Any:
        """Answer one frozen request with one frozen result (str, numbers, Path, tuples, numpy arrays).

        Raises UserError for what the user can mend, Cancelled on Stop.
        """


@dataclass(frozen=True, slots=True)
class Table:
    """A table to export: column names and rows of str, int, float or None."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[object, ...]]


class Media:
    """A sound, a picture or another file in a result. JSON names it by its `file`.

    An export sets that when it has written one; until then it is null. A field that may hold any has this type.
    """

    __slots__ = ("file",)

    file: str | None


class Sound(Media):
    """A sound in a result. `samples` is mono float32 [samples], -1 to 1; `rate` in hertz."""

    __slots__ = ("rate", "samples")

    def __init__(self, samples: NDArray[np.float32], rate: int, file: str | None = None) -> None:
        self.samples, self.rate, self.file = samples, rate, file

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


class Picture(Media):
    """A picture in a result. `pixels` is uint8 [height, width] (grey) or [height, width, 3] (red, green, blue)."""

    __slots__ = ("pixels",)

    def __init__(self, pixels: NDArray[np.uint8], file: str | None = None) -> None:
        self.pixels, self.file = pixels, file


class Encoded(Media):
    """A file in a result, in a format of its own: its bytes, and the ending of its name (".ikp")."""

    __slots__ = ("data", "ending")

    def __init__(self, data: bytes, ending: str, file: str | None = None) -> None:
        self.data, self.ending, self.file = data, ending, file


@dataclass(frozen=True, slots=True)
class View:
    """One exportable view of a result, the same from the window and from the command line.

    `id` is a file-name stem ("candidates"); `draw` paints the view on an empty matplotlib figure;
    `arrays` gives the numbers behind it by name; `sound` is what is heard; `picture` is pixels as they are,
    written as `<id>.png`: such a view draws no figure; `encoded` is written as it is. What a view has not, is None.
    """

    id: str
    title: str
    table: Table | None = None
    draw: Callable[[Figure], None] | None = None
    arrays: dict[str, Any] | None = None
    sound: Sound | None = None
    picture: Picture | None = None
    encoded: Encoded | None = None

    def __post_init__(self) -> None:
        if self.draw is not None and self.picture is not None:
            raise ValueError(f"the view “{self.id}” has a figure and a picture: both would be {self.id}.png")


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo's identity card. Its parts are named by strings and imported only where they are needed."""

    id: str  # "masked-words": the command line's name
    title: str
    summary: str  # one sentence: navigation tooltip, `demos`, palette
    group: str  # one of GROUPS
    family: str  # the checkpoints that fit: model_zoo.loaders.<family>; "none" needs no model
    request: type  # frozen dataclasses of contract.py
    result: type
    package: str  # __name__ of the demo's package
    engine: str  # "engine:MaskedWords"; torch; the device thread imports it
    page: str  # "page:MaskedWordsPage"; Qt; imported when the page is first shown
    state: str  # "state:MaskedWordsState"; frozen dataclass with defaults: the page's inputs
    exports: str  # "exports:views": (request, result) -> list[View]; no Qt, no torch
    prefers: str = ""  # the card this demo opens with if it is bundled; "": the family's own default
    #: "choosing:card_for": (request) -> the spec to use where none is named, or None; no Qt, no torch.
    chooses: str = ""

    def part(self, name: str) -> Any:
        """Import the part called `name` ("engine", "page", "state" or "exports")."""
        return resolve(f"{self.package}.{getattr(self, name)}")


def resolve(reference: str) -> Any:
    """Import "package.module:attribute".

    References come from our own DEMO objects only, never from a file or a checkpoint.
    """
    module, _, attribute = reference.partition(":")
    return getattr(import_module(module), attribute)
