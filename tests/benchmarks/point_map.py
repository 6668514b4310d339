"""Frames a second of the point map, panned and zoomed, turned, and of pyqtgraph's scatter plot in the same run.

Asked: 30 frames a second or better with 1,000,000 points at 1280x800 without a GPU. A frame is the move and the
repaint that follows it, through the event loop and into the window's backing store.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication, QWidget

from app.widgets import theme
from app.widgets.point_map import PointMap
from tests.benchmarks.report import finish, median, table

SIZE = (1280, 800)
FRAMES = 240
PEER_FRAMES = 24


def sample(count: int, dimensions: int = 2, seed: int = 0) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Give clusters of unlike size and spread, as embeddings have them, and the cluster of each point."""
    rng = np.random.default_rng(seed)
    middles = rng.normal(size=(40, dimensions)) * 3
    spreads = rng.gamma(2.0, 0.2, size=(40, 1))
    which = rng.choice(40, count, p=rng.dirichlet(np.ones(40)))
    points = middles[which] + rng.normal(size=(count, dimensions)) * spreads[which]
    return points.astype(np.float32), which


def path(frames: int) -> Iterator[tuple[float, float, float]]:
    """Give (pan across, pan down, zoom factor) of each frame: around, in until points are single, and out."""
    for frame in range(frames):
        share = frame / frames
        angle = 2 * math.pi * share * 3
        inward = 1.06 if 0.2 <= share < 0.5 else 1 / 1.06 if 0.6 <= share < 0.9 else 1.0
        yield 14 * math.cos(angle), 9 * math.sin(angle), inward


def frame_times(widget: QWidget, moves: Iterator[Callable[[], Any]]) -> list[float]:
    """Make each move, let it be painted, and give the milliseconds of each."""
    application = QApplication.instance()
    assert application is not None
    found = []
    for move in moves:
        start = time.perf_counter()
        move()
        widget.repaint()
        application.processEvents()
        found.append((time.perf_counter() - start) * 1e3)
    return found


def map_times(count: int, *, groups: bool = False, space: bool = False) -> dict[str, Any]:
    """Time the point map, and how long its points take to be arranged."""
    points, which = sample(count, 3 if space else 2)
    view = PointMap("Benchmark")
    view.resize(*SIZE)
    view.show()
    QApplication.processEvents()
    done: list[float] = []
    start = time.perf_counter()
    view.arranged.connect(lambda: done.append(time.perf_counter() - start))
    view.show_points(points, groups=which % 12 if groups else None)
    given = time.perf_counter() - start
    while not done:
        QApplication.processEvents()
        time.sleep(0.002)  # the points are sorted beside this thread
    arranged = done[0]
    QApplication.processEvents()
    middle = SIZE[0] / 2, SIZE[1] / 2
    captions: list[str] = []

    def move(across: float, down: float, zoom: float) -> None:
        camera = view.camera.turned(across, down / 4) if space else view.camera.panned(across, down)
        view.look(camera.zoomed(zoom, *middle))
        captions.append(view.caption)

    steps = ((lambda step=step: move(*step)) for step in path(FRAMES))
    times = frame_times(view.viewport(), steps)
    view.close()
    view.deleteLater()
    dense = sum("density" in caption for caption in captions)
    return {**figures(times), "arranged_s": arranged, "call_ms": given * 1e3, "frames_as_density": dense}


def peer_times(count: int) -> dict[str, Any]:
    """Time pyqtgraph's ScatterPlotItem at every tenth step of the same path; without outlines it is fastest."""
    import pyqtgraph as pg

    points, _ = sample(count)
    view = pg.PlotWidget()
    view.resize(*SIZE)
    view.setAspectLocked(True)
    item = pg.ScatterPlotItem(pen=None, brush=pg.mkBrush(60, 90, 217), size=3, pxMode=True)
    item.setData(x=points[:, 0], y=points[:, 1])
    view.addItem(item)
    view.show()
    view.repaint()
    QApplication.processEvents()
    box = view.getViewBox()

    def move(across: float, down: float, zoom: float) -> None:
        wide, high = box.viewPixelSize()
        box.translateBy(x=-across * wide, y=down * high)
        box.scaleBy((1 / zoom, 1 / zoom))

    def moves() -> Iterator[Callable[[], Any]]:
        """Take every step of the path, and give one in ten to be timed."""
        for number, step in enumerate(path(FRAMES)):
            if number % (FRAMES // PEER_FRAMES):
                move(*step)
            else:
                yield partial(move, *step)

    times = frame_times(view.viewport(), moves())
    view.close()
    view.deleteLater()
    return figures(times)


def figures(times: list[float]) -> dict[str, Any]:
    """Give the middle and worst frame in ms, and frames a second."""
    return {
        "median_ms": median(times),
        "worst_ms": max(times),
        "over_33_ms": sum(one > 1e3 / 30 for one in times),
        "frames": len(times),
        "fps": 1e3 * len(times) / sum(times),
    }


def main() -> None:
    """Time the map with a million points, plain, coloured and in space, and the peer with as many and fewer."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.apply(application, "light")
    found = {
        "map, 1,000,000": map_times(1_000_000),
        "map, 1,000,000 in 12 groups": map_times(1_000_000, groups=True),
        "map, 1,000,000 in space": map_times(1_000_000, space=True),
        "map, 1,000,000 in space, groups": map_times(1_000_000, space=True, groups=True),
        "map, 10,000": map_times(10_000),
        "pyqtgraph, 10,000": peer_times(10_000),
        "pyqtgraph, 100,000": peer_times(100_000),
        "pyqtgraph, 1,000,000": peer_times(1_000_000),
    }
    rows = [
        (name, f"{one['median_ms']:.1f}", f"{one['worst_ms']:.1f}", f"{one['over_33_ms']} of {one['frames']}",
         f"{one['fps']:.0f}", f"{one['arranged_s']:.2f}" if "arranged_s" in one else "")
        for name, one in found.items()
    ]  # fmt: skip
    table(
        f"Point map, {FRAMES} frames of panning and zooming at {SIZE[0]}x{SIZE[1]}",
        ("points", "median ms", "worst ms", "over 33 ms", "frames a second", "arranged s"),
        rows,
    )
    finish("point_map", {"size": SIZE, "runs": found})


if __name__ == "__main__":
    main()
