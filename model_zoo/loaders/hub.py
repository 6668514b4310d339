"""Fetch a model from the Hugging Face hub into its ordinary cache: only when the user asked, with Stop and resume."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import huggingface_hub
from huggingface_hub import constants, errors, hf_hub_download
from huggingface_hub.utils._validators import validate_repo_id
from huggingface_hub.utils.tqdm import tqdm

from model_zoo.cards import Report, weight_files
from model_zoo.errors import ModelError

_PLAIN = ("*.json", "*.txt", "*.model")
_SAFE = ("model.safetensors", "model-*.safetensors", "model.safetensors.index.json")
_TORCH = ("pytorch_model.bin", "pytorch_model-*.bin", "pytorch_model.bin.index.json")
#: Beside config and weights a complete model has one of these: it reads text, or it hears.
_BESIDE = ("tokenizer.json", "vocab.txt", "vocab.json", "preprocessor_config.json")
#: Bytes between two looks at the Stop button; the library's own 10 MB are ten seconds on a slow line.
_CHUNK = 256 * 1024


def download(name: str, report: Report) -> Path:
    """The local folder of the hub's model `name` ("owner/model"), fetched if it is not complete in the cache.

    What was fetched before an interruption is not fetched again. Raises ModelError for a name that is none, a
    model that is not there or not open, and a network that fails; and whatever `report` raises to stop.
    """
    try:
        validate_repo_id(name)
    except errors.HFValidationError as error:
        raise ModelError(f"“{name}” is no name on the hub: write it as owner/model.") from error
    cached = _complete(name)
    if cached is not None:
        return cached
    constants.DOWNLOAD_CHUNK_SIZE = _CHUNK
    constants.HF_HUB_DISABLE_XET = True  # its transfers cannot be stopped half-way
    report(None, f"Asking the hub for {name}")
    try:
        sizes = _files(name)
        folder: Path | None = None
        done = 0
        total = sum(sizes.values()) or 1
        for file, size in sizes.items():
            bar = _bar(report, file, done, total)
            folder = Path(hf_hub_download(name, file, tqdm_class=bar)).parent
            done += size
    except errors.GatedRepoError as error:
        raise ModelError(f"{name} is gated: accept its terms on the hub and log in there first.") from error
    except (errors.RepositoryNotFoundError, errors.RevisionNotFoundError) as error:
        raise ModelError(f"The hub has no model “{name}”, or it is private: check the name.") from error
    except (errors.HfHubHTTPError, errors.OfflineModeIsEnabled, OSError, RuntimeError) as error:
        raise ModelError(_network(name, error)) from error
    except Exception as error:
        if type(error).__module__.split(".")[0] not in ("httpx", "httpcore", "httpx2", "httpcore2"):
            raise
        raise ModelError(_network(name, error)) from error
    if folder is None:
        raise ModelError(f"{name} on the hub holds no files that can be used here.")
    return folder


def _network(name: str, error: BaseException) -> str:
    reason = (str(error).splitlines() or [type(error).__name__])[0][:160].rstrip(".")
    return f"{name} could not be fetched ({reason}): check the connection and try again; what has arrived is kept."


def _complete(name: str) -> Path | None:
    """The cached folder, if it holds everything; asks nobody."""
    found = huggingface_hub.try_to_load_from_cache(name, "config.json")
    if not isinstance(found, str):
        return None
    folder = Path(found).parent
    try:
        weight_files(folder)
    except ModelError:
        return None
    return folder if any((folder / one).is_file() for one in _BESIDE) else None


def _files(name: str) -> dict[str, int]:
    """What to fetch, with sizes in bytes: small files first, safetensors rather than torch's own."""
    listed = huggingface_hub.HfApi().model_info(name, files_metadata=True).siblings or []
    sizes = {one.rfilename: int(one.size or 0) for one in listed if "/" not in one.rfilename}

    def matching(patterns: tuple[str, ...]) -> list[str]:
        return [file for file in sizes if any(Path(file).match(pattern) for pattern in patterns)]

    weights = matching(_SAFE) or matching(_TORCH)
    if not weights:
        raise ModelError(f"{name} has no weights for torch on the hub: choose another model.")
    plain = [file for file in matching(_PLAIN) if not file.endswith(".index.json")]
    return {file: sizes[file] for file in (*plain, *weights)}


def _bar(report: Report, file: str, before: int, total: int) -> Any:
    """A tqdm that tells `report` how far the whole download is, in place of drawing."""

    class Told(tqdm):  # type: ignore[misc, unused-ignore]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            kwargs["disable"] = True
            super().__init__(*args, **kwargs)
            self.got = int(kwargs.get("initial") or 0)
            self._tell()

        def update(self, n: float | None = 1) -> None:
            self.got += int(n or 0)
            self._tell()

        def _tell(self) -> None:
            report(min(1.0, (before + self.got) / total), f"Fetching {file}")

    return Told
