"""What subscribers hear, what the hub refuses, and how a lost frame is noticed."""

import asyncio
import random

import orjson
import pytest
from sqlalchemy import text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from core.access.scope import Scope
from core.ids import uuid7
from core.live.hub import UNSENT_LIMIT
from core.live.protocol import (
    REFUSED,
    RESTARTED,
    SESSION_ENDED,
    SLOW,
    SUBPROTOCOL,
    TRY_LATER,
)
from tests.fixtures.live import (
    Site,
    actor,
    deaf_subscriber,
    end_session,
    open_sessions,
    read_to_the_end,
    running_site,
    say,
    until,
)

pytestmark = pytest.mark.commits

NATION, PROVINCE, DEZHOU, PINGYUAN = 0, 370000000000, 371400000000, 371426000000
XIAJIN, LIAOCHENG, GAOTANG, TOWN = 371427000000, 371500000000, 371526000000, 371426104000
EVERYWHERE = (NATION, PROVINCE, DEZHOU, PINGYUAN, XIAJIN, LIAOCHENG, GAOTANG, TOWN)
EVENTS = "select topic, flow, area, to_area from core.event"


async def open_raw(site: Site, ticket: str, *, origin: str | None = None) -> ClientConnection:
    return await connect(
        site.url,
        subprotocols=[Subprotocol(SUBPROTOCOL), Subprotocol(f"ticket.{ticket}")],
        origin=Origin(origin) if origin else None,
        compression=None,
        max_size=None,
    )


async def close_code(ws: ClientConnection) -> int | None:
    try:
        while True:
            await ws.recv()
    except ConnectionClosed:
        return ws.close_code


async def test_each_hears_what_its_scope_hears_once(site, database):
    subscribers = {area: await site.subscribe(area) for area in EVERYWHERE}
    dice = random.Random(7)  # noqa: S311 - the same events each time
    for _ in range(60):
        area, far = dice.choice(EVERYWHERE), dice.choice(EVERYWHERE)
        flow = dice.choice(["up", "down", "down_to", "addressed"])
        async with database.writing(Scope.of(NATION)) as session:
            await say(
                session,
                area=area,
                flow=flow,
                to_area=far if flow in ("down_to", "addressed") else None,
                topic=dice.choice(["reports", "incidents", "orders", "warehouses"]),
            )
    await site.all_reach(list(subscribers.values()))
    async with database.reading(Scope.of(NATION)) as session:
        events = (await session.execute(text(EVENTS))).all()
    for area, subscriber in subscribers.items():
        expected = sum(
            Scope.of(area).hears(event.flow, event.area, event.to_area)
            for event in events
            if event.topic != "warehouses"
        )
        assert len(subscriber.received) == expected
        assert subscriber.duplicates == 0


async def test_a_frame_dropped_on_purpose_is_noticed_and_fetched(settings, database):
    dropped: list[int] = []

    def drop(offset: int) -> bool:
        if offset == 5 and not dropped:
            dropped.append(offset)
            return True
        return False

    async with running_site(settings, database, drop=drop) as site:
        subscriber = await site.subscribe(PROVINCE)
        for _ in range(9):
            async with database.writing(Scope.of(PINGYUAN)) as session:
                await say(session, area=PINGYUAN)
        await site.all_reach([subscriber])
    assert dropped == [5]
    assert subscriber.mismatches == 1
    assert sorted(subscriber.received) == list(range(1, 10))
    assert subscriber.duplicates == 0


async def test_who_stops_reading_is_closed_and_the_others_go_on(site, database):
    reader = await site.subscribe(PROVINCE)
    ticket = site.ticket(actor(PROVINCE), ["reports"])
    port = site.settings.server.hub_port
    with await asyncio.to_thread(deaf_subscriber, port, ticket) as deaf:
        await until(lambda: len(site.hub.clients) == 2)
        sent = 0
        while site.hub.shed == 0:
            async with database.writing(Scope.of(PINGYUAN)) as session:
                await say(session, area=PINGYUAN, text="x" * 200_000)
            sent += 1
            await site.head()
            assert sent < 100
        tail = await asyncio.to_thread(read_to_the_end, deaf)
    await site.all_reach([reader])
    assert len(reader.received) == sent
    assert reader.connections == 1
    assert len(tail) > UNSENT_LIMIT
    assert tail.endswith(SLOW.to_bytes(2) + b"slow")


async def test_a_ticket_is_good_once(site):
    ticket = site.ticket(actor(PINGYUAN), ["reports"])
    first = await open_raw(site, ticket)
    assert "hello" in orjson.loads(await first.recv())
    second = await open_raw(site, ticket)
    assert await close_code(second) == REFUSED
    await first.close()


async def test_late_forged_and_missing_tickets_are_refused(site):
    late = site.ticket(actor(PINGYUAN), ["reports"], age=31)
    forged = late[:-4] + "AAAA"
    for ticket in (late, forged, "nonsense"):
        assert await close_code(await open_raw(site, ticket)) == REFUSED
    bare = await connect(site.url, subprotocols=[Subprotocol(SUBPROTOCOL)], compression=None)
    assert await close_code(bare) == REFUSED


