"""Pictures as codes: made once for an input, edited, and decoded again only where an edit is felt."""

from __future__ import annotations

import time
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch

from app.core.contract import Picture, Progress, UserError
from app.core.pictures import picture_path, read_picture
from app.demos.latent_codes.coded import Coded
from app.demos.latent_codes.contract import (
    Corpus,
    Edit,
    LatentCodesRequest,
    LatentCodesResult,
    Run,
    Snapshot,
)
from app.demos.latent_codes.editing import edited, place_of
from app.demos.latent_codes.folders import pictures_of, shrunk, survey
from model_zoo.latent.image_codes import CodeCounts, ImageCodes, Numbers, Pixels, TrainingRun
from model_zoo.nets.quantizer import perplexity, usage

MOST_PIXELS = 2_000_000
"""A larger picture is made smaller first: its map could not be read any more."""
MOST_CODES = 4096
"""A larger codebook is not painted: it would take minutes and could not be looked through."""
_KEPT = 8
_QUOTED = 40  # characters of an unknown quantiser's name


class PictureEngine:
    """Keeps the inputs used last as they are coded."""

    def __init__(self, model: ImageCodes) -> None:
        self._model = model
        self._kept: OrderedDict[tuple[object, ...], Coded] = OrderedDict()
        self._books: dict[str, Picture] = {}

    def run(self, request: LatentCodesRequest, progress: Progress) -> LatentCodesResult:
        """Answer for a picture, a folder of them, or the trainings that are replayed."""
        progress.report(None, "Reading the picture")
        quantizer = self._chosen(request.quantizer)
        if request.task == "collapse":
            return self._replayed(quantizer, progress)
        folder = pictures_of(request.input)
        if folder is not None and request.edits:
            raise UserError("Edits are of one picture: choose a file of the folder.", "edits")
        whole = survey(self._model, folder, quantizer, progress) if folder else None
        name = str(whole.first) if whole else request.input
        coded = self._coded(name, quantizer, progress, "input")
        progress.report(0.6, "Decoding")
        after = self._edited(coded, request.edits, quantizer, progress)
        begin = time.perf_counter()
        felt = coded.repaint(self._model, after, quantizer)
        took = 1000 * (time.perf_counter() - begin)
        counts = np.bincount(after.ravel(), minlength=self._model.size(quantizer))
        height, width = coded.pixels.shape[:2]
        if whole:
            counts = whole.counts
        progress.report(0.9, "Counting")
        detail = request.detail
        return LatentCodesResult(
            codes=coded.rows_of(after),
            shape=(after.shape[0], after.shape[1]),
            codebook_size=len(counts),
            usage=usage(torch.from_numpy(counts)),
            perplexity=perplexity(torch.from_numpy(counts)),
            reconstruction=Picture(coded.picture.copy()),  # the next edit paints into the one that is kept
            psnr=coded.psnr,
            bits_per_pixel=after.size * float(np.log2(len(counts))) / (height * width),
            warnings=whole.warnings if whole else coded.warnings,
            quantizer=quantizer,
            factor=self._model.factor(quantizer),
            decoding_ms=took,
            decoded=tuple((one.left, one.top, one.right, one.bottom) for one in felt),
            untouched=coded.rows if request.edits else (),
            items=whole.items if whole else (),
            exchanged=self._exchanged(coded, request.edits, quantizer, progress),
            original=Picture(coded.pixels) if detail else None,
            quantizers=self._model.quantizers if detail else (),
            book=self._book(quantizer) if detail else None,
            corpus=self._corpus() if detail else (),
        )

    def _chosen(self, quantizer: str) -> str:
        known = self._model.quantizers
        if quantizer and quantizer not in known:
            raise UserError(
                f"The model has no quantiser “{quantizer[:_QUOTED]}”: it has {', '.join(known)}.", "quantizer"
            )
        return quantizer or known[0]

    def _coded(self, value: str, quantizer: str, progress: Progress, field: str) -> Coded:
        path = picture_path(value, field)
        state = path.stat()
        key = (str(path), state.st_mtime_ns, state.st_size, quantizer)
        if key not in self._kept:
            pixels, warnings = _fitted(read_picture(path, field).pixels, path)
            factor = self._model.factor(quantizer)
            if min(pixels.shape[:2]) < factor:
                raise UserError(f"{path.name} is smaller than one code, {factor} × {factor} pixels.", field)
            numbers = self._model.encode(
                pixels, quantizer, lambda share: progress.report(share * 0.5, "Encoding")
            )
            made = self._model.decode(
                numbers, quantizer, lambda share: progress.report(0.5 + share * 0.1, "Decoding")
            )
            self._kept[key] = Coded(pixels, numbers, made, warnings)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    def _edited(self, coded: Coded, edits: tuple[Edit, ...], quantizer: str, progress: Progress) -> Numbers:
        def codes_of(source: str) -> Numbers:
            return self._coded(source, quantizer, progress, "edits").numbers

        return edited(coded.numbers, edits, self._model.size(quantizer), "picture", codes_of)

    def _exchanged(
        self, coded: Coded, edits: tuple[Edit, ...], quantizer: str, progress: Progress
    ) -> Picture | None:
        """The other picture of the last exchange, with the region that this one had there before."""
        given = [place for place, edit in enumerate(edits) if edit.source and edit.box]
        if not given:
            return None
        last = given[-1]
        before = self._edited(coded, edits[:last], quantizer, progress)
        left, top, right, bottom = place_of(edits[last], before.shape, "picture")
        other = self._coded(edits[last].source, quantizer, progress, "edits")
        column, row = edits[last].at or (left, top)
        numbers = other.numbers.copy()
        numbers[row : row + bottom - top, column : column + right - left] = before[top:bottom, left:right]
        made = other.made.copy()
        self._model.repaint(made, other.decoded, numbers, quantizer)
        height, width = other.pixels.shape[:2]
        return Picture(made[:height, :width])

    def _book(self, quantizer: str) -> Picture | None:
        """All codes in a square, row by row; None for more codes than a wall can show."""
        if self._model.size(quantizer) > MOST_CODES:
            return None
        if quantizer not in self._books:
            each = self._model.book(quantizer)
            count, side = len(each), each.shape[1]
            columns = int(np.ceil(np.sqrt(count)))
            rows = -(-count // columns)
            square = np.full((rows * columns, side, side, 3), 128, np.uint8)
            square[:count] = each
            wall = square.reshape(rows, columns, side, side, 3).transpose(0, 2, 1, 3, 4)
            self._books[quantizer] = Picture(
                np.ascontiguousarray(wall.reshape(rows * side, columns * side, 3))
            )
        return Picture(self._books[quantizer].pixels)

    def _corpus(self) -> tuple[Corpus, ...]:
        return tuple(_corpus(name, found) for name, found in self._model.corpus.items())

    def _replayed(self, quantizer: str, progress: Progress) -> LatentCodesResult:
        progress.report(0.5, "Reading the snapshots")
        if not self._model.runs:
            raise UserError("This model has no snapshots of its training to replay.", "task")
        runs = tuple(_run(one) for one in self._model.runs)
        last = runs[0].snapshots[-1]
        return LatentCodesResult(
            codes=(),
            shape=(0, 0),
            codebook_size=len(last.counts),
            usage=last.usage,
            perplexity=last.perplexity,
            reconstruction=None,
            quantizer=quantizer,
            quantizers=self._model.quantizers,
            runs=runs,
        )


def _fitted(pixels: Pixels, path: Path) -> tuple[Pixels, tuple[str, ...]]:
    """A picture made smaller if it is too large to be read as codes, and a sentence that says so."""
    small = shrunk(pixels, MOST_PIXELS)
    if small is pixels:
        return pixels, ()
    sizes = [f"{one.shape[1]} × {one.shape[0]}" for one in (pixels, small)]
    return small, (f"{path.name} was made smaller, from {sizes[0]} to {sizes[1]} pixels.",)


def _corpus(name: str, found: CodeCounts) -> Corpus:
    counts = torch.from_numpy(found.counts)
    return Corpus(
        name, tuple(found.counts.tolist()), usage(counts), perplexity(counts), found.items, found.psnr
    )


def _run(found: TrainingRun) -> Run:
    snapshots = []
    for place, step in enumerate(found.steps.tolist()):
        counts = torch.from_numpy(found.counts[place])
        side_by_side = np.concatenate(list(found.pictures[place]), axis=1)
        snapshots.append(
            Snapshot(
                step,
                tuple(counts.tolist()),
                usage(counts),
                perplexity(counts),
                float(found.psnr[place]),
                Picture(side_by_side),
            )
        )
    return Run(found.title, found.note, tuple(snapshots))
