"""Tables as CSV (with a JSON sidecar for the provenance) and as Parquet (with it inside)."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from app.core.contract import Table
from app.core.export.files import ending, write
from app.core.export.provenance import provenance, provenance_json
from app.core.export.text import storable
from app.core.record import RunRecord


def save_table(path: Path, table: Table, record: RunRecord) -> list[Path]:
    """Write a table to .csv or .parquet; give the files written.

    CSV holds the columns and nothing else, in UTF-8 and with the numbers' shortest exact form, so that every
    reader takes it; the provenance goes beside it as NAME.csv.json. Parquet keeps the columns' types and
    the provenance in its key-value metadata as `inkling.*`. Raises UserError when it cannot be written.
    """
    if ending(path, (".csv", ".parquet"), "Tables") == ".parquet":
        return [write(path, _parquet(table, record))]
    sidecar = path.with_name(path.name + ".json")
    return [
        write(path, _csv(table)),
        write(sidecar, (provenance_json(record) + "\n").encode("ascii")),
    ]


def _csv(table: Table) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    return storable(buffer.getvalue()).encode("utf-8")


def _parquet(table: Table, record: RunRecord) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = [_column([row[index] for row in table.rows]) for index in range(len(table.columns))]
    metadata = {f"inkling.{name}": storable(text) for name, text in provenance(record).items()}
    arrow = pa.table(
        [pa.array(values, type=_type(values, pa)) for values in columns],
        names=[storable(name) for name in table.columns],
        metadata=metadata,
    )
    buffer = io.BytesIO()
    pq.write_table(arrow, buffer, compression="zstd")
    return buffer.getvalue()


def _column(values: list[object]) -> list[Any]:
    """Bring a column to one type: text where anything is text, numpy's numbers as Python's."""
    plain = [value.item() if hasattr(value, "item") else value for value in values]
    if any(isinstance(value, str) for value in plain):
        return [None if value is None else storable(str(value)) for value in plain]
    return plain


def _type(values: list[Any], pa: Any) -> Any:
    if any(isinstance(value, str) for value in values):
        return pa.string()
    if any(isinstance(value, float) for value in values):
        return pa.float64()
    if any(isinstance(value, bool) for value in values):
        return pa.bool_()
    return pa.int64() if any(value is not None for value in values) else pa.null()
