"""Downloads against a small hub on loopback: progress, an interruption that is resumed, Stop, and refusals."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

NAME = "tester/tiny"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Hub(ThreadingHTTPServer):
    """Serves one folder as a model; `cut_after` bytes of weights it hangs up once."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.folder = folder
        self.cut_after: int | None = None
        self.asked: list[str] = []
        self.ranges: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that stops in the midst is what these tests are about."""


class Handler(BaseHTTPRequestHandler):
    """The three questions that huggingface_hub asks."""

    protocol_version = "HTTP/1.1"
    server: Hub

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Keep quiet."""

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        self.server.asked.append(f"{self.command} {self.path}")
        if self.path.startswith(f"/api/models/{NAME}"):
            return self._send(
                200, json.dumps(self._listing()).encode(), {"Content-Type": "application/json"}, body
            )
        prefix = f"/{NAME}/resolve/"
        file = self.server.folder / self.path.rpartition("/")[2]
        if not self.path.startswith(prefix) or not file.is_file():
            code = "EntryNotFound" if self.path.startswith(prefix) else "RepoNotFound"
            return self._send(404, b"{}", {"X-Error-Code": code}, body)
        data = file.read_bytes()
        headers = {
            "ETag": f'"{hashlib.sha256(data).hexdigest()}"',
            "X-Repo-Commit": COMMIT,
            "Accept-Ranges": "bytes",
        }
        wanted = self.headers.get("Range")
        status = 200
        if wanted and body:
            self.server.ranges.append(wanted)
            begin = int(wanted.removeprefix("bytes=").split("-")[0])
            headers["Content-Range"] = f"bytes {begin}-{len(data) - 1}/{len(data)}"
            data, status = data[begin:], 206
        return self._send(status, data, headers, body, weights=file.suffix == ".safetensors")

    def _send(
        self, status: int, data: bytes, headers: dict[str, str], body: bool, *, weights: bool = False
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if not body:
            return
        cut = self.server.cut_after
        if weights and cut is not None:
            self.server.cut_after = None
            self.wfile.write(data[:cut])
            self.close_connection = True
            self.connection.close()
            return
        self.wfile.write(data)

    def _listing(self) -> dict[str, object]:
        files = [
            {"rfilename": one.name, "size": one.stat().st_size}
            for one in sorted(self.server.folder.iterdir())
        ]
        return {"id": NAME, "modelId": NAME, "sha": COMMIT, "private": False, "siblings": files}


@pytest.fixture
def hub(checkpoint: Callable[[str], Path], tmp_path: Path) -> Iterator[Hub]:
    folder = Path(shutil.copytree(checkpoint("bert"), tmp_path / "served"))
    weights = folder / "model.safetensors"
    # Large enough that it arrives in several parts.
    save_file(load_file(weights) | {"unused": torch.zeros(400_000)}, weights)
    (folder / "README.md").write_text("not wanted")
    (folder / "training_args.bin").write_bytes(b"not wanted either")
    server = Hub(folder)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def fetch(hub: Hub, cache: Path, program: str, name: str = NAME) -> str:
    """Run `program` in an interpreter of its own: the library reads the hub's address once, at import."""
    lines = [
        "from model_zoo.cards import find",
        "from model_zoo.errors import ModelError",
        "notes = []",
        "def report(fraction, note):",
        "    notes.append((fraction, note))",
        f"name = 'hub:{name}'",
        program,
    ]
    environment = {**os.environ, "HF_ENDPOINT": hub.address, "HF_HOME": str(cache), "HF_HUB_OFFLINE": "0"}
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], env=environment, capture_output=True, text=True, timeout=90
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


FIND = "card = find(name, report); print(card.source, card.spec, sorted(f.name for f in card.path.iterdir()))"


def test_a_download_tells_its_progress_and_takes_only_what_it_needs(hub: Hub, tmp_path: Path) -> None:
    program = (
        FIND + "\nfractions = [f for f, _ in notes if f is not None]"
        "\nassert fractions == sorted(fractions) or notes[-1][1].startswith('Reading'), notes"
        "\nprint(any('model.safetensors' in note for _, note in notes))"
    )
    said = fetch(hub, tmp_path / "cache", program)
    assert said.startswith("hub hub:tester/tiny")
    assert "model.safetensors" in said
    assert "README" not in said
    assert "training_args" not in said
    assert "True" in said
    asked = len(hub.asked)
    assert fetch(hub, tmp_path / "cache", FIND).startswith("hub")
    assert len(hub.asked) == asked, "a model that is in the cache asks nobody"


def test_an_interrupted_download_goes_on_where_it_was(hub: Hub, tmp_path: Path) -> None:
    hub.cut_after = 1_000_000
    broken = "try:\n    find(name, report)\n    print('whole')\nexcept ModelError as error:\n    print(error)"
    said = fetch(hub, tmp_path / "cache", broken)
    if "whole" not in said:  # the library itself tries again; else we do
        assert "what has arrived is kept" in said
        assert fetch(hub, tmp_path / "cache", FIND).startswith("hub")
    assert any(wanted.startswith("bytes=") and wanted != "bytes=0-" for wanted in hub.ranges)


def test_stop_ends_the_download_and_keeps_what_arrived(hub: Hub, tmp_path: Path) -> None:
    program = "\n".join(
        [
            "class Stopped(Exception): pass",
            "def report(fraction, note):",
            "    if 'model.safetensors' in note: raise Stopped",
            "try:",
            "    find(name, report)",
            "except Stopped:",
            "    print('stopped')",
        ]
    )
    assert fetch(hub, tmp_path / "cache", program).strip() == "stopped"
    assert fetch(hub, tmp_path / "cache", FIND).startswith("hub")


@pytest.mark.parametrize(
    ("name", "words"), [("tester/none", "no model “tester/none”"), ("a b", "no name on the hub")]
)
def test_a_wrong_name_ends_in_a_sentence(hub: Hub, tmp_path: Path, name: str, words: str) -> None:
    program = "try:\n    find(name, report)\nexcept ModelError as error:\n    print(error)"
    assert words in fetch(hub, tmp_path / "cache", program, name)


def test_a_hub_that_is_away_ends_in_a_sentence(hub: Hub, tmp_path: Path) -> None:
    program = (
        "import huggingface_hub.constants as c\nc.ENDPOINT = 'http://127.0.0.1:9'"
        "\nimport os; os.environ['HF_ENDPOINT'] = c.ENDPOINT"
        "\ntry:\n    find(name, report)\nexcept ModelError as error:\n    print(error)"
    )
    assert "check the connection" in fetch(hub, tmp_path / "cache", program)
