"""Pictures to look at: a wall of them (`PictureGrid`), and one to paint on and to choose in (`PictureView`)."""

from app.widgets.pictures.grid import PictureGrid
from app.widgets.pictures.view import PictureView

__all__ = ["PictureGrid", "PictureView"]
