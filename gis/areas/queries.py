"""Every query on areas, outlines and census."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, or_, select, text
from sqlalchemy.orm import aliased

from core.db import Reader
from gis.areas.models import Area, AreaVersion, Dataset, ZoneShare

AreaRow = Row[int, str, int, str, int]
_PARENT = aliased(Area)
_COLUMNS = (Area.code, Area.name, Area.tier, Area.kind, _PARENT.code.label("parent"))


async def one(session: Reader, code: int) -> AreaRow | None:
    """Return an area of today."""
    found = await session.execute(
        select(*_COLUMNS).outerjoin(_PARENT, Area.parent_id == _PARENT.id).where(Area.code == code)
    )
    return found.one_or_none()


async def many(session: Reader, codes: Iterable[int]) -> Sequence[AreaRow]:
    """Return the areas of today among these codes."""
    found = await session.execute(
        select(*_COLUMNS)
        .outerjoin(_PARENT, Area.parent_id == _PARENT.id)
        .where(Area.code.in_(list(codes)))
        .order_by(Area.code)
    )
    return found.all()


async def page(
    session: Reader, *, parent: int | None, tier: int | None, after: int, limit: int
) -> Sequence[AreaRow]:
    """Return areas by code, after a code; of one parent and of one tier where given."""
    query = select(*_COLUMNS).outerjoin(_PARENT, Area.parent_id == _PARENT.id)
    if parent is not None:
        query = query.where(_PARENT.code == parent)
    if tier is not None:
        query = query.where(Area.tier == tier)
    query = query.where(Area.code > after).order_by(Area.code).limit(limit)
    return (await session.execute(query)).all()


async def down_to(session: Reader, tier: int) -> Sequence[Row[int, str, int, str]]:
    """Return code, name, tier and kind of all areas down to a tier."""
    found = await session.execute(
        select(Area.code, Area.name, Area.tier, Area.kind)
        .where(Area.tier <= tier)
        .order_by(Area.code)
    )
    return found.all()


async def counties_between(session: Reader, low: int, high: int, kinds: list[str]) -> list[int]:
    """Return the codes of county-level areas in a code range."""
    found = await session.scalars(
        select(Area.code)
        .where(Area.tier == 3, Area.kind.in_(kinds), Area.code.between(low, high))
        .order_by(Area.code)
    )
    return list(found)


async def zones_hosted(session: Reader, counties: Iterable[int]) -> list[int]:
    """Return the codes of the functional zones that lie, wholly or in part, in counties."""
    found = await session.scalars(
        select(Area.code)
        .join(ZoneShare, ZoneShare.zone_code == Area.code)
        .where(Area.kind == "functional_zone", ZoneShare.county_code.in_(sorted(set(counties))))
        .distinct()
        .order_by(Area.code)
    )
    return list(found)


async def named(session: Reader, codes: Iterable[int]) -> dict[int, str]:
    """Return today's names by code."""
    found = await session.execute(
        select(Area.code, Area.name).where(Area.code.in_(sorted(set(codes))))
    )
    return {row.code: row.name for row in found}


async def version_on(session: Reader, code: int, day: date) -> AreaVersion | None:
    """Return what a code meant on a day."""
    found: AreaVersion | None = await session.scalar(
        select(AreaVersion).where(
            AreaVersion.code == code,
            or_(AreaVersion.valid_from.is_(None), AreaVersion.valid_from <= day),
            or_(AreaVersion.valid_to.is_(None), AreaVersion.valid_to > day),
        )
    )
    return found


# The box operator first: it uses the index and, unlike the exact test, is safe to push down.
_AT = text(
    """
    select a.code from gis.area_geometry g join gis.area a on a.id = g.area_id
    where a.tier = 3 and g.geom && st_setsrid(st_makepoint(:lon, :lat), 4490)
      and st_covers(g.geom, st_setsrid(st_makepoint(:lon, :lat), 4490))
    order by a.code limit 1
    """
)
_WITHIN = text(
    """
    with here as (select st_setsrid(st_makepoint(:lon, :lat), 4490) as p)
    select a.code, st_distance(g.geom::geography, here.p::geography) / 1000 as km
    from here, gis.area_geometry g join gis.area a on a.id = g.area_id
    where a.tier = 3 and g.geom && st_makeenvelope(:west, :south, :east, :north, 4490)
      and st_dwithin(g.geom::geography, here.p::geography, :km * 1000)
    order by km, a.code
    """
)
_ANCHOR = text(
    "select st_x(g.anchor), st_y(g.anchor) from gis.area_geometry g"
    " join gis.area a on a.id = g.area_id where a.code = :code"
)


async def county_at(session: Reader, lon: float, lat: float) -> int | None:
    """Return the county a point lies in."""
    code: int | None = await session.scalar(_AT, {"lon": lon, "lat": lat})
    return code


async def counties_within(
    session: Reader, *, lon: float, lat: float, km: float, box: tuple[float, float, float, float]
) -> list[tuple[int, float]]:
    """Return the counties within a distance, with it in km, nearest first."""
    west, south, east, north = box
    found = await session.execute(
        _WITHIN,
        {
            "lon": lon,
            "lat": lat,
            "km": km,
            "west": west,
            "south": south,
            "east": east,
            "north": north,
        },
    )
    return [(row.code, row.km) for row in found]


