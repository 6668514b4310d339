"""Re-makes the checkpoint inkling-speech-codes: speech as numbers of codebooks, and back.

    python -m model_zoo.recipes.inkling_voices converter --run runs/voices     what it begins as
    python -m model_zoo.recipes.inkling_voices vocoder --run runs/voices       mels and pitch to sound, taken as it is
    python -m model_zoo.recipes.inkling_speech_codes --run runs/voices         the codes
    python -m model_zoo.recipes.speech_reading runs/voices                     codebooks that tell more of phones
    python -m model_zoo.recipes.publish_speech_codes runs/voices               the checkpoint, with what was measured

Data: the synthetic English voices of `voice_corpus`, analysed once into RUN/cache.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import torch

from model_zoo.nets.speech_codec import SpeechCodecShape
from model_zoo.recipes.running import keep_memory
from model_zoo.recipes.schedule import Schedule
from model_zoo.recipes.speech_codec_task import SpeechCodecTask
from model_zoo.recipes.trainer import Pace, Trainer
from model_zoo.recipes.voice_corpus import corpus

PART = "speech-codes"
SHAPE = SpeechCodecShape()
PACE = Pace(rows=16, length=128, hours=0.4, adam_rate=6e-4, validate_every=100)


def make(pace: Pace, run: Path) -> Trainer:
    """The trainer, its run in a folder beside the converter's."""
    converter = run / "converter" / "final" / "converter.safetensors"
    train, held_out = corpus(run / "cache"), corpus(run / "cache", held_out=True)
    task = SpeechCodecTask(SHAPE, pace, train, held_out, converter)
    return Trainer(task, pace, Schedule(warmup=0.03, decay=0.7, longer_from=()), run / PART)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hours", type=float, help="wall-clock budget; the schedule ends with it")
    parser.add_argument("--steps", type=int, help="a fixed number of steps instead")
    parser.add_argument("--run", type=Path, default=Path("runs/voices"))
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    chosen = parser.parse_args()
    keep_memory()
    torch.set_num_threads(chosen.threads)
    trainer = make(replace(PACE, hours=chosen.hours or PACE.hours, steps=chosen.steps), chosen.run)
    if chosen.resume:
        trainer.resume(trainer.folder / "state")
    trainer.run()
    if trainer.progress >= 1.0:
        trainer.task.export(trainer.folder / "final")


if __name__ == "__main__":
    main()
