"""What codes tell of phones, against what is known of small tables; label files of three kinds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import mutual_info_score

from model_zoo.errors import ModelError
from model_zoo.latent.mel_cepstra import mel_cepstra, normalised
from model_zoo.latent.phones import by_phone, entropy, joint, labels_beside, pnmi, purity, read_labels


def test_codes_that_name_the_phones_tell_all_and_a_single_code_tells_nothing() -> None:
    phones = ["a", "b", "c"] * 20
    codes = [{"a": 4, "b": 1, "c": 0}[phone] for phone in phones]
    table, names = joint(codes, phones, 5)
    assert names == ["a", "b", "c"] and table.sum() == 60
    assert pnmi(table) == pytest.approx(1.0) and purity(table) == 1.0
    nothing, _ = joint([2] * 60, phones, 5)
    assert pnmi(nothing) == pytest.approx(0.0, abs=1e-12) and purity(nothing) == pytest.approx(1 / 3)


def test_the_information_is_that_of_scikit_learn() -> None:
    random = np.random.default_rng(0)
    codes = random.integers(0, 12, 3000)
    phones = [str((code // 3 + random.integers(0, 2)) % 5) for code in codes]
    table, _ = joint(codes, phones, 12)
    wanted = mutual_info_score(phones, codes) / mutual_info_score(phones, phones)
    assert pnmi(table) == pytest.approx(wanted, rel=1e-9)
    shuffled, _ = joint(random.permutation(codes), phones, 12)
    assert pnmi(shuffled) < 0.02 < pnmi(table)


def test_perplexity_is_of_counts_and_not_of_their_size() -> None:
    assert np.exp(entropy(np.array([5, 5, 5, 5, 0]))) == pytest.approx(4.0)
    assert entropy(np.array([50, 50, 50, 50])) == pytest.approx(entropy(np.array([1, 1, 1, 1])))


def test_frames_without_a_phone_do_not_count_and_unused_codes_have_no_place() -> None:
    table, names = joint([0, 1, 1, 3], ["a", "", "b", "b"], 4)
    assert names == ["a", "b"] and table.sum() == 3
    assert by_phone(table) == [0, 1, 3]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("a.lab", "#\n0.20 125 pau\n0.35 125 s\n0.50 125 iy\n"),  # Festival: end, colour, phone
        ("a.lab", "0.0 0.20 pau\n0.20 0.35 s\n0.35 0.50 iy\n"),
        ("a.phn", "0 3200 pau\n3200 5600 s\n5600 8000 iy\n"),  # TIMIT: samples
    ],
)
def test_label_files_of_three_kinds_say_the_same(tmp_path: Path, name: str, lines: str) -> None:
    (tmp_path / name).write_text(lines)
    found = labels_beside(tmp_path / "a.wav")
    assert found is not None
    assert found.names == ("pau", "s", "iy") and found.ends == pytest.approx((0.2, 0.35, 0.5))
    assert found.at(np.array([0.1, 0.21, 0.36, 0.9])) == ["pau", "s", "iy", ""]


@pytest.mark.parametrize("lines", ["", "one two\n", "0.5 125 a\n0.2 125 b\n", "x y z\n"])
def test_a_file_without_phones_is_refused_by_name(tmp_path: Path, lines: str) -> None:
    (tmp_path / "bad.lab").write_text(lines)
    with pytest.raises(ModelError, match=r"bad\.lab"):
        read_labels(tmp_path / "bad.lab")


def test_cepstra_have_slopes_and_lose_a_constant_voice() -> None:
    random = np.random.default_rng(1)
    mel = random.normal(size=(40, 80)).astype(np.float32)
    found = mel_cepstra(mel)
    assert found.shape == (20, 39)
    ramp = mel_cepstra(np.arange(40, dtype=np.float32)[:, None] * np.ones((1, 80), np.float32))
    assert ramp[4:16, 13] == pytest.approx(np.sqrt(80) * np.ones(12), rel=1e-4)
    coloured = mel + random.normal(size=(1, 80)).astype(np.float32)
    assert not np.allclose(mel_cepstra(coloured), found, atol=0.1)
    assert normalised(mel_cepstra(coloured)) == pytest.approx(normalised(found), abs=1e-3)
