"""One subscriber of the hub: what it may hear, what it asks for, and getting it up to date."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import orjson
import structlog
from websockets.asyncio.server import ServerConnection
from websockets.protocol import State

from core.access.scope import Scope
from core.live import protocol
from core.live.feed import Feed
from core.live.protocol import Entry
from core.live.tickets import Grant

log = structlog.get_logger(__name__)

FLUSH_SECONDS = 10.0
REPLAY_CHUNK = 256 * 1024
NOT_UNDERSTOOD = 1008


class Client:
    """A connected subscriber: what it may hear, and how many events it was sent since `hello`."""

    __slots__ = ("area", "n", "scope", "session_id", "topics", "unsent", "write", "ws")

    def __init__(self, ws: ServerConnection, grant: Grant) -> None:
        self.ws = ws
        self.area = grant.area
        self.scope: Scope = grant.scope
        self.topics = grant.topics
        self.session_id = grant.session_id
        self.n = 0
        self.write: Callable[[bytes], None] = ws.transport.write
        self.unsent: Callable[[], int] = ws.transport.get_write_buffer_size

    def hears(self, entry: Entry) -> bool:
        """Tell whether an event is for this client: the plain rule the index is an index of."""
        return entry.topic in self.topics and self.scope.hears(
            entry.flow, entry.area, entry.to_area
        )

    def send(self, frame: bytes) -> None:
        """Write a frame; a connection that has just closed does not mind."""
        try:
            self.write(frame)
        except RuntimeError:
            # uvloop refuses to write to a transport that has just closed; its own coroutine will
            # forget the client. It must not end the feed of all others.
            log.debug("gone_client", area=self.area)


class Refusal(Exception):
    """The connection ends with a code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def asked_for(text: str | bytes) -> tuple[int, str] | None:
    """Return the offset and epoch a client wants to resume from, None if it starts afresh.

    Raises
    ------
    Refusal
        The message is not one of the protocol.
    """
    try:
        asked = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Refusal(NOT_UNDERSTOOD, "not understood") from error
    if asked == {}:
        return None
    if not isinstance(asked, dict):
        raise Refusal(NOT_UNDERSTOOD, "not understood")
    after, epoch = asked.get("after"), asked.get("epoch")
    if not isinstance(after, int) or isinstance(after, bool) or not isinstance(epoch, str):
        raise Refusal(NOT_UNDERSTOOD, "not understood")
    return after, epoch


async def replay_from_database(feed: Feed, client: Client, after: int) -> int:
    """Replay what is older than the ring; return the offset reached."""
    unflushed = 0
    while after < feed.ring.start:
        upto = feed.ring.start
        async for entry in feed.replay(client.scope, client.topics, after=after, upto=upto):
            unflushed = await _replayed(client, entry, unflushed)
        after = upto
    return after


async def replay_from_ring(feed: Feed, client: Client, after: int) -> None:
    """Replay from memory until nothing is newer, letting the client read in between."""
    unflushed = 0
    while after < feed.ring.head:
        if after < feed.ring.start:
            raise Refusal(protocol.SLOW, "slow")
        chunk = [e for e in feed.ring.after(after) if client.hears(e)]
        upto = feed.ring.head
        for entry in chunk:
            if unflushed > REPLAY_CHUNK:
                upto = entry.off - 1
                break
            client.n += 1
            client.send(entry.frame)
            unflushed += len(entry.frame)
        after = upto
        if unflushed > REPLAY_CHUNK:
            unflushed = 0
            await _drained(client)


async def _replayed(client: Client, entry: Entry, unflushed: int) -> int:
    client.n += 1
    client.send(entry.frame)
    if unflushed + len(entry.frame) <= REPLAY_CHUNK:
        return unflushed + len(entry.frame)
    await _drained(client)
    return 0


async def _drained(client: Client) -> None:
    """Wait until the client has read most of what it was sent.

    Raises
    ------
    Refusal
        It did not within `FLUSH_SECONDS`, or is gone, or its session ended.
    """
    deadline = time.monotonic() + FLUSH_SECONDS
    await asyncio.sleep(0)
    while client.unsent() > REPLAY_CHUNK // 4 and client.ws.protocol.state is State.OPEN:
        if time.monotonic() > deadline:
            raise Refusal(protocol.SLOW, "slow")
        await asyncio.sleep(0.02)
    if client.ws.transport.is_closing() or client.ws.protocol.state is not State.OPEN:
        raise Refusal(protocol.GONE, "gone")
