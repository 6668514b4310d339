"""A place on the map of voices, and the weights of the voices around it: true barycentric coordinates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.demos.voice_conversion.contract import VoiceMap

Point = tuple[float, float]


def weights_at(found: VoiceMap, point: Point) -> dict[str, float]:
    """Weights, which sum to one, of the corners of the triangle that holds the point.

    Outside of all triangles those of the nearest place on an edge: the blend changes without a jump wherever the
    point is dragged.
    """
    places = [(voice.x, voice.y) for voice in found.voices]
    for triangle in found.triangles:
        shares = barycentric(point, [places[corner] for corner in triangle])
        if shares is not None and min(shares) >= -1e-9:
            return _named(found, triangle, shares)
    best: tuple[float, tuple[int, ...], tuple[float, ...]] | None = None
    for one, other in _edges(found):
        share = _along(point, places[one], places[other])
        place = _between(places[one], places[other], share)
        distance = (place[0] - point[0]) ** 2 + (place[1] - point[1]) ** 2
        if best is None or distance < best[0]:
            best = distance, (one, other), (1.0 - share, share)
    return _named(found, best[1], best[2]) if best is not None else {}


def place_of(found: VoiceMap, weights: Mapping[str, float]) -> Point | None:
    """Where a blend lies on the map; None if it has no voice of the map or no weight."""
    chosen = [(voice, weights.get(voice.id, 0.0)) for voice in found.voices]
    total = sum(weight for _, weight in chosen)
    if not total > 0:
        return None
    return sum(v.x * w for v, w in chosen) / total, sum(v.y * w for v, w in chosen) / total


def barycentric(point: Point, corners: Sequence[Point]) -> tuple[float, float, float] | None:
    """Coordinates of a point with respect to three corners; None if they lie on a line."""
    (ax, ay), (bx, by), (cx, cy) = corners
    area = (by - cy) * (ax - cx) + (cx - bx) * (ay - cy)
    if abs(area) < 1e-12:
        return None
    x, y = point
    first = ((by - cy) * (x - cx) + (cx - bx) * (y - cy)) / area
    second = ((cy - ay) * (x - cx) + (ax - cx) * (y - cy)) / area
    return first, second, 1.0 - first - second


def _edges(found: VoiceMap) -> set[tuple[int, int]]:
    edges = {
        (min(one, other), max(one, other))
        for a, b, c in found.triangles
        for one, other in ((a, b), (b, c), (c, a))
    }
    # Fewer than three voices, or all on a line: each is joined with the next.
    return edges or {(k, min(k + 1, len(found.voices) - 1)) for k in range(len(found.voices))}


def _along(point: Point, begin: Point, end: Point) -> float:
    dx, dy = end[0] - begin[0], end[1] - begin[1]
    length = dx * dx + dy * dy
    share = ((point[0] - begin[0]) * dx + (point[1] - begin[1]) * dy) / length if length > 0 else 0.0
    return min(1.0, max(0.0, share))


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def _named(found: VoiceMap, corners: Sequence[int], shares: Sequence[float]) -> dict[str, float]:
    named: dict[str, float] = {}
    for corner, share in zip(corners, shares, strict=True):
        if share > 5e-4:
            name = found.voices[corner].id
            named[name] = named.get(name, 0.0) + round(share, 3)
    return named
