"""Points on a plane or in space, from a handful to a million: see `PointMap`."""

from app.widgets.point_map.widget import PointMap

__all__ = ["PointMap"]
