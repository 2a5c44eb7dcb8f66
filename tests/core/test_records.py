"""Records are found if visible, locked as they are now, paged newest first, changed as read."""

import asyncio
from dataclasses import dataclass

import pytest
from sqlalchemy import select, text

from core import records
from core.access.models import Office
from core.access.scope import Scope
from core.errors import NotFound, Stale
from core.ids import uuid7

DEZHOU, PINGYUAN, XIAJIN = 371400000000, 371426000000, 371427000000
OF = text("select id from core.office where area = :area limit 1")


async def test_only_what_is_visible_is_found(database):
    async with database.reading(Scope.of(0)) as session:
        ids = {area: await session.scalar(OF, {"area": area}) for area in (DEZHOU, PINGYUAN)}
    async with database.reading(Scope.of(PINGYUAN)) as session:
        scope = Scope.of(PINGYUAN)
        own = await records.find(session, Office, scope, "up", ids[PINGYUAN])
        assert own.area == PINGYUAN
        above = await records.find(session, Office, scope, "down", ids[DEZHOU])
        assert above.area == DEZHOU
        for flow, office_id in (("up", ids[DEZHOU]), ("down", uuid7())):
            with pytest.raises(NotFound):
                await records.find(session, Office, scope, flow, office_id)


@pytest.mark.commits
async def test_a_lock_waits_and_then_shows_what_the_other_wrote(database, owner_database):
    scope = Scope.of(PINGYUAN)
    async with owner_database.reading(None) as session:
        office_id = await session.scalar(OF, {"area": PINGYUAN})
    looked, locked = asyncio.Event(), asyncio.Event()

    async def change() -> None:
        async with owner_database.writing(None) as session:
            office = await records.find(session, Office, scope, "up", office_id, lock=True)
            locked.set()
            await looked.wait()
            office.name = "改了名"

    async def read_then_lock() -> str:
        async with owner_database.writing(None) as session:
            await records.find(session, Office, scope, "up", office_id)
            looked.set()
            return (await records.find(session, Office, scope, "up", office_id, lock=True)).name

    changing = asyncio.create_task(change())
    await locked.wait()
    assert await read_then_lock() == "改了名"
    await changing


async def test_pages_follow_each_other_without_gap_or_repetition(database):
    query = select(Office).where(Office.area.between(PINGYUAN, PINGYUAN + 999_999))
    async with database.reading(Scope.of(PINGYUAN)) as session:
        everything = [office.id for office in await session.scalars(query)]
        seen, before, pages = [], None, 0
        while pages == 0 or before is not None:
            page = records.newest_first(query, Office, before=before, limit=5)
            found = (await session.scalars(page)).all()
            seen += [office.id for office in found]
            before = records.next_page(found, 5)
            pages += 1
    assert pages > 2
    assert seen == sorted(everything, reverse=True)


@dataclass
class Plain:
    version: int


@pytest.mark.parametrize("read", [None, 3])
def test_a_change_made_on_what_is_there_passes(read):
    assert records.require_version(Plain(3), read, current={}) is None


@pytest.mark.parametrize("read", [0, 2, 4])
def test_a_change_made_on_something_older_is_answered_with_the_present(read):
    with pytest.raises(Stale) as caught:
        records.require_version(Plain(3), read, current={"name": "现名"})
    assert caught.value.extra["current"] == {"name": "现名"}
