"""The index on disk: what it holds, that it goes on where it was stopped or killed, and that its search is exact."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import numpy as np
import pytest
import torch

from app.core.contract import Cancelled
from model_zoo.cards import find
from model_zoo.embedding.index import build, search
from model_zoo.embedding.index.store import Index
from model_zoo.embedding.index.texts import CorpusError
from model_zoo.embedding.reading import read
from model_zoo.embedding.words import background, means, ordinary_sentences
from model_zoo.hashing import sha256_of
from model_zoo.loaders.encoder import Encoder, load

Usage = namedtuple("Usage", "total used free")


def quiet(_fraction: float | None, _note: str) -> None:
    """Report to nobody."""


@pytest.fixture(scope="module")
def model() -> Encoder:
    return load(find("inkling-mlm-en"), torch.device("cpu"), torch.float32, quiet)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "ordinary.txt"
    path.write_text("\n".join(ordinary_sentences()), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "CHUNK", 32)


def scanned(cache: Path, model: Encoder, corpus: Path) -> Index:
    sha256 = sha256_of([corpus], quiet)
    folder = build.folder_of(cache, model, sha256, "")
    return build.words_of_corpus(folder, model, corpus, sha256, "", quiet)


@pytest.fixture
def index(tmp_path: Path, model: Encoder, corpus: Path) -> Index:
    found = scanned(tmp_path / "whole", model, corpus)
    build.vectors_of_words(found, model, [3, 6], quiet)
    return found


def test_every_word_has_the_vector_that_it_has_alone(index: Index, model: Encoder) -> None:
    ordinary = background(model, quiet)
    assert len(index) == len(ordinary.names) and index.about.sentences == len(ordinary_sentences())
    assert [index.name(row) for row in range(len(index))] == [name.casefold() for name in ordinary.names]
    for layer in (3, 6):
        wanted = ordinary.vectors[layer]
        wanted = wanted / np.linalg.norm(wanted, axis=1, keepdims=True)
        np.testing.assert_allclose(index.vectors(layer), wanted, atol=2e-3)
    assert index.finished() == (3, 6)


def test_places_give_the_word_in_its_sentence(index: Index) -> None:
    for row in (0, 17, len(index) - 1):
        place = index.place(row)
        assert place.text == ordinary_sentences()[place.sentence]
        assert place.text[place.start : place.end].casefold() == index.name(row)
    names = [index.name(row) for row in range(3)]
    assert 0 in index.rows_of(names) and not len(index.rows_of(["no-such-word"]))
    last = int(index.first[1]) - 1  # a phrase does not reach over the end of its sentence
    assert last not in index.rows_of([index.name(last), index.name(last + 1)])


@pytest.mark.parametrize("reports", [3, 6, 9])
def test_what_was_stopped_goes_on_to_the_same_numbers(
    tmp_path: Path, model: Encoder, corpus: Path, index: Index, reports: int
) -> None:
    stopped = scanned(tmp_path / "stopped", model, corpus)
    left = [reports]

    def press(_fraction: float | None, _note: str) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        build.vectors_of_words(stopped, model, [3, 6], press)
    assert stopped.done(6) < stopped.about.sentences
    begun: list[float] = []
    build.vectors_of_words(stopped, model, [3, 6], lambda fraction, _note: begun.append(fraction or 0.0))
    if reports > 3:
        assert begun[0] > 0.1, "it began anew"
    for layer in (3, 6):
        assert stopped.layer_file(layer).read_bytes() == index.layer_file(layer).read_bytes()


_BUILD = """
import sys, torch
from pathlib import Path
from model_zoo.cards import find
from model_zoo.embedding.index import build
from model_zoo.embedding.index.store import Index
from model_zoo.loaders.encoder import load
quiet = lambda fraction, note: None
build.CHUNK = 32
torch.set_num_threads(1)
model = load(find("inkling-mlm-en"), torch.device("cpu"), torch.float32, quiet)
index = Index(Path(sys.argv[1]))
def report(fraction, note):
    if index.done(6) >= 32:
        print("half", flush=True)
        sys.stdin.readline()
