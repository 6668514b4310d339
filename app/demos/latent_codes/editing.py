"""Codes put in the place of others. A map is [rows, columns] of a picture, or [stages, frames] of a sound."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.core.contract import UserError
from app.demos.latent_codes.contract import Box, Edit

Numbers = NDArray[np.int64]
Medium = Literal["picture", "sound"]

MOST_EDITS = 20_000


def edited(
    numbers: Numbers, edits: Sequence[Edit], size: int, medium: Medium, codes_of: Callable[[str], Numbers]
) -> Numbers:
    """A map [rows, columns] after the edits; the one that is given stays as it is. `size` is K.

    `codes_of` gives another input's map. Raises UserError for an edit that does not fit, its number first.
    """
    if len(edits) > MOST_EDITS:
        raise UserError(f"There are {len(edits):,} edits; at most {MOST_EDITS:,} can be made.", "edits")
    found = numbers.copy()
    for place, edit in enumerate(edits, 1):
        left, top, right, bottom = box = place_of(edit, found.shape, medium, place)
        part = found[top:bottom, left:right]
        if edit.source:
            given = _taken(codes_of(edit.source), edit, box, place)
        elif edit.code is None:
            raise UserError(f"Edit {place} says neither a “code” nor a “source” to take codes from.", "edits")
        else:
            _check_code(edit.code, size, place)
            given = np.full_like(part, edit.code)
        if edit.replaces is not None:
            _check_code(edit.replaces, size, place)
            given = np.where(part == edit.replaces, given, part)
        found[top:bottom, left:right] = given
    return found


def place_of(edit: Edit, shape: tuple[int, ...], medium: Medium, place: int = 1) -> Box:
    """Where an edit of a map [rows, columns] is made. Raises UserError for a place outside of it."""
    rows, columns = shape
    if medium == "picture":
        if edit.start is not None or edit.stop is not None:
            raise UserError(
                f"Edit {place} has a start or a stop, as edits of sounds have: a picture's have a “box”.",
                "edits",
            )
        box = edit.box or (0, 0, columns, rows)
    else:
        if edit.box is not None:
            raise UserError(
                f"Edit {place} has a “box”, as edits of pictures have: a sound's have “start” and “stop”.",
                "edits",
            )
        if not 0 <= edit.stage < rows:
            raise UserError(f"Edit {place} is of stage {edit.stage}; there are {rows}, from 0.", "edits")
        start = 0 if edit.start is None else edit.start
        stop = columns if edit.stop is None else edit.stop
        box = (start, edit.stage, stop, edit.stage + 1)
    left, top, right, bottom = box
    if not (0 <= left < right <= columns and 0 <= top < bottom <= rows):
        what = (
            f"from column {left}, row {top} up to column {right}, row {bottom}, and the map has {columns} columns "
            f"and {rows} rows"
            if medium == "picture"
            else f"from frame {left} up to frame {right}, and there are {columns} frames"
        )
        raise UserError(f"Edit {place} does not fit: it goes {what}.", "edits")
    return box


def _taken(other: Numbers, edit: Edit, box: Box, place: int) -> Numbers:
    left, top, right, bottom = box
    column, row = edit.at if edit.at is not None else (left, top)
    height, width = bottom - top, right - left
    if not (0 <= column <= other.shape[1] - width and 0 <= row <= other.shape[0] - height):
        raise UserError(
            f"Edit {place} takes {width} × {height} codes from column {column}, row {row} of a map of "
            f"{other.shape[1]} × {other.shape[0]}: they are not all there. Choose another part.",
            "edits",
        )
    return other[row : row + height, column : column + width]


def _check_code(code: int, size: int, place: int) -> None:
    if not 0 <= code < size:
        raise UserError(f"Edit {place} names code {code}; the codebook has 0 to {size - 1}.", "edits")
