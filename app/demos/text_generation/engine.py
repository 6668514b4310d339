"""Generates text token by token and tells what the model believed at each."""

from __future__ import annotations

import time

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.core.contract import Progress, SilentProgress, UserError
from app.demos.text_generation.beliefs import Belief, belief, beliefs, summed
from app.demos.text_generation.checks import check
from app.demos.text_generation.contract import (
    Distribution,
    FinishReason,
    Guess,
    Precision,
    TextGenerationRequest,
    TextGenerationResult,
    Token,
)
from app.demos.text_generation.prompt import encode
from app.demos.text_generation.reader import Reader
from app.demos.text_generation.sampling import draw, favourite, number, rule
from app.demos.text_generation.stops import Stops
from model_zoo.decoding.spelling import Spelling
from model_zoo.errors import ModelError
from model_zoo.loaders.causal_lm import CausalLM
from model_zoo.surfaces import Surfaces

_SHOWN = 100
"""Tokens of a whole distribution whose text is told."""


class TextGeneration:
    """The engine of the demo; `model` is what model_zoo.loaders.causal_lm gives."""

    def __init__(self, model: CausalLM) -> None:
        self._model = model
        self._surfaces = Surfaces(model.tokenizer)
        self._ends = _end_ids(model)

    def warm(self) -> None:
        """Pay for first use now: choosing kernels, laying out weights."""
        self.run(TextGenerationRequest("A", max_new_tokens=2), SilentProgress())

    @torch.inference_mode()
    def run(self, request: TextGenerationRequest, progress: Progress) -> TextGenerationResult:
        """Answer one request. Raises UserError for a request that cannot be answered, Cancelled on Stop."""
        check(request, self._model)
        given = encode(self._model, request)
        run = _Run(self._model, self._surfaces, self._ends, request, given, progress)
        run.read_given()
        run.generate()
        return run.result()


