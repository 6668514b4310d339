"""The torch side of language-vector: means, the vector between two of them, and the words it turns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import torch

from app.core.contract import Progress, UserError
from app.demos.language_vector import checks
from app.demos.language_vector.alignment import dictionary
from app.demos.language_vector.bitexts import Bitext, bundled
from app.demos.language_vector.contract import LanguagePoint, LanguageVectorRequest, LanguageVectorResult
from app.demos.language_vector.mapping import Mapper
from app.demos.language_vector.measures import Judge
from app.demos.language_vector.projection import plane
from app.demos.language_vector.reading import Reader
from app.demos.language_vector.states import Floats, mean_states, predictions
from app.demos.language_vector.vocabulary import Vocabulary, telling
from model_zoo.errors import ModelError
from model_zoo.loaders.masked_lm import MaskedLM

_REMEMBERED = 12  # language pairs


class LanguageVector:
    """Answers LanguageVectorRequest with a MaskedLM. Means and dictionaries are made once and kept."""

    def __init__(self, model: MaskedLM) -> None:
        self._model = model
        self._reader = Reader(model.tokenizer, model.window)
        self._means: dict[tuple[str, str], Floats] = {}  # [layers, width] by file and language
        self._judges: dict[tuple[str, str, str], Judge] = {}
        self._mapper = Mapper(model)

    @torch.inference_mode()
    def warm(self) -> None:
        """Run once, so that the first real request does not pay for what torch prepares on first use."""
        readings = self._reader.corpus(["A"])
        if readings and self._model.has_lens:
            width = self._model.layer_states(torch.tensor([readings[0].ids], device=self._model.device))[
                0
            ].shape[-1]
            predictions(self._model, readings, 0, (0.0,), np.zeros(width), lambda share: None)

    @torch.inference_mode()
    def run(self, request: LanguageVectorRequest, progress: Progress) -> LanguageVectorResult:
        """Raises UserError for sentences, languages, pairs or numbers that cannot be answered."""
        progress.report(0.0, "Reading the sentences")
        alphas = checks.alphas_of(request)
        checks.check(request, self._model.layers)
        bitext = checks.bitext_of(request)
        readings = self._reader.read(request.sentences)
        try:
            source, target = (self._mean(bitext, code, progress) for code in (request.source, request.target))
        except ModelError as error:
            raise UserError(str(error), "model") from error
        judge = self._judge(request, bitext, progress)
        vectors = target - source
        layer = request.layer
        said = predictions(
            self._model, readings, layer, alphas, vectors[layer], _share(progress, "Turning the words")
        )
        answers = zip(alphas, said, strict=True)
        baseline, word = judge.baseline(readings)
        result = LanguageVectorResult(
            alphas=tuple(judge.answer(alpha, readings, one) for alpha, one in answers),
            sources=tuple(reading.tokens for reading in readings),
            layer=layer,
            layers=self._model.layers,
            baseline=baseline,
            baseline_word=word,
            entries=len(judge.entries(readings)),
            dictionary=len(judge.dictionary),
            pairs=len(bitext.rows),
            vector_length=float(np.linalg.norm(vectors[layer])),
            state_length=float(np.linalg.norm(source[layer])),
        )
        known = self._known(bitext)
        if all(code in known for code in _codes(bitext)):
            result = replace(result, languages=self._plane(request, known))
        progress.partial(self._with_map(request, result, bitext))
        progress.report(0.5 if request.sweep else 1.0, "Comparing the languages")
        for code in _codes(bitext):
            self._mean(bitext if code in bitext.codes else bundled(), code, progress)
        result = replace(result, languages=self._plane(request, self._known(bitext)))
        if not request.sweep:
            return result
        extra = self._reader.corpus(bitext.side(request.source)[: request.others])
        for sweep in self._mapper.run(request, bitext.key, vectors, [*readings, *extra], judge, progress):
            result = replace(result, sweep=sweep)
            progress.partial(result)
        return result

    def _with_map(
        self, request: LanguageVectorRequest, result: LanguageVectorResult, bitext: Bitext
    ) -> LanguageVectorResult:
        """Add what is known of the map, so that a moved slider does not blank it."""
        if not request.sweep:
            return result
        extra = self._reader.corpus(bitext.side(request.source)[: request.others])
        return replace(
            result, sweep=self._mapper.known(request, bitext.key, len(result.sources) + len(extra))
        )

    def _mean(self, bitext: Bitext, code: str, progress: Progress) -> Floats:
        """Mean states [layers, width] of a language."""
        key = (bitext.key, code)
        if key not in self._means:
            readings = self._reader.corpus(bitext.side(code))
            if not readings:
                raise UserError(f"The pairs hold no text in “{code}”: choose other pairs.", "pairs")
            note = f"Averaging {len(readings):,} sentences of {code}"
            self._means[key] = mean_states(self._model, readings, _share(progress, note))
        return self._means[key]

    def _known(self, bitext: Bitext) -> dict[str, Floats]:
        """The means that are there, by language; the user's own text comes before the bundled one."""
        keys = {
            code: (bitext.key if code in bitext.codes else bundled().key, code) for code in _codes(bitext)
        }
        return {code: self._means[key] for code, key in keys.items() if key in self._means}

    def _plane(self, request: LanguageVectorRequest, known: dict[str, Floats]) -> tuple[LanguagePoint, ...]:
        return plane(
            {code: mean[request.layer] for code, mean in known.items()}, request.source, request.target
        )

    def _judge(self, request: LanguageVectorRequest, bitext: Bitext, progress: Progress) -> Judge:
        """Vocabularies and dictionary of a language pair: of the user's pairs and of the bundled ones together."""
        key = (bitext.key, request.source, request.target)
        if key not in self._judges:
            progress.report(None, "Making a dictionary")
            while len(self._judges) >= _REMEMBERED:
                self._judges.pop(next(iter(self._judges)))
            self._judges[key] = self._make_judge(request, bitext, progress)
        return self._judges[key]

    def _make_judge(self, request: LanguageVectorRequest, bitext: Bitext, progress: Progress) -> Judge:
        texts: dict[str, list[str]] = {}
        for one in {bitext.key: bitext, bundled().key: bundled()}.values():
            for code in one.codes:
                pieces = texts.setdefault(code, [])
                for row in self._pieces(one.side(code)):
                    pieces += row
        pairs = bitext.pairs(request.source, request.target)
        if bitext.key != bundled().key:
            pairs += bundled().pairs(request.source, request.target)
        sides = [self._pieces([pair[side] for pair in pairs]) for side in (0, 1)]
        words: dict[str, frozenset[str]] = dictionary(
            list(zip(*sides, strict=True)), lambda: progress.report(None, "Making a dictionary")
        )
        # A piece that stays the same in translation (a name) would count as translated where it is merely kept.
        words = {word: entry for word, entry in words.items() if word not in entry}
        vocabulary = Vocabulary(self._reader.key, texts, request.source, request.target)
        return Judge(self._reader, vocabulary, words, request.target)

    def _pieces(self, texts: list[str]) -> list[list[str]]:
        """The pieces of each text that say something of its words."""
        found = [self._reader.corpus([text]) for text in texts]
        return [
            [
                spelt
                for one in readings
                for token in one.tokens
                if telling(spelt := self._reader.key(token.id))
            ]
            for readings in found
        ]


def _codes(bitext: Bitext) -> list[str]:
    """All languages of the map: those of the pairs, and the bundled ones."""
    return list(dict.fromkeys((*bitext.codes, *bundled().codes)))


def _share(progress: Progress, note: str) -> Callable[[float], None]:
    return lambda share: progress.report(share, note)
