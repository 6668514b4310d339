"""The probes: they find what is there, nothing where nothing is, and do not read rounding errors."""

from __future__ import annotations

import numpy as np
import pytest

from model_zoo.voices.leakage import interval, pooled, probe, probes

SPEAKERS = [f"speaker {k % 5}" for k in range(60)]
SENTENCES = [f"sentence {k // 5 % 6}" for k in range(60)]


def vectors(strength: float, seed: int = 0) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Noise [60, 8] with a mean of its own for each speaker."""
    random = np.random.default_rng(seed)
    means = strength * random.normal(size=(5, 8))
    return (means[[k % 5 for k in range(60)]] + random.normal(size=(60, 8))).astype(np.float32)


def test_what_is_there_is_found_and_what_is_not_is_chance() -> None:
    there = probe(vectors(4.0), SPEAKERS, SENTENCES)
    assert there.accuracy > 0.95 and there.low > there.chance == pytest.approx(0.2)
    missing = probe(vectors(0.0), SPEAKERS, SENTENCES)
    assert missing.low < missing.chance < missing.high and there.count == missing.count == 60


def test_no_group_is_learned_and_asked() -> None:
    # Each sentence is a vector of its own that says who speaks in it: learned by heart, of no use for another one.
    random = np.random.default_rng(1)
    own = {pair: random.normal(size=8) for pair in sorted(set(zip(SPEAKERS, SENTENCES, strict=True)))}
    rows = np.array([own[pair] for pair in zip(SPEAKERS, SENTENCES, strict=True)], np.float32)
    found = probe(rows, SPEAKERS, SENTENCES)
    assert found.accuracy < 0.5


def test_rounding_errors_are_not_read() -> None:
    signal = vectors(4.0) * 1e-7
    constant = np.ones((60, 8), np.float32)
    assert probe(np.concatenate([signal, constant], axis=1), SPEAKERS, SENTENCES).accuracy < 0.5


def test_frames_of_an_utterance_count_once() -> None:
    rows, owners = np.repeat(vectors(1.0), 10, axis=0), np.repeat(np.arange(60), 10).tolist()
    found = probe(rows, [SPEAKERS[k] for k in owners], [SENTENCES[k] for k in owners], owners)
    assert found.count == 60 and found.high - found.low > 0.1


def test_the_interval_is_wilsons() -> None:
    assert interval(0.8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-3)
    low, high = interval(1.0, 50)
    assert low == pytest.approx(0.9287, abs=1e-3) and high == pytest.approx(1.0)


def test_pooling_keeps_what_instance_normalisation_leaves() -> None:
    time = np.linspace(0, 20, 200, dtype=np.float32)
    slow, fast = (np.stack([np.sin(rate * time)]) for rate in (1.0, 3.0))
    slow, fast = ((one - one.mean()) / one.std() for one in (slow, fast))
    assert np.allclose(pooled(slow)[:2], [0, 1], atol=1e-4) and np.allclose(
        pooled(fast)[:2], [0, 1], atol=1e-4
    )
    assert pooled(fast)[3] > 2 * pooled(slow)[3]


def test_all_probes_of_a_variant() -> None:
    random = np.random.default_rng(2)
    own = 3.0 * random.normal(size=(5, 4))
    codes = [(own[k % 5][:, None] + random.normal(size=(4, 50))).astype(np.float32) for k in range(60)]
    found = probes(codes, vectors(4.0), SPEAKERS, SENTENCES)
    assert set(found) == {"speaker_in_code", "speaker_in_frames", "content_in_vector"}
    assert min(found["speaker_in_code"].accuracy, found["speaker_in_frames"].accuracy) > 0.8
    assert found["content_in_vector"].accuracy < 0.5
    assert "content_in_vector" not in probes(codes, vectors(4.0), SPEAKERS, None)
    with pytest.raises(ValueError, match="two labels"):
        probe(vectors(1.0), ["one"] * 60, SENTENCES)
