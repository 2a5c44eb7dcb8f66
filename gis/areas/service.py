"""What other modules ask about areas, on plain values."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import orjson

from core.access.scope import ancestors_of, range_of, tier_of
from core.db import Reader
from core.errors import NotFound
from gis.areas import queries
from gis.areas.rules import (
    box_around,
    city_of,
    codes_with_prefix,
    county_of,
    outermost,
    parts_of_name,
)

__all__ = [
    "AreaView",
    "Population",
    "area_at",
    "areas_within",
    "city_of",
    "counties_under",
    "county_of",
    "exists",
    "get",
    "listing",
    "names",
    "population",
    "populations",
]

Detail = Literal["low", "full"]
NOTE_ZH = "示意图，不作为划界依据"
NOTE_EN = "Schematic map, not a basis for boundary delimitation"
CENSUS_DAY = "2020-11-01"
CENSUS_ZH = "国家统计局《2020中国人口普查分县资料》"
TIERS = 5
"""How many areas lie in one another below the nation; more words than that name nothing."""
MOST_ABOVE = 20
"""How many areas a word before the last may mean."""


@dataclass(frozen=True, slots=True)
class AreaView:
    """An area of today with its full name."""

    code: int
    name: str
    tier: int
    kind: str
    parent: int | None
    full_name: str


@dataclass(frozen=True, slots=True)
class Population:
    """People of an area by the 2020 census; `value` is none where nothing was published.

    `estimate` tells that functional zones were counted in by area shares.
    """

    area: int
    value: int | None
    published: int | None
    estimate: bool


@dataclass(frozen=True, slots=True)
class Collection:
    """A GeoJSON collection ready to send."""

    etag: str
    plain: bytes
    zipped: bytes


async def exists(session: Reader, code: int) -> bool:
    """Tell whether there is an area with this code today."""
    return await queries.one(session, code) is not None


async def get(session: Reader, code: int) -> AreaView:
    """Return an area.

    Raises
    ------
    NotFound
        There is none with this code today.
    """
    row = await queries.one(session, code)
    if row is None:
        raise NotFound(f"没有代码为 {code:012d} 的区划", f"There is no area with code {code:012d}")
    return (await _views(session, [row]))[0]


async def names(session: Reader, codes: Iterable[int]) -> dict[int, str]:
    """Return the names of areas by code; unknown codes are left out."""
    return await queries.named(session, codes)


async def listing(session: Reader, *, down_to_tier: int = 4) -> list[tuple[int, str, int, str]]:
    """Return code, name, tier and kind of all areas down to a tier, by code."""
    return [(r.code, r.name, r.tier, r.kind) for r in await queries.down_to(session, down_to_tier)]


async def page(
    session: Reader, *, parent: int | None, tier: int | None, after: int, limit: int
) -> tuple[list[AreaView], int | None]:
    """Return areas by code and the code to go on after, none at the end."""
    rows = await queries.page(session, parent=parent, tier=tier, after=after, limit=limit + 1)
    more = len(rows) > limit
    shown = await _views(session, rows[:limit])
    return shown, shown[-1].code if more else None


async def search(
    session: Reader, *, q: str, under: int = 0, near: int = 0, limit: int = 20
) -> list[AreaView]:
    """Return areas by part of the name or first digits of the code, best first.

    Words before the last name areas it lies in (平原 王庙); where nothing is called so, a name is
    read as that of several areas written in one (平原县王庙镇). Of townships and villages, those in
    `near` come first.
    """
    words = q.split()[-TIERS:]
    rows = await _named_by(session, words, under=under, near=near, limit=limit)
    parts = parts_of_name(q)[-TIERS:] if len(words) == 1 else []
    if not rows and len(parts) > 1:
        rows = await _named_by(session, parts, under=under, near=near, limit=limit)
    return await _views(session, rows)


async def _named_by(
    session: Reader, words: list[str], *, under: int, near: int, limit: int
) -> list[Any]:
    within = [range_of(under)]
    rows: list[Any] = []
    for i, word in enumerate(words):
        last = i == len(words) - 1
        rows = await queries.search(
            session,
            word,
            within=within,
            near=range_of(near),
            codes=codes_with_prefix(word),
            limit=limit if last else MOST_ABOVE,
        )
        within = outermost(range_of(row.code) for row in rows)
    return rows


async def area_at(session: Reader, *, lon: float, lat: float) -> int | None:
    """Return the code of the county a point lies in, none outside the province."""
    return await queries.county_at(session, lon, lat)


async def chain_at(session: Reader, *, lon: float, lat: float) -> list[AreaView]:
    """Return province, city and county of a point, nothing outside the province."""
    county = await area_at(session, lon=lon, lat=lat)
    if county is None:
        return []
    codes = [code for code in (*ancestors_of(county), county) if code]
    return await _views(session, await queries.many(session, codes))


async def areas_within(session: Reader, *, lon: float, lat: float, km: float) -> list[int]:
    """Return the counties any part of which is within a distance of a point, nearest first."""
    found = await distances_within(session, lon=lon, lat=lat, km=km)
    return [code for code, _ in found]


async def distances_within(
    session: Reader, *, lon: float, lat: float, km: float
) -> list[tuple[int, float]]:
    """Return counties within a distance with their distance in km (0 inside), nearest first."""
    box = box_around(lon, lat, km)
    return await queries.counties_within(session, lon=lon, lat=lat, km=km, box=box)


async def counties_under(session: Reader, code: int, *, zones: bool = False) -> list[int]:
    """Return the counties in an area (a county: itself), on request with the functional zones."""
    low, high = range_of(code)
    kinds = ["division", "functional_zone"] if zones else ["division"]
    return await queries.counties_between(session, low, high, kinds)


async def zones_hosted(session: Reader, counties: Iterable[int]) -> list[int]:
    """Return the functional zones that lie in counties: units that report for themselves."""
    return await queries.zones_hosted(session, counties)


async def anchor(session: Reader, code: int) -> tuple[float, float] | None:
    """Return longitude and latitude of an area's label, none where there is no outline."""
    return await queries.anchor(session, code)


