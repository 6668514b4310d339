"""Take results away: figures, tables, arrays, sounds, pictures, runs, and the command that makes them again.

Every file tells where it comes from: model, weights' sha256, seed, request, versions, device, command.
Importing this package is cheap; matplotlib, pyarrow and numpy come with the first file that needs them.
"""

from app.core.export.arrays import save_arrays
from app.core.export.encoded import save_encoded
from app.core.export.everything import save_all
from app.core.export.figures import save_figure
from app.core.export.pictures import save_picture
from app.core.export.provenance import provenance
from app.core.export.rerun import as_command, as_python
from app.core.export.runs import as_json, save_run
from app.core.export.sounds import save_sound
from app.core.export.tables import save_table

__all__ = [
    "as_command",
    "as_json",
    "as_python",
    "provenance",
    "save_all",
    "save_arrays",
    "save_encoded",
    "save_figure",
    "save_picture",
    "save_run",
    "save_sound",
    "save_table",
]
