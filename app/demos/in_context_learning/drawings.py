"""The figure of in-context-learning, on matplotlib: accuracy over shots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.demos.in_context_learning.contract import InContextLearningResult

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw_accuracy(figure: Figure, result: InContextLearningResult) -> None:
    """The curve with its 95% band, every draw as a dot, chance and majority as lines."""
    axes = figure.subplots()
    known = [
        (place, one.accuracy, one.interval, one.by_repeat)
        for place, one in enumerate(result.shots)
        if one.accuracy is not None and one.interval is not None
    ]
    places = [place for place, _, _, _ in known]
    low = [interval[0] for _, _, interval, _ in known]
    high = [interval[1] for _, _, interval, _ in known]
    axes.fill_between(places, low, high, alpha=0.2, linewidth=0, label="95% interval")
    axes.errorbar(
        places,
        [accuracy for _, accuracy, _, _ in known],
        yerr=[
            [max(0.0, one[1] - bottom) for one, bottom in zip(known, low, strict=True)],
            [max(0.0, top - one[1]) for one, top in zip(known, high, strict=True)],
        ],
        marker="o",
        color="C0",
        capsize=3,
        label="calibrated" if result.calibrated else "accuracy",
    )
    if result.calibrated:
        plain = [result.shots[place].accuracy_plain or 0.0 for place in places]
        axes.plot(places, plain, marker=".", linestyle=":", color="C2", label="not calibrated")
    for place, _, _, draws in known:
        if len(draws) > 1:
            axes.plot([place] * len(draws), draws, linestyle="", marker="_", color="C0", alpha=0.6)
    axes.axhline(result.chance, linestyle="--", color="C1", linewidth=1, label=f"chance {result.chance:.0%}")
    if result.majority is not None and result.majority > result.chance + 1e-9:
        label = f"majority {result.majority:.0%}"
        axes.axhline(result.majority, linestyle=":", color="C3", linewidth=1, label=label)
    axes.set_xticks(range(len(result.shots)), [str(one.shots) for one in result.shots])
    axes.set_xlim(-0.4, max(0.4, len(result.shots) - 0.6))
    axes.set_ylim(0, 1.03)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    axes.set_xlabel("examples in the prompt")
    axes.set_ylabel("accuracy")
    axes.grid(axis="y")
    figure.legend(loc="outside upper center", ncols=4, fontsize="small")
