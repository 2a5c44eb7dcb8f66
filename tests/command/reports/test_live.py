"""The live topic of reports, the walls around their rows, and what passes them."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from command.incidents.models import Incident
from command.reports import service
from command.reports.schemas import ReportIn
from core.access.scope import Actor, Role, Scope
from core.clock import real_now
from core.ids import uuid7
from core.worlds import worlds
from tests.fixtures.live import assert_live_triple

COUNTY, CITY, NEIGHBOUR = 371426000000, 371400000000, 371402000000
TOWN, OTHER_TOWN = 371426108000, 371426103000


def on_duty(area: int) -> Actor:
    return Actor(
        person_id=uuid7(),
        post_id=uuid7(),
        session_id=uuid7(),
        name="值班员",
        post_title="值班员",
        office_id=uuid7(),
        office_name="值班室",
        area=area,
        roles=frozenset({Role.DUTY}),
    )


@pytest.fixture
async def incident(app, system_database):
    """An earthquake of which the city and its counties know."""
    async with system_database.writing(None) as session:
        real = (await worlds(session))[0]
        row = Incident(
            id=uuid7(),
            version=1,
            no="E-TEST-01",
            world_id=real.id,
            exercise=False,
            synthetic=True,
            hazard="020100",
            hazard_zh="地震",
            hazard_en="Earthquake",
            title_zh="测试地震",
            title_en="Test earthquake",
            state="verified",
            occurred_at=real_now(),
            recorded_at=real_now(),
            lon=116.34,
            lat=37.16,
            place_zh="平原县",
            source_zh="测试",
            area=CITY,
            areas=[],
            lead_authority_zh="应急管理部门",
            office_area=0,
        )
        session.add(row)
    return row.id


def a_report(incident, **figures) -> ReportIn:
    return ReportIn(incident_id=incident, kind="INITIAL", figures=figures)


async def test_events_turn_the_snapshot_before_into_the_one_after(database, incident):
    async def act():
        duty = on_duty(COUNTY)
        async with database.writing(duty.scope) as session:
            sent = await service.submit(session, duty, given=a_report(incident, deaths=3))
        boss = on_duty(CITY)
        async with database.writing(boss.scope) as session:
            await service.verify(session, boss, report_id=sent["id"], version=1)

    heard = await assert_live_triple(database, Scope.of(CITY), "reports", act)
    assert [(e["v"], e["b"]["state"]) for e in heard] == [(1, "reported"), (2, "verified")]
    other = await assert_live_triple(database, Scope.of(NEIGHBOUR), "reports", act)
    assert other == []


async def test_the_rows_are_walled_and_never_change(database, incident):
    duty = on_duty(COUNTY)
    async with database.writing(duty.scope) as session:
        sent = await service.submit(session, duty, given=a_report(incident, deaths=3))
    count = text("select count(*) from command.loss_report")
    for scope, seen in (
        (Scope.of(COUNTY), 1),
        (Scope.of(CITY), 1),
        (Scope.of(NEIGHBOUR), 0),
        (None, 0),
    ):
        async with database.reading(scope) as session:
            assert await session.scalar(count) == seen
    forge = "update command.loss_report set figures = '{}' where id = :id"
    forbidden = "delete from command.loss_report where id = :id"
    for statement in (forge, forbidden):
        with pytest.raises(DBAPIError):
            async with database.writing(duty.scope) as session:
                await session.execute(text(statement), {"id": sent["id"]})


async def test_another_areas_row_cannot_be_written(database, incident):
    duty = on_duty(COUNTY)
    async with database.writing(duty.scope) as session:
        sent = await service.submit(session, duty, given=a_report(incident, deaths=3))
    with pytest.raises(DBAPIError):
        async with database.writing(duty.scope) as session:
            await session.execute(
                text("update command.loss_report set area = :area where id = :id"),
                {"area": NEIGHBOUR, "id": sent["id"]},
            )


async def send(database, incident, area, kind="INITIAL", **figures):
    duty = on_duty(area)
    async with database.writing(duty.scope) as session:
        return await service.submit(
            session, duty, given=ReportIn(incident_id=incident, kind=kind, figures=figures)
        )


async def merged(database, area, report):
    async with database.reading(Scope.of(area)) as session:
        return (await service.find(session, Scope.of(area), report["id"])).projection()[
            "merged_into"
        ]


async def test_the_next_report_of_the_unit_above_takes_in_what_came_before_it(database, incident):
    first = await send(database, incident, TOWN, injured=1)
    assert first["merged_into"] is None
    county = await send(database, incident, COUNTY, injured=2)
    into = {"seq": 1, "kind": "INITIAL", "at": county["submitted_at"]}
    assert await merged(database, TOWN, first) == into

    later = await send(database, incident, TOWN, "FOLLOWUP", injured=3)
    assert await merged(database, TOWN, later) is None
    again = await send(database, incident, COUNTY, "FOLLOWUP", injured=4)
    assert await merged(database, TOWN, first) == into
    assert await merged(database, TOWN, later) == {
        "seq": 2,
        "kind": "FOLLOWUP",
        "at": again["submitted_at"],
    }


async def test_only_the_unit_directly_above_takes_a_report_in(database, incident):
    town = await send(database, incident, TOWN, injured=1)
    other = await send(database, incident, OTHER_TOWN, injured=1)
    await send(database, incident, CITY, injured=2)
    assert await merged(database, TOWN, town) is None
    assert await merged(database, OTHER_TOWN, other) is None
    county = await send(database, incident, COUNTY, injured=2)
    assert await merged(database, OTHER_TOWN, other) is not None
    assert await merged(database, COUNTY, county) is None


async def test_the_town_hears_of_it_and_of_nothing_else_above(database, incident):
    async def act():
        await send(database, incident, TOWN, injured=1)
        await send(database, incident, COUNTY, injured=2)

    heard = await assert_live_triple(database, Scope.of(TOWN), "reports", act)
    assert [(e["v"], e["b"]["area"], e["b"]["merged_into"] is None) for e in heard] == [
        (1, TOWN, True),
        (2, TOWN, False),
    ]
