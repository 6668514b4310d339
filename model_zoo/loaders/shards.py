"""The index of a checkpoint that is split over several files (Hugging Face's *.index.json)."""

from __future__ import annotations

import json
from pathlib import Path

from model_zoo.errors import ModelError
from model_zoo.loaders.limits import MAX_JSON


def shard_names(index: Path) -> tuple[str, ...]:
    """File names of the shards, sorted. Raises ModelError for a damaged index or shards that are missing.

    Names with a folder in them are refused: a checkpoint must not reach outside its own folder.
    """
    if index.stat().st_size > MAX_JSON:
        raise ModelError(f"{index.name} is too large to be an index: download the model again.")
    try:
        names = sorted(set(json.loads(index.read_bytes())["weight_map"].values()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError(f"{index.name} is damaged ({error}): download the model again.") from error
    for name in names:
        if not isinstance(name, str) or Path(name).name != name or not name:
            raise ModelError(f"{index.name} names the file {name!r}, which is not beside it: it is refused.")
    missing = [name for name in names if not (index.parent / name).is_file()]
    if missing or not names:
        raise ModelError(
            f"{len(missing)} of {len(names)} weight files are missing ({', '.join(missing[:3])}): "
            "finish the download."
        )
    return tuple(names)