async def anchor(session: Reader, code: int) -> tuple[float, float] | None:
    """Return where the label of an area belongs, as longitude and latitude."""
    row = (await session.execute(_ANCHOR, {"code": code})).one_or_none()
    return (row[0], row[1]) if row else None


# Counties and above are few and known to all; of the many below them, the near ones come first.
_SEARCH = text(
    """
    select a.code, a.name, a.tier, a.kind, p.code as parent
    from unnest(cast(:lows as bigint[]), cast(:highs as bigint[])) as within(low, high)
    join gis.area a on a.code between within.low and within.high
    left join gis.area p on p.id = a.parent_id
    where a.tier > 0 and (
          (cast(:first as bigint) is not null and a.code between :first and :last)
          or position(:q in a.name) > 0)
    order by a.name <> :q, a.tier > 3, a.code not between :near_low and :near_high,
             position(:q in a.name) <> 1, a.tier, a.code
    limit :limit
    """
)


async def search(
    session: Reader,
    q: str,
    *,
    within: Sequence[tuple[int, int]],
    near: tuple[int, int],
    codes: tuple[int, int] | None,
    limit: int,
) -> list[Any]:
    """Return areas whose name holds `q` or whose code is in `codes`, best match first.

    The code ranges of `within` must not overlap, or an area is found twice.
    """
    first, last = codes or (None, None)
    asked = {
        "q": q,
        "lows": [low for low, _ in within],
        "highs": [high for _, high in within],
        "near_low": near[0],
        "near_high": near[1],
        "first": first,
        "last": last,
        "limit": limit,
    }
    return list((await session.execute(_SEARCH, asked)).all())


_POPULATION = text(
    """
    select code, name, population, published, estimate from gis.population_folded
    where code between :low and :high order by code
    """
)
_UNIT = text(
    """
    select u.population from gis.census_unit u join gis.area a on a.code = :code
    where (u.code = a.code or (u.name = a.name and u.code / 100000000 = a.code / 100000000))
      and exists (select from gis.zone_share s where s.zone_code = u.code)
    """
)
_ZONES = text(
    """
    select distinct u.name from gis.zone_share s join gis.census_unit u on u.code = s.zone_code
    where s.county_code = :code order by u.name
    """
)


async def folded_population(session: Reader, low: int, high: int) -> Sequence[Row[Any]]:
    """Return the counties' population with the zones counted in, for a code range."""
    return (await session.execute(_POPULATION, {"low": low, "high": high})).all()


async def zone_population(session: Reader, code: int) -> int | None:
    """Return a functional zone's population as published."""
    found: int | None = await session.scalar(_UNIT, {"code": code})
    return found


async def zones_counted_in(session: Reader, code: int) -> list[str]:
    """Return the names of the zones whose people are counted, in part, to a county."""
    return list(await session.scalars(_ZONES, {"code": code}))


async def dataset(session: Reader, name: str) -> Dataset | None:
    """Return what was loaded under a name."""
    return await session.get(Dataset, name)


_OUTLINES = """
    select coalesce(json_agg(json_build_object(
        'type', 'Feature', 'id', a.code,
        'geometry', st_asgeojson(g.{column}, :digits, 0)::json,
        'properties', json_build_object(
            'code', a.code, 'name', a.name, 'tier', a.tier, 'km2', g.area_km2,
            'anchor', json_build_array(round(st_x(g.anchor)::numeric, 4),
                                       round(st_y(g.anchor)::numeric, 4)),
            'zones_zh', (select coalesce(json_agg(u.name order by u.name), '[]')
                         from gis.zone_share s join gis.census_unit u on u.code = s.zone_code
                         where s.county_code = a.code))
        ) order by a.code), '[]')::text
    from gis.area_geometry g join gis.area a on a.id = g.area_id
    where a.tier = :tier and a.code between :low and :high
"""
_AROUND = """
    select coalesce(json_agg(json_build_object(
        'type', 'Feature', 'id', s.code,
        'geometry', st_asgeojson(s.{column}, :digits, 0)::json,
        'properties', json_build_object('code', s.code, 'name', s.name, 'tier', 1)
        ) order by s.code), '[]')::text
    from gis.surrounding s
"""
_DETAIL = {"low": ("geom_low", 4), "full": ("geom", 5)}
"""Column and decimals: 4 are 11 m, 5 are 1 m."""


async def outlines(session: Reader, *, tier: int, low: int, high: int, detail: str) -> str:
    """Return the features of a tier in a code range as GeoJSON text, written by PostGIS."""
    column, digits = _DETAIL[detail]
    found = await session.scalar(
        text(_OUTLINES.format(column=column)),
        {"digits": digits, "tier": tier, "low": low, "high": high},
    )
    return str(found)


async def outlines_around(session: Reader, *, detail: str) -> str:
    """Return the outlines around the province as GeoJSON text."""
    column, digits = _DETAIL[detail]
    return str(await session.scalar(text(_AROUND.format(column=column)), {"digits": digits}))
