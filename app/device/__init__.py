"""Where models run. `from app.device import Runtime` is the door for scripts.

Runtime is imported when it is asked for: app.device.warmup must be reachable before torch is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import model_zoo  # noqa: F401 - sets how torch's threads wait for each other, which must be before torch

if TYPE_CHECKING:
    from app.device.runtime import Runtime

__all__ = ["Runtime"]


def __getattr__(name: str) -> Any:
    if name == "Runtime":
        from app.device.runtime import Runtime

        return Runtime
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
