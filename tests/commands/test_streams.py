"""What a script reads: standard output carries answers only, whatever bytes and libraries do around them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(os.name == "nt", reason="C's own output goes another way there")
def test_what_a_library_prints_goes_to_stderr() -> None:
    code = (
        "import os, sys\n"
        "from app.commands.output import own_stdout\n"
        "print('before')\n"
        "with own_stdout() as mine:\n"
        "    print('from python')\n"
        "    os.write(1, b'from C\\n')\n"
        "    mine.write('answer é\\n')\n"
        "print('after')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().splitlines() == ["before", "answer é", "after"]
    assert set(done.stderr.decode().split("\n")) >= {"from python", "from C"}


@pytest.mark.skipif(os.name == "nt", reason="arguments are wide characters there")
def test_arguments_are_utf8_in_any_locale() -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "app", "describe", "démo"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert "“démo”" in done.stderr.decode("utf-8")


def test_describing_a_demo_gives_its_id_and_two_schemas() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "describe", "masked-words", "--json"],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
    )
    told = json.loads(done.stdout)
    assert told["demo"] == "masked-words"
    request = told["request"]["$defs"]["MaskedWordsRequest"]
    result = told["result"]["$defs"]["MaskedWordsResult"]
    assert request["required"] == ["text"]
    assert {"tokens", "masks", "filled", "joint_log_probability"} <= set(result["properties"])
