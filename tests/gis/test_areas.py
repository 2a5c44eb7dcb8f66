"""Areas in a real PostGIS: what was loaded and what is answered."""

from datetime import date

import pytest
import shapely
from sqlalchemy import text

from core.access.scope import Scope
from core.errors import NotFound
from gis.areas import service
from gis.areas.load import load_shandong
from gis.geometry import topology
from gis.names import service as names

PROVINCE = Scope.of(370000000000)
PINGYUAN = 371426000000
EPICENTRE = (116.34, 37.16)


async def test_all_tiers_are_there(database) -> None:
    async with database.reading(PROVINCE) as session:
        found = await session.execute(
            text("select kind, tier, count(*) from gis.area group by kind, tier")
        )
        counts = {(kind, tier): count for kind, tier, count in found}
    assert counts == {
        ("nation", 0): 1,
        ("division", 1): 1,
        ("division", 2): 16,
        ("division", 3): 136,
        ("functional_zone", 3): 15,
        ("division", 4): 1853,
        ("division", 5): 62074,
    }


async def test_each_area_has_the_parent_its_code_says(database) -> None:
    async with database.reading(PROVINCE) as session:
        wrong = await session.scalar(
            text(
                "select count(*) from gis.area a join gis.area p on p.id = a.parent_id"
                " where p.tier <> a.tier - 1 or (p.tier > 0 and a.code / (case p.tier"
                " when 1 then 10^10 when 2 then 10^8 when 3 then 10^6 else 10^3 end)::bigint"
                " <> p.code / (case p.tier when 1 then 10^10 when 2 then 10^8 when 3 then 10^6"
                " else 10^3 end)::bigint)"
            )
        )
        rootless = await session.scalar(
            text("select count(*) from gis.area where parent_id is null")
        )
    assert wrong == 0
    assert rootless == 1


@pytest.mark.parametrize("column", ["geom", "geom_low"])
async def test_stored_outlines_hold_together(database, column: str) -> None:
    async with database.reading(PROVINCE) as session:
        rows = await session.execute(
            text(
                f"select a.tier, st_asbinary(g.{column}) from gis.area_geometry g"
                " join gis.area a on a.id = g.area_id order by a.code"
            )
        )
        tiers: dict[int, list[object]] = {1: [], 2: [], 3: []}
        for tier, wkb in rows:
            tiers[tier].append(shapely.from_wkb(bytes(wkb)))
    counties = shapely.from_wkb(shapely.to_wkb(tiers[3]))
    assert len(counties) == 136
    assert shapely.is_valid(counties).all()
    assert topology.is_coverage(counties)
    assert topology.overlap_m2(counties) == 0
    whole = shapely.coverage_union_all(counties)
    cities = shapely.coverage_union_all(tiers[2])
    assert topology.difference_m2(whole, cities) == pytest.approx(0, abs=1e-3)
    assert topology.difference_m2(whole, tiers[1][0]) == pytest.approx(0, abs=1e-3)
    if column == "geom":
        assert topology.area_m2(whole) / 1e6 == pytest.approx(157_900, rel=0.001)


async def test_the_enclave_of_another_province_is_not_ours(database) -> None:
    async with database.reading(PROVINCE) as session:
        assert await service.area_at(session, lon=115.4997, lat=35.9048) is None


async def test_a_point_is_in_one_county(database) -> None:
    async with database.reading(PROVINCE) as session:
        assert await service.area_at(session, lon=117.0168, lat=36.6613) == 370102000000
        assert await service.area_at(session, lon=EPICENTRE[0], lat=EPICENTRE[1]) == PINGYUAN
        assert await service.area_at(session, lon=0.0, lat=0.0) is None
        chain = await service.chain_at(session, lon=EPICENTRE[0], lat=EPICENTRE[1])
        assert [area.name for area in chain] == ["山东省", "德州市", "平原县"]
        assert await service.chain_at(session, lon=-179.9, lat=-89.0) == []


async def test_counties_near_a_point_come_nearest_first(database) -> None:
    async with database.reading(PROVINCE) as session:
        near = await service.areas_within(session, lon=EPICENTRE[0], lat=EPICENTRE[1], km=30)
        distances = await service.distances_within(
            session, lon=EPICENTRE[0], lat=EPICENTRE[1], km=60
        )
    assert near[0] == PINGYUAN
    assert {371526000000, 371427000000} <= set(near)
    assert distances[0] == (PINGYUAN, 0.0)
    assert [km for _, km in distances] == sorted(km for _, km in distances)
    assert max(km for _, km in distances) <= 60


