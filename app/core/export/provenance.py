"""Where a file comes from, as short texts that any format's metadata can hold."""

from __future__ import annotations

import json

from app.core.export.rerun import as_command
from app.core.record import RunRecord
from app.core.schema import encode


def provenance(record: RunRecord) -> dict[str, str]:
    """Tell everything needed to make a result again, each value as text.

    `request` and `versions` are JSON in plain ASCII, so that lone surrogates and NUL survive every format.
    There is no date on purpose: the same run gives the same bytes.
    """
    model = record.model
    return {
        "software": f"Inkling {record.versions.get('inkling', '')}".strip(),
        "demo": record.demo,
        "model": model.id if model else "",
        "model_sha256": model.sha256 if model else "",
        "model_spec": model.spec if model else "",
        "seed": str(record.seed),
        "device": record.device,
        "dtype": record.dtype,
        "request": json.dumps(encode(record.request)),
        "versions": json.dumps(record.versions, sort_keys=True),
        "command": as_command(record),
    }


def provenance_json(record: RunRecord) -> str:
    """Give the same as one line of JSON in ASCII, `request` and `versions` as objects."""
    facts: dict[str, object] = dict(provenance(record))
    facts["request"] = encode(record.request)
    facts["versions"] = dict(sorted(record.versions.items()))
    return json.dumps(facts)