async def name_on(session: Reader, code: int, *, day: date) -> str | None:
    """Return what the area with this code was called on a day."""
    version = await queries.version_on(session, code, day)
    return version.name if version else None


async def population(session: Reader, code: int) -> Population:
    """Return the people of an area; `value` is none below the county."""
    return (await populations(session, [code]))[code]


async def populations(session: Reader, codes: Iterable[int]) -> dict[int, Population]:
    """Return the people of several areas by code.

    A county's figure has the functional zones counted in by area shares and is then an estimate;
    a city or the province adds up to the published figure and is none.
    """
    found: dict[int, Population] = {}
    folded = await queries.folded_population(session, *range_of(0))
    for code in codes:
        low, high = range_of(code)
        rows = [] if tier_of(code) > 3 else [r for r in folded if low <= r.code <= high]
        if not rows:
            zone = await queries.zone_population(session, code)
            found[code] = Population(code, zone, zone, estimate=False)
            continue
        county = tier_of(code) == 3
        total = sum(r.population for r in rows)
        found[code] = Population(
            code,
            total,
            rows[0].published if county else total,
            estimate=county and rows[0].estimate,
        )
    return found


async def zones_counted_in(session: Reader, code: int) -> list[str]:
    """Return the zones whose people are counted, wholly or in part, to a county."""
    return await queries.zones_counted_in(session, code) if tier_of(code) == 3 else []


async def _views(session: Reader, rows: Sequence[Any]) -> list[AreaView]:
    above = {code for row in rows for code in ancestors_of(row.code) if code}
    known = await queries.named(session, above)
    return [
        AreaView(
            row.code,
            row.name,
            row.tier,
            row.kind,
            row.parent,
            "".join(known.get(c, "") for c in ancestors_of(row.code) if c) + row.name,
        )
        for row in rows
    ]


_KEPT = 64
_collections: OrderedDict[tuple[str, str], Collection] = OrderedDict()


async def outlines(
    session: Reader, *, tier: int, under: int = 0, detail: Detail = "low"
) -> Collection:
    """Return the outlines of a tier inside an area, kept in memory until other data is loaded."""
    low, high = range_of(under)

    async def write() -> str:
        return await queries.outlines(session, tier=tier, low=low, high=high, detail=detail)

    return await _collection(session, f"{tier} {under} {detail}", write)


async def outlines_around(session: Reader, *, detail: Detail = "low") -> Collection:
    """Return the outlines of the provinces around."""

    async def write() -> str:
        return await queries.outlines_around(session, detail=detail)

    return await _collection(session, f"around {detail}", write)


async def _collection(session: Reader, what: str, write: Any) -> Collection:
    loaded = await queries.dataset(session, "areas")
    key = (loaded.edition if loaded else "", what)
    if key in _collections:
        _collections.move_to_end(key)
        return _collections[key]
    head = {
        "type": "FeatureCollection",
        "note_zh": NOTE_ZH,
        "note_en": NOTE_EN,
        "approval_no": None,
        "attribution_zh": loaded.attribution_zh if loaded else "",
        "attribution_en": loaded.attribution_en if loaded else "",
    }
    features: str = await write()
    plain = orjson.dumps(head)[:-1] + b',"features":' + features.encode() + b"}"
    digest = hashlib.sha256(plain).hexdigest()[:20]
    made = Collection(f'"{digest}"', plain, gzip.compress(plain, 6, mtime=0))
    _collections[key] = made
    while len(_collections) > _KEPT:
        _collections.popitem(last=False)
    return made
