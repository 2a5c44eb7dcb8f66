"""Numbering under load, adoption of a restored database, the alarm, the audit's seals."""

import asyncio
import random
from collections import defaultdict
from itertools import pairwise
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text

from core import audit
from core.access.scope import Scope
from core.ids import uuid7
from core.live import queries
from core.live.connection import connect
from core.live.tailer import LAG_ALARM_SECONDS, Tailer
from tests.fixtures.live import Site, actor, running_site, say, sealed, until

pytestmark = pytest.mark.commits

COUNTY = 371426000000
WRITERS = 16
EACH = 12
_NUMBERED = text(
    """
    select o.off, e.id, e.entity, e.version from core.event_offset o
    join core.event e on e.id = o.event_id order by o.off
    """
)


async def write_line(session, reason: str) -> None:
    await audit.record(
        session, actor(COUNTY), verb="start", noun="response", entity=uuid7(), area=COUNTY,
        reason=reason,
    )  # fmt: skip


async def write_at_random(site: Site, seed: int, shared: list[UUID]) -> int:
    """Commit some events after random delays, half of them about entities others change too."""
    dice = random.Random(seed)  # noqa: S311 - the same delays each time
    committed = 0
    for _ in range(EACH):
        try:
            async with site.database.writing(Scope.of(COUNTY)) as session:
                await say(session, area=COUNTY)
                entity = dice.choice(shared)
                await session.execute(
                    text("select pg_advisory_xact_lock(hashtext(:e))"), {"e": str(entity)}
                )
                version = await session.scalar(
                    text("select coalesce(max(version), 0) + 1 from core.event where entity = :e"),
                    {"e": entity},
                )
                await say(session, area=COUNTY, entity=entity, version=version)
                await asyncio.sleep(dice.uniform(0, 0.02))
                if dice.random() < 0.1:
                    raise InterruptedError  # noqa: TRY301 - a change given up half-way
            committed += 2
        except InterruptedError:
            continue
    return committed


async def test_sixteen_writers_lose_double_and_reorder_nothing(site):
    subscriber = await site.subscribe(COUNTY)
    shared = [uuid7() for _ in range(4)]
    done = await asyncio.gather(*(write_at_random(site, n, shared) for n in range(WRITERS)))
    head = await site.all_reach([subscriber])

    assert head == sum(done) > 0
    async with site.database.reading(Scope.of(0)) as session:
        rows = (await session.execute(_NUMBERED)).all()
    assert [row.off for row in rows] == list(range(1, head + 1))
    versions = defaultdict(list)
    for row in rows:
        versions[row.entity].append(row.version)
    for entity in shared:
        assert all(a < b for a, b in pairwise(versions[entity]))
    assert subscriber.received == list(range(1, head + 1))


async def test_a_transaction_that_took_its_id_early_does_not_put_an_entity_out_of_order(site):
    """The later change is by the older transaction, and a third one is still open."""
    entity = uuid7()
    async with (
        site.database.engine.connect() as older,
        site.database.engine.connect() as between,
        site.database.engine.connect() as newer,
    ):
        insert = text(
            """
            insert into core.event (site, area, flow, topic, kind, entity, version, body, at)
            values (1, 371426000000, 'up', 'reports', 'report.said', :e, :v, '{}', now())
            """
        )
        for connection in (older, between, newer):
            await connection.execute(
                text("select set_config('app.lo', '371426000000', true),"
                     " set_config('app.hi', '371426999999', true), pg_current_xact_id()")
            )  # fmt: skip
        await newer.execute(insert, {"e": entity, "v": 2})
        await newer.commit()
        await older.execute(insert, {"e": entity, "v": 3})
        await older.commit()
        await asyncio.sleep(0.2)
        assert site.tailer.state.offset == 0
        await between.rollback()
    await site.head()
    async with site.database.reading(Scope.of(0)) as session:
        rows = (await session.execute(_NUMBERED)).all()
    assert [row.version for row in rows] == [2, 3]


async def test_a_restored_database_is_adopted(settings, database, owner_database):
    async with running_site(settings, database) as site:
        async with database.writing(Scope.of(COUNTY)) as session:
            await say(session, area=COUNTY)
        await site.head()
        epoch = site.hub.feed.epoch
    async with owner_database.writing(None) as session:
        # As after a dump from a busier cluster: ids far above ours, one event not yet numbered.
        await session.execute(text("update core.tail set origin = 'elsewhere', xid = '9000000'"))
        await session.execute(text("update core.event set xid = '9000000'"))
        await session.execute(
            text(
                "insert into core.event (site, xid, area, flow, topic, kind, entity, version, body,"
                " at) select site, '9000001', area, flow, topic, kind, gen_random_uuid(), 1, body,"
                " at from core.event"
            )
        )
        # And one line of the audit that was not sealed yet.
        async with database.writing(Scope.of(COUNTY)) as writer:
            await write_line(writer, "恢复前")
        await session.execute(text("alter table core.audit disable trigger keep"))
        await session.execute(text("update core.audit set xid = '9000002' where block_id is null"))
        await session.execute(text("alter table core.audit enable trigger keep"))
    async with running_site(settings, database) as site:
        await until(lambda: site.hub.feed.epoch != epoch)
        await sealed(owner_database)
        async with database.writing(Scope.of(COUNTY)) as session:
            await say(session, area=COUNTY)
        assert await site.head() == 3
    async with database.reading(Scope.of(0)) as session:
        rows = (await session.execute(_NUMBERED)).all()
    assert [row.off for row in rows] == [1, 2, 3]
    assert audit.verify_chain(*await read_chain(owner_database)) == []


