"""Try a built bundle as a user would: `make bundle-check`, or `python -m tests.e2e.bundle PROGRAM`.

It runs away from the checkout and with an empty home, so that nothing of this machine's Python can help it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TEXT = "The cat sat on the [MASK]."


class Bundle:
    """The program, and the empty place where it is tried."""

    def __init__(self, program: Path, home: Path) -> None:
        self.program = program
        self.home = home
        keep = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
        self.environment = {
            **keep,
            "HOME": str(home),
            "INKLING_HOME": str(home / "inkling"),
            "QT_QPA_PLATFORM": "offscreen",
            "HF_HUB_OFFLINE": "1",
        }

    def run(self, *arguments: str) -> str:
        """Run a command to its end; give its output, or stop the check with what it said."""
        start = time.perf_counter()
        done = subprocess.run(
            [str(self.program), *arguments],
            cwd=self.home,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            stdin=subprocess.DEVNULL,
        )
        print(f"{time.perf_counter() - start:6.1f} s  Inkling {' '.join(arguments)}", flush=True)
        if done.returncode:
            raise SystemExit(f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def open_window(self, seconds: float) -> None:
        """Open the window and see that it lives for a while; then ask it to end."""
        process = subprocess.Popen(
            [str(self.program)],
            cwd=self.home,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            _, trouble = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.terminate()
            _, trouble = process.communicate(timeout=30)
            if b"Traceback" in trouble:
                raise SystemExit(f"the window told of an error:\n{trouble.decode()}") from None
            print(f"{seconds:6.1f} s  the window lived")
            return
        raise SystemExit(f"the window ended by itself, code {process.returncode}\n{trouble.decode()}")


def main() -> None:
    """List, describe, run, export and open; the first failure ends the check with its words."""
    program = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        bundle = Bundle(program, Path(folder))
        names = [demo["id"] for demo in json.loads(bundle.run("demos", "--json"))]
        assert "masked-words" in names, names
        assert json.loads(bundle.run("models", "--json")), "no model is bundled"
        assert json.loads(bundle.run("describe", "masked-words", "--json"))
        out = Path(folder) / "out"
        answer = json.loads(
            bundle.run("run", "masked-words", "--set", f"text={TEXT}", "--json", "--out", str(out))
        )
        best = answer["result"]["masks"][0]["candidates"][0]
        print(f"          {best['token']} {best['probability']:.3f}, {len(list(out.iterdir()))} files")
        assert {".svg", ".pdf", ".png", ".npz", ".parquet"} <= {path.suffix for path in out.iterdir()}
        bundle.run("doctor")
        tour = Path(folder) / "tour"
        bundle.run("tour", "--out", str(tour))  # every demo answers its first example in the real window
        assert {f"{name}.png" for name in names} <= {path.name for path in tour.iterdir()}
        bundle.open_window(20)
    size = sum(
        path.stat().st_size for path in program.parent.rglob("*") if path.is_file() and not path.is_symlink()
    )
    print(f"the bundle works; {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
