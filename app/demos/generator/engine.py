"""The torch side of the generator: samples, walks, ways and traversals, by two nets that differ in one thing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from app.core.contract import Picture, Progress
from app.core.pictures import small_pictures
from app.demos.generator.checks import check, small, told_net
from app.demos.generator.contract import (
    EVERY,
    GeneratorRequest,
    GeneratorResult,
    Measure,
    Place,
    PlainCodes,
    Wall,
)
from model_zoo.latent.generating import Generators, between, drawn, drawn_told

Floats = NDArray[np.float64]
Pixels = NDArray[np.uint8]

REACH = 3.0
"""How far maps and traversals go, in standard deviations either way."""
_COLUMNS = 10
_TITLES = {"vae": "Variational", "plain": "Plain", "classes": "Variational, told a class"}


class Generator:
    """Answers GeneratorRequest with Generators."""

    def __init__(self, model: Generators) -> None:
        self._model = model

    def run(self, request: GeneratorRequest, progress: Progress) -> GeneratorResult:
        """Raises UserError for what cannot be asked, Cancelled on Stop."""
        check(self._model, request)
        progress.report(0.0, "Drawing")
        first = told_net(self._model, request.latents) if request.label else None
        names = (first or f"vae-{request.latents}", f"plain-{request.latents}")
        maps: tuple[Wall, ...] = ()
        places: tuple[tuple[Place, ...], ...] = ()
        if request.task == "sample":
            walls = tuple(self._samples(name, request) for name in names)
        elif request.task == "traverse":
            walls = tuple(self._traversal(name, request) for name in names)
        elif request.task == "interpolate":
            walls = self._ways(names, request)
        else:
            walls = tuple(self._walked(name, request, [request.at], 1) for name in names)
            progress.report(0.3, "Drawing the map")
            lattice = np.linspace(-REACH, REACH, request.steps)
            at = [(float(x), float(y)) for y in lattice[::-1] for x in lattice]
            maps = tuple(self._walked(name, request, at, request.steps) for name in names)
            places = tuple(self._places(name, request) for name in names)
        progress.report(1.0)
        metrics = self._model.card.metrics
        return GeneratorResult(
            task=request.task,
            walls=walls,
            maps=maps,
            places=places,
            reach=REACH,
            measures=self._measures(),
            real_recognised=_share(metrics.get("real_recognised")),
            real_frechet=metrics.get("real_frechet"),
            widths=self._model.widths,
            classes=self._model.classes,
        )

    # -- the tasks ------------------------------------------------------------------------------------------

    def _samples(self, name: str, request: GeneratorRequest) -> Wall:
        net, fitted = self._model.nets[name], request.plain_codes == "fitted"
        every = request.label == EVERY
        classes = self._model.classes
        row = max(1, request.count // len(classes)) if every else min(_COLUMNS, request.count)
        count = row * len(classes) if every else request.count
        cloud = self._model.clouds[name] if fitted and not net.shape.variational else None
        seed = torch.initial_seed() if request.seed is None else request.seed
        kinds = self._kinds(name, request, count, row)
        told = self._model.kind_clouds.get(name)
        if told and kinds is not None:
            codes = drawn_told(told, kinds, seed % 2**63)
        else:
            codes = drawn(cloud, net.shape.latents, count, seed % 2**63)
        heads = classes if every and net.shape.classes else ()
        return self._wall(name, codes, row, kinds, heads)

    def _traversal(self, name: str, request: GeneratorRequest) -> Wall:
        """Every latent by itself, the busiest first: a row for each, the others where they were."""
        base, spread = self._origin(name, request.label)
        values = np.linspace(-REACH, REACH, request.steps)
        order = self._order(name)
        codes = np.repeat(base[None], len(order) * len(values), 0)
        for row, latent in enumerate(order):
            codes[row * len(values) : (row + 1) * len(values), latent] += values * spread[latent]
        heads = tuple(f"z{latent + 1}" for latent in order)
        captions = tuple(f"{value:+.1f}".replace("-", "−") for value in values)
        kinds = self._kinds(name, request, len(codes), len(values))
        return self._wall(name, codes, len(values), kinds, heads, captions)

    def _ways(self, names: Sequence[str], request: GeneratorRequest) -> tuple[Wall, ...]:
        ends = np.stack([small(request.start, "start"), small(request.end, "end")])
        shares = np.linspace(0, 1, request.steps)
        captions = tuple(f"{share:.0%}" for share in shares)
        walls = []
        for name in names:
            kinds = self._kinds(name, request, 2, 2)
            mean, _ = self._model.encode(name, ends, kinds)
            codes = between(mean[0], mean[1], list(shares), request.path == "spherical")
            told = self._kinds(name, request, len(codes), len(codes))
            walls.append(self._wall(name, codes, len(codes), told, (), captions))
        faded = ends[0] * (1 - shares[:, None, None]) + ends[1] * shares[:, None, None]
        pixels = np.round(faded).astype(np.uint8)
        nothing = np.zeros((len(pixels), 0))
        walls.append(self._of_pictures("pixels", pixels, nothing, len(pixels), (), captions))
        return tuple(walls)

    def _walked(
        self,
        name: str,
        request: GeneratorRequest,
        places: Sequence[tuple[float, float]],
        columns: int,
    ) -> Wall:
        base, spread = self._origin(name, request.label)
        codes = np.repeat(base[None], len(places), 0)
        for column, axis in enumerate(request.axes):
            codes[:, axis - 1] += np.asarray(places)[:, column] * spread[axis - 1]
        return self._wall(name, codes, columns, self._kinds(name, request, len(codes), columns))

    # -- what they share ------------------------------------------------------------------------------------

    def _origin(self, name: str, label: str) -> tuple[Floats, Floats]:
        """The middle of a net's codes, and a standard deviation there: the prior's, or the cloud's or class's own."""
        net, cloud = self._model.nets[name], self._model.clouds[name]
        if told := self._model.kind_clouds.get(name):
            cloud = told[self._model.classes.index(label)]
        elif net.shape.variational:
            return np.zeros(net.shape.latents), np.ones(net.shape.latents)
        return cloud.mean, np.sqrt(np.diag(cloud.covariance).clip(1e-12))

    def _order(self, name: str) -> list[int]:
        """Latents by how much their codes differ between pictures: a latent that says nothing stays at 0."""
        busy = np.diag(self._model.clouds[name].covariance)
        return [int(one) for one in np.argsort(-busy, kind="stable")]

    def _kinds(self, name: str, request: GeneratorRequest, count: int, row: int) -> list[int] | None:
        if not self._model.nets[name].shape.classes:
            return None
        classes = self._model.classes
        if request.label == EVERY:
            return [number // row % len(classes) for number in range(count)]
        return [classes.index(request.label)] * count

    def _places(self, name: str, request: GeneratorRequest) -> tuple[Place, ...]:
        some = small_pictures("fashion")
        base, spread = self._origin(name, request.label)
        mean, _ = self._model.encode(name, some.images, list(some.labels))
        at = (mean - base) / spread
        x, y = (at[:, axis - 1] for axis in request.axes)
        return tuple(
            Place(round(float(x[k]), 3), round(float(y[k]), 3), some.classes[some.labels[k]])
            for k in range(len(x))
        )

    def _wall(
        self,
        name: str,
        codes: Floats,
        columns: int,
        kinds: list[int] | None,
        heads: tuple[str, ...] = (),
        captions: tuple[str, ...] = (),
    ) -> Wall:
        return self._of_pictures(
            name, self._model.decode(name, codes, kinds), codes, columns, heads, captions
        )

    def _of_pictures(
        self,
        name: str,
        pictures: Pixels,
        codes: Floats,
        columns: int,
        heads: tuple[str, ...],
        captions: tuple[str, ...],
    ) -> Wall:
        verdict = self._model.judged(pictures)
        return Wall(
            net=name,
            title=_title(name),
            sheet=Picture(sheet(pictures, columns)),
            columns=columns,
            count=len(pictures),
            heads=heads,
            captions=captions,
            said=tuple(self._model.classes[kind] for kind in verdict.kinds),
            sure=tuple(round(float(one), 4) for one in verdict.probabilities),
            recognised=verdict.confident,
            codes=tuple(tuple(round(float(one), 4) for one in code) for code in codes),
        )

    def _measures(self) -> tuple[Measure, ...]:
        metrics, found = self._model.card.metrics, []
        for name, net in self._model.nets.items():
            ways: tuple[PlainCodes, ...] = ("normal",) if net.shape.variational else ("normal", "fitted")
            for way in ways:
                end = "" if way == "normal" else "_fitted"
                if f"{name}_frechet{end}" in metrics:
                    found.append(
                        Measure(
                            net=name,
                            latents=net.shape.latents,
                            way=way,
                            elbo=metrics.get(f"{name}_elbo"),
                            bits_per_pixel=metrics.get(f"{name}_bits_per_pixel"),
                            error=metrics.get(f"{name}_error"),
                            recognised=_share(metrics.get(f"{name}_recognised{end}")),
                            frechet=metrics.get(f"{name}_frechet{end}"),
                        )
                    )
        return tuple(found)


def sheet(pictures: Pixels, columns: int) -> Pixels:
    """All pictures [n, h, w] as one, row by row; the last row is filled up with black."""
    count, height, width = pictures.shape
    rows = -(-count // columns)
    whole = np.zeros((rows * columns, height, width), np.uint8)
    whole[:count] = pictures
    joined: Pixels = whole.reshape(rows, columns, height, width).swapaxes(1, 2)
    return joined.reshape(rows * height, columns * width).copy()


def _title(name: str) -> str:
    return _TITLES.get(name.rsplit("-", 1)[0], "Pixels alone")


def _share(percent: float | None) -> float | None:
    return None if percent is None else percent / 100
