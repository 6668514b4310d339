"""Word links on matrices small enough to be done by hand, and gold links as they are written."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from model_zoo.embedding.alignment import argmax, error_rate, itermax, match, read_gold
from model_zoo.embedding.segments import segments

#: Word 1 of the first side is near both words of the second.
SIMILAR = np.array([[0.9, 0.2], [0.6, 0.7], [0.3, 0.65]])


def test_argmax_links_only_what_is_mutual() -> None:
    assert argmax(SIMILAR) == {(0, 0), (1, 1)}
    assert argmax(np.empty((0, 3))) == set()


def test_itermax_gives_what_is_left_a_second_link() -> None:
    assert itermax(SIMILAR) == {(0, 0), (1, 1), (2, 1)}
    assert itermax(np.full((1, 1), -0.4)) == {(0, 0)}


def test_match_has_the_greatest_sum_of_all_matchings() -> None:
    draw = np.random.default_rng(4)
    for _ in range(20):
        matrix = draw.normal(size=(4, 5))
        best = max(
            sum(matrix[row, column] for row, column in enumerate(chosen))
            for chosen in permutations(range(5), 4)
        )
        found = match(matrix)
        assert len({row for row, _ in found}) == len({column for _, column in found}) == 4
        assert sum(matrix[link] for link in found) == pytest.approx(best)


def test_gold_links_and_the_error_rate() -> None:
    sure, possible = read_gold("0-0 1-2 3?4")
    assert sure == {(0, 0), (1, 2)} and possible == {(0, 0), (1, 2), (3, 4)}
    assert error_rate(sure, sure, possible) == 0.0
    assert error_rate({(3, 4)}, sure, possible) == pytest.approx(1 - 1 / 3)
    with pytest.raises(ValueError, match="2:2"):
        read_gold("0-0 2:2")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The old man's well-known dog.", ["The", "old", "man's", "well-known", "dog"]),
        ("狗在家里睡觉。", ["狗", "在", "家", "里", "睡", "觉"]),
        ("犬は家の中で眠ります。", ["犬", "は", "家", "の", "中", "で", "眠", "ります"]),
        ("テレビをonにする", ["テレビ", "を", "on", "にする"]),
        ("שלום עולם!", ["שלום", "עולם"]),
        ("한국어 문장", ["한국어", "문장"]),
    ],
)
def test_words_of_scripts_with_and_without_spaces(text: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in segments(text)] == words
