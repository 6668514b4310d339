"""How figures look on paper (light) and on a dark slide: matplotlib settings, no global state."""

from __future__ import annotations

from typing import Any

#: Told apart by most colour-blind readers (Okabe and Ito 2008), the dark set lightened to the same contrast.
_LIGHT_CYCLE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8c6d00", "#3a8fbf", "#5a5a5a")
_DARK_CYCLE = ("#56b4e9", "#f08a4b", "#3fc79a", "#e3a0c6", "#e6c84f", "#9ccfee", "#b5b5b5")


def settings(dark: bool) -> dict[str, Any]:
    """Give the rcParams of a figure; the font families are added by the caller, who knows the machine's."""
    from cycler import cycler

    paper = "#16181d" if dark else "#ffffff"
    ink = "#e8e8ea" if dark else "#1a1a1e"
    faint = "#5c606b" if dark else "#b8bac2"
    return {
        "figure.facecolor": paper,
        "axes.facecolor": paper,
        "savefig.facecolor": paper,
        "savefig.edgecolor": "none",
        "text.color": ink,
        "axes.labelcolor": ink,
        "axes.titlecolor": ink,
        "axes.edgecolor": faint,
        "xtick.color": faint,
        "ytick.color": faint,
        "xtick.labelcolor": ink,
        "ytick.labelcolor": ink,
        "grid.color": faint,
        "grid.linewidth": 0.5,
        "grid.alpha": 0.5,
        "legend.frameon": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.prop_cycle": cycler(color=_DARK_CYCLE if dark else _LIGHT_CYCLE),
        "font.size": 9.0,
        "axes.titlesize": 10.0,
        "text.parse_math": False,  # a token that holds two dollar signs is no formula
        "axes.unicode_minus": True,
        "text.usetex": False,
        "pdf.fonttype": 42,  # TrueType inside: searchable, and journals take it (many refuse Type 3)
        "pdf.use14corefonts": False,
        "svg.fonttype": "path",  # outlines look the same everywhere; figures.py adds the words as titles
        "svg.hashsalt": "inkling",  # the same figure gives the same bytes
        "svg.image_inline": True,
        "path.simplify": False,  # every point that was drawn is in the file
    }
