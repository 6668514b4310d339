"""Probes on vectors whose languages share a space, share none, or have a shift between them."""

from __future__ import annotations

import numpy as np
import pytest

from model_zoo.embedding.transfer import halves, transfer

LABELS = ["yes", "no"] * 80
LANGUAGES = ["en"] * 80 + ["de"] * 80


def vectors(draw: np.random.Generator, shared: bool, shift: float = 0.0) -> np.ndarray:
    """Labels lie along a direction: the same in both languages, or another in each."""
    found = draw.normal(size=(160, 20)) * 0.3
    for row, (label, language) in enumerate(zip(LABELS, LANGUAGES, strict=True)):
        axis = 0 if shared or language == "en" else 1
        found[row, axis] += 1.0 if label == "yes" else -1.0
        found[row, 2] += shift if language == "de" else 0.0
        found[row, 0] += shift if language == "de" else 0.0
    return found.astype(np.float32)


def test_what_is_learned_in_a_shared_space_holds_in_the_other_language() -> None:
    found = transfer(vectors(np.random.default_rng(0), True), LABELS, LANGUAGES, 1)
    assert found.languages == ("en", "de") and found.labels == ("no", "yes")
    assert min(min(row) for row in found.accuracy) > 0.9
    assert found.majority == (0.5, 0.5) and found.learned == (60, 60) and found.asked == (20, 20)


def test_without_a_shared_space_it_holds_at_home_only() -> None:
    found = transfer(vectors(np.random.default_rng(0), False), LABELS, LANGUAGES, 1)
    assert found.accuracy[0][0] > 0.9 and found.accuracy[1][1] > 0.9
    assert abs(found.accuracy[0][1] - 0.5) < 0.35 and abs(found.accuracy[1][0] - 0.5) < 0.35


def test_a_shift_between_languages_is_taken_off() -> None:
    found = transfer(vectors(np.random.default_rng(0), True, shift=40.0), LABELS, LANGUAGES, 1)
    assert min(min(row) for row in found.accuracy) > 0.9


def test_labels_without_meaning_stay_at_chance() -> None:
    draw = np.random.default_rng(3)
    many = [
        np.mean(transfer(draw.normal(size=(160, 5)).astype(np.float32), LABELS, LANGUAGES, seed).accuracy)
        for seed in range(12)
    ]
    assert np.mean(many) == pytest.approx(0.5, abs=0.06)


def test_each_label_is_held_out_in_each_language_and_the_seed_decides() -> None:
    out = halves(LABELS, LANGUAGES, 5)
    for language in ("en", "de"):
        for label in ("yes", "no"):
            kind = [one == (language, label) for one in zip(LANGUAGES, LABELS, strict=True)]
            assert out[kind].sum() == 10
    assert (halves(LABELS, LANGUAGES, 5) == out).all() and (halves(LABELS, LANGUAGES, 6) != out).any()
    with pytest.raises(ValueError, match="fr: no"):
        halves([*LABELS, "no"], [*LANGUAGES, "fr"], 0)
