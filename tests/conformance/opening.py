"""Open an exported file with a reader that is not ours, and fail when it is not what its name says."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pyarrow.parquet as pq
import soundfile
from PIL import Image
from pypdf import PdfReader

from model_zoo.latent.picture_file import MAGIC


def open_again(path: Path) -> None:
    """Read the whole file; AssertionError when it is empty, without vectors, or does not say whence it is."""
    kind = path.suffix
    if kind == ".svg":
        root = ElementTree.parse(path).getroot()
        assert root.find(".//{http://www.w3.org/2000/svg}path") is not None
        assert json.loads(root.findtext(".//{http://purl.org/dc/elements/1.1/}description") or "")["demo"]
    elif kind == ".pdf":
        reader = PdfReader(path)
        assert reader.metadata is not None and reader.pages[0].extract_text().strip()
        assert json.loads(str(reader.metadata["/Keywords"]))["demo"]
    elif kind == ".png":
        with Image.open(path) as image:
            image.load()
            assert image.info["inkling.demo"]
    elif kind == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert rows and len({len(row) for row in rows}) == 1
    elif kind == ".parquet":
        table = pq.read_table(path)
        assert table.num_columns and b"inkling.demo" in table.schema.metadata
    elif kind == ".npz":
        with np.load(path, allow_pickle=False) as arrays:
            assert len({name: arrays[name].shape for name in arrays}) > 1
            assert "provenance_demo" in arrays
    elif kind in (".jpg", ".webp"):
        with Image.open(path) as image:
            image.load()
        assert json.loads(path.with_name(f"{path.name}.json").read_text("utf-8"))["demo"]
    elif kind == ".ikp":
        assert path.read_bytes().startswith(MAGIC)
        assert json.loads(path.with_name(f"{path.name}.json").read_text("utf-8"))["demo"]
    elif kind in (".wav", ".flac"):
        with soundfile.SoundFile(path) as sound:
            assert np.isfinite(sound.read()).all() and sound.frames and "Inkling" in sound.title
            assert json.loads(sound.comment)["demo"]
    else:
        assert kind == ".json", f"nobody checks {path.name}"
        assert json.loads(path.read_text("utf-8"))["demo"]
