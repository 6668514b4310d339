"""Which versions made a result, read from the installed packages' metadata: nothing heavy is imported."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from app import __version__

PACKAGES = ("torch", "transformers", "tokenizers", "numpy", "PySide6")


@cache
def _versions() -> tuple[tuple[str, str], ...]:
    found = [
        ("inkling", __version__),
        ("python", platform.python_version()),
        ("platform", f"{platform.system()} {platform.machine()}"),
    ]
    for package in PACKAGES:
        try:
            found.append((package, version(package)))
        except PackageNotFoundError:
            continue
    return tuple(found)


def versions() -> dict[str, str]:
    """Name to version: inkling, python, platform, and each of PACKAGES that is installed."""
    return dict(_versions())
