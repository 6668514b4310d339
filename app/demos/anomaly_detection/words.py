"""What methods are called, and results as sentences. No Qt, no torch."""

from __future__ import annotations

from collections.abc import Sequence

from app.demos.anomaly_detection.contract import (
    AnomalyDetectionResult,
    Learned,
    Method,
    MethodScore,
    Sweep,
    Width,
)

TITLES: dict[Method, str] = {
    "autoencoder": "Auto-encoder",
    "pca": "Components",
    "neighbours": "Neighbours",
    "forest": "Isolation forest",
    "ecod": "ECOD",
}
#: How each decides, for tool tips.
REASONS: dict[Method, str] = {
    "autoencoder": "Squeezes each row through a narrow code and rebuilds it. Strange is what it rebuilds badly.",
    "pca": "The same with straight lines only: strange is what lies far from the plane of the main components.",
    "neighbours": "Strange is what lies far from its five nearest rows of those learned. Nothing is trained.",
    "forest": "Cuts at random until a row stands alone. Strange is what needs few cuts (Liu et al. 2008).",
    "ecod": "Looks at each feature alone. Strange is what lies in the tails of many (Li et al. 2022). "
    "It has nothing to set.",
}
SCORES: dict[Method, str] = {
    "autoencoder": "mean squared error",
    "pca": "squared distance to the plane",
    "neighbours": "distance to five neighbours",
    "forest": "anomaly score",
    "ecod": "sum of −log tails",
}


#: An AUROC below it is not worth the name.
_TOLD = 0.55


def number(value: float) -> str:
    """Three digits that matter, of large numbers all before the point, with a true minus sign."""
    told = f"{value:,.0f}" if 1000 <= abs(value) < 1e7 else f"{value:.3g}"
    return told.replace("-", "−")


def spoken(names: Sequence[str], most: int = 4) -> str:
    """Names with commas and an “and”, long lists cut."""
    shown = [name if len(name) <= 24 else f"{name[:23]}…" for name in names[:most]]
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def basis(learned: Learned) -> str:
    """What was learned from, and what it is measured on."""
    return (
        f"Learned {spoken(learned.normal)} from {learned.training:,} rows; the threshold is set by "
        f"{learned.held_out:,} others, and all is measured on {learned.tested:,} normal and "
        f"{learned.strange:,} strange rows that nothing was learned from."
    )


def summary(result: AnomalyDetectionResult) -> str:
    """The result in one sentence."""
    if result.sweep is not None:
        return sweep_summary(result.sweep)
    best = max(result.methods, key=lambda one: one.auroc)
    low, high = best.auroc_interval
    found = f"Best: {TITLES[best.method]}, AUROC {best.auroc:.3f} ({low:.3f} to {high:.3f})"
    if low <= 0.5:
        return f"No method tells strange rows from normal ones for certain. {found}."
    level = [one for one in result.methods if one is not best and one.auroc_interval[1] >= low]
    if level:
        found += f"; as good as that may be {spoken([TITLES[one.method] for one in level])}"
    return f"{found}."


def caught(method: MethodScore, learned: Learned) -> str:
    """What the threshold does."""
    return (
        f"{TITLES[method.method]}: {len(method.flagged):,} rows lie above {number(method.threshold)}, "
        f"{method.caught:,} of {learned.strange:,} strange ones and {method.false_alarms:,} of "
        f"{learned.tested:,} normal ones."
    )


def sweep_summary(sweep: Sweep) -> str:
    """Where the width helps and where it harms."""
    best = max(sweep.widths, key=lambda one: one.auroc)
    widest = sweep.widths[-1]
    if best.auroc < _TOLD:
        told = f"At no width are strange rows told from normal ones: the best AUROC is {best.auroc:.3f}."
    else:
        told = f"Best at width {best.width}: AUROC {best.auroc:.3f}."
        if widest.auroc < best.auroc - 0.05:
            told += f" At width {widest.width} it has fallen to {widest.auroc:.3f}"
            told += ": worse than guessing." if widest.auroc < 0.5 else "."
    fooled = [str(one.width) for one in sweep.widths if one.strange_error < one.normal_error]
    if fooled:
        where = "At every width" if len(fooled) == len(sweep.widths) else f"At width {spoken(fooled)}"
        told += f" {where} strange rows are rebuilt better than normal ones."
    return told


def width_words(width: Width, nets: int) -> str:
    """One point of the sweep."""
    told = f"Width {width.width}: AUROC {width.auroc:.3f}"
    if nets > 1:
        told += f" (nets from {min(width.by_net):.3f} to {max(width.by_net):.3f})"
    return (
        f"{told}; error {number(width.normal_error)} on normal rows, {number(width.strange_error)} on strange ones. "
        f"Components: {width.pca_auroc:.3f}."
    )
