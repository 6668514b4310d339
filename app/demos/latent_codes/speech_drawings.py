"""Figures of a sound's codes, for files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.core import categories
from app.core.contract import Sound
from app.core.spectra import spectrogram
from app.demos.latent_codes.contract import Corpus, LatentCodesResult
from app.demos.latent_codes.speech_contract import PhoneTable
from app.demos.latent_codes.speech_reading import (
    FAMILIES,
    UNKNOWN,
    Meaning,
    clustered,
    family_of,
    read_phones,
    runs,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_GREY, _SMALL = "#9a9a9a", 6.5
_HUES = (1, 0, 2, 3)
_COLUMNS, _ROWS, _RANGE = 220, 56, 70.0
_ROOM = 4  # frames that a phone's letters need
TITLES = {
    "codes": "codes",
    "kmeans": "k-means on MFCC",
    "kmeans_normalised": "k-means, normalised",
    "shuffled": "codes, shuffled",
}


def colour_of(family: int, code: int) -> str:
    """A family's hue on paper; codes that mean nothing known have one of their own."""
    hues = categories.hues(dark=False)
    return hues[code % len(hues)] if family == UNKNOWN else _GREY if family == 0 else hues[_HUES[family - 1]]


def draw_timeline(figure: Figure, result: LatentCodesResult, known: dict[int, Meaning]) -> None:
    """The spectrogram of the codes' sound, what they read, and each stage."""
    import numpy as np
    from matplotlib.patches import Patch

    sound, detail = result.reconstruction, result.speech
    if not isinstance(sound, Sound) or detail is None:
        return
    rate, stages = detail.frames_per_second, len(result.codes)
    high, low = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1 + 0.45 * stages))
    hop = max(0.01, sound.seconds / _COLUMNS)
    values = spectrogram(sound.samples, sound.rate, rows=_ROWS, hop=hop, highest=8_000.0)
    top = float(values.max())
    levels = np.linspace(top - _RANGE, top, 16)
    times = np.arange(values.shape[1]) * hop
    high.contourf(times, np.arange(_ROWS), np.clip(values, levels[0], top), levels, cmap="viridis")
    high.set_yticks([])
    high.set_ylabel("frequency (mel)")
    for stage, codes in enumerate(result.codes):
        for run in runs(codes):
            if run.code < 0:
                continue
            family = family_of(known[run.code].phone) if stage == 0 and run.code in known else UNKNOWN
            place = (run.start / rate, (run.stop - run.start) / rate)
            grey = f"{0.35 + 0.5 * (run.code * 0.618 % 1.0):.2f}"
            colour = colour_of(family, run.code) if stage == 0 else grey
            low.broken_barh(
                [place], (stages - 1 - stage, 0.86), facecolors=colour, edgecolors="white", lw=0.3
            )
    if known:
        for reading in read_phones(result.codes[0], known):
            if reading.stop - reading.start >= _ROOM:
                middle = (reading.start + reading.stop) / 2 / rate
                low.text(middle, stages + 0.05, reading.phone, ha="center", fontsize=_SMALL)
        handles = [Patch(color=colour_of(number, 0), label=name) for number, (name, _) in enumerate(FAMILIES)]
        figure.legend(handles=handles, loc="outside lower center", ncols=len(handles), fontsize=_SMALL + 0.5)
    for phone in detail.labels:
        low.axvline(phone.start, color="black", lw=0.4)
        if (phone.stop - phone.start) * rate < _ROOM:
            continue
        low.text(
            (phone.start + phone.stop) / 2,
            stages + 0.6,
            phone.name,
            ha="center",
            fontsize=_SMALL,
            weight="bold",
        )
    low.set_yticks([stages - 0.57 - k for k in range(stages)], [f"stage {k + 1}" for k in range(stages)])
    low.set_ylim(0, stages + (1.1 if detail.labels else 0.6))
    low.set_xlim(0, sound.seconds)
    low.set_xlabel("seconds")


def draw_phones(figure: Figure, tables: Sequence[PhoneTable]) -> None:
    """The clustered matrices, each with what it tells."""
    panes = figure.subplots(1, len(tables), sharey=True, squeeze=False)[0]
    panes[0].invert_yaxis()  # of all: they share it
    mesh = None
    for axes, table in zip(panes, tables, strict=True):
        shares, _, phones = clustered(table)
        mesh = axes.pcolormesh(shares, cmap="viridis", vmin=0, vmax=1, edgecolors="face", linewidth=0.1)
        words = f"{TITLES.get(table.way, table.way)}\nPNMI {table.pnmi:.3f}, purity {table.purity:.3f}"
        axes.set_title(words, fontsize=_SMALL)
        axes.set_xlabel("code" if table.way in ("codes", "shuffled") else "cluster", fontsize=_SMALL)
        axes.set_yticks([k + 0.5 for k in range(len(phones))], phones, fontsize=_SMALL - 1.5)
        axes.tick_params(axis="x", labelsize=_SMALL - 1)
    if mesh is not None:
        figure.colorbar(mesh, ax=list(panes), label="share of the code's frames")


def draw_counts(figure: Figure, corpus: Corpus) -> None:
    """Codes from the most to the least frequent one."""
    axes = figure.subplots()
    counts = sorted(corpus.counts, reverse=True)
    axes.bar(range(len(counts)), counts, width=1.0, color=categories.hues(dark=False)[0])
    axes.axhline(sum(counts) / len(counts), ls="--", color=_GREY, lw=0.9, label="all equally often")
    axes.set_xlabel("codes, from the most frequent one on")
    axes.set_ylabel("frames")
    words = f"{corpus.usage:.0%} of {len(counts)} codes used, perplexity {corpus.perplexity:.1f}"
    axes.set_title(f"{words} over {corpus.items} utterances", fontsize="small")
    axes.legend(fontsize="small")
