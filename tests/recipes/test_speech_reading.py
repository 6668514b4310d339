"""The first codebook's metric: alignment, what differs between voices, and codes that are nearest by it."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from model_zoo.nets.residual_quantizer import ResidualQuantizer
from model_zoo.recipes.speech_reading import aligned, differences, whitening


def test_a_stretched_sentence_is_aligned_with_itself() -> None:
    random = np.random.default_rng(0)
    one = random.normal(size=(30, 6)).astype(np.float32)
    slow = np.repeat(one, 3, axis=0)
    path = aligned(one, slow)
    assert path[0].tolist() == [0, 0] and path[-1].tolist() == [29, 89]
    assert (np.diff(path, axis=0) >= 0).all() and (np.diff(path, axis=0).max(axis=1) == 1).all()
    assert np.array_equal(path[:, 1] // 3, path[:, 0])


def test_what_differs_between_voices_is_found_and_whitened() -> None:
    random = np.random.default_rng(1)
    spread = np.array([0.05, 0.05, 1.5, 0.05])
    said = random.normal(size=(2, 60, 4)) * np.array([3.0, 3.0, 0.5, 3.0])
    sentences = [
        [(one + random.normal(size=4) * spread).astype(np.float32) for _ in range(8)] for one in said
    ]
    within = differences(sentences, 0)
    assert within.shape == (4, 4) and np.allclose(within, within.T)
    assert within[2, 2] > 20 * max(within[0, 0], within[1, 1], within[3, 3])
    sight = whitening(within)
    scaled = sight @ within @ sight.T
    ratio = np.linalg.eigvalsh(scaled)
    assert ratio.max() / ratio.min() < np.linalg.cond(within) / 20
    assert abs(sight[2, 2]) < 0.3 * abs(sight[0, 0])


def test_the_first_level_takes_what_is_nearest_as_it_sees_it() -> None:
    torch.manual_seed(0)
    quantizer = ResidualQuantizer(2, 2, 2).eval()
    first, second = quantizer.books()
    first.book.copy_(torch.tensor([[0.0, 0.0], [1.0, 3.0]]))
    x = torch.tensor([[0.9], [0.2]])[
        None
    ]  # one place: nearer to the first code, but alike the second in the first axis
    assert quantizer.numbers(x)[0, 0].item() == 0
    quantizer.sight.copy_(torch.diag(torch.tensor([1.0, 0.01])))
    assert quantizer.numbers(x)[0, 0].item() == 1
    assert quantizer.look_up(torch.tensor([[[1], [-1]]])).flatten().tolist() == pytest.approx([1.0, 3.0])
    second.book.copy_(torch.tensor([[9.0, 9.0], [-0.1, -2.8]]))
    assert quantizer.numbers(x)[0].flatten().tolist() == [1, 1]
