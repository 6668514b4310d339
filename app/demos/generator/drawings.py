"""Figures of the generator for files: matplotlib's objects only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.demos.generator.contract import GeneratorResult, Place

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Okabe and Ito's colours, which people with any colour vision tell apart, and one more.
_COLOURS = (
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#8c564b", "#5e3c99", "#a6761d",
)  # fmt: skip
LINES = {
    ("vae", "normal"): ("variational", "#0072b2", "-"),
    ("plain", "normal"): ("plain, standard normal", "#d55e00", "-"),
    ("plain", "fitted"): ("plain, fitted normal", "#d55e00", "--"),
}


def lines(result: GeneratorResult, field: str) -> dict[tuple[str, str], list[tuple[int, float]]]:
    """A measure over the width of the code, by kind of net and way of drawing."""
    found: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for one in sorted(result.measures, key=lambda one: one.latents):
        value = getattr(one, field)
        key = (one.net.rsplit("-", 1)[0], one.way)
        if value is not None and key in LINES:
            found.setdefault(key, []).append((one.latents, value))
    return found


def draw_measures(figure: Figure, result: GeneratorResult) -> None:
    """How near samples come to pictures, over the width of the code."""
    panes = figure.subplots(1, 2)
    names = (("recognised", "share that the judge is sure of"), ("frechet", "Fréchet distance"))
    for axes, (field, words) in zip(panes, names, strict=True):
        for key, points in lines(result, field).items():
            label, colour, style = LINES[key]
            axes.plot(
                [x for x, _ in points],
                [y for _, y in points],
                style,
                marker="o",
                ms=4,
                color=colour,
                label=label,
            )
        real = getattr(result, f"real_{field}")
        if real is not None:
            axes.axhline(real, ls=":", color="#7f7f7f", lw=1, label="real pictures")
        axes.set_xscale("log", base=2)
        axes.set_xticks(result.widths, [str(width) for width in result.widths])
        axes.set_ylim(bottom=0)
        axes.set_xlabel("latents")
        axes.set_title(words, loc="left", fontsize="medium")
    panes[0].yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    handles, labels = panes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2, fontsize="small", frameon=False)


def draw_places(
    figure: Figure, places: tuple[Place, ...], axes_: tuple[int, int], at: tuple[float, float]
) -> None:
    """Held-out pictures' codes on two axes, and where the walk is."""
    axes = figure.subplots()
    for number, label in enumerate(sorted({one.label for one in places})):
        own = [one for one in places if one.label == label]
        colour = _COLOURS[number % len(_COLOURS)]
        axes.scatter([one.x for one in own], [one.y for one in own], s=14, color=colour, label=label)
    axes.plot([at[0]], [at[1]], "+", ms=12, mew=2, color="#7f7f7f")
    axes.set_xlabel(f"z{axes_[0]}, standard deviations")
    axes.set_ylabel(f"z{axes_[1]}")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize="small", frameon=False)
