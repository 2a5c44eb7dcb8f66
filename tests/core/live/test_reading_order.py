"""Transaction ids are numbers: the log is read in their order, also where they gain a digit."""

import asyncio

import pytest
from sqlalchemy import text

from core.ids import uuid7
from core.live.connection import connect
from core.live.tailer import Tailer

XIDS = (9, 10, 99, 100, 101)
SAID = text(
    "insert into core.event (site, xid, area, flow, topic, kind, entity, version, body, at)"
    " values (1, cast(:xid as xid8), 0, 'down', 'worlds', 'world.said', :entity, :version, '{}',"
    " now())"
)


@pytest.mark.commits
async def test_no_event_is_passed_over_when_transaction_ids_gain_a_digit(settings, owner_database):
    async with owner_database.writing(None) as session:
        for xid in XIDS:
            await session.execute(SAID, {"xid": str(xid), "entity": uuid7(), "version": 1})
    tailer = Tailer(settings.database.for_system(), batch=1)
    async with await connect(tailer.url, process="test") as main:
        site, cursor = await tailer.take_lead(main, asyncio.Event())
        for _ in XIDS:
            assert await tailer.number_once(main, site, cursor) == 1
        assert await tailer.number_once(main, site, cursor) == 0
    async with owner_database.reading(None) as session:
        numbered = await session.scalars(
            text(
                "select e.xid::text from core.event_offset o join core.event e on e.id = o.event_id"
                " order by o.off"
            )
        )
        assert list(numbered) == [str(xid) for xid in XIDS]


@pytest.mark.commits
async def test_an_event_that_waits_for_one_beyond_the_batch_does_not_wait_for_ever(
    settings, owner_database
):
    """The earlier change of an entity is by a younger transaction, more than a batch further on."""
    entity = uuid7()
    async with owner_database.writing(None) as session:
        await session.execute(SAID, {"xid": "50", "entity": entity, "version": 1})
        await session.execute(SAID, {"xid": "10", "entity": entity, "version": 2})
        for xid in (20, 30, 40):
            await session.execute(SAID, {"xid": str(xid), "entity": uuid7(), "version": 1})
    tailer = Tailer(settings.database.for_system(), batch=1)
    async with await connect(tailer.url, process="test") as main:
        site, cursor = await tailer.take_lead(main, asyncio.Event())
        assert await tailer.number_once(main, site, cursor) == 5
    async with owner_database.reading(None) as session:
        versions = await session.scalars(
            text(
                "select e.version from core.event_offset o join core.event e on e.id = o.event_id"
                " where e.entity = :entity order by o.off"
            ),
            {"entity": entity},
        )
        assert list(versions) == [1, 2]
