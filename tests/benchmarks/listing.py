"""Processor time of `python -m app demos` over that of a bare interpreter. Asked: under 0.5 s more."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.report import finish, median, table

ROOT = Path(__file__).parents[2]
RUNS = 9


def cost(command: list[str]) -> tuple[float, float]:
    """Run a command; give its processor time (user and system) and its wall time in seconds."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - start


def main() -> None:
    """Measure in turns, so that a busy machine troubles both alike."""
    commands = {
        "bare Python": [sys.executable, "-c", "pass"],
        "demos": [sys.executable, "-m", "app", "demos"],
        "demos --json": [sys.executable, "-m", "app", "demos", "--json"],
        "models --json": [sys.executable, "-m", "app", "models", "--json"],
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(RUNS):
        for name, command in commands.items():
            times[name].append(cost(command))
    cpu = {name: median([run[0] for run in runs]) for name, runs in times.items()}
    wall = {name: median([run[1] for run in runs]) for name, runs in times.items()}
    bare = cpu["bare Python"]
    table(
        f"Listing, median of {RUNS}",
        ("command", "processor s", "over bare s", "wall s"),
        [(name, f"{cpu[name]:.3f}", f"{cpu[name] - bare:.3f}", f"{wall[name]:.3f}") for name in commands],
    )
    finish("listing", {"cpu_seconds": cpu, "wall_seconds": wall, "demos_over_bare": cpu["demos"] - bare})


if __name__ == "__main__":
    main()
