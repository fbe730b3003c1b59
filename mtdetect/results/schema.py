"""The published JSON Schema of reports: of ``Report.to_dict``, and of a line of ``scan --format jsonl``.

The file beside this one is the schema. Its rules of versions are in docs/schema.md.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Literal, get_args

from mtdetect.errors import OptionError

SchemaOf = Literal["line", "report"]


def report_schema(of: SchemaOf = "line") -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a line of output, or of a report's dictionary alone.

    >>> report_schema()["$id"], report_schema("report")["$ref"]
    ('urn:mtdetect:line:1', '#/$defs/report')
    """
    if of not in get_args(SchemaOf):
        raise OptionError(
            f"expected the schema of {' or '.join(get_args(SchemaOf))}, got {of!r}. Choose one."
        )
    schema: dict[str, Any] = json.loads(
        files("mtdetect.results").joinpath("report.schema.json").read_text(encoding="utf-8")
    )
    version = schema["$defs"]["report"]["properties"]["schema_version"]["const"]
    head = {"$schema": schema["$schema"], "$id": f"urn:mtdetect:{of}:{version}"}
    return head | {"$ref": f"#/$defs/{of}", "$defs": schema["$defs"]}
