"""Figures of the voice-conversion demo for files: matplotlib's objects only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.demos.voice_conversion.contract import Leakage, Swap, VoiceMap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Okabe and Ito's colours, which people with any colour vision tell apart.
_BLUE, _ORANGE, _GREEN, _GREY = "#0072b2", "#d55e00", "#009e73", "#7f7f7f"
_SMALL = 7.0  # points
KINDS = {
    "speaker_in_code": "speaker in the code",
    "speaker_in_frames": "speaker in single frames of the code",
    "content_in_vector": "sentence in the speaker's vector",
}


def draw_pitch(
    figure: Figure, source: Sequence[float], converted: Sequence[float], target: float | None
) -> None:
    """Both contours over each other; gaps where nothing is voiced."""
    axes = figure.subplots()
    for line, colour, label in ((source, _BLUE, "source"), (converted, _ORANGE, "converted")):
        seconds = [frame / 100 for frame in range(len(line))]
        axes.plot(seconds, [hertz or float("nan") for hertz in line], color=colour, lw=1.4, label=label)
    if target:
        axes.axhline(target, ls="--", color=_GREY, lw=0.9, label="target's mean")
    axes.set_yscale("log")
    axes.set_ylim(60, 620)
    axes.set_yticks([75, 100, 150, 200, 300, 400, 600], ["75", "100", "150", "200", "300", "400", "600"])
    axes.set_xlabel("seconds")
    axes.set_ylabel("pitch, Hz")
    axes.legend(loc="best", fontsize="small")


def draw_map(figure: Figure, found: VoiceMap) -> None:
    """Voices by timbre and by pitch; known ones that are blended are filled."""
    panes = figure.subplots(1, 2)
    for axes, timbre in zip(panes, (True, False), strict=True):
        places = [(v.x, v.y) if timbre else (v.pitch, v.melody) for v in found.voices]
        axes.scatter(
            [x for x, _ in places],
            [y for _, y in places],
            s=[16 + 90 * voice.weight for voice in found.voices],
            c=[_BLUE if voice.weight else _GREY for voice in found.voices],
        )
        for voice, place in zip(found.voices, places, strict=True):
            if voice.weight:
                words = f"{voice.id} {voice.weight:.2f}"
                axes.annotate(words, place, (4, 4), textcoords="offset points", fontsize=_SMALL)
        for voice, mark in ((found.source, "^"), (found.target, "s")):
            x, y = (voice.x, voice.y) if timbre else (voice.pitch, voice.melody)
            axes.plot([x], [y], mark, ms=7, color=_ORANGE if mark == "s" else _GREEN, label=voice.id)
    panes[0].set_xlabel(f"first component (two hold {found.explained:.0%})")
    panes[0].set_ylabel("second component")
    panes[1].set_xlabel("mean pitch, Hz")
    panes[1].set_ylabel("melody, semitones")
    panes[1].legend(loc="best", fontsize="small")


def draw_swap(figure: Figure, found: Swap, names: tuple[list[str], list[str]]) -> None:
    """Likeness to the target in colour; likeness to the source and pitch error in words."""
    axes = figure.subplots()
    values = [[cell.likeness.target for cell in row] for row in found.cells]
    mesh = axes.pcolormesh(values, cmap="viridis", vmin=-1, vmax=1, edgecolors="face", linewidth=0.1)
    for row, cells in enumerate(found.cells):
        for column, cell in enumerate(cells):
            error = "" if cell.pitch_error is None else f"\n{cell.pitch_error:+.1f} st"
            words = f"{cell.likeness.target:.2f}\n({cell.likeness.source:.2f}){error}"
            ink = "black" if cell.likeness.target > 0.3 else "white"
            axes.text(column + 0.5, row + 0.5, words, ha="center", va="center", fontsize=_SMALL, color=ink)
    axes.set_yticks([at + 0.5 for at in range(len(names[0]))], names[0], fontsize=_SMALL + 1)
    axes.set_xticks([at + 0.5 for at in range(len(names[1]))], names[1], fontsize=_SMALL + 1)
    axes.invert_yaxis()
    axes.set_ylabel("source")
    axes.set_xlabel("target")
    axes.tick_params(length=0)
    figure.colorbar(mesh, ax=axes, label="cosine with the target (with the source)")


def draw_leakage(figure: Figure, found: Leakage) -> None:
    """One pane a probe: accuracy of each variant with its interval, and chance."""
    kinds = list(dict.fromkeys(score.kind for variant in found.variants for score in variant.scores))
    panes = figure.subplots(len(kinds), 1, sharex=True, squeeze=False)[:, 0]
    names = [variant.variant for variant in found.variants]
    for axes, kind in zip(panes, kinds, strict=True):
        for at, variant in enumerate(found.variants):
            score = next((one for one in variant.scores if one.kind == kind), None)
            if score is None:
                continue
            colour = _BLUE if variant.normalised else _ORANGE
            axes.plot([at, at], [score.low, score.high], color=colour, lw=1.2)
            axes.plot([at], [score.accuracy], "D" if variant.codebook else "o", color=colour, ms=6)
            axes.plot([at - 0.35, at + 0.35], [score.chance] * 2, "--", color=_GREY, lw=1)
        axes.set_ylim(-0.03, 1.03)
        axes.set_title(KINDS[kind], fontsize=_SMALL + 1, loc="left")
        axes.set_ylabel("right", fontsize=_SMALL)
        axes.tick_params(labelsize=_SMALL)
    panes[-1].set_xticks(range(len(names)), names, fontsize=_SMALL)
    panes[-1].set_xlim(-0.6, len(names) - 0.4)
    handles = [
        panes[-1].plot([], [], "o", color=colour, label=words)[0]
        for colour, words in ((_BLUE, "instance-normalised"), (_ORANGE, "not normalised"))
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=2, fontsize="small")