async def test_a_copy_that_lost_what_was_numbered_is_another_log(site, database, owner_database):
    """A copy of the files started elsewhere: same system, same timeline, fewer events."""
    subscriber = await site.subscribe(COUNTY)
    for _ in range(3):
        async with database.writing(Scope.of(COUNTY)) as session:
            await say(session, area=COUNTY)
    await site.all_reach([subscriber])
    epoch = site.hub.feed.epoch
    async with owner_database.writing(None) as session:
        for lost in (
            "delete from core.event where id in"
            " (select event_id from core.event_offset where off > 1)",
            "delete from core.event_offset where off > 1",
            "update core.tail set off = 1",
        ):
            await session.execute(text(lost))
    await until(lambda: subscriber.lost)
    async with database.writing(Scope.of(COUNTY)) as session:
        await say(session, area=COUNTY)
    await until(lambda: site.hub.feed.epoch != epoch)
    await until(lambda: subscriber.upto == 2 and subscriber.epoch == site.hub.feed.epoch)
    assert subscriber.received[:3] == [1, 2, 3]


async def test_the_origin_is_the_timeline_being_written(settings, owner_database):
    """What the control file says is the timeline of the last checkpoint."""
    async with await connect(settings.database.for_system(), process="test") as connection:
        row = await (await connection.execute(queries.ORIGIN)).fetchone()
        written = await (
            await connection.execute("select pg_walfile_name(pg_current_wal_lsn())")
        ).fetchone()
    assert row is not None
    assert written is not None
    assert row[0].split("-")[1] == str(int(written[0][:8], 16))


async def test_a_transaction_left_open_is_named(site, settings):
    url = settings.database.for_app().set(drivername="postgresql")
    held = await psycopg.AsyncConnection.connect(
        url.render_as_string(hide_password=False), application_name="forgotten"
    )
    async with held:
        await held.execute("select pg_current_xact_id()")
        await until(lambda: "forgotten" in site.tailer.state.held_by)
        assert site.tailer.state.xmin_lag >= LAG_ALARM_SECONDS  # rounded, as it is reported
        assert f"pid {held.info.backend_pid} jinmin_app" in site.tailer.state.held_by
        await held.rollback()
        await until(lambda: "forgotten" not in site.tailer.state.held_by)


async def test_only_one_tailer_leads(site, settings):
    stop = asyncio.Event()
    second = Tailer(settings.database.for_system())
    running = asyncio.create_task(second.run(stop))
    await asyncio.sleep(0.3)
    assert (site.tailer.state.leader, second.state.leader) == (True, False)
    stop.set()
    await running


async def read_chain(database) -> tuple[list[audit.Block], dict[int, list[dict]]]:
    async with database.reading(Scope.of(0)) as session:
        blocks = (await session.execute(text("select * from core.audit_block order by id"))).all()
        lines = defaultdict(list)
        for row in (await session.execute(text("select * from core.audit order by id"))).mappings():
            lines[row["block_id"]].append(dict(row))
    return [audit.Block(b.id, b.count, b.prev_hash, b.hash) for b in blocks], lines


async def test_the_audit_is_sealed_and_tampering_is_found(site, database, owner_database):
    for n in range(3):
        async with database.writing(Scope.of(COUNTY)) as session:
            await audit.record(
                session, actor(COUNTY), verb="start", noun="response", entity=uuid7(),
                area=COUNTY, after={"level": n}, reason="演练",
            )  # fmt: skip
        await sealed(owner_database)
    blocks, lines = await read_chain(owner_database)
    assert len(blocks) >= 3
    assert sum(block.count for block in blocks) == sum(len(found) for found in lines.values())
    assert audit.verify_chain(blocks, lines) == []

    async with owner_database.writing(None) as session:
        await session.execute(text("alter table core.audit disable trigger keep"))
        await session.execute(
            text("update core.audit set reason = '另有原因' where block_id = :n"),
            {"n": blocks[1].id},
        )
    assert audit.verify_chain(*await read_chain(owner_database)) == [blocks[1].id]
