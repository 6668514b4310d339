"""The held-out rows on a plane: the two numbers of a code, and three methods that are no auto-encoder."""

from __future__ import annotations

import numpy as np

from app.core.contract import Progress, UserError
from app.demos.auto_encoder.contract import AutoEncoderRequest, AutoEncoderResult, Coordinates
from app.demos.auto_encoder.sweeping import Floats, first_ones, set_of
from model_zoo.latent import maps
from model_zoo.latent.auto_encoding import AutoEncoders
from model_zoo.latent.principal import principal
from model_zoo.latent.spaces import HELD_OUT

_MOST = 2000


def map_(model: AutoEncoders, request: AutoEncoderRequest, progress: Progress) -> AutoEncoderResult:
    """Four maps of the same rows, in the same order. Those that come with the model are not made again."""
    name, space, held = set_of(model, request)
    rows = held.rows[:_MOST]
    if len(rows) < maps.FEWEST:
        raise UserError(
            f"There are only {len(rows)} held-out rows: a map needs at least {maps.FEWEST}.", "data"
        )
    widths = model.widths(name)
    width = min(widths, key=lambda one: (abs(one - 2), one))
    progress.report(0.0, "Coding")
    codes = model.codes(name, width, rows)
    linear = model.principal.get(name) or principal(rows, 2)
    start = _two(linear.codes(rows, 2))
    made: list[tuple[str, str, Floats]] = [("code", _code_title(width), _plane(codes))]
    made.append(("pca", "PCA", start))
    for place, (method, title) in enumerate((("tsne", "t-SNE"), ("umap", "UMAP"))):
        found = held.maps.get(method)
        progress.report(0.2 + 0.35 * place, f"{title} of {len(rows):,} rows" if found is None else title)
        if found is None:
            found = (maps.tsne if method == "tsne" else maps.umap)(rows, start, request.seed or 0)
        made.append((method, title, found[: len(rows)]))
    labels = held.labels[: len(rows)]
    known = model.figures.get("maps", {}).get(name, {}) if len(rows) == len(held.rows) else {}
    coordinates = []
    for place, (method, title, points) in enumerate(made):
        progress.report(0.9 + 0.025 * place, f"Measuring {title}")
        told = known.get(method)  # measured with the model: the same rows, the same maps
        trust = maps.trustworthiness(rows, points) if told is None else told["trustworthiness"]
        agree = maps.agreement(points, labels) if told is None else told["agreement"]
        coordinates.append(Coordinates(method, title, points.astype(np.float32), trust, agree))
    shown, names = first_ones(held, request.pictures)
    linear_back = linear.reconstructed(shown, width)
    return AutoEncoderResult(
        task="map",
        data=name,
        title=space.title,
        sets=model.sets,
        widths=(width,),
        width=width,
        pictures=space.pictures(shown),
        names=names,
        reconstructions=space.pictures(model.reconstructed(name, width, shown))[None],
        pca_reconstructions=space.pictures(linear_back)[None],
        error=(space.error(rows, model.reconstructed(name, width, rows)),),
        pca_error=(space.error(rows, linear.reconstructed(rows, width)),),
        rows=len(rows),
        codes=codes,
        coordinates=tuple(coordinates),
        labels=labels,
        classes=held.classes,
        held_out=model.card.path / HELD_OUT,
    )


def _code_title(width: int) -> str:
    if width == 2:
        return "Code of two numbers"
    return f"Code of {width}" + (", two components" if width > 2 else "")


def _plane(codes: Floats) -> Floats:
    """A code as places on a plane: two numbers as they are, more by their components, one along a line."""
    if codes.shape[1] == 2:
        return codes
    return _two(principal(codes, 2).codes(codes, 2))


def _two(points: Floats) -> Floats:
    if points.shape[1] >= 2:
        return points[:, :2]
    return np.concatenate([points, np.zeros_like(points)], axis=1)
