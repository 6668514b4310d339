"""What can be taken away from a latent-codes result: pictures, tables, arrays and figures, without Qt and torch."""

from __future__ import annotations

from app.core.contract import Picture, Table, View
from app.demos.latent_codes import speech_exports
from app.demos.latent_codes.contract import LatentCodesRequest, LatentCodesResult, Run
from app.demos.latent_codes.drawings import draw_map, draw_runs, draw_usage


def views(request: LatentCodesRequest, result: LatentCodesResult) -> list[View]:
    """Every view that this result has, in the order of the page."""
    if result.kind == "sound":
        return speech_exports.views(request, result)
    if result.runs:
        return [_runs(result.runs), *_snapshots(result.runs)]
    found = [_facts(result)]
    for view_id, title, media in (
        ("reconstruction", "Picture from the codes", result.reconstruction),
        ("original", "Picture as it was coded", result.original),
        ("exchanged", "The other picture after the exchange", result.exchanged),
        ("book", "What each code paints", result.book),
    ):
        if isinstance(media, Picture):
            found.append(View(view_id, title, picture=media))
    found.insert(1, _map(result))
    if result.corpus:
        found.append(_usage(result))
    if result.items:
        found.append(_items(result))
    return found


def _facts(result: LatentCodesResult) -> View:
    names = ("codebook_size", "usage", "perplexity", "psnr", "bits_per_pixel", "decoding_ms")
    rows = [(name, getattr(result, name)) for name in names if getattr(result, name) is not None]
    return View("facts", "Measured", Table(("name", "value"), [(name, float(value)) for name, value in rows]))


def _map(result: LatentCodesResult) -> View:
    before = result.untouched or result.codes
    rows = [
        (row, column, code, before[row][column])
        for row, codes in enumerate(result.codes)
        for column, code in enumerate(codes)
    ]
    return View(
        "codes",
        "Map of the codes",
        Table(("row", "column", "code", "code_before_edits"), rows),
        lambda figure: draw_map(figure, result),
        {"codes": result.codes, "before_edits": before, "codebook_size": [result.codebook_size]},
    )


def _usage(result: LatentCodesResult) -> View:
    rows = [(one.quantizer, code, count) for one in result.corpus for code, count in enumerate(one.counts)]
    return View(
        "usage",
        "How often each code is chosen on the held-out corpus",
        Table(("quantizer", "code", "count"), rows),
        lambda figure: draw_usage(figure, result),
        {
            **{f"counts_{one.quantizer}": one.counts for one in result.corpus},
            "usage": [one.usage for one in result.corpus],
            "perplexity": [one.perplexity for one in result.corpus],
        },
    )


def _items(result: LatentCodesResult) -> View:
    rows = [(one.name, one.codes, one.usage, one.psnr) for one in result.items]
    return View("files", "Files of the folder", Table(("file", "codes", "usage", "psnr"), rows))


def _runs(runs: tuple[Run, ...]) -> View:
    rows = [
        (run.title, shot.step, shot.usage, shot.perplexity, shot.psnr)
        for run in runs
        for shot in run.snapshots
    ]
    return View(
        "collapse",
        "A training that collapsed and one that did not",
        Table(("training", "step", "usage", "perplexity", "psnr"), rows),
        lambda figure: draw_runs(figure, runs),
        {
            f"{name}_{place}": [getattr(shot, field) for shot in run.snapshots]
            for place, run in enumerate(runs)
            for name, field in (("steps", "step"), ("counts", "counts"), ("psnr", "psnr"))
        },
    )


def _snapshots(runs: tuple[Run, ...]) -> list[View]:
    return [
        View(f"last-{place}", f"{run.title}: pictures at the end", picture=run.snapshots[-1].pictures)
        for place, run in enumerate(runs)
    ]
