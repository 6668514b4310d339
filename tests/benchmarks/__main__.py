"""Run every benchmark, each in a process of its own, so that none warms up another."""

from __future__ import annotations

import subprocess
import sys

NAMES = ("listing", "startup", "responsiveness", "latency", "decoding", "point_map", "latent_codes")


def main() -> int:
    """Run the named ones, or all; give the worst exit code."""
    worst = 0
    for name in sys.argv[1:] or NAMES:
        worst = max(worst, subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"]).returncode)
    return worst


if __name__ == "__main__":
    raise SystemExit(main())
