"""An edit of a picture's codes until its pixels are there, by size of picture and of edit. Asked: under 100 ms."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from app.core.contract import SilentProgress
from app.demos.latent_codes.contract import Edit, LatentCodesRequest
from app.demos.latent_codes.engine import LatentCodesEngine
from model_zoo.cards import find
from model_zoo.loaders.latent_codes import load
from tests.benchmarks.report import finish, median, table

SIZES = ((64, 64), (256, 128), (1024, 768), (1600, 1200))
EDITS = (1, 4, 16)
RUNS = 15


def main() -> None:
    """Run whole requests with `detail`, as the page asks them, on one thread and on all."""
    model = load(find("inkling-image-codes"), torch.device("cpu"), torch.float32, lambda share, note: None)
    engine = LatentCodesEngine(model)
    random = np.random.default_rng(0)
    rows, figures = [], {}
    with tempfile.TemporaryDirectory() as folder:
        for width, height in SIZES:
            path = Path(folder) / f"{width}.png"
            small = random.integers(0, 256, (height // 16, width // 16, 3), dtype=np.uint8)
            Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC).save(path)
            for side in EDITS:
                seconds, decoding = [], []
                edits: tuple[Edit, ...] = ()
                for run in range(RUNS + 1):
                    left, top = (int(random.integers(0, room // 4 - side + 1)) for room in (width, height))
                    # As on the page: each edit comes on top of those before.
                    edits = (*edits, Edit(run, box=(left, top, left + side, top + side)))
                    request = LatentCodesRequest(str(path), "vq", edits, detail=True)
                    begin = time.perf_counter()
                    found = engine.run(request, SilentProgress())
                    if run:  # the first one codes the picture
                        seconds.append(1000 * (time.perf_counter() - begin))
                        decoding.append(found.decoding_ms or 0.0)
                name = f"{width} x {height}, {side} x {side} codes"
                figures[name] = {
                    "decoding_ms": median(decoding),
                    "all_ms": median(seconds),
                    "worst_ms": max(seconds),
                }
                rows.append(
                    (name, f"{median(decoding):.1f}", f"{median(seconds):.1f}", f"{max(seconds):.1f}")
                )
    table(f"Edits, median of {RUNS}", ("picture and edit", "decoding ms", "answer ms", "worst ms"), rows)
    finish("latent_codes", figures)


if __name__ == "__main__":
    main()
