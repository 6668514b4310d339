"""The figures of language-vector, on matplotlib. What does not fit a page legibly is left out and counted."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.demos.language_vector.contract import LanguageVectorRequest, LanguageVectorResult, Sweep
from app.demos.language_vector.words import Shown, kept_at, layer_name, name, number, shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_POINTS = 72
_LETTER = 4.6  # points: the width of a letter of the size below
_SMALL = 8.0
_LINE = 30.0  # points of height of a token over its prediction
#: Grounds that both black letters and the eye tell apart, on white and on dark paper.
GROUNDS: dict[Shown, str] = {"target": "#9cc3f5", "source": "#f5c38a", "neither": "#cfd2d8", "kept": "none"}
_LABELS = {"conversion": "in the target language", "accuracy": "translated", "kept": "kept"}


def draw_tokens(figure: Figure, request: LanguageVectorRequest, result: LanguageVectorResult) -> None:
    """Each token with the prediction under it, coloured by language; the last alpha."""
    from matplotlib.patches import Patch

    answer = result.alphas[-1]
    wide, high = figure.get_figwidth() * _POINTS - 24, figure.get_figheight() * _POINTS - 60
    axes = figure.subplots()
    axes.set_axis_off()
    axes.set_xlim(0, wide)
    axes.set_ylim(high, 0)
    top, drawn = 0.0, 0
    for sentence, tokens in enumerate(result.sources):
        x = 0.0
        for position, token in enumerate(tokens):
            said = answer.tokens[sentence][position]
            room = _LETTER * max(2, _width(token.text), _width(said)) + 10
            if x + room > wide and x:
                x, top = 0.0, top + _LINE
            if top + _LINE > high:
                break
            how = shown(answer.kinds[sentence][position], kept_at(answer, result, sentence, position))
            _token(axes, x, top, room, token.text, said, GROUNDS[how])
            x += room + 2
        else:
            drawn += 1
            top += _LINE + 6
            continue
        break
    names = {
        "target": name(request.target),
        "source": name(request.source),
        "neither": "neither",
        "kept": "kept",
    }
    patches = [
        Patch(facecolor=GROUNDS[how], edgecolor="0.5", label=names[how])
        for how in ("target", "source", "neither", "kept")
    ]
    figure.legend(handles=patches, loc="lower center", ncols=4, frameon=False, fontsize="small")
    left = f", the first {drawn} of {len(result.sources)} sentences" if drawn < len(result.sources) else ""
    axes.set_title(
        f"α = {number(answer.alpha)} after layer {result.layer}{left}", loc="left", fontsize="medium"
    )


def _token(axes: Axes, x: float, top: float, room: float, token: str, said: str, ground: str) -> None:
    from matplotlib.patches import Rectangle

    axes.text(x + room / 2, top + 7, token, ha="center", va="center", fontsize=_SMALL, alpha=0.75)
    axes.add_patch(Rectangle((x, top + 13), room, 14, facecolor=ground, edgecolor="0.6", linewidth=0.5))
    ink: dict[str, Any] = {} if ground == "none" else {"color": "black"}
    axes.text(x + room / 2, top + 20, said, ha="center", va="center", fontsize=_SMALL, **ink)


def draw_curves(
    figure: Figure,
    alphas: Sequence[float],
    curves: Mapping[str, Sequence[float | None]],
    baseline: float | None,
) -> None:
    """Shares over alpha, and the best constant answer's accuracy as a line."""
    axes = figure.subplots()
    for place, (measure, label) in enumerate(_LABELS.items()):
        values = [math.nan if value is None else value for value in curves[measure]]
        style = ("-", "-", ":")[place]
        axes.plot(alphas, values, marker="o", markersize=3.5, linestyle=style, label=label)
    if baseline is not None:
        axes.axhline(baseline, linestyle="--", linewidth=1, color="C1", label="best constant word")
    axes.set_ylim(-0.03, 1.03)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.set_xlabel("alpha")
    axes.legend(fontsize="small")


def draw_map(figure: Figure, sweep: Sweep) -> None:
    """Conversion and accuracy by layer and alpha."""
    across = figure.get_figwidth() >= 6
    grid = figure.subplots(1 if across else 2, 2 if across else 1, squeeze=False)
    tables = (
        ("conversion rate", sweep.conversion_rate),
        ("translation accuracy", sweep.translation_accuracy),
    )
    for axes, (title, table) in zip(grid.flat, tables, strict=True):
        values = [[math.nan if value is None else value for value in line] for line in table]
        mesh = axes.pcolormesh(values, vmin=0, vmax=1, cmap="viridis", edgecolors="face", linewidth=0.1)
        figure.colorbar(mesh, ax=axes)
        axes.set_title(title, loc="left", fontsize="medium")
        step = max(1, len(sweep.alphas) // 4)
        places = range(0, len(sweep.alphas), step)
        axes.set_xticks([place + 0.5 for place in places], [number(sweep.alphas[place]) for place in places])
        rows = range(0, len(values), max(1, len(values) // 12))
        axes.set_yticks([place + 0.5 for place in rows], [layer_name(place) for place in rows])
        axes.invert_yaxis()
        axes.set_xlabel("alpha")
        axes.set_ylabel("layer")


def draw_languages(figure: Figure, request: LanguageVectorRequest, result: LanguageVectorResult) -> None:
    """The languages' means on their main axes, the vector as an arrow, the others' vectors pale."""
    axes = figure.subplots()
    points = {one.code: (one.x, one.y) for one in result.languages}
    begin, end = points[request.source], points[request.target]
    for code, point in points.items():
        if code not in (request.source, request.target):
            axes.annotate("", point, begin, arrowprops={"arrowstyle": "->", "color": "0.7", "linewidth": 0.8})
    axes.annotate("", end, begin, arrowprops={"arrowstyle": "->", "color": "C1", "linewidth": 2})
    axes.scatter([x for x, _ in points.values()], [y for _, y in points.values()], zorder=3)
    for code, (x, y) in points.items():
        axes.annotate(name(code), (x, y), xytext=(5, 5), textcoords="offset points")
    axes.margins(0.2)
    axes.set_aspect("equal", adjustable="datalim")
    axes.set_xlabel("first axis of the means")
    axes.set_ylabel("second axis")


def _width(text: str) -> int:
    """Give a text's width in letters; East Asian letters are two wide."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
