"""What the loader copies into the database, made once from the packages and kept under `var/`.

Reading 38 MB of village names, converting 200 000 vertices and checking the coverage takes seconds;
copying the finished files takes less than one.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import orjson
import shapely

from core.access.scope import tier_of
from core.settings import ROOT
from gis.areas import source
from gis.areas.cells import make_cells
from gis.geometry import topology

Progress = Callable[[str], None]
Cell = str | int | float | bool | None
LAYOUT = 1
CENSUS_SOURCE = "国家统计局《2020中国人口普查分县资料》"
PLACE_SOURCE = "GeoNames (CC BY 4.0)"


def silent(_line: str) -> None:
    """Say nothing."""


def prepare(var: Path | None = None, progress: Progress = silent) -> Path:
    """Return the folder of prepared files, making it if the sources or this code are new.

    Raises
    ------
    SourceError
        The sources are missing or do not hold together.
    """
    home = (var or ROOT / "var") / "areas"
    target = home / _key()
    if (target / "counts.json").is_file():
        return target
    home.mkdir(parents=True, exist_ok=True)
    # Made aside and moved in one step: another process may be preparing the same.
    aside = Path(tempfile.mkdtemp(dir=home))
    try:
        aside.chmod(0o755)
        _make(aside, progress)
        try:
            aside.rename(target)
        except OSError:
            if not (target / "counts.json").is_file():
                raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return target


def counts_of(prepared: Path) -> dict[str, int]:
    """Return how many areas of each tier, zones, places and cells were prepared."""
    counts: dict[str, int] = orjson.loads((prepared / "counts.json").read_bytes())
    return counts


def _key() -> str:
    here = Path(__file__).parent
    digest = hashlib.sha256(f"{LAYOUT} {source.edition()}".encode())
    seeds = ("census2020.csv", "zone_shares.csv", "../names/places.csv")
    code = ("source.py", "cells.py", "prepared.py", "../geometry/datum.py")
    for name in (*seeds, *code):
        digest.update((here / name).read_bytes())
    return digest.hexdigest()[:16]


def _make(target: Path, progress: Progress) -> None:
    progress("读取区划名称 reading division names")
    rows = source.read_areas(source.division_dir())
    progress("转换并核验界线 converting and checking outlines")
    outlines = source.read_outlines(rows)
    progress("生成计算单元 generating cells")
    census = source.read_census()
    _write_areas(target, rows)
    _write_outlines(target, outlines)
    _write_census(target, census)
    counties = np.array([tier_of(code) == 3 for code in outlines.codes])
    codes = [code for code, is_county in zip(outlines.codes, counties, strict=True) if is_county]
    _write_places(target, codes, outlines.full[counties])
    cells = make_cells(codes, outlines.full[counties], census.folded())
    cells.save(target / "cells.npz")
    tiers = Counter(row.tier for row in rows if row.kind == "division")
    counts = {
        "province": tiers[1],
        "cities": tiers[2],
        "counties": tiers[3],
        "townships": tiers[4],
        "villages": tiers[5],
        "zones": sum(row.kind == "functional_zone" for row in rows),
        "places": len(source.read_places()),
        "cells": len(cells),
    }
    (target / "counts.json").write_bytes(orjson.dumps(counts))


def _copy_text(value: Cell) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def _write(path: Path, rows: Iterable[Iterable[Cell]]) -> None:
    """Write rows in the text form that COPY reads."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write("\t".join(map(_copy_text, row)) + "\n")


def _wkb(geometry: object) -> str:
    stored = shapely.set_srid(geometry, topology.GEODETIC)
    return str(shapely.to_wkb(stored, hex=True, include_srid=True))


def _write_areas(target: Path, rows: list[source.AreaRow]) -> None:
    def text(value: object) -> str | None:
        return None if value is None else str(value)

    _write(
        target / "area.tsv",
        ((str(r.id), r.code, r.name, r.tier, r.kind, text(r.parent_id), None) for r in rows),
    )
    _write(
        target / "area_version.tsv",
        (
            (str(r.id), r.code, r.name, r.tier, text(r.parent_id), source.DIVISION_SOURCE)
            for r in rows
        ),
    )


def _anchor(outline: object) -> object:
    """Return the point farthest inside the outline: where a label belongs."""
    return shapely.get_point(shapely.maximum_inscribed_circle(outline, tolerance=0.005), 0)


def _write_outlines(target: Path, outlines: source.Outlines) -> None:
    _write(
        target / "area_geometry.tsv",
        (
            (
                str(source.area_id(code)),
                _wkb(topology.as_multi(full)),
                _wkb(topology.as_multi(low)),
                _wkb(_anchor(low)),
                round(topology.area_m2(full) / 1e6, 3),
                source.OUTLINE_SOURCE,
                True,
            )
            for code, full, low in zip(outlines.codes, outlines.full, outlines.low, strict=True)
        ),
    )
    _write(
        target / "surrounding.tsv",
        (
            (
                code,
                source.AROUND[code // 10**6],
                _wkb(topology.as_multi(full)),
                _wkb(topology.as_multi(low)),
                source.OUTLINE_SOURCE,
            )
            for code, full, low in zip(
                outlines.around_codes, outlines.around_full, outlines.around_low, strict=True
            )
        ),
    )


def _write_census(target: Path, census: source.Census) -> None:
    _write(target / "census_unit.tsv", ((*unit, CENSUS_SOURCE) for unit in census.units))
    _write(target / "zone_share.tsv", ((*share, True) for share in census.shares))


def _write_places(target: Path, codes: list[int], outlines: object) -> None:
    places = source.read_places()
    points = shapely.points([(float(p["lon"]), float(p["lat"])) for p in places])
    at, county = shapely.STRtree(outlines).query(points, predicate="within")
    county_of = {int(i): codes[int(j)] for i, j in zip(at, county, strict=True)}
    _write(
        target / "place.tsv",
        (
            (
                p["geoname_id"],
                p["name_zh"] or None,
                p["name"],
                _wkb(points[i]),
                p["population"] or None,
                p["feature"],
                county_of.get(i),
                PLACE_SOURCE,
            )
            for i, p in enumerate(places)
        ),
    )
