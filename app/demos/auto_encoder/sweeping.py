"""Held-out pictures through the model's nets of all widths, and through as many principal components."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.core.contract import Progress, UserError
from app.core.pictures import read_picture
from app.demos.auto_encoder.contract import AutoEncoderRequest, AutoEncoderResult
from model_zoo.latent.auto_encoding import AutoEncoders
from model_zoo.latent.spaces import HeldOut, Space

Floats = NDArray[np.float32]
Errors = dict[tuple[str, int], tuple[float, float | None]]
"""By set and width: the net's error, and that of the principal components."""


def set_of(model: AutoEncoders, request: AutoEncoderRequest) -> tuple[str, Space, HeldOut]:
    """The set that is asked for, with its held-out rows. Raises UserError if the model knows another one."""
    name = request.data.strip() or model.sets[0]
    if name not in model.spaces:
        shown = name if len(name) <= 60 else f"{name[:60]}…"
        raise UserError(
            f"This model was not trained on “{shown}” but on {', '.join(model.sets)}. Choose that, or another model.",
            "data",
        )
    held = model.held_out.get(name)
    if held is None or not len(held.rows):
        raise UserError("This model came without held-out rows to look at; choose another model.", "data")
    return name, model.spaces[name], held


def sweep(
    model: AutoEncoders, request: AutoEncoderRequest, known: Errors, progress: Progress
) -> AutoEncoderResult:
    """Every width on the same pictures. Errors are of all held-out rows that came with the model.

    They do not depend on the request, and are measured once: `known` keeps them.
    """
    name, space, held = set_of(model, request)
    own = _own(request.input, space) if request.input.strip() else None
    shown, names = first_ones(held, request.pictures - (own is not None))
    if own is not None:
        shown, names = np.concatenate([own, shown]), ("yours", *names)
    widths = model.widths(name)
    width = min(widths, key=lambda one: abs(one - request.width))
    linear = model.principal.get(name)
    nets, pcas = [], []
    for number, one in enumerate(widths):
        progress.report(number / len(widths), f"Through {one} numbers")
        nets.append(space.pictures(model.reconstructed(name, one, shown)))
        if linear is not None:
            pcas.append(space.pictures(linear.reconstructed(shown, one)))
        if (name, one) not in known:
            back = None if linear is None else linear.reconstructed(held.rows, one)
            mine = space.error(held.rows, model.reconstructed(name, one, held.rows))
            known[name, one] = (mine, None if back is None else space.error(held.rows, back))
    errors = [known[name, one][0] for one in widths]
    pca_errors = [value for one in widths if (value := known[name, one][1]) is not None]
    progress.report(1.0, "Ready")
    return AutoEncoderResult(
        task="sweep",
        data=name,
        title=space.title,
        sets=model.sets,
        widths=widths,
        width=width,
        pictures=space.pictures(shown),
        names=names,
        reconstructions=np.stack(nets),
        pca_reconstructions=np.stack(pcas) if pcas else np.empty((0, 0, 0, 0), np.uint8),
        error=tuple(errors),
        pca_error=tuple(pca_errors),
        rows=len(held.rows),
        codes=model.codes(name, width, shown),
        notes=_notes(request, width),
    )


def first_ones(held: HeldOut, count: int) -> tuple[Floats, tuple[str, ...]]:
    """Some held-out rows, one of each class in turn, and what they are."""
    chosen: list[int] = []
    places = [np.flatnonzero(held.labels == label).tolist() for label in sorted(set(held.labels.tolist()))]
    while len(chosen) < min(count, len(held.rows)):
        for rows in places:
            if rows and len(chosen) < count:
                chosen.append(rows.pop(0))
    names = tuple(name_of(held, row) for row in chosen)
    return held.rows[chosen].reshape(len(chosen), held.rows.shape[1]), names


def name_of(held: HeldOut, row: int) -> str:
    """What a held-out row is: its class, or its number."""
    label = int(held.labels[row])
    return held.classes[label] if 0 <= label < len(held.classes) else f"no. {row + 1}"


def _own(value: str, space: Space) -> Floats:
    """A picture of the user's as a row, grey and brought to the set's size."""
    if space.kind != "pictures":
        raise UserError("This model was trained on a table: it reads no pictures.", "input")
    from PIL import Image

    picture = read_picture(value, "input")
    grey = Image.fromarray(picture.pixels).convert("L")
    size = (space.width, space.height)
    return space.rows(np.asarray(grey.resize(size, Image.Resampling.LANCZOS), np.uint8)[None])


def _notes(request: AutoEncoderRequest, width: int) -> tuple[str, ...]:
    if width == request.width:
        return ()
    return (f"There is no net with a code of {request.width:,} numbers; the nearest has {width}.",)
