"""PSNR and MS-SSIM against their definitions, and classic codecs at the sizes that were asked for."""

from __future__ import annotations

import io
import math

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import gaussian_filter

from model_zoo.latent.classic_codecs import HIGHEST, KINDS, Kind, at_least, coded, curve
from model_zoo.latent.likeness import WHOLE_SIDE, ms_ssim, psnr
from tests.latent.tiny_codec import picture


def test_psnr_is_what_it_is_defined_as() -> None:
    one = picture()
    other = one.copy()
    other[0, 0, 0] ^= 16
    expected = 10 * math.log10(255**2 * one.size / 256)
    assert psnr(one, other) == pytest.approx(expected) and psnr(one, one) == math.inf


def test_ms_ssim_of_equal_blurred_and_small_pictures() -> None:
    one = picture(200, 180)
    assert ms_ssim(one, one) == pytest.approx(1.0)
    blurred = [gaussian_filter(one, (sigma, sigma, 0)) for sigma in (0.5, 1.5, 4.0)]
    values = [ms_ssim(one, other) for other in blurred]
    assert all(value is not None for value in values)
    assert (
        values == sorted(values, key=lambda value: -float(value or 0)) and 0 < float(values[-1] or 0) < 0.99
    )
    small = ms_ssim(one[:64], blurred[1][:64])
    assert small is not None and 0.5 < small < 1
    assert ms_ssim(one[:10], one[:10]) is None


def test_ms_ssim_of_one_scale_by_hand() -> None:
    """A constant shift leaves contrast and structure alone: what is left is the luminance term of the last scale."""
    one = np.full((WHOLE_SIDE, WHOLE_SIDE), 100, np.uint8)
    other = np.full((WHOLE_SIDE, WHOLE_SIDE), 150, np.uint8)
    c1 = (0.01 * 255) ** 2
    luminance = (2 * 100 * 150 + c1) / (100**2 + 150**2 + c1)
    assert ms_ssim(one, other) == pytest.approx(luminance ** (0.1333 / 1.0001), rel=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_a_rival_gets_at_least_the_bytes_and_no_step_more(kind: Kind) -> None:
    given = picture(64, 96)
    sizes = [len(coded(given, kind, quality).data) for quality in (5, 50, 90)]
    assert sizes == sorted(sizes)
    for wanted in (sizes[0] + 40, sizes[1]):
        found = at_least(given, kind, wanted, lambda share: None)
        assert len(found.data) >= wanted
        below = coded(given, kind, found.quality - 1, found.half_colour)
        assert len(below.data) < wanted
        with Image.open(io.BytesIO(found.data)) as image:
            assert psnr(given, np.asarray(image.convert("RGB"))) == pytest.approx(found.psnr)
    most = at_least(given, kind, 10**7, lambda share: None)
    assert most.quality == HIGHEST[kind] and not (kind == "jpeg" and most.half_colour)


def test_curves_rise() -> None:
    made = curve(picture(64, 96), "jpeg", lambda share: None, (5, 20, 50, 80))
    rates = [len(one.data) for one in made]
    assert rates == sorted(rates) and [one.psnr for one in made] == sorted(one.psnr for one in made)
    grey = curve(picture(64, 96)[..., 0], "jpeg", lambda share: None, (50,))
    assert len(grey) == 1 and grey[0].pixels.ndim == 2
