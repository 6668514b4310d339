"""The torch side for sounds: codes, their edits, and the sound of the edited codes."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import scipy.signal  # noqa: F401 - reading a sound needs it, and its import of a second is no work on a sound
from numpy.typing import NDArray

from app.core.contract import Progress, Sound, UserError
from app.core.spectra import spectrogram
from app.demos.latent_codes.contract import Edit, Item, LatentCodesRequest, LatentCodesResult
from app.demos.latent_codes.editing import place_of
from app.demos.latent_codes.speech_contract import Phone, SpeechDetail
from app.demos.latent_codes.speech_input import SpeechInput, Taken, is_folder, sounds_in
from app.demos.latent_codes.speech_measures import (
    QUANTIZER,
    corpus,
    exemplars,
    measured,
    phones,
    spread,
    tables,
    warnings,
)
from model_zoo.errors import ModelError
from model_zoo.latent.sound_codec import Array, Numbers, Rebuilt, SoundCodec
from model_zoo.latent.speech_facts import speech_facts

_ROWS, _HOP = 80, 0.01


class SpeechEngine:
    """Answers requests whose input is a sound. The last sound that was put together is kept: edits build on it."""

    def __init__(self, model: SoundCodec) -> None:
        self._model = model
        self._input = SpeechInput(model)
        self._facts = speech_facts(model.card)
        self._tables = tables(self._facts)
        self._exemplars = exemplars(self._facts, model.rate)
        self._last: tuple[Taken, Rebuilt] | None = None
        self._mels: tuple[Taken, Array] | None = None

    def run(self, request: LatentCodesRequest, progress: Progress) -> LatentCodesResult:
        """Raises UserError for what is no sound, and for edits that lie outside of it."""
        if request.task == "collapse":
            raise UserError(
                "Only the picture codes come with a training that collapsed: choose a picture.", "task"
            )
        if request.quantizer not in ("", QUANTIZER):
            raise UserError(
                f"Sounds have the quantiser “{QUANTIZER}” only: choose that one, or leave it empty.",
                "quantizer",
            )
        if is_folder(request.input):
            return self._folder(request, progress)
        progress.report(None, "Taking the sound apart")
        taken = self._input.take(request.input, progress)
        numbers = taken.rebuilt.coded.numbers.copy()
        for number, edit in enumerate(request.edits, 1):
            self._edit(numbers, edit, number, progress)
        progress.report(None, "Putting it together")
        return self._answer(taken, numbers, request)

    def _answer(self, taken: Taken, numbers: Numbers, request: LatentCodesRequest) -> LatentCodesResult:
        """What is told of a sound with these codes."""
        model, detail = self._model, request.detail
        begin = time.perf_counter()
        before = self._last[1] if self._last is not None and self._last[0] is taken else taken.rebuilt
        try:
            made, changed = model.redecode(before, numbers)
        except ModelError as error:
            raise UserError(str(error), "edits") from error
        took = 1000.0 * (time.perf_counter() - begin)
        self._last = taken, made
        untouched = taken.rebuilt.coded.numbers
        seconds = changed.start / model.sample_rate, changed.stop / model.sample_rate
        usage, perplexity = spread(self._counts(numbers))
        return LatentCodesResult(
            codes=_rows(numbers),
            shape=(numbers.shape[0], numbers.shape[1]),
            codebook_size=model.size,
            usage=usage,
            perplexity=perplexity,
            reconstruction=Sound(made.wave, model.sample_rate),
            mel_distance=self._distance(taken, made.wave),
            bits_per_second=model.bits.codes + model.bits.pitch,
            phones=phones(self._facts),
            warnings=warnings(taken.wave),
            kind="sound",
            quantizer=QUANTIZER,
            decoding_ms=took,
            decoded=(_box(seconds, model.rate, numbers.shape[0]),),
            untouched=_rows(untouched),
            original=Sound(taken.wave, model.sample_rate) if detail and taken.wave is not None else None,
            quantizers=(QUANTIZER,) if detail else (),
            corpus=corpus(self._facts) if detail else (),
            speech=self._detail(taken, made, seconds) if detail else None,
        )

    def _counts(self, numbers: Numbers) -> NDArray[np.int64]:
        """How often each code of the first level stands there."""
        return np.bincount(numbers[0][numbers[0] >= 0], minlength=self._model.size)

    def _edit(self, numbers: Numbers, edit: Edit, number: int, progress: Progress) -> None:
        """Put the codes of an edit in. Raises UserError if it names places or codes that are not there."""
        start, _, stop, _ = place_of(edit, numbers.shape, "sound", number)
        place = np.arange(start, stop)
        if edit.replaces is not None:
            place = place[numbers[edit.stage, place] == edit.replaces]
        if edit.source:
            other = self._input.take(edit.source, progress, "edits").rebuilt.coded.numbers
            first = start if edit.at is None else edit.at[0]
            if not 0 <= first <= first + stop - start <= other.shape[1]:
                raise UserError(
                    f"Edit {number} takes {stop - start} codes from {first} on of a sound that has {other.shape[1]}.",
                    "edits",
                )
            numbers[:, place] = other[:, place - start + first]
        elif edit.code is None or not 0 <= edit.code < self._model.size:
            raise UserError(
                f"An edit names a code from 0 to {self._model.size - 1}, or a source to take codes from.",
                "edits",
            )
        else:
            numbers[edit.stage, place] = edit.code
            if self._model.droppable:  # what refined the old code says nothing of the new one
                numbers[edit.stage + 1 :, place] = -1

    def _detail(self, taken: Taken, made: Rebuilt, changed: tuple[float, float]) -> SpeechDetail:
        model, coded = self._model, made.coded
        labels = taken.labels
        begins = (0.0, *labels.ends[:-1]) if labels is not None else ()
        return SpeechDetail(
            frames_per_second=model.rate,
            code_bits=model.bits.codes,
            pitch_bits=model.bits.pitch,
            voice_bits=model.bits.voice,
            samples=coded.samples,
            tune=tuple(coded.tune.tolist()),
            voice=tuple(coded.voice.tolist()),
            hertz=tuple(np.round(model.hertz(coded), 2).tolist()),
            labels=tuple(
                Phone(begin, end, name)
                for begin, end, name in zip(begins, labels.ends, labels.names, strict=True)
            )
            if labels is not None
            else (),
            tables=self._tables,
            sentences=self._facts.sentences,
            exemplars=self._exemplars,
            changed=changed,
        )

    def _distance(self, taken: Taken, wave: Array) -> float | None:
        """Mean absolute difference of the mel spectra to the sound itself, in decibels."""
        if taken.wave is None:
            return None
        if self._mels is None or self._mels[0] is not taken:
            self._mels = taken, self._mel(taken.wave)
        own, made = self._mels[1], self._mel(wave)
        count = min(own.shape[1], made.shape[1])
        return float(np.abs(own[:, :count] - made[:, :count]).mean())

    def _mel(self, wave: Array) -> Array:
        return spectrogram(wave, self._model.sample_rate, rows=_ROWS, hop=_HOP)

    def _folder(self, request: LatentCodesRequest, progress: Progress) -> LatentCodesResult:
        """All sounds of a folder counted together; the first one is put together."""
        if request.edits:
            raise UserError("Edits are for one sound: choose a file of the folder.", "edits")
        files = sounds_in(Path(request.input).expanduser())
        counts = np.zeros(self._model.size, dtype=np.int64)
        items, labelled = [], []
        for number, path in enumerate(files):
            progress.report(number / len(files), f"Taking {path.name} apart")
            coded, labels, wave = self._input.coded(path, progress)
            own = self._counts(coded.numbers)
            counts += own
            items.append(Item(path.name, coded.count, float((own > 0).mean()), None))
            if labels is not None:
                labelled.append((coded, labels, wave))
        first = self._input.take(str(files[0]), progress)
        found = self._answer(first, first.rebuilt.coded.numbers, request)
        usage, perplexity = spread(counts)
        told = measured(self._model, labelled, progress) or found.phones
        return replace(found, items=tuple(items), phones=told, usage=usage, perplexity=perplexity)


def _box(seconds: tuple[float, float], rate: float, levels: int) -> tuple[int, int, int, int]:
    """A stretch of time as a part of the map of codes."""
    return int(seconds[0] * rate), 0, math.ceil(seconds[1] * rate), levels


def _rows(numbers: Numbers) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(row) for row in numbers.tolist())
