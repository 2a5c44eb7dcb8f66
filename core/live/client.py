"""A subscriber to the live feed: what a browser does, for programs and tests.

It takes a ticket, connects, applies what it has not applied yet, checks the hub's counts, and
resumes from the last count that was right when one is wrong.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin, Subprotocol

from core.live.connection import pause
from core.live.protocol import REFUSED, SESSION_ENDED, SUBPROTOCOL, TICKET_PREFIX

TakeTicket = Callable[[], Awaitable[tuple[str, str]]]
FIRST_RETRY_SECONDS = 0.2
LONGEST_RETRY_SECONDS = 2.0


class LiveClient:
    """One subscriber.

    Parameters
    ----------
    take_ticket : callable
        Returns a fresh ticket and the hub's address (`POST /api/live/ticket`).
    on_event : callable, optional
        Given each event message, once, in the order of arrival.
    on_lost : callable, optional
        Called when the hub cannot give what was missed: a snapshot must be taken.
    after, epoch : int, str, optional
        Where to resume from, for example a snapshot's `offset` and `epoch`.
    context : SSLContext, optional
        For `wss`.

    Attributes
    ----------
    received : list of int
        Offsets applied, in the order of arrival.
    upto : int
        Everything in scope up to this offset has been applied; confirmed by a count.
    resent, mismatches, connections : int
        Frames that came again after a resume, wrong counts noticed, connections opened.
    closed : list of int
        Close codes met.
    """

    def __init__(
        self,
        take_ticket: TakeTicket,
        *,
        on_event: Callable[[dict[str, Any]], None] | None = None,
        on_lost: Callable[[], None] | None = None,
        after: int | None = None,
        epoch: str = "",
        origin: str | None = None,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self.take_ticket = take_ticket
        self.on_event = on_event
        self.on_lost = on_lost
        self.origin = origin
        self.context = context
        self.epoch = epoch
        self.upto = after or 0
        self.received: list[int] = []
        self.resent = 0
        self.mismatches = 0
        self.connections = 0
        self.lost = 0
        self.closed: list[int] = []
        self.ready = asyncio.Event()
        self._fresh = after is None
        self._seen: set[int] = set()
        self._count = 0
        self._asked_again = False
        self._head: dict[str, Any] = {}
        self._moved = asyncio.Event()

    @property
    def duplicates(self) -> int:
        """Number of events applied more than once."""
        return len(self.received) - len(set(self.received))

    async def run(self, stop: asyncio.Event) -> None:
        """Stay subscribed until `stop` is set or the session ends."""
        wait = FIRST_RETRY_SECONDS
        while not stop.is_set():
            try:
                code = await self._connection(stop)
                if code == SESSION_ENDED:
                    return
                # A refused ticket was too old or spent, and the next one is fresh.
                wait = (
                    min(wait * 2, LONGEST_RETRY_SECONDS) if code == REFUSED else FIRST_RETRY_SECONDS
                )
            except (OSError, InvalidHandshake, TimeoutError):
                wait = min(wait * 2, LONGEST_RETRY_SECONDS)
            self.ready.clear()
            await pause(stop, wait)

    async def reach(self, offset: int) -> None:
        """Wait until everything in scope up to an offset is confirmed."""
        while self.upto < offset:
            self._moved.clear()
            await self._moved.wait()

    async def _connection(self, stop: asyncio.Event) -> int:
        """Listen until the connection ends; return with which code."""
        ticket, url = await self.take_ticket()
        async with connect(
            url,
            subprotocols=[Subprotocol(SUBPROTOCOL), Subprotocol(TICKET_PREFIX + ticket)],
            origin=Origin(self.origin) if self.origin else None,
            compression=None,
            max_size=None,
            ping_timeout=60,
            ssl=self.context,
        ) as ws:
            self.connections += 1
            asked: dict[str, Any] = {}
            if not self._fresh:
                asked = {"after": self.upto, "epoch": self.epoch}
            closing = asyncio.create_task(_close_when(stop, ws))
            try:
                with suppress(ConnectionClosed):  # the close code, kept below, says why
                    await ws.send(orjson.dumps(asked), text=True)
                    async for text in ws:
                        await self._frame(ws, orjson.loads(text))
            finally:
                closing.cancel()
            code = ws.close_code or 1006
            self.closed.append(code)
            return code

    async def _frame(self, ws: ClientConnection, frame: dict[str, Any]) -> None:
        if "o" in frame:
            self._event(frame)
        elif "hello" in frame:
            self._count, self._asked_again = 0, False
            if self._fresh:
                self.upto, self.epoch = frame["hello"]["offset"], frame["hello"]["epoch"]
                self._fresh = False
            self._head = frame["hello"]
            self.ready.set()
        elif "recovered" in frame:
            # What was missed cannot be had event by event any more: start from here, afresh.
            self.lost += 1
            self.upto, self.epoch = self._head["offset"], self._head["epoch"]
            self._seen.clear()
            if self.on_lost is not None:
                self.on_lost()
        elif "upto" in frame:
            await self._check(ws, frame["upto"], frame["n"])

    def _event(self, frame: dict[str, Any]) -> None:
        self._count += 1
        offset = frame["o"]
        if offset <= self.upto or offset in self._seen:
            self.resent += 1
            return
        self._seen.add(offset)
        self.received.append(offset)
        if self.on_event is not None:
            self.on_event(frame)

    async def _check(self, ws: ClientConnection, upto: int, n: int) -> None:
        if self._asked_again:
            return  # said before the hub heard us; what is counted begins with its next hello
        if n == self._count:
            self.upto = upto
            self._seen = {offset for offset in self._seen if offset > upto}
            self._moved.set()
            return
        # A frame is missing somewhere after the last right count: ask again from there.
        self.mismatches += 1
        self._asked_again = True
        await ws.send(orjson.dumps({"after": self.upto, "epoch": self.epoch}), text=True)


async def _close_when(stop: asyncio.Event, ws: ClientConnection) -> None:
    await stop.wait()
    await ws.close()
