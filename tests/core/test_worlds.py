"""Clocks of worlds as stored."""

import asyncio

import pytest
from sqlalchemy import text

from core.access.scope import Scope
from core.clock import real_now
from core.worlds import set_clock, worlds
from tests.fixtures.live import assert_live_triple

NATION = Scope.of(0)
VERSIONS = text(
    "select version, (body ->> 'rate')::float from core.event where topic = 'worlds' order by id"
)


@pytest.mark.commits
async def test_two_who_set_a_clock_at_once_take_turns(database):
    async with database.reading(NATION) as session:
        world = (await worlds(session))[0]

    async def change(rate: float) -> None:
        async with database.writing(NATION) as session:
            await set_clock(session, world.id, now=real_now(), rate=rate)

    async with database.writing(NATION) as session:
        await set_clock(session, world.id, now=real_now(), rate=2)
        other = asyncio.create_task(change(3))
        waiting = text("select count(*) from pg_locks where not granted")
        while not await session.scalar(waiting):
            await asyncio.sleep(0.01)
    await other
    async with database.reading(NATION) as session:
        after = (await worlds(session))[0]
        told = [tuple(row) for row in await session.execute(VERSIONS)]
    assert (after.version, after.rate) == (world.version + 2, 3)
    assert told[-2:] == [(world.version + 1, 2), (world.version + 2, 3)]


@pytest.mark.commits
async def test_live_events_lead_to_the_same_as_a_new_snapshot(app, database):
    async with database.reading(NATION) as session:
        real = (await worlds(session))[0]

    async def act() -> None:
        for rate in (2, 1):
            async with database.writing(NATION) as session:
                await set_clock(session, real.id, now=real_now(), rate=rate)

    for scope in (NATION, Scope.of(371426101000)):
        heard = await assert_live_triple(database, scope, "worlds", act)
        assert [frame["b"]["rate"] for frame in heard] == [2, 1]
