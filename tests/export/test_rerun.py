"""A copied program and a copied command are run, by Python and by a shell, and must give the same result."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.core.discovery import demos
from app.core.export import as_command, as_json, as_python
from app.core.record import ModelRef, RunRecord
from app.demos.masked_words.contract import MaskedWordsRequest
from app.device import Runtime
from tests.export.sample import record
from tests.export.tiny import bert

ROOT = Path(__file__).parents[2]
REQUESTS = {
    "plain": MaskedWordsRequest("the cat [MASK] on the mat.", top_k=3),
    "shell": MaskedWordsRequest(
        'it\'s "the" $HOME `id` \\ [MASK]\n$(cat) 北京 café !! ~ *', top_k=4, layers=True
    ),
    "quotes": MaskedWordsRequest('"the [MASK]"', top_k=2, targets=("cat", "it's", '"the"')),
    "hostile": MaskedWordsRequest("the [MASK] \x00\x1b \u202e end ", order="left_to_right"),
    "score": MaskedWordsRequest("the cat sat", score=True, positions=True, lens=True),
    "number": MaskedWordsRequest("[MASK]", targets=("1", "true", "null")),
    "long": MaskedWordsRequest("the [MASK] " + "cat " * 50 + " " * 120_000, top_k=2),
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the path of a small model, with a space and a quote in it."""
    return str(bert(tmp_path_factory.mktemp("models") / "it's a model"))


@pytest.fixture(scope="module")
def runtime() -> Iterator[Runtime]:
    """Give one runtime for the module."""
    yield Runtime()


@pytest.fixture(scope="module")
def records(runtime: Runtime, model: str) -> dict[str, RunRecord]:
    """Answer every request once."""
    demo = demos()["masked-words"]
    return {
        name: runtime.run(demo, model, request, device="cpu", seed=7) for name, request in REQUESTS.items()
    }


def environment() -> dict[str, str]:
    """Give an environment in which `python` is the one that runs the tests."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}


@pytest.mark.parametrize("name", ["shell", "quotes", "hostile", "long"])
def test_the_command_gives_the_same_result(records: dict[str, RunRecord], name: str) -> None:
    expected = records[name]
    done = subprocess.run(
        ["sh", "-c", as_command(expected)], cwd=ROOT, env=environment(), capture_output=True, timeout=100
    )
    assert done.returncode == 0, done.stderr.decode()
    given = json.loads(done.stdout)
    stored = json.loads(as_json(expected))
    for key in ("demo", "model", "seed", "request", "device", "dtype"):
        assert given[key] == stored[key]
    same(given["result"], stored["result"])


def test_all_programs_give_the_same_results(records: dict[str, RunRecord], tmp_path: Path) -> None:
    # One process for all of them: importing torch takes longer than everything else.
    lines = ["import json", "from app.core.schema import encode", "results = {}"]
    for name, expected in records.items():
        lines += [as_python(expected), f"results[{name!r}] = [record.seed, encode(record.result)]"]
    lines.append("print('\\n' + json.dumps(results))")
    program = tmp_path / "program.py"
    program.write_text("\n".join(lines).replace("print(record.result)", ""), "ascii", "backslashreplace")
    done = subprocess.run(
        [sys.executable, str(program)], cwd=tmp_path, env=environment(), capture_output=True, timeout=100
    )
    assert done.returncode == 0, done.stderr.decode()
    results = json.loads(done.stdout.splitlines()[-1])
    for name, expected in records.items():
        assert results[name][0] == 7
        same(results[name][1], json.loads(as_json(expected))["result"])


def same(given: Any, expected: Any) -> None:
    """Compare JSON values; numbers may differ by what the order of a sum does."""
    if isinstance(expected, dict):
        assert given.keys() == expected.keys()
        for key in expected:
            same(given[key], expected[key])
    elif isinstance(expected, list):
        assert len(given) == len(expected)
        for one, other in zip(given, expected, strict=True):
            same(one, other)
    elif isinstance(expected, float):
        assert given == pytest.approx(expected, rel=1e-5, abs=1e-7)
    else:
        assert given == expected


def test_defaults_are_left_out() -> None:
    plain = replace(record("the [MASK]"), request=MaskedWordsRequest("the [MASK]"))
    assert as_command(plain) == (
        "python -m app run masked-words --model tiny --device cpu --dtype float32 --seed 3"
        " --set 'text=the [MASK]'"
    )
    assert "    {\n        'text': 'the [MASK]',\n    },\n" in as_python(plain)


def test_a_long_request_comes_from_standard_input() -> None:
    command = as_command(record("x" * 200_000))
    head, document, end, _ = command.split("\n")
    assert head.endswith("--request - <<'INKLING'") and end == "INKLING"
    assert json.loads(document)["text"] == "x" * 200_000


def test_a_demo_without_model_has_none() -> None:
    assert "--model" not in as_command(replace(record(), model=None))
    assert "\n    None,\n" in as_python(replace(record(), model=None))


def test_a_model_without_spec_goes_by_its_id() -> None:
    assert "--model other" in as_command(replace(record(), model=ModelRef("other", "0" * 64)))
