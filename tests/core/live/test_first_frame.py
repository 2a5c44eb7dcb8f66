"""A first frame that is late: nobody goes live, and nothing is counted, before it has come."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import orjson
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from core.access.scope import Scope
from core.live import hub
from core.live.client import LiveClient
from core.live.protocol import SUBPROTOCOL, TICKET_PREFIX, TRY_LATER
from tests.fixtures.live import actor, say

pytestmark = pytest.mark.commits

PROVINCE, PINGYUAN = 370000000000, 371426000000
LATE_SECONDS = 1.5


async def write(site, database, count: int) -> None:
    for _ in range(count):
        async with database.writing(Scope.of(PINGYUAN)) as session:
            await say(session, area=PINGYUAN)
    await site.heard()


def offered(site) -> list[Subprotocol]:
    ticket = site.ticket(actor(PROVINCE), ["reports"])
    return [Subprotocol(SUBPROTOCOL), Subprotocol(TICKET_PREFIX + ticket)]


@asynccontextmanager
async def slow_line(site) -> AsyncIterator[str]:
    """Give an address that reaches the hub, but holds up what follows a client's handshake."""

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, late: bool) -> None:
        while part := await reader.read(65536):
            writer.write(part)
            if late:
                await asyncio.sleep(LATE_SECONDS)
        writer.close()

    carried: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        port = site.settings.server.hub_port
        from_hub, to_hub = await asyncio.open_connection("127.0.0.1", port)
        carried.add(asyncio.create_task(carry(reader, to_hub, late=True)))
        carried.add(asyncio.create_task(carry(from_hub, writer, late=False)))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    async with server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}{urlsplit(site.url).path}"
    await asyncio.gather(*carried)


async def test_a_client_on_a_slow_line_misses_nothing(site, database):
    await write(site, database, 6)
    async with slow_line(site) as url:

        async def take() -> tuple[str, str]:
            return site.ticket(actor(PROVINCE), ["reports"]), url

        stop = asyncio.Event()
        client = LiveClient(take, after=2, epoch=site.hub.feed.epoch)
        listening = asyncio.create_task(client.run(stop))
        await client.reach(6)
        stop.set()
        await listening
    assert client.received == [3, 4, 5, 6]
    assert (client.mismatches, client.resent) == (0, 0)


async def test_who_asks_late_is_told_nothing_before(site, database):
    """What a browser sees that sends its request late: greeting, replay, count, in this order."""
    await write(site, database, 3)
    async with connect(site.url, subprotocols=offered(site), compression=None) as ws:
        hello = orjson.loads(await ws.recv())["hello"]
        await asyncio.sleep(LATE_SECONDS)
        await write(site, database, 1)
        await ws.send(orjson.dumps({"after": 1, "epoch": hello["epoch"]}), text=True)
        said = [orjson.loads(await ws.recv()) for _ in range(4)]
    assert [frame.get("o") for frame in said[:3]] == [2, 3, 4]
    assert said[3] == {"upto": 4, "n": 3}


async def test_who_never_asks_is_sent_away(site, monkeypatch):
    monkeypatch.setattr(hub, "FIRST_FRAME_SECONDS", 0.1)
    async with connect(site.url, subprotocols=offered(site), compression=None) as ws:
        assert "hello" in orjson.loads(await ws.recv())
        with pytest.raises(ConnectionClosed) as closed:
            await ws.recv()
    assert closed.value.rcvd.code == TRY_LATER


async def test_a_refused_ticket_is_not_the_end_of_a_client(site, database):
    refused = ["spent"]

    async def take() -> tuple[str, str]:
        return refused.pop() if refused else site.ticket(actor(PROVINCE), ["reports"]), site.url

    stop = asyncio.Event()
    client = LiveClient(take)
    listening = asyncio.create_task(client.run(stop))
    await client.ready.wait()
    await write(site, database, 1)
    await site.all_reach([client])
    stop.set()
    await listening
    assert client.received == [1]
