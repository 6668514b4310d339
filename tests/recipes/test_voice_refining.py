"""A converter that is listened to while it learns: on two made-up voices, seconds of work."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from model_zoo.nets.voice_converter import ConverterShape
from model_zoo.nets.voice_listeners import CodeReader, VoiceListener
from model_zoo.recipes.trainer import Pace
from model_zoo.recipes.voice_batches import Spoiling
from model_zoo.recipes.voice_corpus import SPEEDS, Corpus, Recording
from model_zoo.recipes.voice_listening import CodeTask, VoiceTask
from model_zoo.recipes.voice_refining import RefiningTask, moved_pitch

SMALL = ConverterShape(channels=24, speaker_channels=16, speaker=8, blocks=2, code=4)
PACE = Pace(rows=8, length=48, hours=1.0, adam_rate=3e-3)
FRAMES = 200


def toy_corpus() -> Corpus:
    """Two speakers, each with a formant of its own, who say a second one that wanders; two recordings of each."""
    random = np.random.default_rng(5)
    bands = np.arange(80)
    rows, recordings = [], []
    for speaker, formant in (("low", 15), ("high", 60)):
        for number in (0, 1):
            place = np.repeat(random.uniform(25, 50, FRAMES // 10), 10)[:, None]
            own, said = (np.exp(-0.5 * ((bands - middle) / 6) ** 2) for middle in (formant, place))
            rows.append((-6 + 3 * own + 3 * said).astype(np.float16))
            recordings.append(Recording(Path(speaker), speaker, number, "train", FRAMES / 100, ""))
    mel = np.concatenate(rows)
    begins = np.arange(len(rows) + 1) * FRAMES
    hertz = np.repeat([110.0, 220.0], 2 * FRAMES).astype(np.float32)
    faster = [[row[np.arange(0, FRAMES - 1, speed).astype(int)] for row in rows] for speed in SPEEDS]
    starts = [np.concatenate([[0], np.cumsum([len(row) for row in one])]) for one in faster]
    return Corpus(recordings, mel, hertz, begins, [np.concatenate(one) for one in faster], starts)


def step(task: VoiceTask | CodeTask | RefiningTask, count: int) -> None:
    (optimizer,) = task.optimizers(PACE)
    for number in range(count):
        batch, _ = task.read(0.0, number)
        task.loss(*batch).backward()
        optimizer.step()
        optimizer.zero_grad()


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return toy_corpus()


@pytest.fixture(scope="module")
def listener(corpus: Corpus) -> VoiceListener:
    torch.manual_seed(0)
    task = VoiceTask(PACE, corpus, corpus)
    step(task, 40)
    assert isinstance(task.net, VoiceListener)
    return task.net.eval()


def test_the_listener_hears_whose_voice_it_is(corpus: Corpus, listener: VoiceListener) -> None:
    with torch.no_grad():
        mels = torch.from_numpy(corpus.envelope.astype(np.float32)).reshape(4, FRAMES, 80).transpose(1, 2)
        heard = listener(mels)
    same, other = float(heard[0] @ heard[1]), float(heard[0] @ heard[2])
    assert same > 0.8
    assert other < same - 0.5


def test_refining_makes_conversions_sound_like_the_target(corpus: Corpus, listener: VoiceListener) -> None:
    torch.manual_seed(1)
    reader = CodeReader(SMALL.code, channels=16)
    task = RefiningTask(SMALL, PACE, corpus, corpus, Spoiling(0, 0, 0), listener, reader)

    def likeness() -> tuple[float, float]:
        """Of the first speaker's words in the second one's voice: to the first, and to the second."""
        mel = torch.from_numpy(corpus.envelope.astype(np.float32)).reshape(4, FRAMES, 80).transpose(1, 2)
        net = task.model.eval()
        with torch.no_grad():
            code, _ = net.encode(mel[:1])
            made = net.decoder(code, net.pitch_bins(torch.full((1, FRAMES), 220.0)), net.speaker(mel[2:3]))
            own, wanted = listener(mel[1:4:2]) @ listener(made)[0]
            return float(own), float(wanted)

    before = likeness()
    step(task, 40)
    own, wanted = likeness()
    assert wanted > 0.95
    assert wanted - own > before[1] - before[0]
    assert all(not parameter.requires_grad for parameter in listener.parameters())


def test_the_reader_learns_the_code_from_a_mel(corpus: Corpus) -> None:
    torch.manual_seed(2)
    task = RefiningTask(
        SMALL, PACE, corpus, corpus, Spoiling(0, 0, 0), VoiceListener(10), CodeReader(SMALL.code, channels=16)
    )
    step(task, 40)  # an encoder of random weights says next to nothing
    reading = CodeTask(task.model, PACE, corpus, corpus)
    step(reading, 80)
    assert reading.validate() < 0.8  # whoever knows nothing says 0 of a normalised code, and is 1 off


def test_a_tune_moves_to_the_mean_of_the_row_before() -> None:
    hertz = torch.tensor([[100.0, 0.0, 121.0], [200.0, 200.0, 200.0], [0.0, 0.0, 0.0]])
    moved = moved_pitch(hertz, 65.0, 600.0)
    torch.testing.assert_close(moved[1], torch.full((3,), 110.0))
    torch.testing.assert_close(moved[0], hertz[0])  # the row before has no pitch: nothing to move to
    assert (moved[2] == 0).all()
