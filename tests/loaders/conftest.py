"""One small checkpoint of each architecture for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.loaders import zoo


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Give the folder of a checkpoint by architecture; it is made once, so copy it before changing it."""
    root = tmp_path_factory.mktemp("zoo")

    @cache
    def make(kind: str) -> Path:
        return zoo.checkpoint(kind, root / kind)

    return make