build.vectors_of_words(index, model, [6], report)
"""


def test_what_was_killed_goes_on_to_the_same_numbers(
    tmp_path: Path, model: Encoder, corpus: Path, index: Index
) -> None:
    killed = scanned(tmp_path / "killed", model, corpus)
    with subprocess.Popen(
        [sys.executable, "-c", _BUILD, str(killed.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stdout.readline().strip() == b"half"
        process.kill()
        assert process.wait(30) == -signal.SIGKILL if os.name == "posix" else True
    done = killed.done(6)
    assert 0 < done < killed.about.sentences
    with killed.layer_file(6).open("ab") as file:
        file.write(b"half a chunk that no marker knows")
    build.vectors_of_words(killed, model, [6], quiet)
    size = killed.bytes_of(killed.about.sentences)
    one, two = (
        np.frombuffer(which.layer_file(6).read_bytes()[:size], np.float16).astype(np.float32)
        for which in (killed, index)
    )
    np.testing.assert_allclose(one, two, atol=2e-3)  # another process may sum in another order
    np.testing.assert_array_equal(killed.vectors(6).shape, index.vectors(6).shape)


def test_the_search_is_exact(index: Index) -> None:
    vectors = index.vectors(6)
    whole = vectors.astype(np.float64)
    draw = np.random.default_rng(0)
    queries = np.stack([whole[11], draw.standard_normal(vectors.shape[1])]).astype(np.float32)
    for query in queries:
        wanted = whole @ (query / np.linalg.norm(query)).astype(np.float64)
        order = np.argsort(-wanted, kind="stable")[:25]
        rows, scores = search.nearest(vectors, query, 25, quiet)
        np.testing.assert_allclose(scores, wanted[order].clip(-1, 1), atol=1e-6)
        assert len(set(rows.tolist()) - set(order.tolist())) <= 1  # equal cosines may change places
        some = draw.random(len(index)) < 0.1
        rows, _ = search.nearest(vectors, query, 10_000, quiet, some)
        assert sorted(rows.tolist()) == np.flatnonzero(some).tolist()


def test_words_without_a_vector_are_not_found() -> None:
    vectors = np.eye(4, dtype=np.float16)
    vectors[2] = 0
    rows, scores = search.nearest(vectors, np.array([1, -1, 0, 0], np.float32), 4, quiet)
    assert rows.tolist() == [0, 3, 1] and scores[0] == pytest.approx(0.5**0.5)


def test_the_map_is_the_one_of_all_vectors_at_once(index: Index) -> None:
    places = np.load(search.make_map(index, 6, quiet))
    whole = index.vectors(6).astype(np.float64)
    centred = whole - whole.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    wanted = centred @ axes[:2].T
    for axis in (0, 1):
        sign = np.sign(wanted[:, axis] @ places[:, axis])
        np.testing.assert_allclose(places[:, axis] * sign, wanted[:, axis], atol=2e-3)
    before = index.map_file(6).stat().st_mtime_ns
    assert search.make_map(index, 6, quiet).stat().st_mtime_ns == before


def test_a_word_of_several_pieces_has_their_mean(tmp_path: Path, model: Encoder) -> None:
    path = tmp_path / "rare.txt"
    sentence = "Her antidisestablishmentarianism, he's-all, surprised nobody."
    path.write_text(sentence, encoding="utf-8")
    found = scanned(tmp_path / "cache", model, path)
    build.vectors_of_words(found, model, [5], quiet)
    (row,) = found.rows_of(["antidisestablishmentarianism"])
    place = found.place(int(row))
    readings = read(model, [sentence], quiet)
    pieces = readings[0].places(place.start, place.end)
    assert len(pieces) > 3
    wanted = means(model, readings, [[pieces]], quiet)[0][5, 0]
    np.testing.assert_allclose(found.vectors(5)[row], wanted / np.linalg.norm(wanted), atol=2e-3)


def test_a_disk_without_room_is_told_before(
    tmp_path: Path, model: Encoder, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = scanned(tmp_path / "cache", model, corpus)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**9, 10**9, 10**5))
    with pytest.raises(
        CorpusError, match=r"needs .* MB for layer 6, and the disk .* has 0\.1 MB free: make room"
    ):
        build.vectors_of_words(found, model, [6], quiet)
    assert not found.layer_file(6).exists()


def test_another_corpus_model_or_column_is_another_index(tmp_path: Path, model: Encoder) -> None:
    folders = {
        build.folder_of(tmp_path, model, sha256, column)
        for sha256 in ("a" * 64, "b" * 64)
        for column in ("", "text")
    }
    assert len(folders) == 4
    read(model, ["A text that is read meanwhile changes nothing."], quiet)
    assert build.folder_of(tmp_path, model, "a" * 64, "") in folders