async def test_pages_of_other_sites_are_refused(site):
    foreign = await open_raw(
        site, site.ticket(actor(PINGYUAN), ["reports"]), origin="https://example.org"
    )
    assert await close_code(foreign) == REFUSED
    own = site.settings.server.allowed_origins[0]
    ours = await open_raw(site, site.ticket(actor(PINGYUAN), ["reports"]), origin=own)
    assert "hello" in orjson.loads(await ours.recv())
    await ours.close()


@pytest.mark.parametrize(
    "words", [b"\xff\xfe", b"[]", b"7", b'{"after": "x", "epoch": "y"}', b'{"after": 1}']
)
async def test_words_that_are_not_the_protocols_end_the_connection(site, words):
    ws = await open_raw(site, site.ticket(actor(PINGYUAN), ["reports"]))
    await ws.send(words, text=False)
    assert await close_code(ws) == 1008


async def test_a_message_above_the_limit_ends_the_connection(site):
    ws = await open_raw(site, site.ticket(actor(PINGYUAN), ["reports"]))
    await ws.send(" " * 70_000)
    assert await close_code(ws) == 1009


async def test_who_was_away_gets_what_was_missed(site, database):
    async def write(count: int) -> None:
        for _ in range(count):
            async with database.writing(Scope.of(PINGYUAN)) as session:
                await say(session, area=PINGYUAN)

    await write(4)
    await site.heard()
    epoch = site.hub.feed.epoch
    from_memory = await site.subscribe(PROVINCE, after=1, epoch=epoch)
    await site.all_reach([from_memory])
    assert from_memory.received == [2, 3, 4]

    site.hub.feed.ring.most = 2
    await write(4)
    await site.heard()
    assert site.hub.feed.ring.start == 6
    from_database = await site.subscribe(PROVINCE, after=3, epoch=epoch)
    elsewhere = await site.subscribe(GAOTANG, after=3, epoch=epoch)
    await write(1)
    await site.all_reach([from_database, elsewhere])
    assert from_database.received == [4, 5, 6, 7, 8, 9]
    assert elsewhere.received == []


async def test_another_epoch_cannot_be_recovered(site, database, owner_database):
    subscriber = await site.subscribe(PROVINCE)
    stranger = await site.subscribe(PROVINCE, after=0, epoch="another")
    await site.all_reach([stranger])
    assert stranger.lost == 1
    async with owner_database.writing(None) as session:
        await session.execute(text("update core.site set epoch = :e"), {"e": uuid7()})
    await until(lambda: subscriber.lost)
    async with database.writing(Scope.of(PINGYUAN)) as session:
        await say(session, area=PINGYUAN)
    await site.all_reach([subscriber, stranger])
    assert (subscriber.lost, subscriber.received) == (1, [1])
    # It may have knocked again before the hub had read itself into the other log.
    assert subscriber.closed[0] == RESTARTED
    assert set(subscriber.closed[1:]) <= {TRY_LATER}


async def test_a_missing_offset_is_not_served(site, database, owner_database):
    subscriber = await site.subscribe(PROVINCE)
    async with owner_database.writing(None) as session:
        await session.execute(
            text("insert into core.event_offset (site, off, event_id) values (1, 1, -1)")
        )
        await session.execute(text("update core.tail set off = off + 1"))
    async with database.writing(Scope.of(PINGYUAN)) as session:
        await say(session, area=PINGYUAN)
    await until(lambda: site.hub.feed.gap)
    assert subscriber.received == []
    refused = await open_raw(site, site.ticket(actor(PINGYUAN), ["reports"]))
    assert await close_code(refused) == 1013


async def test_the_end_of_a_session_ends_its_connections(site, owner_database):
    kept, ended = await open_sessions(owner_database)
    staying = await site.subscribe(PROVINCE, session_id=kept)
    leaving = await site.subscribe(PROVINCE, session_id=ended)
    await end_session(owner_database, ended)
    await until(lambda: leaving.closed)
    assert leaving.closed == [SESSION_ENDED]
    assert staying.closed == []


async def test_the_database_may_go_and_come_back(site, database, owner_database):
    """All sessions of tailer and hub are ended at once, as by a restart of the server."""
    subscriber = await site.subscribe(PROVINCE)
    for number in range(12):
        if number == 6:
            async with owner_database.writing(None) as session:
                ended = await session.scalars(
                    text(
                        "select pg_terminate_backend(pid) from pg_stat_activity"
                        " where datname = current_database() and application_name like 'jinmin %'"
                    )
                )
                assert len(list(ended)) >= 6
        async with database.writing(Scope.of(PINGYUAN)) as session:
            await say(session, area=PINGYUAN)
    await site.all_reach([subscriber])
    assert subscriber.received == list(range(1, 13))
    assert subscriber.connections == 1
