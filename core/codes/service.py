"""Loading code tables from a file that a package keeps beside its code."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

from core.codes import queries
from core.db import Writer


async def load_csv(session: Writer, path: Path) -> int:
    """Load code tables; loading the same file again changes nothing.

    Parameters
    ----------
    session : Writer
    path : Path
        UTF-8 with the columns `table, code, parent, zh, en, valid_from, valid_to, provisional,
        counted_as, source`. A row without `code` names its table and comes before the table's
        codes. `counted_as` lists codes of other tables, `table:code`, separated by spaces.

    Returns
    -------
    int
        How many codes the file has.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = [row for row in rows if row["code"]]
    await queries.put(
        session,
        tables=[
            {"name": row["table"], "zh": row["zh"], "en": row["en"], "source": row["source"]}
            for row in rows
            if not row["code"]
        ],
        codes=[_code(row, position) for position, row in enumerate(codes)],
        links=[link for row in codes for link in _links(row)],
    )
    return len(codes)


def _code(row: dict[str, str], position: int) -> dict[str, Any]:
    return {
        "table": row["table"],
        "code": row["code"],
        "valid_from": date.fromisoformat(row["valid_from"]),
        "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        "zh": row["zh"],
        "en": row["en"],
        "parent": row["parent"] or None,
        "position": position,
        "source": row["source"],
        "provisional": row["provisional"] == "yes",
    }


def _links(row: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"from_table": row["table"], "from_code": row["code"], "to_table": table, "to_code": code}
        for table, _, code in (wanted.partition(":") for wanted in row["counted_as"].split())
    ]
