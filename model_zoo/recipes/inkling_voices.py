"""Re-makes the checkpoint inkling-voices: content of one voice, voice of another, and a vocoder to hear it.

    python -m model_zoo.recipes.inkling_voices converter --hours 1.5 --run runs/voices     what the demo converts with
    python -m model_zoo.recipes.inkling_voices vocoder --hours 1 --run runs/voices         mels and pitch to sound
    python -m model_zoo.recipes.inkling_voices paired --run runs/voices     the converter goes on: it also has to say
                                                     what one speaker said as another one really said it
    python -m model_zoo.recipes.inkling_voices normed-16 --run runs/voices  one of the variants of the leakage meter:
                                                     other widths, without instance norm, with a codebook
    python -m model_zoo.recipes.inkling_voices converter --resume --run runs/voices        an interrupted part

Data: synthetic English voices (see `voice_corpus`), analysed once into RUN/cache; more of them for `paired` lie in
RUN/cache/parallel (see `corpora.parallel_speech`). To go on from what is published: `voices_apart`.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import load_file

from model_zoo.nets.voice_converter import ConverterShape, VoiceConverter
from model_zoo.recipes.running import keep_memory
from model_zoo.recipes.schedule import Schedule
from model_zoo.recipes.trainer import Pace, Task, Trainer
from model_zoo.recipes.voice_batches import Spoiling
from model_zoo.recipes.voice_corpus import corpus
from model_zoo.recipes.voice_task import ConverterTask

SMALL = ConverterShape(channels=96, speaker_channels=64, speaker=64, blocks=4, code=32)
"""The variants of the leakage meter are small: they are compared with each other, not listened to for long."""
PAIRED = 0.6
"""Share of rows that say what another speaker said; the others are of all sentences."""
SHAPES = {
    "converter": ConverterShape(),
    **{f"normed-{code}": replace(SMALL, code=code) for code in (4, 16, 64)},
    **{f"plain-{code}": replace(SMALL, code=code, normalised=False) for code in (4, 16, 64)},
    "quantised-128": replace(SMALL, code=32, codebook=128),
}
PACES = {
    "converter": Pace(rows=16, length=128, hours=1.5, adam_rate=1e-3),
    "vocoder": Pace(rows=12, length=100, hours=1.0, adam_rate=1e-3),
    "paired": Pace(rows=16, length=128, hours=1.0, adam_rate=6e-4),
    "variant": Pace(rows=16, length=128, hours=0.1, adam_rate=2e-3, validate_every=100),
}


def make(part: str, pace: Pace, run: Path) -> Trainer:
    """A trainer of one part, its run in a folder of its own."""
    train, held_out = corpus(run / "cache"), corpus(run / "cache", held_out=True)
    task: Task
    if part == "vocoder":
        from model_zoo.recipes.vocoder_task import VocoderTask

        task = VocoderTask(pace, train, held_out)
    elif part == "paired":
        # Sentences are aligned by what the last finished run of pairs gave: first there is none.
        best = trained(run, "paired" if (run / "paired" / "final").exists() else "converter")
        task = ConverterTask(
            SHAPES["converter"], pace, train, held_out, Spoiling(), paired=PAIRED, aligner=best.eval()
        )
        task.model.load_state_dict(trained(run, "converter").state_dict())
    else:
        # The variants hear nothing spoilt: what they leak is then up to the bottleneck and the norm alone.
        spoiling = Spoiling() if part == "converter" else Spoiling(0, 0, 0)
        task = ConverterTask(SHAPES[part], pace, train, held_out, spoiling)
    return Trainer(task, pace, Schedule(warmup=0.02, decay=0.6, longer_from=()), run / part)


def trained(run: Path, part: str) -> VoiceConverter:
    """A finished part of a run, all but the vocoder. FileNotFoundError if it is not there."""
    net = VoiceConverter(SHAPES["converter" if part == "paired" else part])
    state, made = net.state_dict(), load_file(run / part / "final" / "converter.safetensors")
    net.load_state_dict({name: value.to(state[name].dtype) for name, value in made.items()})
    return net


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", choices=["vocoder", "paired", *SHAPES])
    parser.add_argument("--hours", type=float, help="wall-clock budget; the schedule ends with it")
    parser.add_argument("--steps", type=int, help="a fixed number of steps instead")
    parser.add_argument("--run", type=Path, default=Path("runs/voices"))
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    chosen = parser.parse_args()
    keep_memory()
    torch.set_num_threads(chosen.threads)
    pace = PACES.get(chosen.part, PACES["variant"])
    pace = replace(pace, hours=chosen.hours or pace.hours, steps=chosen.steps)
    trainer = make(chosen.part, pace, chosen.run)
    if chosen.resume:
        trainer.resume(trainer.folder / "state")
    trainer.run()
    if trainer.progress >= 1.0:
        trainer.task.export(trainer.folder / "final")


if __name__ == "__main__":
    main()
