"""The figures of anomaly-detection, on matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from app.demos.anomaly_detection.binning import bins, ticks
from app.demos.anomaly_detection.contract import (
    METHODS,
    AnomalyDetectionResult,
    Interval,
    Method,
    MethodScore,
    Sweep,
)
from app.demos.anomaly_detection.words import SCORES, TITLES, number
from model_zoo.latent.anomaly import measures

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def ink(method: Method) -> str:
    """A method's colour, the same in every figure."""
    return f"C{METHODS.index(method)}"


def draw_methods(figure: Figure, result: AnomalyDetectionResult) -> None:
    """AUROC and average precision of every method with their intervals; what guessing gives as a line."""
    left, right = figure.subplots(1, 2, sharey=True)
    share = result.learned.strange / (result.learned.strange + result.learned.tested)
    methods = result.methods[::-1]
    _dots(left, methods, [(one.auroc, one.auroc_interval) for one in methods], 0.5, "AUROC")
    found = [(one.average_precision, one.average_precision_interval) for one in methods]
    _dots(right, methods, found, share, "average precision")
    figure.suptitle("Lines: 95% intervals. Dashed: guessing.", fontsize="small")
    left.set_yticks(range(len(methods)), [TITLES[one.method] for one in methods])


def _dots(
    axes: Axes,
    methods: Sequence[MethodScore],
    found: Sequence[tuple[float, Interval]],
    chance: float,
    name: str,
) -> None:
    for place, (method, (value, (low, high))) in enumerate(zip(methods, found, strict=True)):
        axes.plot([low, high], [place, place], color=ink(method.method), linewidth=1.5)
        axes.plot([value], [place], marker="o", color=ink(method.method))
    axes.axvline(chance, linestyle="--", color="C6", linewidth=1)
    axes.set_ylim(-0.6, len(methods) - 0.4)
    axes.set_xlabel(name)
    axes.grid(axis="x")


def draw_scores(figure: Figure, result: AnomalyDetectionResult) -> None:
    """Each method's scores of the normal and of the strange tested rows, and its threshold."""
    count = len(result.methods)
    columns = min(3, count)
    grid = figure.subplots(-(-count // columns), columns, squeeze=False).ravel()
    for axes, method in zip(grid, result.methods, strict=False):
        found = bins(method, result)
        for name, heights, colour in (("normal", found.normal, "C0"), ("strange", found.strange, "C1")):
            axes.stairs(heights, found.edges, fill=True, alpha=0.35, color=colour, label=name)
            axes.stairs(heights, found.edges, color=colour, linewidth=0.8)
        axes.axvline(method.threshold, linestyle="--", color="C3", linewidth=1, label="threshold")
        if found.logarithmic:
            axes.set_xscale("log")
        axes.minorticks_off()
        marks = ticks(found)
        marks = marks[:: -(-len(marks) // 4)]
        axes.set_xticks(marks, [number(mark) for mark in marks])
        axes.set_xlim(found.edges[0], found.edges[-1])
        axes.locator_params(axis="y", nbins=3)
        axes.set_title(TITLES[method.method])
        axes.set_xlabel(SCORES[method.method], fontsize="small")
    for axes in grid[count:]:
        axes.set_axis_off()
    handles, labels = grid[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3, fontsize="small")


def draw_roc(figure: Figure, result: AnomalyDetectionResult) -> None:
    """Strange rows caught over normal rows flagged; a dot where the threshold stands."""
    axes = figure.subplots()
    strange = np.array([case.strange for case in result.cases])
    for method in result.methods:
        alarms, hits = measures.roc(np.array(method.scores), strange)
        axes.plot(alarms, hits, color=ink(method.method), label=f"{TITLES[method.method]} {method.auroc:.3f}")
        at = method.false_alarms / result.learned.tested, method.caught / result.learned.strange
        axes.plot([at[0]], [at[1]], marker="o", color=ink(method.method), markersize=4)
    axes.plot([0, 1], [0, 1], linestyle="--", color="C6", linewidth=1)
    axes.set_xlabel("normal rows flagged")
    axes.set_ylabel("strange rows caught")
    axes.set_aspect("equal")
    axes.legend(loc="lower right", fontsize="small")


def draw_precision(figure: Figure, result: AnomalyDetectionResult) -> None:
    """Precision over recall; a dot where the threshold stands, and the share of strange rows as a line."""
    axes = figure.subplots()
    strange = np.array([case.strange for case in result.cases])
    for method in result.methods:
        recall, precision = measures.precision_recall(np.array(method.scores), strange)
        name = f"{TITLES[method.method]} {method.average_precision:.3f}"
        axes.step(recall, precision, where="pre", color=ink(method.method), label=name)
        if method.flagged:
            at = method.caught / result.learned.strange, method.caught / len(method.flagged)
            axes.plot([at[0]], [at[1]], marker="o", color=ink(method.method), markersize=4)
    axes.axhline(strange.mean(), linestyle="--", color="C6", linewidth=1)
    axes.set_xlim(0, 1.02)
    axes.set_ylim(0, 1.03)
    axes.set_xlabel("recall: strange rows caught")
    axes.set_ylabel("precision: flagged rows that are strange")
    axes.legend(loc="lower left", fontsize="small")


def draw_sweep(figure: Figure, sweep: Sweep) -> None:
    """AUROC over the width, and what is rebuilt how well."""
    left, right = figure.subplots(1, 2)
    widths = [one.width for one in sweep.widths]
    left.plot(widths, [one.auroc for one in sweep.widths], marker="o", color="C0", label="auto-encoder")
    for one in sweep.widths:
        if len(one.by_net) > 1:
            left.plot(
                [one.width] * len(one.by_net), one.by_net, linestyle="", marker="_", color="C0", alpha=0.6
            )
    left.plot(
        widths,
        [one.pca_auroc for one in sweep.widths],
        marker=".",
        linestyle=":",
        color="C2",
        label="components",
    )
    left.axhline(0.5, linestyle="--", color="C6", linewidth=1)
    left.set_ylabel("AUROC (dashed: guessing)")
    left.set_ylim(0, 1.03)
    right.plot(widths, [one.normal_error for one in sweep.widths], marker="o", color="C0", label="normal")
    right.plot(widths, [one.strange_error for one in sweep.widths], marker="o", color="C1", label="strange")
    right.set_yscale("log")
    right.set_ylabel("error of the auto-encoder")
    for axes in (left, right):
        axes.set_xscale("log", base=2)
        axes.set_xticks(widths, [str(width) for width in widths])
        axes.xaxis.minorticks_off()
        axes.set_xlabel("width of the bottleneck")
        axes.grid(axis="y")
        axes.legend(fontsize="small")
