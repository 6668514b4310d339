"""Two made-up voices that say the same at their own pace: seconds of work."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from model_zoo.nets.voice_converter import ConverterShape
from model_zoo.recipes.trainer import Pace
from model_zoo.recipes.voice_batches import Spoiling
from model_zoo.recipes.voice_corpus import SPEEDS, Corpus, Recording
from model_zoo.recipes.voice_pairs import Pairs
from model_zoo.recipes.voice_task import ConverterTask

FRAMES = 200
PACE = Pace(rows=8, length=48, hours=1.0, adam_rate=3e-3)


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


def test_pairs_teach_to_say_it_as_the_other_voice_does(corpus: Corpus) -> None:
    def missed(paired: float) -> float:
        """What the first voice leaves in its words when the second one says them, at that one's pace."""
        shape = ConverterShape(
            channels=24, speaker_channels=16, speaker=8, blocks=2, code=4, normalised=False
        )
        task = ConverterTask(shape, PACE, corpus, corpus, Spoiling(0, 0, 0), paired=paired)
        (optimizer,) = task.optimizers(PACE)
        for number in range(100):
            batch, _ = task.read(0.0, number)
            task.loss(*batch).backward()
            optimizer.step()
            optimizer.zero_grad()
        mels = torch.from_numpy(corpus.envelope.astype(np.float32)).reshape(6, FRAMES, 80)
        places = np.round(Pairs(corpus).path(0, 3)).astype(int)
        with torch.no_grad():
            made, _ = task.model.eval()(
                mels[0][places].T[None], torch.full((1, FRAMES), 220.0), mels[4].T[None]
            )
        return float((made[0].T - mels[3])[:, 13:18].abs().mean())  # where the first voice's formant is

    assert missed(0.5) < 0.6 * missed(0.0)