async def test_counties_under_an_area_with_and_without_zones(database) -> None:
    async with database.reading(PROVINCE) as session:
        assert len(await service.counties_under(session, 370000000000)) == 136
        assert len(await service.counties_under(session, 0, zones=True)) == 151
        assert await service.counties_under(session, PINGYUAN) == [PINGYUAN]
        dezhou = await service.counties_under(session, 371400000000, zones=True)
        assert 371471000000 in dezhou
        assert 371471000000 not in await service.counties_under(session, 371400000000)
        hosted = await service.zones_hosted(session, [PINGYUAN, 371402000000])
        assert hosted == [371471000000]
        assert await service.zones_hosted(session, [PINGYUAN]) == []


async def test_population_says_when_it_is_an_estimate(database) -> None:
    async with database.reading(PROVINCE) as session:
        province = await service.population(session, 370000000000)
        licheng = await service.population(session, 370112000000)
        pingyuan = await service.population(session, PINGYUAN)
        zone = await service.population(session, 370176000000)
        village = await service.population(session, 371426108209)
        cities = await service.populations(session, [371300000000, 370200000000])
    assert (province.value, province.estimate) == (101_527_453, False)
    assert licheng.estimate
    assert licheng.value > licheng.published == 1_316_289
    assert (pingyuan.value, pingyuan.published, pingyuan.estimate) == (419_088, 419_088, False)
    assert zone.value == 424_047
    assert village.value is None
    assert {code: people.value for code, people in cities.items()} == {
        371300000000: 11_018_365,
        370200000000: 10_071_722,
    }


async def test_names_and_existence(database) -> None:
    async with database.reading(PROVINCE) as session:
        known = await service.names(session, [PINGYUAN, 0, 999999999999])
        assert known == {PINGYUAN: "平原县", 0: "全国"}
        assert await service.exists(session, PINGYUAN)
        assert not await service.exists(session, 371200000000)
        with pytest.raises(NotFound):
            await service.get(session, 371200000000)
        assert await service.name_on(session, PINGYUAN, day=date(2023, 8, 6)) == "平原县"
        assert await service.name_on(session, 371200000000, day=date(2023, 8, 6)) is None


async def test_the_listing_feeds_offices(database) -> None:
    async with database.reading(PROVINCE) as session:
        rows = await service.listing(session)
    assert len(rows) == 1 + 1 + 16 + 136 + 15 + 1853
    assert rows[0] == (0, "全国", 0, "nation")


async def test_a_city_has_its_place(database) -> None:
    async with database.reading(PROVINCE) as session:
        jinan = await names.seat(session, 370100000000)
        assert (jinan.name_zh, jinan.name) == ("济南", "Jinan")
        assert await service.area_at(session, lon=jinan.lon, lat=jinan.lat) // 10**8 == 3701
        assert await names.seat(session, 371426108000) is None


async def test_versions_of_an_area_do_not_overlap(owner_database) -> None:
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError, match="area_version_once"):
        async with owner_database.writing(None) as session:
            await session.execute(
                text(
                    "insert into gis.area_version (area_id, code, name, tier, change_doc)"
                    " select id, code, '改名', tier, '试' from gis.area where code = 371426000000"
                )
            )


@pytest.mark.commits
def test_loading_again_changes_nothing(database_url) -> None:
    import psycopg

    steps: list[str] = []
    counts = load_shandong(database_url, progress=steps.append)
    assert counts["villages"] == 62074
    assert len(steps) == 1
    with psycopg.connect(database_url) as connection:
        connection.execute("update gis.dataset set edition = 'older'")
        connection.execute("update gis.area set name = '旧名' where code = 371426000000")
    load_shandong(database_url)
    with psycopg.connect(database_url) as connection:
        name = connection.execute("select name from gis.area where code = 371426000000").fetchone()
        versions = connection.execute("select count(*) from gis.area_version").fetchone()
    assert name == ("平原县",)
    assert versions == (64096,)
