"""Where the eye is: from the plane (y up) to the screen (px, y down) and back, and how space is turned."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.core.export.points import PITCH, YAW, rotation

#: left, bottom, right, top on the plane
Box = tuple[float, float, float, float]

_STEEPEST = math.pi / 2
#: The finest detail that float32 can hold, and how small everything may become.
_MOST_ZOOM, _LEAST_ZOOM = 2.0**17, 0.25


@dataclass(frozen=True, slots=True)
class Camera:
    """`scale` is px for one unit of the plane; (x, y) is in the middle of `width` by `height` px."""

    width: float = 1.0
    height: float = 1.0
    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    home: float = 1.0  # the scale at which all is seen
    yaw: float = YAW
    pitch: float = PITCH

    @property
    def box(self) -> Box:
        """What of the plane is seen."""
        across, up = self.width / 2 / self.scale, self.height / 2 / self.scale
        return self.x - across, self.y - up, self.x + across, self.y + up

    @property
    def turn(self) -> NDArray[np.float64]:
        """The rotation [3, 3] whose rows are the screen's right, up and toward the eye."""
        return rotation(self.yaw, self.pitch)

    def to_screen(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give where places [k, 2] of the plane are on the screen."""
        found = np.empty((len(places), 2))
        found[:, 0] = (places[:, 0] - self.x) * self.scale + self.width / 2
        found[:, 1] = self.height / 2 - (places[:, 1] - self.y) * self.scale
        return found

    def to_plane(self, across: float, down: float) -> tuple[float, float]:
        """Give the place of the plane under a point of the screen."""
        x = self.x + (across - self.width / 2) / self.scale
        return x, self.y - (down - self.height / 2) / self.scale

    def panned(self, across: float, down: float) -> Camera:
        """Move what is seen by so many px."""
        return replace(self, x=self.x - across / self.scale, y=self.y + down / self.scale)

    def zoomed(self, factor: float, across: float, down: float) -> Camera:
        """Zoom; what is under the point of the screen stays there."""
        scale = min(max(self.scale * factor, self.home * _LEAST_ZOOM), self.home * _MOST_ZOOM)
        x, y = self.to_plane(across, down)
        moved = replace(self, scale=scale)
        now_x, now_y = moved.to_plane(across, down)
        return replace(moved, x=self.x + x - now_x, y=self.y + y - now_y)

    def turned(self, across: float, down: float) -> Camera:
        """Turn space as a drag of so many px does: half the width is a quarter turn."""
        angle = math.pi / max(1.0, self.width)
        pitch = min(_STEEPEST, max(-_STEEPEST, self.pitch + down * angle))
        return replace(self, yaw=self.yaw + across * angle, pitch=pitch)

    def resized(self, width: float, height: float) -> Camera:
        """Keep the middle and the scale in a window of another size."""
        return replace(self, width=max(1.0, width), height=max(1.0, height))

    def fitted(self, bounds: Box, margin: float) -> Camera:
        """Show all of `bounds`, with a margin in px on every side."""
        left, bottom, right, top = bounds
        across, up = right - left, top - bottom
        room = max(16.0, self.width - 2 * margin), max(16.0, self.height - 2 * margin)
        scale = min(room[0] / across if across > 0 else math.inf, room[1] / up if up > 0 else math.inf)
        if not math.isfinite(scale):
            scale = 1.0
        return replace(self, x=(left + right) / 2, y=(bottom + top) / 2, scale=scale, home=scale)

    def shows(self, across: float, down: float, margin: float = 0.0) -> bool:
        """Tell whether a point of the screen is in view, `margin` px away from the edges."""
        inside = margin <= across <= self.width - margin
        return inside and margin <= down <= self.height - margin
