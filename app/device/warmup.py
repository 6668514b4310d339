"""Bring torch in without stopping the other threads.

`import torch` loads hundreds of megabytes of shared libraries while it holds the interpreter lock: every other
thread stands still for about half a second. A foreign function called through ctypes gives the lock up, so the
same libraries are loaded first by calling the system's own `dlopen`; the import then finds them in place.
"""

from __future__ import annotations

import ctypes
import gc
import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: In the order in which torch would load them. libtorch brings the accelerator's libraries with it.
#: Nothing here runs Python code while it loads (libtorch_python would).
_LIBRARIES = {
    "linux": ("libtorch_global_deps.so", "libc10.so", "libtorch.so"),
    "darwin": ("libtorch_global_deps.dylib", "libc10.dylib", "libtorch.dylib"),
}


def preload() -> bool:
    """Load torch's shared libraries with the interpreter lock released; False where that cannot be done.

    Nothing depends on its success: without it the import is the same, with one long pause.
    """
    names = _LIBRARIES.get(sys.platform)
    if names is None or "torch" in sys.modules:
        return False
    try:
        spec = importlib.util.find_spec("torch")
        if spec is None or spec.origin is None:
            return False
        folder = Path(spec.origin).parent / "lib"
        dlopen = ctypes.CDLL(None).dlopen
        dlopen.restype = ctypes.c_void_p
        dlopen.argtypes = [ctypes.c_char_p, ctypes.c_int]
        paths = [folder / name for name in names]
        # The first one is loaded for everyone, as torch itself does; the rest for those who ask.
        modes = [os.RTLD_GLOBAL | os.RTLD_NOW, os.RTLD_NOW, os.RTLD_NOW]
        loaded = [
            bool(dlopen(os.fsencode(path), mode))
            for path, mode in zip(paths, modes, strict=True)
            if path.exists()
        ]
        return all(loaded)
    except (OSError, AttributeError, ValueError):
        return False


@contextmanager
def without_collections() -> Iterator[None]:
    """Keep the garbage collector still while modules are imported, and never look at them again.

    A full collection walks every object there is with the interpreter lock held: 0.1 to 0.4 s each in the midst
    of importing transformers. What was imported lives as long as the process, so it is frozen afterwards.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()
