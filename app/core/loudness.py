"""How loud a sound is to an ear: programme loudness after ITU-R BS.1770-4, K-weighted and gated."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Blocks are 0.4 s long and begin every 0.1 s (BS.1770-4, annex 1).
_BLOCK, _STEP = 0.4, 0.1
_ABSOLUTE_GATE, _RELATIVE_GATE = -70.0, -10.0
#: A gain beyond this would lift noise, not speech.
_MOST_GAIN = 10.0 ** (30.0 / 20.0)
#: Samples that are weighted at once; the filter has died out after the tail.
_CHUNK, _TAIL = 1 << 17, 1 << 15


def loudness(samples: NDArray[np.float32], rate: int) -> float:
    """Loudness of mono samples in LKFS, which are decibels; minus infinity for silence.

    A full-scale sine of 997 Hz has -3.01. What is shorter than one block of 0.4 s counts as one block.
    """
    import numpy as np

    if not len(samples):
        return -math.inf
    energy = np.concatenate(([0.0], np.cumsum(_weighted(samples, rate) ** 2)))
    block, step = round(_BLOCK * rate), max(1, round(_STEP * rate))
    block = min(block, len(samples))
    begins = np.arange(0, len(samples) - block + 1, step)
    power = (energy[begins + block] - energy[begins]) / block
    power = power[power > _power(_ABSOLUTE_GATE)]
    if not len(power):
        return -math.inf
    power = power[power > _power(_level(float(power.mean())) + _RELATIVE_GATE)]
    return _level(float(power.mean()))


def gain_between(here: float, there: float) -> float:
    """The factor that makes a sound of loudness `here` as loud as one of `there`; 1 if one of them is silent.

    It stays below 30 dB either way.
    """
    if not (math.isfinite(here) and math.isfinite(there)):
        return 1.0
    return min(_MOST_GAIN, max(1.0 / _MOST_GAIN, 10.0 ** ((there - here) / 20.0)))


def _level(power: float) -> float:
    return -0.691 + 10.0 * math.log10(max(power, 1e-30))


def _power(level: float) -> float:
    return 10.0 ** ((level + 0.691) / 10.0)


def _weighted(samples: NDArray[np.float32], rate: int) -> NDArray[np.float64]:
    """K-weighting by fast convolution, in chunks that are added where they overlap (no scipy, no loops)."""
    import numpy as np

    size = _CHUNK + _TAIL
    turn = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    response = _shelf(turn, rate) * _high_pass(turn, rate)
    found = np.zeros(len(samples) + _TAIL + _CHUNK)
    for begin in range(0, len(samples), _CHUNK):
        part = samples[begin : begin + _CHUNK].astype(np.float64)
        found[begin : begin + size] += np.fft.irfft(np.fft.rfft(part, size) * response, size)
    return found[: len(samples)]


def _shelf(turn: NDArray[np.complex128], rate: int) -> NDArray[np.complex128]:
    """The head's effect: 4 dB more above 1.7 kHz. Constants: the analogue filter behind the table of BS.1770."""
    gain, quality, hertz = 3.999843853973347, 0.7071752369554196, 1681.974450955533
    k = math.tan(math.pi * hertz / rate)
    high = 10.0 ** (gain / 20.0)
    band = high**0.4996667741545416
    top = (
        high + band * k / quality + k * k,
        2.0 * (k * k - high),
        high - band * k / quality + k * k,
    )
    return _biquad(turn, top, k, quality) / (1.0 + k / quality + k * k)


def _high_pass(turn: NDArray[np.complex128], rate: int) -> NDArray[np.complex128]:
    """The ear's deafness to the lowest tones: second order at 38 Hz."""
    quality, hertz = 0.5003270373238773, 38.13547087602444
    return _biquad(turn, (1.0, -2.0, 1.0), math.tan(math.pi * hertz / rate), quality)


def _biquad(
    turn: NDArray[np.complex128], top: tuple[float, float, float], k: float, quality: float
) -> NDArray[np.complex128]:
    """A second-order section on the unit circle; its denominator follows from `k` and `quality`, with a0 = 1."""
    whole = 1.0 + k / quality + k * k
    first, second = 2.0 * (k * k - 1.0) / whole, (1.0 - k / quality + k * k) / whole
    return (top[0] + top[1] * turn + top[2] * turn**2) / (1.0 + first * turn + second * turn**2)
