"""Two made-up voices that say the same at their own pace: seconds of work."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from model_zoo.nets.voice_converter import ConverterShape, VoiceConverter
from model_zoo.recipes.voice_batches import Crops, Spoiling
from model_zoo.recipes.voice_corpus import SETUP, SPEEDS, Corpus, Recording
from model_zoo.recipes.voice_pairs import Pairs

FRAMES = 200


def warp(speaker: int) -> NDArray[np.float64]:
    """Where in the sentence a speaker is at each frame: the second one hurries first and lingers later."""
    evenly = np.linspace(0.0, 1.0, FRAMES)
    return evenly if speaker == 0 else np.sqrt(evenly)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """Two speakers with a formant of their own say two sentences (formants that wander), and one each alone."""
    random = np.random.default_rng(5)
    bands = np.arange(80)
    rows, recordings = [], []
    said = {text: random.uniform(25, 50, 20) for text in ("both", "both too", "low alone", "high alone")}
    for number, (name, formant) in enumerate((("low", 15), ("high", 60))):
        for text in ("both", "both too", f"{name} alone"):
            place = np.interp(warp(number) * 19, np.arange(20), said[text])[:, None]
            own, word = (np.exp(-0.5 * ((bands - middle) / 6) ** 2) for middle in (formant, place))
            rows.append((-6 + 3 * own + 3 * word).astype(np.float16))
            recordings.append(Recording(Path(name), name, 0, "train", FRAMES / 100, text))
    begins = np.arange(len(rows) + 1) * FRAMES
    faster = [[row[np.arange(0, FRAMES - 1, speed).astype(int)] for row in rows] for speed in SPEEDS]
    starts = [np.concatenate([[0], np.cumsum([len(row) for row in one])]) for one in faster]
    hertz = np.repeat([110.0, 220.0], 3 * FRAMES).astype(np.float32)
    return Corpus(
        recordings, np.concatenate(rows), hertz, begins, [np.concatenate(one) for one in faster], starts
    )


def test_only_sentences_that_several_said_have_partners(corpus: Corpus) -> None:
    assert Pairs(corpus).partners == {0: [3], 3: [0], 1: [4], 4: [1]}


def test_the_path_finds_the_same_moment_of_the_sentence(corpus: Corpus) -> None:
    path = Pairs(corpus).path(0, 3)
    assert len(path) == FRAMES
    apart = warp(0)[np.round(path).astype(int)] - warp(1)
    assert np.abs(apart[10:-10]).mean() < 0.02  # of a sentence: four frames


def test_what_a_converter_says_is_aligned_with_the_recording_it_aims_at(corpus: Corpus) -> None:
    torch.manual_seed(0)
    net = VoiceConverter(ConverterShape(channels=32, speaker_channels=32, speaker=16, blocks=2, code=8))
    learning = torch.optim.Adam(net.parameters(), 3e-3)
    crops = Crops(corpus, SETUP, Spoiling(0, 0, 0), 1, speeds=[SPEEDS.index(1.0)])
    for _ in range(120):
        envelope, hertz, mel, reference = crops.batch(4, 64, 64)
        loss = (net(envelope, hertz, reference)[0] - mel).abs().mean()
        learning.zero_grad()
        loss.backward()
        learning.step()
    path = Pairs(corpus, net.eval()).path(0, 3)
    assert len(path) == FRAMES
    apart = warp(0)[np.round(path).astype(int)] - warp(1)
    assert np.abs(apart[10:-10]).mean() < 0.02


def test_a_paired_row_asks_for_the_other_voices_own_recording(corpus: Corpus) -> None:
    crops = Crops(corpus, SETUP, Spoiling(0, 0, 0), 3, speeds=[SPEEDS.index(1.0)], paired=1.0)
    envelope, hertz, mel, reference = crops.batch(16, FRAMES, 100)
    low, high = slice(14, 17), slice(59, 62)
    for said, tune, wanted, other in zip(envelope, hertz, mel, reference, strict=True):
        is_high = bool(tune[0] == 220.0)
        own, strange = (high, low) if is_high else (low, high)
        assert wanted[own].mean() > -4.0 and other[own].mean() > -4.0
        assert said[strange].mean() > -4.0 and said[own].mean() < -5.0  # the words come in the other voice
        middles = [part[22:54].argmax(dim=0).float() for part in (said, wanted)]
        assert float((middles[0] - middles[1]).abs().mean()) < 1.5  # bands: at each moment the same word
