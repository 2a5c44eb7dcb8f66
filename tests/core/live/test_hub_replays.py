"""Subscribers that are being brought up to date: whom they hold up, and what ends them."""

import asyncio
import socket

import orjson
import pytest
from sqlalchemy import text
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from core.access.scope import Scope
from core.ids import uuid7
from core.live.connection import connect as connect_database
from core.live.feed import REPLAYS_AT_ONCE
from core.live.protocol import SESSION_ENDED, SUBPROTOCOL, TRY_LATER
from tests.fixtures.live import (
    actor,
    deaf_subscriber,
    end_session,
    open_sessions,
    say,
)

pytestmark = pytest.mark.commits

PROVINCE, PINGYUAN = 370000000000, 371426000000
LONG = 200_000


async def write(site, database, count: int, size: int) -> None:
    for _ in range(count):
        async with database.writing(Scope.of(PINGYUAN)) as session:
            await say(session, area=PINGYUAN, text="x" * size)
    await site.heard()


async def opened(site, who):
    ticket = site.ticket(who, ["reports"])
    words = [Subprotocol(SUBPROTOCOL), Subprotocol(f"ticket.{ticket}")]
    return await connect(site.url, subprotocols=words, compression=None, max_size=None)


async def heard(ws) -> list[dict]:
    """Return what comes until the hub has said all, or closed."""
    found = []
    try:
        while not found or "upto" not in found[-1]:
            found.append(orjson.loads(await ws.recv()))
    except ConnectionClosed:
        found.append({"closed": ws.close_code})
    return found


async def test_a_ticket_is_worth_no_more_than_its_session(site, owner_database):
    _, ended = await open_sessions(owner_database)
    await end_session(owner_database, ended)
    late = await opened(site, actor(PINGYUAN, session_id=ended))
    assert await heard(late) == [{"closed": SESSION_ENDED}]


async def test_a_session_that_ends_ends_a_replay_too(site, database, owner_database):
    _, ended = await open_sessions(owner_database)
    await write(site, database, 60, LONG)
    ticket = site.ticket(actor(PROVINCE, session_id=ended), ["reports"])
    port = site.settings.server.hub_port
    asked = {"after": 0, "epoch": site.hub.feed.epoch}
    with await asyncio.to_thread(deaf_subscriber, port, ticket, asked) as deaf:
        await end_session(owner_database, ended)
        await looked(owner_database)
        size, tail = await asyncio.to_thread(read_to_the_close, deaf)
    assert tail.endswith(SESSION_ENDED.to_bytes(2) + b"session ended")
    assert size < 60 * LONG


def read_to_the_close(sock: socket.socket) -> tuple[int, bytes]:
    """Read until the hub closes or has said all; return how much came and its end."""
    size, tail = 0, b""
    while not tail.endswith((b"ended", b"slow", b'"n":61}')) and (part := sock.recv(65536)):
        size, tail = size + len(part), (tail + part)[-40:]
    return size, tail


async def looked(owner) -> None:
    """Wait until the hub has looked for ended sessions once more, whole."""
    beat = text("select heartbeat from core.process_state where name = 'hub'")
    seen = set()
    while len(seen) < 3:
        async with owner.reading(None) as session:
            seen.add(await session.scalar(beat))
        await asyncio.sleep(0.05)


async def test_slow_readers_of_the_past_hold_nobody_up(site, database):
    await write(site, database, 60, LONG)
    site.hub.feed.ring.most = 2
    await write(site, database, 1, 10)
    port, epoch = site.settings.server.hub_port, site.hub.feed.epoch
    slow = []
    for _ in range(REPLAYS_AT_ONCE):
        ticket = site.ticket(actor(PROVINCE), ["reports"])
        asked = {"after": 0, "epoch": epoch}
        slow.append(await asyncio.to_thread(deaf_subscriber, port, ticket, asked))
    quick = await opened(site, actor(PROVINCE))
    await quick.send(orjson.dumps({"after": 58, "epoch": epoch}), text=True)
    assert [f["o"] for f in await heard(quick) if "o" in f] == [59, 60, 61]
    await quick.close()
    # None of them was ended to make room: they go on where they stopped reading.
    for sock in slow:
        with sock:
            _, tail = await asyncio.to_thread(read_to_the_close, sock)
        assert tail.endswith(b'"n":61}')


async def test_a_log_that_changes_after_the_greeting_is_not_followed(site, owner_database):
    ws = await opened(site, actor(PROVINCE))
    hello = orjson.loads(await ws.recv())["hello"]
    async with owner_database.writing(None) as session:
        await session.execute(text("update core.site set epoch = :e"), {"e": uuid7()})
    feed = site.hub.feed
    async with await connect_database(feed.url, process="test") as connection:
        await feed._place(connection)
    await ws.send(orjson.dumps({"after": 0, "epoch": hello["epoch"]}), text=True)
    assert (await heard(ws))[-1] == {"closed": TRY_LATER}
