"""The command line as scripts use it: real processes, the bundled model, exit codes and streams."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
TEXT = "The cat sat on the [MASK]."


def app(*arguments: str, standard_input: str = "") -> subprocess.CompletedProcess[str]:
    """Run `python -m app` with arguments."""
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        input=standard_input,
        capture_output=True,
        text=True,
        timeout=110,
    )


def good(*arguments: str, standard_input: str = "") -> Any:
    """Run it to exit 0 and give the JSON that it printed."""
    done = app(*arguments, standard_input=standard_input)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def mistake(*arguments: str, standard_input: str = "") -> str:
    """Run it to exit 2 and give the one sentence on standard error."""
    done = app(*arguments, standard_input=standard_input)
    assert done.returncode == 2, (done.returncode, done.stderr)
    assert "Traceback" not in done.stderr and done.stdout == ""
    lines = [line for line in done.stderr.strip().splitlines() if line]
    assert lines, "nothing was said"
    return lines[-1]


def test_demos_and_models_and_descriptions() -> None:
    (demo, *_) = good("demos", "--json")
    assert demo.keys() >= {"id", "title", "group", "family"}
    cards = good("models", "--family", demo["family"], "--json")
    assert cards[0].keys() >= {"id", "title", "family", "path", "bytes", "sha256", "licence", "metrics"}
    described = good("describe", demo["id"], "--json")
    assert "text" in json.dumps(described)
    assert demo["id"] in app("demos").stdout and cards[0]["id"] in app("models").stdout


def test_run_prints_one_object_and_nothing_else() -> None:
    answer = good("run", "masked-words", "--set", f"text={TEXT}", "--set", "top_k=3", "--json", "--seed", "5")
    assert answer.keys() >= {"demo", "model", "seed", "request", "result", "seconds", "device"}
    assert answer["seed"] == 5 and answer["request"]["top_k"] == 3
    assert len(answer["model"]["sha256"]) == 64
    candidates = answer["result"]["masks"][0]["candidates"]
    assert len(candidates) == 3 and candidates[0].keys() >= {"token", "id", "probability"}


def test_a_batch_answers_line_by_line_and_goes_on_after_a_mistake() -> None:
    requests = [{"text": TEXT, "top_k": 1}, {"text": TEXT, "top_k": -5}, {"text": "A [MASK].", "top_k": 1}]
    for document in (json.dumps(requests), "\n".join(json.dumps(request) for request in requests)):
        done = app("run", "masked-words", "--request", "-", standard_input=document)
        assert done.returncode == 2, done.stderr
        first, second, third = (json.loads(line) for line in done.stdout.splitlines())
        assert first["request"]["text"] == TEXT and third["request"]["text"] == "A [MASK]."
        assert second.keys() == {"error"} and "top_k" in second["error"]


def test_files_go_where_they_are_asked(tmp_path: Path) -> None:
    request = tmp_path / "request.json"
    request.write_text(json.dumps({"text": TEXT}))
    out = tmp_path / "out"
    good("run", "masked-words", "--request", str(request), "--out", str(out))
    assert {".svg", ".pdf", ".png", ".csv", ".parquet", ".npz"} <= {path.suffix for path in out.iterdir()}


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("run", "masked-word", "--set", "text=x"), "masked-words"),
        (("run", "masked-words"), "text"),
        (("run", "masked-words", "--set", "text=x", "--set", "topk=3"), "top_k"),
        (("run", "masked-words", "--set", "text=x", "--set", "top_k=many"), "top_k"),
        (("run", "masked-words", "--set", "text=x", "--model", "no-such-model"), "no-such-model"),
        (("run", "masked-words", "--set", "text=x", "--model", "/no/such/folder"), "/no/such/folder"),
        (("run", "masked-words", "--set", "text=x", "--device", "quantum"), "quantum"),
        (("run", "masked-words", "--set", "text=x", "--dtype", "float3"), "float3"),
        (("run", "masked-words", "--request", "/no/such/file.json"), "/no/such/file.json"),
        (("run", "masked-words", "--set", "text=x", "--out", "/proc/no"), "/proc/no"),
        (("describe", "no-such-demo", "--json"), "no-such-demo"),
        (("tour", "--size", "huge"), "huge"),
        (("no-such-command",), "no-such-command"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_2(arguments: tuple[str, ...], named: str) -> None:
    assert named in mistake(*arguments)


def test_broken_json_is_a_mistake() -> None:
    for document in ("{", "", "3", '{"text": "x"', "[1]", '{"text": "x"}\n{'):
        assert mistake_or_line(document)


def mistake_or_line(document: str) -> bool:
    """Tell whether a broken request file ends in exit 2 with a sentence, on stderr or in its line."""
    done = app("run", "masked-words", "--request", "-", standard_input=document)
    assert done.returncode == 2 and "Traceback" not in done.stderr, (document, done.stderr)
    return bool(done.stderr.strip()) or "error" in done.stdout


def test_control_c_takes_effect_within_a_second(tmp_path: Path) -> None:
    requests = tmp_path / "many.json"
    requests.write_text(json.dumps([{"text": TEXT, "layers": True, "lens": True}] * 20_000))
    # A shell without job control starts what runs behind it with Ctrl+C ignored, and children inherit that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "run", "masked-words", "--request", str(requests)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    finally:
        signal.signal(signal.SIGINT, before)
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["demo"] == "masked-words"
    pressed = time.monotonic()
    process.send_signal(signal.SIGINT)
    # The pipe may be full of answers: reading on lets the process end.
    _, trouble = process.communicate(timeout=30)
    assert time.monotonic() - pressed < 1.0
    assert process.returncode == 130 and "Traceback" not in trouble


def test_a_closed_pipe_is_no_fault(tmp_path: Path) -> None:
    requests = tmp_path / "some.json"
    requests.write_text(json.dumps([{"text": TEXT}] * 200))
    command = f"'{sys.executable}' -m app run masked-words --request '{requests}' | head -n 1"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=110)
    assert json.loads(done.stdout)["demo"] == "masked-words"
    assert "Traceback" not in done.stderr and "BrokenPipe" not in done.stderr


def test_running_imports_no_qt() -> None:
    code = (
        "import sys\nfrom app.commands.main import main\n"
        f"code = main(['run', 'masked-words', '--set', 'text={TEXT}', '--json'])\n"
        "assert not [name for name in sys.modules if name.startswith(('PySide6', 'pyqtgraph'))]\n"
        "raise SystemExit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr


def test_the_doctor_says_what_is_there() -> None:
    told = good("doctor", "--json")
    assert told["versions"]["torch"] and told["devices"]
    assert app("doctor").stdout.strip()


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
def test_help_names_every_command() -> None:
    told = app("--help").stdout
    for name in ("demos", "models", "describe", "run", "tour", "doctor"):
        assert name in told
