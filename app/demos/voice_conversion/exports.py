"""What can be taken away from a voice-conversion result: sounds, tables, arrays and figures, without Qt and torch."""

from __future__ import annotations

from functools import partial

from app.core.contract import Table, View
from app.core.export.spectrograms import SpectrogramPane, draw_spectrograms
from app.demos.voice_conversion.contract import (
    Leakage,
    Swap,
    VoiceConversionRequest,
    VoiceConversionResult,
    VoiceMap,
)
from app.demos.voice_conversion.drawings import (
    draw_leakage,
    draw_map,
    draw_pitch,
    draw_swap,
)
from app.demos.voice_conversion.naming import called


def views(request: VoiceConversionRequest, result: VoiceConversionResult) -> list[View]:
    """Every view that this result has, in the order of the page."""
    found = []
    if result.audio is not None:
        found.append(View("converted", "Converted sound", _facts(result), sound=result.audio))
        found += _pictures(result)
        if result.converted_hertz:
            found.append(_pitch(result))
    if result.map is not None:
        found.append(_map(result.map))
    if result.swap is not None:
        found.append(_swap(result.swap))
    if result.leakage is not None:
        found.append(_leakage(result.leakage))
    return found


def _facts(result: VoiceConversionResult) -> Table:
    """What was measured, a fact a row."""
    rows: list[tuple[object, ...]] = [("seconds", result.seconds)]
    if result.likeness is not None:
        rows += [("likeness_target", result.likeness.target), ("likeness_source", result.likeness.source)]
    if result.f0 is not None:
        for name in ("source", "converted", "target"):
            one = getattr(result.f0, name)
            low, high = one.range or (None, None)
            rows += [(f"f0_{name}_mean", one.mean), (f"f0_{name}_low", low), (f"f0_{name}_high", high)]
    return Table(("name", "value"), [(name, None if value is None else float(value)) for name, value in rows])  # type: ignore[arg-type]


def _pictures(result: VoiceConversionResult) -> list[View]:
    source, converted = result.source, result.audio
    if source is None or converted is None:
        return []
    panes = [
        SpectrogramPane("Source", source, result.source_hertz),
        SpectrogramPane("Converted", converted, result.converted_hertz),
    ]
    return [
        View(
            "spectrograms",
            "Spectrograms and their difference",
            draw=partial(draw_spectrograms, panes=panes, compare=(1, 0)),
            arrays={
                "source": source.samples,
                "converted": converted.samples,
                "speaker_vector": result.speaker_vector,
                "rate": [converted.rate],
            },
        )
    ]


def _pitch(result: VoiceConversionResult) -> View:
    count = max(len(result.source_hertz), len(result.converted_hertz))
    lines = [
        [line[frame] if frame < len(line) else 0.0 for frame in range(count)]
        for line in (result.source_hertz, result.converted_hertz)
    ]
    rows = [
        (frame / 100, here or None, there or None)
        for frame, (here, there) in enumerate(zip(*lines, strict=True))
    ]
    mean = result.f0.target.mean if result.f0 is not None else None
    return View(
        "pitch",
        "Pitch of both",
        Table(("seconds", "source_hz", "converted_hz"), rows),
        lambda figure: draw_pitch(figure, result.source_hertz, result.converted_hertz, mean),
        {"source_hz": lines[0], "converted_hz": lines[1], "frames_per_second": [100]},
    )


def _map(found: VoiceMap) -> View:
    voices = [*found.voices, found.source, found.target]
    rows = [(one.id, one.x, one.y, one.pitch, one.melody, one.weight) for one in voices]
    return View(
        "voices",
        "Map of voices",
        Table(("voice", "x", "y", "pitch_hz", "melody_semitones", "weight"), rows),
        lambda figure: draw_map(figure, found),
        {"places": [(one.x, one.y) for one in voices], "weights": [one.weight for one in voices]},
    )


def _swap(found: Swap) -> View:
    names = [called(name) for name in found.sources], [called(name) for name in found.targets]
    rows = [
        (source, target, cell.likeness.target, cell.likeness.source, cell.pitch_error)
        for source, cells in zip(found.sources, found.cells, strict=True)
        for target, cell in zip(found.targets, cells, strict=True)
    ]
    return View(
        "swap",
        "Every source with every target",
        Table(("source", "target", "likeness_target", "likeness_source", "pitch_error_semitones"), rows),
        lambda figure: draw_swap(figure, found, names),
        {
            "likeness_target": [[cell.likeness.target for cell in row] for row in found.cells],
            "likeness_source": [[cell.likeness.source for cell in row] for row in found.cells],
            "count": [len(rows)],
        },
    )


def _leakage(found: Leakage) -> View:
    rows = [
        (
            one.variant, one.width, one.normalised, one.codebook,
            score.kind, score.accuracy, score.low, score.high, score.chance, score.count,
        )
        for one in found.variants
        for score in one.scores
    ]  # fmt: skip
    columns = (
        "variant", "width", "normalised", "codebook", "probe", "accuracy", "low", "high", "chance", "utterances",
    )  # fmt: skip
    return View(
        "leakage",
        "What leaks through",
        Table(columns, rows),
        lambda figure: draw_leakage(figure, found),
        {"accuracy": [row[5] for row in rows], "interval": [(row[6], row[7]) for row in rows]},
    )