class _Run:
    """One request being answered."""

    def __init__(
        self,
        model: CausalLM,
        surfaces: Surfaces,
        ends: frozenset[int],
        request: TextGenerationRequest,
        given: list[int],
        progress: Progress,
    ) -> None:
        self._model, self._surfaces, self._ends = model, surfaces, ends
        self._request, self._given, self._progress = request, given, progress
        self._precision: Precision = request.precision or model.precision
        self._seed = torch.initial_seed() if request.seed is None else request.seed
        if not model.decoders.ready(self._precision):
            progress.report(None, f"Making the weights ready in {self._precision}")
        try:
            decoder = model.decoder(request.precision)
        except ModelError as error:
            raise UserError(str(error), "precision") from error
        self._decoder = decoder
        self._reader = Reader(model, decoder, surfaces.special(given[0]))
        self._spelling = Spelling(surfaces)
        self._tokens: list[Token] = []
        self._seen = np.zeros(int(model.model.config.vocab_size), dtype=np.bool_)
        self._scores: Tensor | None = None  # of what follows the last token read
        self._distribution: Distribution | None = None
        self._rate: float | None = None
        self._reason: FinishReason = "length"

    def read_given(self) -> None:
        """Read the prompt and the prefix; tell what the model believed of each token."""
        self._tell(self._given[0], None)
        for begin, scores in self._reader.read(self._given, self._progress):
            follow = self._given[begin + 1 : begin + 1 + len(scores)]
            chosen = torch.tensor(follow, dtype=torch.long, device=scores.device)
            known = beliefs(scores[: len(follow)], chosen, self._request.alternatives, self._surfaces)
            for place, (token, one) in enumerate(zip(follow, known, strict=True)):
                self._watch(scores[place])
                self._tell(token, one)
            self._scores = scores[-1]
        self._progress.report(None, "The text is read")

    def generate(self) -> None:
        """Draw the new tokens."""
        request = self._request
        stops = Stops(request.stop)
        begun = time.perf_counter()
        made = 0
        while made < request.max_new_tokens:
            if self._reader.full and request.overflow == "stop":
                self._reason = "window"
                break
            self._progress.report(
                made / request.max_new_tokens, f"Token {made + 1} of {request.max_new_tokens}"
            )
            assert self._scores is not None
            self._watch(self._scores)
            token, sampled = self._choose(self._scores)
            known = self._believed(self._scores, token)
            made += 1
            self._progress.partial(self._tell(token, known, sampled))
            if token in self._ends:
                self._reason = "end"
                break
            if stops.found(self._tokens[-1].text):
                self._tokens = stops.cut(self._tokens)
                self._reason = "stop"
                break
            if made < request.max_new_tokens:
                self._scores = self._reader.step(token)
        if made:
            self._rate = made / max(time.perf_counter() - begun, 1e-9)

    def result(self) -> TextGenerationResult:
        """All that was found."""
        request = self._request
        if request.distribution is not None and self._distribution is None and self._scores is not None:
            self._watch(self._scores)  # the place behind the last token
        return TextGenerationResult(
            text="".join(token.text for token in self._tokens),
            tokens=tuple(self._tokens),
            tokens_per_second=self._rate,
            finish_reason=self._reason,
            prompt_tokens=len(self._given),
            continuation="".join(token.text for token in self._tokens if token.new),
            precision=self._precision,
            window=self._model.window,
            forgotten=self._reader.forgotten,
            lens=self._lens() if request.lens else None,
            distribution=self._distribution,
        )

    def _choose(self, scores: Tensor) -> tuple[int, float]:
        request, allowed = self._request, self._allowed(scores)
        if request.temperature == 0:  # nothing is drawn: no number is needed, and no probabilities to draw by
            return favourite(allowed, self._seen, request.repetition_penalty), 1.0
        chances = rule(
            allowed,
            self._seen,
            temperature=request.temperature,
            top_k=request.top_k,
            top_p=request.top_p,
            min_p=request.min_p,
            repetition_penalty=request.repetition_penalty,
        )
        token = draw(chances, number(self._seed, len(self._tokens)))
        return token, float(chances[token])

    def _believed(self, scores: Tensor, token: int) -> Belief:
        summary = self._decoder.summary(scores, token, self._request.alternatives)
        if summary is not None:
            return summed(summary, self._surfaces)
        return belief(scores, token, self._request.alternatives, self._surfaces)

    def _allowed(self, scores: Tensor) -> NDArray[np.float32]:
        """Scores [vocabulary] that may be drawn by; the caller must not write into them."""
        logits: NDArray[np.float32] = scores.cpu().numpy()
        if not self._request.ignore_end:
            return logits
        logits = logits.copy()
        for end in self._ends:
            logits[end] = -np.inf
        return logits

    def _tell(self, token: int, known: Belief | None, sampled: float | None = None) -> Token:
        known = known or Belief.nothing()
        told = Token(
            text=self._spelling.add(token),
            id=token,
            probability=known.probability,
            rank=known.rank,
            entropy=known.entropy,
            alternatives=known.alternatives,
            piece=self._surfaces.piece(token),
            special=self._surfaces.special(token),
            new=sampled is not None,
            sampled_probability=sampled,
        )
        self._tokens.append(told)
        self._seen[token] = True
        return told

    def _watch(self, scores: Tensor) -> None:
        """Keep the whole distribution of the next token if it was asked for."""
        if self._request.distribution != len(self._tokens) or self._distribution is not None:
            return
        logits = scores.cpu().numpy()
        order = np.argsort(-logits, kind="stable")
        logits = self._allowed(scores)
        shares = scores.softmax(dim=-1).cpu().numpy()
        self._distribution = Distribution(
            index=len(self._tokens),
            ids=order.astype(np.int32),
            logits=logits[order],
            probabilities=shares[order],
            seen=self._seen[order],
            tokens=tuple(self._surfaces.adds(int(one)) for one in order[:_SHOWN]),
        )

    def _lens(self) -> tuple[tuple[Guess, ...], ...]:
        ids = [token.id for token in self._tokens][-self._model.window :]
        missing = [Guess("", 0.0)] * (len(self._tokens) - len(ids))
        layers: list[tuple[Guess, ...]] = []
        try:
            for parts in self._model.layer_logits(ids):
                self._progress.report(
                    len(layers) / self._model.layers, f"Layer {len(layers)} of {self._model.layers - 1}"
                )
                layers.append((*missing, *(guess for logits in parts for guess in self._guesses(logits))))
        except ModelError as error:
            raise UserError(str(error), "lens") from error
        return tuple(layers)

    def _guesses(self, logits: Tensor) -> list[Guess]:
        """The best guess of each row of logits [n, vocabulary]."""
        best = logits.max(dim=-1)
        chances = (best.values - logits.logsumexp(dim=-1)).exp()
        pairs = zip(best.indices.tolist(), chances.tolist(), strict=True)
        return [Guess(self._surfaces.adds(one), chance) for one, chance in pairs]


def _end_ids(model: CausalLM) -> frozenset[int]:
    """Tokens that end a text, as the tokenizer and the model's own settings say."""
    settings = getattr(model.model, "generation_config", None)
    named = [model.tokenizer.eos_token_id, getattr(settings, "eos_token_id", None)]
    flat = [one for item in named for one in (item if isinstance(item, list) else [item])]
    return frozenset(int(one) for one in flat if one is not None)
