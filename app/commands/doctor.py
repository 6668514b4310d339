"""`doctor`: what Inkling finds on this machine, what is missing, and how to get it."""

from __future__ import annotations

import ctypes
import importlib
import os
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.commands.output import columns, json_text
from app.core.contract import resolve
from app.core.export.fonts import uncovered
from app.core.paths import cache_dir, config_dir, state_dir
from app.core.versions import versions
from model_zoo import cards
from model_zoo.hashing import sha256_of

#: Shared libraries of a Linux system: what needs them, and the Debian package that has them.
_LIBRARIES = (
    ("libEGL.so.1", "the window", "libegl1"),
    ("libGL.so.1", "the window", "libgl1"),
    ("libxkbcommon.so.0", "the window", "libxkbcommon0"),
    ("libdbus-1.so.3", "the window", "libdbus-1-3"),
    ("libfontconfig.so.1", "the window", "libfontconfig1"),
    ("libglib-2.0.so.0", "the window", "libglib2.0-0"),
    ("libxcb-cursor.so.0", "the window under X11", "libxcb-cursor0"),
    ("libpulse.so.0", "sound", "libpulse0"),
)
#: What sound needs: the module, what it is for, and the Debian package that it stands on.
_SOUND = (
    ("soundfile", "read and write sound files", "libsndfile1"),
    ("PySide6.QtMultimedia", "play and record", "libpulse0"),
)
#: A word of each script, and the Debian package with a font for it.
_SCRIPTS = (
    ("Arabic", "كلمة", "fonts-noto-core"),
    ("Chinese", "词語", "fonts-noto-cjk"),
    ("Devanagari", "शब्द", "fonts-noto-core"),
    ("Emoji", "😀🧠", "fonts-noto-core, and fonts-symbola for figures"),
    ("Hebrew", "מילה", "fonts-noto-core"),
    ("Japanese", "ことば", "fonts-noto-cjk"),
    ("Korean", "낱말", "fonts-noto-cjk"),
    ("Thai", "คำ", "fonts-noto-core"),
)

#: The parts of the report that are lists of findings.
_PARTS = ("models", "system", "audio", "fonts", "folders")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `cure` is empty when nothing is missing."""

    what: str
    state: str
    cure: str = ""


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: Namespace) -> int:
    """Look at everything; always 0, for a missing font is no failure of the doctor's."""
    report: dict[str, Any] = {
        "versions": versions(),
        "devices": _devices(),
        "models": list(_models()),
        "system": list(_system()),
        "audio": list(_sound()),
        "fonts": list(_fonts()),
        "folders": list(_folders()),
    }
    report["missing"] = [finding for part in _PARTS for finding in report[part] if finding.cure]
    if arguments.json:
        json_text(report)
    else:
        _tell(report)
    return 0


def _devices() -> list[Any]:
    found: list[Any] = resolve("app.device.choose:devices")()
    return found


def _models() -> Iterator[Finding]:
    """Compare each bundled checkpoint with its card."""
    for card in cards.bundled():
        try:
            files = [card.path / name for name in card.weights]
            same = sha256_of(files, lambda _fraction, _note: None) == card.sha256
        except OSError:
            same = False
        cure = "" if same else f"its weights are not those of its card: fetch {card.path} anew"
        yield Finding(card.id, "sound" if same else "damaged", cure)


def _sound() -> Iterator[Finding]:
    """Sound needs libraries of the system below the Python packages: only importing them tells."""
    for module, purpose, package in _SOUND:
        try:
            importlib.import_module(module)
        except (ImportError, OSError) as error:
            cure = f"{error}; on Debian: apt-get install {package}"
            yield Finding(f"{module}, to {purpose}", "missing", cure)
        else:
            yield Finding(f"{module}, to {purpose}", "found")
            if module.startswith("PySide6"):
                yield from _sound_devices()


def _sound_devices() -> Iterator[Finding]:
    """The loudspeaker and the microphone that would be used; Qt looks for them only in an application."""
    core = importlib.import_module("PySide6.QtCore").QCoreApplication
    application = core.instance() or core([])
    for what, find in (("a loudspeaker", "find_output"), ("a microphone", "find_input")):
        device, missing = resolve(f"app.widgets.audio.device:{find}")()
        yield Finding(what, "found" if device is not None else "none", missing)
    del application


def _folders() -> Iterator[Finding]:
    for what, place in (("preferences", config_dir), ("sessions", state_dir), ("cache", cache_dir)):
        try:
            folder = place()
            with tempfile.TemporaryFile(dir=folder):
                yield Finding(what, str(folder))
        except OSError as error:
            cure = "make it writable, or name another place in INKLING_HOME"
            yield Finding(what, f"cannot be written ({error.strerror or error})", cure)


def _system() -> Iterator[Finding]:
    if sys.platform != "linux":
        return
    for name, purpose, package in _LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            yield Finding(f"{name}, for {purpose}", "missing", f"apt-get install {package}")
        else:
            yield Finding(f"{name}, for {purpose}", "found")
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        cure = "start a desktop session, or draw into memory: QT_QPA_PLATFORM=offscreen (`tour` does)"
        yield Finding("a display", "missing", cure)


def _fonts() -> Iterator[Finding]:
    """Tell which scripts figures can be lettered in."""
    for script, word, package in _SCRIPTS:
        bare = uncovered(word)
        cure = f"install a font; on Debian: apt-get install {package}" if bare else ""
        yield Finding(script, "no font" if bare else "found", cure)


def _tell(report: dict[str, Any]) -> None:
    columns(("version", ""), list(report["versions"].items()))
    print()
    rows = [(one.id, f"{one.memory_bytes / 2**30:.1f} GiB", one.title) for one in report["devices"]]
    columns(("device", "memory", ""), rows)
    for part in _PARTS:
        print()
        columns((part, "", ""), [(one.what, one.state, one.cure) for one in report[part]])
    missing = len(report["missing"])
    print(
        f"\n{missing or 'Nothing'} {'thing is' if missing == 1 else 'things are' if missing else 'is'} missing."
    )
