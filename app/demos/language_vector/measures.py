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
            translation_accuracy=_share([hit for row in translated for hit in row if hit is not None]),
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

    def entries(self, readings: Sequence[Reading]) -> list[frozenset[str]]:
        """The translations of every token that the dictionary knows."""
        keys = (self.reader.key(token.id) for reading in readings for token in reading.tokens)
        return [self.dictionary[key] for key in keys if key in self.dictionary]

    def baseline(self, readings: Sequence[Reading]) -> tuple[float | None, str]:
        """Accuracy of the best constant answer among the target's ten most frequent words, and that word."""
        entries = self.entries(readings)
        frequent = self.vocabulary.frequent(self.target, _CONSTANTS)
        if not entries or not frequent:
            return None, ""
        hits = {word: sum(word in entry for entry in entries) for word in frequent}
        best = max(hits, key=lambda word: hits[word])
        return hits[best] / len(entries), best.strip()

    def _translated(self, reading: Reading, ids: tuple[int, ...]) -> tuple[bool | None, ...]:
        found: list[bool | None] = []
        for token, said in zip(reading.tokens, ids, strict=True):
            entry = self.dictionary.get(self.reader.key(token.id))
            found.append(None if entry is None else self.reader.key(said) in entry)
        return tuple(found)


def conversion(kinds: Sequence[Sequence[Kind]]) -> float | None:
    """Share of the target language among all predictions that are in a language."""
    return _share([kind == "target" for row in kinds for kind in row if kind != "none"])


def _kept(readings: Sequence[Reading], ids: Sequence[Sequence[int]]) -> float:
    same = [
        token.id == said
        for reading, row in zip(readings, ids, strict=True)
        for token, said in zip(reading.tokens, row, strict=True)
    ]
    return sum(same) / len(same)


def _share(hits: list[bool]) -> float | None:
    return sum(hits) / len(hits) if hits else None
