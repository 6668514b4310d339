"""Pictures: a wall of them (`PictureGrid`), one to paint on and choose in (`PictureView`), a field to choose one."""

from app.widgets.pictures.grid import PictureGrid
from app.widgets.pictures.picture_field import PictureField
from app.widgets.pictures.view import PictureView

__all__ = ["PictureField", "PictureGrid", "PictureView"]
