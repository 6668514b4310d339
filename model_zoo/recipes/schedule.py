"""What changes while a run goes on, as functions of its progress from 0 to 1.

Progress is the share of the wall-clock budget that is spent (or of the steps, when they are fixed), so a run
ends on time on a busy machine too: with fewer steps, but the rate still falls to zero over its last part.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Schedule:
    warmup: float = 0.01
    decay: float = 0.67
    """Share of the run over which the rate falls to zero, in a straight line (Hägele et al. 2024)."""
    longer_from: tuple[float, ...] = (0.85,)
    """From each of these on, rows are twice as long (and half as many)."""

    def rate(self, progress: float) -> float:
        """Factor on every learning rate."""
        rising = min(1.0, (progress + 1e-3) / self.warmup)
        falling = min(1.0, max(0.0, 1.0 - progress) / self.decay)
        return min(rising, falling)

    def length_factor(self, progress: float) -> int:
        return 2 ** sum(progress >= begin for begin in self.longer_from)


@dataclass(frozen=True)
class MaskSchedule(Schedule):
    mask_first: float = 0.30
    mask_last: float = 0.15
    """Share of masked pieces, falling in a straight line (Ankner et al. 2023, dynamic masking rates)."""

    def mask_share(self, progress: float) -> float:
        return self.mask_first + (self.mask_last - self.mask_first) * min(1.0, progress)
