"""Two models' errors at the same widths."""

from __future__ import annotations

from app.demos.auto_encoder.contract import AutoEncoderResult


def told(one: AutoEncoderResult, two: AutoEncoderResult) -> str:
    """Say which model leaves less, where both have the width and the data."""
    if one.data != two.data:
        return f"A was asked about {one.title}, B about {two.title}: their errors cannot be compared."
    others = dict(zip(two.widths, two.error, strict=False))
    parts = [
        f"{width}: A {mine:.4f}, B {others[width]:.4f}"
        for width, mine in zip(one.widths, one.error, strict=False)
        if width in others
    ]
    return "Error by width. " + "; ".join(parts) + "." if parts else "They have no width in common."
