"""Where Inkling keeps what it keeps. INKLING_HOME puts everything under one folder (tests, portable installs)."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

APP = "inkling"


def _under(name: str, default: str) -> Path:
    home = os.environ.get("INKLING_HOME")
    folder = Path(home) / name if home else Path(default)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def config_dir() -> Path:
    """Preferences; made if missing."""
    return _under("config", platformdirs.user_config_dir(APP, appauthor=False))


def state_dir() -> Path:
    """The autosaved session and what it needs; made if missing."""
    return _under("state", platformdirs.user_state_dir(APP, appauthor=False))


def data_dir() -> Path:
    """What the user made and would miss: recordings; made if missing."""
    return _under("data", platformdirs.user_data_dir(APP, appauthor=False))


def cache_dir() -> Path:
    """What can be made again: hashes of model files and the like; made if missing."""
    return _under("cache", platformdirs.user_cache_dir(APP, appauthor=False))


def resources() -> Path:
    """Icons, themes, fonts; beside the packages both in a checkout and in a bundle."""
    return Path(__file__).resolve().parents[2] / "resources"
