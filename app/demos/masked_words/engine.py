"""The torch side of masked-words: one masked language model asked in every way the page can ask."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from app.core.contract import Progress, UserError
from app.demos.masked_words.contract import (
    Candidate,
    Guess,
    Mask,
    MaskedWordsRequest,
    MaskedWordsResult,
    TargetScore,
)
from app.demos.masked_words.filling import Filling, fill
from app.demos.masked_words.reading import Reader, Reading
from app.demos.masked_words.scoring import pseudo_log_likelihood, score_target
from model_zoo.errors import ModelError
from model_zoo.loaders.masked_lm import MaskedLM

MOST_CANDIDATES = 1000


class MaskedWords:
    """Answers MaskedWordsRequest with a MaskedLM."""

    def __init__(self, model: MaskedLM) -> None:
        self._model = model
        self._reader = Reader(model.tokenizer, model.window)

    def warm(self) -> None:
        """Run once, so that the first real request does not pay for what torch prepares on first use."""
        ids = torch.tensor([[self._model.tokenizer.mask_token_id] * 8], device=self._model.device)
        zero = torch.zeros(1, dtype=torch.long, device=ids.device)
        self._predict(ids, zero, zero)

    @torch.inference_mode()
    def run(self, request: MaskedWordsRequest, progress: Progress) -> MaskedWordsResult:
        """Raises UserError for a text, option or target that cannot be answered."""
        _check(request)
        progress.report(0.0, "Reading the text")
        reading = self._reader.read(request.text)
        if request.score and reading.masks:
            raise UserError("A text is scored without masks: fill them in, or switch scoring off.", "score")
        ids = torch.tensor(reading.ids, device=self._model.device)
        masks = list(reading.masks)
        wanted = list(range(len(ids))) if request.positions else masks
        answers = dict(zip(wanted, self._answers(ids, wanted, request.top_k, progress), strict=True))
        # The best candidates are known already: filling starts from them, and the text is not read twice for it.
        best = {place: answers[place][0][0] for place in masks}
        known = {place: (one.id, math.log(one.probability)) for place, one in best.items()}
        filling: Filling | None = fill(self._predict, ids, known, request.order, progress) if masks else None
        return MaskedWordsResult(
            tokens=reading.tokens,
            masks=tuple(Mask(place, *answers[place]) for place in masks),
            filled=self._reader.fill(reading, filling.choices) if filling else request.text,
            joint_log_probability=filling.log_probability if filling else None,
            target_scores=self._targets(reading, request, progress),
            layers=self._by_mask(ids, masks, progress) if request.layers else None,
            pseudo_log_likelihood=pseudo_log_likelihood(
                self._predict, reading, self._model.tokenizer.mask_token_id, self._model.device, progress
            )
            if request.score
            else None,
            positions=tuple(answers[place][0] for place in wanted) if request.positions else None,
            lens=self._guesses(ids, list(range(len(ids))), progress) if request.lens else None,
            window=self._model.window,
        )

    def _predict(self, ids: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
        return self._model.logits(ids, rows, columns).log_softmax(dim=-1)

    def _answers(
        self, ids: Tensor, places: list[int], top_k: int, progress: Progress
    ) -> list[tuple[tuple[Candidate, ...], float]]:
        """For each place its candidates by falling probability, and the entropy of the whole distribution (nats)."""
        if not places:
            return []
        columns = torch.tensor(places, device=ids.device)
        answers: list[tuple[tuple[Candidate, ...], float]] = []
        for logits in self._model.logits_in_parts(ids[None], columns):
            progress.report(len(answers) / len(places), "Reading the model's beliefs")
            chances = logits.softmax(dim=-1)
            entropies = torch.special.entr(chances).sum(dim=-1).tolist()
            best = chances.topk(min(top_k, chances.shape[-1]), dim=-1)
            for found, values, entropy in zip(
                best.indices.tolist(), best.values.tolist(), entropies, strict=True
            ):
                pairs = zip(found, values, strict=True)
                answers.append((tuple(self._candidate(*pair) for pair in pairs), entropy))
        return answers

    def _candidate(self, token_id: int, probability: float) -> Candidate:
        surfaces = self._reader.surfaces
        return Candidate(surfaces.of(token_id), token_id, probability, surfaces.piece(token_id))

    def _targets(
        self, reading: Reading, request: MaskedWordsRequest, progress: Progress
    ) -> tuple[TargetScore, ...]:
        if request.targets and not reading.masks:
            raise UserError("Targets are scored in a mask's place: mask a word of the text first.", "targets")
        scores: list[TargetScore] = []
        total = len(reading.masks) * len(request.targets)
        for number in range(len(reading.masks)):
            for target in request.targets:
                progress.report(len(scores) / total, f"Scoring “{target[:40]}”")
                scores.append(
                    score_target(
                        self._predict,
                        self._reader,
                        reading,
                        number,
                        target,
                        request.order,
                        self._model.device,
                        progress,
                    )
                )
        return tuple(scores)

    def _by_mask(self, ids: Tensor, masks: list[int], progress: Progress) -> tuple[tuple[Guess, ...], ...]:
        if not masks:
            return ()
        return tuple(zip(*self._guesses(ids, masks, progress), strict=True))

    def _guesses(self, ids: Tensor, places: list[int], progress: Progress) -> tuple[tuple[Guess, ...], ...]:
        """Each layer's best guess at each place: [layer][place]."""
        columns = torch.tensor(places, device=ids.device)
        found: list[tuple[Guess, ...]] = []
        try:
            for layer in self._model.layer_logits(ids[None], columns):
                row: list[Guess] = []
                for logits in layer:
                    progress.report(
                        len(found) / self._model.layers, f"Layer {len(found)} of {self._model.layers - 1}"
                    )
                    best = logits.max(dim=-1)
                    chances = (best.values - logits.logsumexp(dim=-1)).exp()
                    pairs = zip(best.indices.tolist(), chances.tolist(), strict=True)
                    row += [Guess(self._reader.surfaces.of(one), chance) for one, chance in pairs]
                found.append(tuple(row))
        except ModelError as error:
            raise UserError(str(error), "lens") from error
        return tuple(found)


def _check(request: MaskedWordsRequest) -> None:
    if not 1 <= request.top_k <= MOST_CANDIDATES:
        raise UserError(f"top_k is {request.top_k}; it must lie between 1 and {MOST_CANDIDATES:,}.", "top_k")
