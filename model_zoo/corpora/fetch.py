"""Where the training texts lie. (Placeholder: the rebuilding from public packages is written elsewhere.)"""

from __future__ import annotations

import os
from pathlib import Path


def english_folder() -> Path:
    """The folder of `*.txt.xz` files named by INKLING_DATA."""
    root = os.environ.get("INKLING_DATA")
    if not root:
        raise FileNotFoundError("Set INKLING_DATA to the folder that holds text/english.")
    return Path(root) / "text" / "english"
