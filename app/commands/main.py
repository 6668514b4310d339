"""Take the command line apart, run what it asks for, and end with the right exit code."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from typing import NoReturn

from app.core.contract import Cancelled, UserError, resolve

DONE, FAULT, MISTAKE, STOPPED, PIPE_CLOSED = 0, 1, 2, 130, 141

#: The sub-commands, each a module of this package with `add(parser)` and `run(arguments) -> int`.
COMMANDS = {
    "demos": "list the demos",
    "models": "list the bundled models",
    "describe": "tell a demo's request and result",
    "run": "run a demo and print its result as JSON",
    "tour": "run every demo in the real window and keep a picture of each",
    "doctor": "tell versions, devices, and what is missing here",
}
_WINDOW = "app.shell.main:open_window"


def main(arguments: list[str]) -> int:
    """Do what the arguments ask for; give the exit code. Nothing is raised but SystemExit for --help."""
    _speak_utf8()
    return guarded(lambda: _dispatch(_as_utf8(arguments)))


def guarded(work: Callable[[], int]) -> int:
    """Turn what `work` raises into words on standard error and an exit code."""
    try:
        code = work()
        if sys.stdout is not None:  # None where the shell closed it (`>&-`)
            sys.stdout.flush()
    except UserError as error:
        print(error, file=sys.stderr)
        return MISTAKE
    except (Cancelled, KeyboardInterrupt):
        print("Stopped.", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        # Whoever read has heard enough (`| head`). Python would complain once more while it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except Exception:
        traceback.print_exc()
        print("This is a fault of Inkling's, not yours: please report the lines above.", file=sys.stderr)
        return FAULT
    return code


def _dispatch(arguments: list[str]) -> int:
    parser = _parser(arguments)
    chosen = parser.parse_args(arguments)
    if chosen.command is None:
        code: int = resolve(_WINDOW)(demo=chosen.demo, model=chosen.model, session=chosen.session)
        return code
    return import_module(f"app.commands.{chosen.command}").run(chosen)


def _parser(arguments: list[str]) -> argparse.ArgumentParser:
    """Build the parser; only the command that is asked for is imported."""
    parser = Parser(prog="python -m app", description="Inkling: a laboratory for self-supervised models.")
    parser.add_argument("--demo", metavar="ID", help="open the window with this demo")
    parser.add_argument("--model", metavar="CARD|PATH|hub:NAME", help="open the window with this model")
    parser.add_argument("--session", metavar="FILE", help="open the window with this session")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands", parser_class=Parser)
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
        if name in arguments:
            import_module(f"app.commands.{name}").add(command)
    return parser


class Parser(argparse.ArgumentParser):
    """An argparse that says mistakes in one sentence."""

    def error(self, message: str) -> NoReturn:
        """Raise UserError in place of printing the usage and leaving."""
        raise UserError(f"{message[0].upper()}{message[1:]}. See `{self.prog} --help`.")


def _as_utf8(arguments: list[str]) -> list[str]:
    """Read the arguments' bytes as UTF-8 where the locale's own encoding is another one."""
    if sys.getfilesystemencoding() == "utf-8":
        return arguments
    with contextlib.suppress(UnicodeEncodeError):
        return [os.fsencode(argument).decode("utf-8", "surrogateescape") for argument in arguments]
    return arguments


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale says; a lone surrogate must not end a run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(ValueError):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
