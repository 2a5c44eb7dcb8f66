"""Emitting: in the caller's transaction, with its handlers, under row security."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core import events
from core.access.scope import Scope
from core.ids import uuid7
from tests.fixtures.live import say

pytestmark = pytest.mark.commits

COUNTY, NEIGHBOUR = 371426000000, 371427000000
KIND = "report.said"


async def count(database, area: int) -> int:
    async with database.reading(Scope.of(area)) as session:
        return int(await session.scalar(text("select count(*) from core.event")))


async def test_handlers_run_in_the_same_transaction(database, monkeypatch):
    seen: list[events.Event] = []

    async def handler(session, event):
        seen.append(event)
        assert await session.scalar(text("select count(*) from core.event")) == len(seen)
        if len(seen) == 2:
            raise InterruptedError

    monkeypatch.setitem(events._handlers, KIND, [])
    events.on(KIND, handler)
    events.on(KIND, handler)
    async with database.writing(Scope.of(COUNTY)) as session:
        entity = await say(session, area=COUNTY)
    assert [event.entity for event in seen] == [entity]
    with pytest.raises(InterruptedError):
        async with database.writing(Scope.of(COUNTY)) as session:
            await say(session, area=COUNTY)
    assert await count(database, COUNTY) == 1


async def test_what_goes_up_stays_in_the_subtree_and_above(database):
    async with database.writing(Scope.of(COUNTY)) as session:
        await say(session, area=COUNTY)
    seen = {area: await count(database, area) for area in (0, 371400000000, COUNTY, NEIGHBOUR)}
    assert seen == {0: 1, 371400000000: 1, COUNTY: 1, NEIGHBOUR: 0}


async def test_one_cannot_speak_for_a_neighbour(database):
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.writing(Scope.of(COUNTY)) as session:
            await say(session, area=NEIGHBOUR)


async def test_the_far_end_may_answer(database):
    async with database.writing(Scope.of(COUNTY)) as session:
        await say(session, area=0, to_area=COUNTY, flow="addressed", topic="orders")
    assert await count(database, COUNTY) == 1


@pytest.mark.parametrize("kind", ["report", "Report.made", "report.", "report made", ""])
async def test_kinds_are_noun_and_verb(database, kind):
    with pytest.raises(ValueError, match="kind"):
        async with database.writing(Scope.of(COUNTY)) as session:
            await events.emit(
                session, topic="reports", kind=kind, entity=uuid7(), version=1, area=COUNTY,
                flow="up", body={},
            )  # fmt: skip


async def test_no_notification_in_the_transaction(owner_database):
    """A NOTIFY there would make all writers queue for one lock."""
    async with owner_database.reading(None) as session:
        enabled = await session.scalars(
            text(
                "select tgname from pg_trigger where not tgisinternal and tgenabled <> 'D'"
                " and tgname like '%notify_queue_job_inserted%'"
            )
        )
    assert list(enabled) == []
