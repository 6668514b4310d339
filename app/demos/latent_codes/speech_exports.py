"""What can be taken away of a sound's codes: the sound, the codes as they can be put together again, phones."""

from __future__ import annotations

from functools import partial

from app.core.contract import Sound, Table, View
from app.demos.latent_codes.contract import LatentCodesRequest, LatentCodesResult
from app.demos.latent_codes.speech_contract import SpeechDetail
from app.demos.latent_codes.speech_drawings import draw_counts, draw_phones, draw_timeline
from app.demos.latent_codes.speech_reading import meanings


def views(request: LatentCodesRequest, result: LatentCodesResult) -> list[View]:
    """Every view that a sound's result has, in the order of the page."""
    found = []
    if isinstance(result.reconstruction, Sound):
        found.append(View("rebuilt", "Sound from the codes", _facts(result), sound=result.reconstruction))
    found.append(_timeline(result))
    if result.speech is not None and result.speech.tables:
        found.append(_phones(result.speech))
    if result.corpus:
        found.append(_usage(result))
    if result.items:
        rows = [(one.name, one.codes, one.usage) for one in result.items]
        found.append(View("files", "Files of the folder", Table(("file", "codes", "usage"), rows)))
    return found


def _facts(result: LatentCodesResult) -> Table:
    names = ("codebook_size", "usage", "perplexity", "mel_distance", "bits_per_second", "decoding_ms")
    rows: list[tuple[object, ...]] = [
        (name, float(getattr(result, name))) for name in names if getattr(result, name) is not None
    ]
    if result.phones is not None:
        rows += [
            ("phones_pnmi", result.phones.pnmi),
            ("phones_purity", result.phones.purity),
            ("phones_kmeans_pnmi", result.phones.kmeans_pnmi),
        ]
    return Table(("name", "value"), rows)


def _timeline(result: LatentCodesResult) -> View:
    """Frame by frame; the arrays are what the sound can be put together from again, with this file as input."""
    detail = result.speech
    rate = detail.frames_per_second if detail is not None else 1.0
    known = meanings(detail.tables) if detail is not None else {}
    stages = [f"stage_{number + 1}" for number in range(result.shape[0])]
    rows = []
    for frame, codes in enumerate(zip(*result.codes, strict=True)):
        before = result.untouched[0][frame] if result.untouched else codes[0]
        phone = known[codes[0]].phone if codes[0] in known else None
        rows.append((frame / rate, *codes, before, phone))
    arrays: dict[str, object] = {"numbers": result.codes, "before_edits": result.untouched or result.codes}
    if detail is not None:
        arrays |= {"tune": detail.tune, "voice": detail.voice, "samples": detail.samples}
    return View(
        "codes",
        "Codes along time",
        Table(("seconds", *stages, "stage_1_before_edits", "mostly"), rows),
        partial(draw_timeline, result=result, known=known) if detail is not None else None,
        arrays,
    )


def _phones(detail: SpeechDetail) -> View:
    rows: list[tuple[object, ...]] = []
    for table in detail.tables:
        for code, counts in zip(table.order, table.counts, strict=True):
            rows += [
                (table.way, code, phone, count)
                for phone, count in zip(table.phones, counts, strict=True)
                if count
            ]
    return View(
        "phones",
        "Codes and phones",
        Table(("way", "code", "phone", "frames"), rows),
        partial(draw_phones, tables=detail.tables),
        {
            **{f"counts_{table.way}": table.counts for table in detail.tables},
            **{f"order_{table.way}": table.order for table in detail.tables},
            "pnmi": [table.pnmi for table in detail.tables],
            "purity": [table.purity for table in detail.tables],
            "voice": [table.voice for table in detail.tables],
        },
    )


def _usage(result: LatentCodesResult) -> View:
    one = result.corpus[0]
    return View(
        "usage",
        "How often each code is chosen in held-out speech",
        Table(("code", "count"), list(enumerate(one.counts))),
        partial(draw_counts, corpus=one),
        {"counts": one.counts},
    )
