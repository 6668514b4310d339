"""Tables, arrays and runs, read back by the libraries people read them with."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from app.core.contract import Table, UserError
from app.core.export import as_json, provenance, save_all, save_arrays, save_run, save_table
from app.core.schema import encode
from tests.export.sample import NASTY, SHA256, WORDS, bars, matrix, record


def table() -> Table:
    found = bars().table
    assert found is not None
    return found


def test_csv_holds_the_columns_and_nothing_else(tmp_path: Path) -> None:
    path, sidecar = save_table(tmp_path / "a.csv", table(), record())
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["token", "probability", "rank", "note"]
    assert [float(row[1]) for row in rows] == [row[1] for row in table().rows]
    assert rows[0][0] == "北京" and rows[6][0] == "\\ud83d" and rows[7][0] == "nul\x00" and rows[0][3] == ""
    assert sidecar.name == "a.csv.json"
    assert json.loads(sidecar.read_text())["model_sha256"] == SHA256


def test_parquet_keeps_types_and_facts(tmp_path: Path) -> None:
    (path,) = save_table(tmp_path / "a.parquet", table(), record())
    arrow = pq.read_table(path)
    assert [str(kind) for kind in arrow.schema.types] == ["string", "double", "int64", "null"]
    assert arrow.column("token").to_pylist()[:6] == list(WORDS[:6])
    assert arrow.column("probability").to_pylist() == [row[1] for row in table().rows]
    facts = {key.decode(): value.decode() for key, value in arrow.schema.metadata.items()}
    assert facts["inkling.model_sha256"] == SHA256
    assert json.loads(facts["inkling.request"]) == encode(record().request)


def test_parquet_takes_mixed_and_empty_columns(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [
        (1, "a", True, None, np.float32(0.5)),
        (2.5, 3, False, None, np.int64(4)),
    ]
    (path,) = save_table(tmp_path / "a.parquet", Table(("x", "y", "z", "n", "f"), rows), record())
    assert pq.read_table(path).to_pydict() == {
        "x": [1.0, 2.5],
        "y": ["a", "3"],
        "z": [True, False],
        "n": [None, None],
        "f": [0.5, 4.0],
    }
    (empty,) = save_table(tmp_path / "b.parquet", Table(("x",), []), record())
    assert pq.read_table(empty).num_rows == 0


def test_arrays_open_without_pickle(tmp_path: Path) -> None:
    big = np.random.default_rng(0).standard_normal((1000, 400)).astype(np.float32)
    path = save_arrays(tmp_path / "a.npz", {"big": big, "words": list(WORDS[:6])}, record())
    with np.load(path, allow_pickle=False) as stored:
        assert np.array_equal(stored["big"], big) and stored["big"].dtype == np.float32
        assert stored["words"].tolist() == list(WORDS[:6])
        facts = {name: str(stored[f"provenance_{name}"]) for name in provenance(record())}
    assert facts == provenance(record())


def test_objects_are_not_arrays(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="Python objects"):
        save_arrays(tmp_path / "a.npz", {"x": [None, {}]}, record())


def test_run_is_the_contracts_json(tmp_path: Path) -> None:
    stored: dict[str, Any] = json.loads(save_run(tmp_path / "run.json", record()).read_text("ascii"))
    for name in ("demo", "model", "seed", "request", "result", "seconds", "device"):
        assert name in stored
    assert stored["model"]["sha256"] == SHA256 and stored["request"]["text"] == NASTY
    assert stored == json.loads(as_json(record()))


def test_all_views_in_one_folder(tmp_path: Path) -> None:
    written = save_all(tmp_path / "new" / "folder", [bars(), matrix()], record())
    assert [path.name for path in written] == [
        "run.json",
        *(f"candidates{end}" for end in (".svg", ".pdf", ".png", ".csv", ".csv.json", ".parquet", ".npz")),
        *(f"lens{end}" for end in (".svg", ".pdf", ".png")),
    ]
    assert all(path.stat().st_size > 100 for path in written)
    assert sorted(written) == sorted((tmp_path / "new" / "folder").iterdir())


@pytest.mark.parametrize("name", ["a.xlsx", "a"])
def test_wrong_endings_are_sentences(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match=r"\.csv or \.parquet"):
        save_table(tmp_path / name, table(), record())
    with pytest.raises(UserError, match=r"\.npz"):
        save_arrays(tmp_path / name, {}, record())


def test_a_folder_in_the_way_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "run.json").mkdir()
    with pytest.raises(UserError, match="could not be written"):
        save_run(tmp_path / "run.json", record())
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="could not be made"):
        save_all(tmp_path / "file" / "folder", [], record())


def test_nothing_is_left_of_a_failed_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.core.export.files.write_atomic", full)
    with pytest.raises(UserError, match="No space left on device"):
        save_run(tmp_path / "run.json", record())
    assert list(tmp_path.iterdir()) == []
