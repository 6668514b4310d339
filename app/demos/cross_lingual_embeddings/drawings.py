"""The figures of cross-lingual-embeddings, on matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.core.export.points import draw_points
from app.demos.cross_lingual_embeddings.contract import Alignment, Layer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Okabe and Ito's colours, which people with any colour vision tell apart.
_BLUE, _ORANGE, _GREEN = "#0072b2", "#d55e00", "#009e73"
_SMALL = 7.0  # points


def draw_curves(figure: Figure, layers: Sequence[Layer], languages: tuple[str, str]) -> None:
    """Mean reciprocal ranks, precision and chance over layers."""
    axes = figure.subplots()
    x = [one.layer for one in layers]
    there, back = languages
    axes.plot(x, [one.mrr.forward for one in layers], "o-", color=_BLUE, ms=4, label=f"MRR {there}→{back}")
    axes.plot(x, [one.mrr.backward for one in layers], "s-", color=_ORANGE, ms=4, label=f"MRR {back}→{there}")
    axes.plot(x, [one.precision_at_1 for one in layers], "^-", color=_GREEN, ms=4, label="precision at 1")
    axes.plot(x, [one.precision_at_5 for one in layers], ":", color=_GREEN, label="precision at 5")
    axes.plot(x, [one.random for one in layers], "--", color="#7f7f7f", label="MRR by chance")
    axes.set_xlabel("layer")
    axes.set_ylim(-0.02, 1.02)
    axes.locator_params(axis="x", integer=True)
    axes.legend(loc="best", fontsize="small")


def draw_map(
    figure: Figure,
    coordinates: Sequence[tuple[float, float]],
    texts: Sequence[str],
    languages: tuple[str, str],
    title: str,
) -> None:
    """Both languages' sentences, pairs linked."""
    import numpy as np

    count = len(coordinates) // 2
    draw_points(
        figure,
        np.array(coordinates, np.float32),
        texts,
        [0] * count + [1] * count,
        languages,
        [(row, row + count) for row in range(count)],
        title,
    )


def draw_alignment(figure: Figure, found: Alignment, names: tuple[list[str], list[str]]) -> None:
    """The words' cosines as a matrix; the links of each method are marks in its cells."""
    axes = figure.subplots()
    mesh = axes.pcolormesh(found.matrix, cmap="viridis", edgecolors="face", linewidth=0.1)
    for number, links in enumerate(found.methods):
        shift = 0.28 * (number - 1)
        axes.scatter(
            [link.b + 0.5 + shift for link in links.links], [link.a + 0.5 for link in links.links],
            s=16, marker=("o", "s", "^")[number % 3], color="white", edgecolors="black", linewidths=0.7,
            label=links.method if links.error_rate is None else f"{links.method}, error {links.error_rate:.2f}",
        )  # fmt: skip
    axes.set_yticks([at + 0.5 for at in range(len(names[0]))], names[0], fontsize=_SMALL)
    axes.set_xticks(
        [at + 0.5 for at in range(len(names[1]))], names[1], fontsize=_SMALL, rotation=50, ha="right",
        rotation_mode="anchor",
    )  # fmt: skip
    axes.invert_yaxis()
    axes.tick_params(length=0)
    figure.colorbar(mesh, ax=axes, label=f"cosine at layer {found.layer}")
    figure.legend(loc="outside upper center", ncols=3, fontsize="small")
