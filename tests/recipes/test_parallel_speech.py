"""Which sentences are said again by whom, and that what was made is read behind the corpus."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import soundfile

from model_zoo.corpora.parallel_speech import FIRST, HEADER, Line, note, plan
from model_zoo.recipes.voice_corpus import SETUP, corpus, recordings


def corpus_of(folder: Path, rows: list[tuple[str, int, str, str]]) -> Path:
    """A manifest of (speaker, number, split, text), each a second of a hum."""
    folder.mkdir(parents=True)
    lines = ["\t".join(HEADER)]
    for speaker, number, split, text in rows:
        path = folder / speaker / f"{number:04d}.wav"
        path.parent.mkdir(exist_ok=True)
        soundfile.write(path, 0.1 * np.sin(np.arange(24_000) * 2 * np.pi * 150 / 24_000), 24_000)
        lines.append(f"{speaker}/{path.name}\t{speaker}\t{split}\t1.00\t{text}")
    (folder / "manifest.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "manifest.tsv"


def test_every_sentence_is_said_once_more_by_another_english_voice(tmp_path: Path) -> None:
    rows = [(voice, 0, "train", "all say this") for voice in ("af_nicole", "am_bob")]
    rows += [
        (voice, 100 + k, "train", f"{voice} {k}")
        for voice in ("af_nicole", "am_bob", "zf_chi")
        for k in range(4)
    ]
    rows += [("af_kore", 100, "unseen", "nobody may hear this")]
    found = plan(corpus_of(tmp_path / "synthetic", rows), 100)
    assert [line.number for line in found] == list(range(FIRST, FIRST + len(found)))
    assert max(Counter(line.text for line in found).values()) == 1
    assert len(found) >= 10  # of twelve; the last ones may have nobody left to say them
    for line in found:
        assert line.speaker in ("af_nicole", "am_bob")
        assert line.text.split()[0] in ("af_nicole", "am_bob", "zf_chi")
        assert not line.text.startswith(line.speaker)
    assert plan(tmp_path / "synthetic" / "manifest.tsv", 3) == found[:3]


def test_what_was_made_comes_behind_the_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_DATA", str(tmp_path))
    corpus_of(
        tmp_path / "speech" / "synthetic",
        [("af_nicole", 100, "train", "one"), ("af_nicole", 14, "train", "held")],
    )
    alone = corpus(tmp_path / "cache", processes=1)
    assert [r.text for r in alone.recordings] == ["one"]
    parallel = tmp_path / "cache" / "parallel"
    for part, voice in enumerate(("am_bob", "am_cid")):
        (parallel / voice).mkdir(parents=True)
        soundfile.write(
            parallel / voice / f"{1000 + part}.opus", np.zeros(24_000), 24_000, format="OGG", subtype="OPUS"
        )
        note(parallel, Line(voice, 1000 + part, "one"), 1.0, part)
    both = corpus(tmp_path / "cache", processes=1)
    assert [(r.speaker, r.text) for r in both.recordings] == [
        ("af_nicole", "one"),
        ("am_bob", "one"),
        ("am_cid", "one"),
    ]
    assert [r.number for r in recordings(parallel)] == [1000, 1001]
    first, rest = both.hertz[: both.begins[1]], both.hertz[both.begins[1] :]
    assert np.median(first[first > 0]) == pytest.approx(150, rel=0.02)
    assert not rest.any()  # silence
    assert len(both.mels[2]) == both.mel_begins[2][-1] and both.mels[2].shape[1] == SETUP.bands
    assert [r.text for r in corpus(tmp_path / "cache", held_out=True, processes=1).recordings] == ["held"]


def test_speech_that_came_later_is_read_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_DATA", str(tmp_path))
    manifest = corpus_of(tmp_path / "speech" / "synthetic", [("af_nicole", 100, "train", "one")])
    before = corpus(tmp_path / "cache", processes=1)
    shorter = manifest.parent / "am_bob" / "0100.wav"
    shorter.parent.mkdir()
    soundfile.write(shorter, np.zeros(12_000), 24_000)
    with manifest.open("a", encoding="utf-8") as lines:
        lines.write("am_bob/0100.wav\tam_bob\ttrain\t0.50\ttwo\n")
    after = corpus(tmp_path / "cache", processes=1)
    assert [r.text for r in after.recordings] == ["one", "two"]
    assert len(after.begins) == 3 and after.begins[1] == before.begins[1] < after.begins[2] == len(
        after.hertz
    )
    kept = (tmp_path / "cache" / "train.npz").stat().st_mtime_ns
    corpus(tmp_path / "cache", processes=1)
    assert (tmp_path / "cache" / "train.npz").stat().st_mtime_ns == kept
