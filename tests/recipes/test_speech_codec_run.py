"""The training of the speech codec, on made-up speech: it learns, and what is to stay as it is stays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from model_zoo.nets.convolutions import SteadyNorm
from model_zoo.nets.speech_codec import SpeechCodecShape
from model_zoo.recipes.speech_codec_task import STEADY, SpeechCodecTask
from model_zoo.recipes.trainer import Pace
from model_zoo.recipes.voice_corpus import SPEEDS, Corpus, Recording

SHAPE = SpeechCodecShape(channels=24, code=8, levels=2, codebook=16, speaker=8, speaker_channels=8, blocks=2)
PACE = Pace(rows=4, length=64, hours=1.0, steps=20, adam_rate=3e-3)


def made_up(seed: int) -> Corpus:
    """Six utterances by two voices: a few spectral shapes that change every tenth of a second."""
    random = np.random.default_rng(seed)
    shapes = random.normal(-5, 1.5, (5, 80))
    recordings, rows = [], []
    for number in range(6):
        speaker = f"voice {number % 2}"
        recordings.append(Recording(Path(f"{number}.wav"), speaker, number, "train", 2.0, ""))
        frames = np.repeat(shapes[random.integers(0, 5, 24)], 10, axis=0) + 0.3 * (number % 2)
        rows.append(frames + random.normal(0, 0.05, frames.shape))
    lengths = [len(one) for one in rows]
    begins = np.concatenate([[0], np.cumsum(lengths)])
    envelope = np.concatenate(rows).astype(np.float16)
    mels, mel_begins = [], []
    for speed in SPEEDS:
        cut = [one[: int(len(one) / speed)] for one in rows]
        mels.append(np.concatenate(cut).astype(np.float16))
        mel_begins.append(np.concatenate([[0], np.cumsum([len(one) for one in cut])]))
    hertz = np.where(np.arange(len(envelope)) % 30 < 20, 140.0, 0.0).astype(np.float32)
    return Corpus(recordings, envelope, hertz, begins, mels, mel_begins)


@pytest.fixture(scope="module")
def task() -> SpeechCodecTask:
    return SpeechCodecTask(SHAPE, PACE, made_up(1), made_up(2), None)


def test_it_learns_and_the_speaker_encoder_stays_as_it_was(task: SpeechCodecTask, tmp_path: Path) -> None:
    for book in task.model.quantizer.books():
        assert bool(book.started) and len(book.book.unique(dim=0)) == 16
    speaker = {name: value.clone() for name, value in task.model.speaker.state_dict().items()}
    (optimizer,) = task.optimizers(PACE)
    losses = []
    for step in range(30):
        batch, tokens = task.read(step / 40, step)
        assert tokens == 4 * 64 and set(batch[-1].tolist()) <= {1, 2, 3}
        loss = task.loss(*batch)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(float(loss.detach()))
    assert np.mean(losses[-5:]) < 0.85 * np.mean(losses[:5])
    assert all(torch.equal(value, task.model.speaker.state_dict()[name]) for name, value in speaker.items())
    errors = task.errors()
    assert len(errors) == 2 and all(np.isfinite(errors)) and task.validate() == errors[-1]
    task.export(tmp_path)
    kept = load_file(tmp_path / "codec.safetensors")
    assert kept["quantizer.levels.0.book"].shape == (16, 8) and kept["decoder.norm.mean"].shape == (1, 24, 1)


def test_towards_the_end_the_norms_stand_still(task: SpeechCodecTask) -> None:
    norms = [module for module in task.model.modules() if isinstance(module, SteadyNorm)]
    before = [norm.mean.clone() for norm in norms]
    batch, _ = task.read(STEADY + 0.05, 99)
    task.loss(*batch)
    assert all(torch.equal(norm.mean, kept) for norm, kept in zip(norms, before, strict=True))
    batch, _ = task.read(STEADY - 0.05, 99)
    task.loss(*batch)
    assert not any(torch.equal(norm.mean, kept) for norm, kept in zip(norms, before, strict=True))
