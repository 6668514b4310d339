"""How far the words have turned: shares of predictions by language, by the dictionary, and unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.demos.language_vector.contract import AlphaAnswer, Kind
from app.demos.language_vector.reading import Reader, Reading
from app.demos.language_vector.states import Said
from app.demos.language_vector.vocabulary import Vocabulary

_CONSTANTS = 10


@dataclass(frozen=True)
class Judge:
    """Judges predictions from one language to another."""

    reader: Reader
    vocabulary: Vocabulary
    dictionary: dict[str, frozenset[str]]
    target: str

    def answer(self, alpha: float, readings: Sequence[Reading], said: Sequence[Said]) -> AlphaAnswer:
        """Everything that is told of one alpha."""
        surface = self.reader.surfaces.of
        ids = tuple(tuple(one.tolist()) for one, _ in said)
        kinds = tuple(tuple(self.vocabulary.kind(one) for one in row) for row in ids)
        translated = tuple(self._translated(one, row) for one, row in zip(readings, ids, strict=True))
        return AlphaAnswer(
            alpha=alpha,
            tokens=tuple(tuple(surface(one) for one in row) for row in ids),
            conversion_rate=conversion(kinds),
            translation_accuracy=self._accuracy(readings, translated),
            kept=_kept(readings, ids),
            ids=ids,
            kinds=kinds,
            probabilities=tuple(tuple(float(one) for one in chances) for _, chances in said),
            translated=translated,
        )

    def measure(
        self, readings: Sequence[Reading], said: Sequence[Said]
    ) -> tuple[float | None, float | None, float]:
        """Conversion rate, translation accuracy and share kept, and nothing else."""
        answer = self.answer(0.0, readings, said)
        return answer.conversion_rate, answer.translation_accuracy, answer.kept

    def entries(self, readings: Sequence[Reading]) -> dict[str, frozenset[str]]:
        """The dictionary's entries of all pieces of the sentences."""
        keys = {self.reader.key(token.id) for reading in readings for token in reading.tokens}
        return {key: self.dictionary[key] for key in keys if key in self.dictionary}

    def baseline(self, readings: Sequence[Reading]) -> tuple[float | None, str]:
        """Accuracy of the best constant answer among the target's ten most frequent words, and that word."""
        entries = self.entries(readings).values()
        frequent = self.vocabulary.frequent(self.target, _CONSTANTS)
        if not entries or not frequent:
            return None, ""
        hits = {word: sum(word in entry for entry in entries) for word in frequent}
        best = max(hits, key=lambda word: hits[word])
        return hits[best] / len(entries), best.strip()

    def _accuracy(
        self, readings: Sequence[Reading], translated: Sequence[Sequence[bool | None]]
    ) -> float | None:
        """Mean over different pieces, each with the share of its places: "the" counts no more than "dog"."""
        hits: dict[str, list[bool]] = {}
        for reading, row in zip(readings, translated, strict=True):
            for token, hit in zip(reading.tokens, row, strict=True):
                if hit is not None:
                    hits.setdefault(self.reader.key(token.id), []).append(hit)
        return sum(sum(row) / len(row) for row in hits.values()) / len(hits) if hits else None

    def _translated(self, reading: Reading, ids: tuple[int, ...]) -> tuple[bool | None, ...]:
        found: list[bool | None] = []
        for token, said in zip(reading.tokens, ids, strict=True):
            entry = self.dictionary.get(self.reader.key(token.id))
            found.append(None if entry is None else self.reader.key(said) in entry)
        return tuple(found)


def conversion(kinds: Sequence[Sequence[Kind]]) -> float | None:
    """Share of the target language among all predictions that are in a language."""
    told = [kind for row in kinds for kind in row if kind != "none"]
    return sum(kind == "target" for kind in told) / len(told) if told else None


def _kept(readings: Sequence[Reading], ids: Sequence[Sequence[int]]) -> float:
    same = [
        token.id == said
        for reading, row in zip(readings, ids, strict=True)
        for token, said in zip(reading.tokens, row, strict=True)
    ]
    return sum(same) / len(same)
