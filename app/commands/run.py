"""`run`: answer requests without a window. The result goes to standard output and nothing else does."""

from __future__ import annotations

import sys
import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from app.commands import requests
from app.commands.known import known_demo
from app.commands.output import own_stdout
from app.commands.progress import TerminalProgress, interruptible
from app.core.contract import Demo, UserError, resolve
from app.core.export import save_all
from app.core.record import RunRecord
from app.core.schema import dumps


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("demo", metavar="DEMO", help="a demo's id, as `demos` lists it")
    parser.add_argument("--model", metavar="CARD|PATH|hub:NAME", help="the bundled one if left out")
    parser.add_argument("--request", metavar="FILE|-", help="a request as JSON; an array or lines: a batch")
    parser.add_argument(
        "--set", metavar="KEY=VALUE", action="append", default=[], help="one field; repeatable"
    )
    parser.add_argument("--device", metavar="D", help="cpu, cuda:0, mps; the best there is if left out")
    parser.add_argument("--dtype", metavar="T", help="float32 or bfloat16")
    parser.add_argument(
        "--seed", metavar="N", type=int, default=0, help="of the random numbers; 0 if left out"
    )
    parser.add_argument("--out", metavar="DIR", help="figures, tables and sounds go there")
    parser.add_argument("--json", action="store_true", help="print the result on one line")


def run(arguments: Namespace) -> int:
    """Run one request or a batch; 0, or 2 when a request of a batch failed."""
    demo = known_demo(arguments.demo)
    values, batch = requests.read(arguments.request)
    if not batch:
        # A mistake in the request is told before seconds are spent on loading a model.
        requests.make(demo, values[0], arguments.set)
    if arguments.out is not None:
        _make_folder(Path(arguments.out))
    with own_stdout() as output:
        return interruptible(lambda stop: _answer(demo, values, batch, arguments, output, stop))


def _answer(
    demo: Demo, values: list[Any], batch: bool, arguments: Namespace, output: TextIO, stop: threading.Event
) -> int:
    progress = TerminalProgress(sys.stderr, stop)
    progress.report(None, "loading")
    resolve("app.device.warmup:preload")()  # frees the interpreter lock, so that Ctrl+C is heard meanwhile
    runtime = resolve("app.device.runtime:Runtime")()

    def one(value: Any, folder: Path | None) -> str:
        request = requests.make(demo, value, arguments.set)
        record: RunRecord = runtime.run(
            demo,
            arguments.model,
            request,
            device=arguments.device,
            dtype=arguments.dtype,
            seed=arguments.seed,
            progress=progress,
        )
        if folder is not None:
            progress.report(None, "writing files")
            _save(folder, demo, record)
        return dumps(record, indent=None if batch or arguments.json else 2)

    out = None if arguments.out is None else Path(arguments.out)
    try:
        if not batch:
            _print(one(values[0], out), output, progress)
            return 0
        if values:
            # A model that cannot be loaded is one mistake of the whole batch, not one of each line.
            choice = {"device": arguments.device, "dtype": arguments.dtype}
            runtime.warm(demo, arguments.model, **choice, progress=progress)
        return _batch(values, one, out, output, progress)
    finally:
        progress.clear()


def _batch(
    values: list[Any],
    one: Callable[[Any, Path | None], str],
    out: Path | None,
    output: TextIO,
    progress: TerminalProgress,
) -> int:
    """Answer line by line; a request that fails has its sentence in its line."""
    code = 0
    width = len(str(len(values)))
    for number, value in enumerate(values, 1):
        try:
            line = one(value, None if out is None else out / f"{number:0{width}d}")
        except UserError as error:
            line = dumps({"error": str(error)})
            code = 2
        _print(line, output, progress)
    return code


def _print(line: str, output: TextIO, progress: TerminalProgress) -> None:
    progress.clear()
    try:
        output.write(line + "\n")
        output.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(f"The result could not be written to standard output: {reason}.") from error


def _save(folder: Path, demo: Demo, record: RunRecord) -> None:
    try:
        save_all(folder, demo.part("exports")(record.request, record.result), record)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(
            f"The files could not be written to {folder}: {reason}. Choose another one."
        ) from error


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(f"The folder {folder} could not be made: {reason}. Choose another one.") from error
