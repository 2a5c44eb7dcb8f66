"""The SQL of the loader: copy into staging tables, then take over what is new."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

Connection = psycopg.Connection[Any]
CHUNK = 1 << 20

COLUMNS = {
    "area": "id, code, name, tier, kind, parent_id, valid_from",
    "area_version": "area_id, code, name, tier, parent_id, change_doc",
    "area_geometry": "area_id, geom, geom_low, anchor, area_km2, source, provisional",
    "surrounding": "code, name, geom, geom_low, source",
    "census_unit": "code, name, population, source",
    "zone_share": "zone_code, county_code, share, population, provisional",
    "place": "id, name_zh, name, geom, population, feature, county_code, source",
}
"""Columns of each prepared file, in order; tables in the order their references ask for."""
KEYS = {
    "area": "id",
    "area_geometry": "area_id",
    "surrounding": "code",
    "census_unit": "code",
    "zone_share": "zone_code, county_code",
    "place": "id",
}


def loaded_edition(connection: Connection, name: str) -> str | None:
    """Return the edition of a dataset in the database, none if it was never loaded."""
    row = connection.execute("select edition from gis.dataset where name = %s", (name,)).fetchone()
    return row[0] if row else None


def lock(connection: Connection) -> None:
    """Let one loader work at a time; released with the transaction."""
    connection.execute("select pg_advisory_xact_lock(hashtext('gis.areas.load'))")


def copy(connection: Connection, table: str, path: Path) -> None:
    """Copy a prepared file into its table; rows already there take the file's values.

    History is not rewritten: an area keeps the versions it has.
    """
    columns = COLUMNS[table]
    connection.execute(
        f"create temp table staged on commit drop as select {columns} from gis.{table} limit 0"
    )
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy staged ({columns}) from stdin") as sink,
        path.open("rb") as file,
    ):
        while chunk := file.read(CHUNK):
            sink.write(chunk)
    if table in KEYS:
        keys = KEYS[table].split(", ")
        values = ", ".join(f"{c} = excluded.{c}" for c in columns.split(", ") if c not in keys)
        then = f"on conflict ({KEYS[table]}) do update set {values}"
    else:
        then = "on conflict do nothing"
    connection.execute(f"insert into gis.{table} ({columns}) select {columns} from staged {then}")
    connection.execute("drop table staged")


def record(
    connection: Connection, *, name: str, edition: str, zh: str, en: str, counts: dict[str, int]
) -> None:
    """Write down what was loaded and what its licence asks us to say."""
    connection.execute(
        "insert into gis.dataset (name, edition, attribution_zh, attribution_en, counts)"
        " values (%s, %s, %s, %s, %s) on conflict (name) do update set edition = excluded.edition,"
        " attribution_zh = excluded.attribution_zh, attribution_en = excluded.attribution_en,"
        " counts = excluded.counts, loaded_at = now()",
        (name, edition, zh, en, Jsonb(counts)),
    )


def county_of_point(connection: Connection, lon: float, lat: float) -> list[int]:
    """Return the codes of the counties whose stored outline holds a point."""
    found = connection.execute(
        "select a.code from gis.area_geometry g join gis.area a on a.id = g.area_id"
        " where a.tier = 3 and st_covers(g.geom, st_setsrid(st_makepoint(%s, %s), 4490))",
        (lon, lat),
    )
    return [row[0] for row in found]


def analyse(connection: Connection) -> None:
    """Give the planner fresh statistics."""
    for table in COLUMNS:
        connection.execute(f"analyze gis.{table}")
