"""The hub: pushes the numbered log to browsers over WebSocket.

An event is encoded and framed once and written straight to the transports of those who hear it.
There is no queue per client and nothing ever waits for one: who has more than a mebibyte unsent is
closed with 3008 and resumes from the offset it has.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from typing import Any
from uuid import UUID

import structlog
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.typing import Subprotocol

from core.live import protocol, tickets
from core.live.connection import run_until_stopped
from core.live.feed import Feed, FeedDownError, Handlers
from core.live.protocol import Entry
from core.live.subscriber import (
    FLUSH_SECONDS,
    NOT_UNDERSTOOD,
    Client,
    Refusal,
    asked_for,
    replay_from_database,
    replay_from_ring,
)
from core.live.subscribers import Subscribers
from core.live.tickets import BadTicketError, Grant
from core.log import configure_logging
from core.settings import Settings, load_settings

log = structlog.get_logger(__name__)

UNSENT_LIMIT = 1024 * 1024
BEAT_SECONDS = 5.0
FIRST_FRAME_SECONDS = 15.0
LONGEST_REPLAY = 100_000
BREATHE_BYTES = 64 * 1024
MAX_MESSAGE = 64 * 1024
MESSAGES_PER_MINUTE = 30
BEAT_SLICE = 250


class Hub:
    """A WebSocket server in front of one site's log.

    Parameters
    ----------
    settings : Settings
        Address, allowed origins, ticket key, database.
    drop : callable, optional
        Fault injection for tests: events whose offset it accepts are counted but not written.
    ping_seconds : float, optional
        Time between keepalive pings; None sends none.
    beat_seconds : float
        Time between counts.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        drop: Callable[[int], bool] | None = None,
        ping_seconds: float | None = 20.0,
        beat_seconds: float = BEAT_SECONDS,
    ) -> None:
        self.settings = settings
        self.key = settings.security.ticket_key.get_secret_value()
        self.origins = frozenset(settings.server.allowed_origins)
        self.drop = drop
        self.ping_seconds = ping_seconds
        self.beat_seconds = beat_seconds
        self.clients: dict[Client, None] = {}
        self._admitted: dict[Client, None] = {}
        self.sent = 0
        self.shed = 0
        self._index: Subscribers[Client] = Subscribers()
        self._since_breath = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self.feed = Feed(
            settings.database.for_system(),
            Handlers(
                entry=self.dispatch,
                breathe=self._breathe,
                reset=self._reset,
                ended=self._end_sessions,
                sessions=lambda: list({client.session_id for client in self._admitted}),
                state=self.state,
            ),
        )

    def state(self) -> dict[str, Any]:
        """Return what `./jinmin status` shows."""
        return {
            "clients": len(self.clients),
            "offset": self.feed.ring.head,
            "sent": self.sent,
            "shed": self.shed,
            "gap": self.feed.gap,
            "tailer_alive": self.feed.tailer_alive,
        }

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set."""
        following = asyncio.create_task(self.feed.run(stop))
        beating = asyncio.create_task(self._beat(stop))
        stopping = asyncio.create_task(stop.wait())
        try:
            async with await self._listen():
                work = {following, beating, stopping}
                done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    # A feed that ended by itself leaves a hub that pushes nothing: end with it, so
                    # that the supervisor starts a new one.
                    task.result()
        finally:
            beating.cancel()
            stopping.cancel()
            stop.set()
            await asyncio.gather(following, beating, stopping, return_exceptions=True)

    async def _listen(self) -> Server:
        server = self.settings.server
        context = None
        if server.https and server.tls_cert and server.tls_key:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(server.tls_cert, server.tls_key)
        return await serve(
            self._connection,
            server.host,
            server.hub_port,
            ssl=context,
            compression=None,
            max_size=MAX_MESSAGE,
            subprotocols=[Subprotocol(protocol.SUBPROTOCOL)],
            process_request=_only_live,
            server_header=None,
            ping_interval=self.ping_seconds,
            ping_timeout=60,
            backlog=4096,
        )

    # --- pushing ---------------------------------------------------------------------------------

    def dispatch(self, entry: Entry) -> None:
        """Write an event to all who hear it."""
        frame = entry.frame
        silent = self.drop is not None and self.drop(entry.off)
        slow: list[Client] = []
        for bucket in self._index.hearing(entry.topic, entry.flow, entry.area, entry.to_area):
            for client in bucket:
                if client.unsent() > UNSENT_LIMIT:
                    slow.append(client)
                    continue
                client.n += 1
                if not silent:
                    client.send(frame)
            self.sent += len(bucket)
        self._since_breath += len(frame)
        for client in slow:
            self._shed(client)

    async def _breathe(self) -> None:
        """Let the transports write, so that what merely was not sent yet is not taken for slow."""
        if self._since_breath >= BREATHE_BYTES:
            self._since_breath = 0
            await asyncio.sleep(0)

    def _shed(self, client: Client) -> None:
        """Close a client that does not read; what is buffered may still go out."""
        self.shed += 1
        self._forget(client)
        log.info("slow_client", area=client.area, unsent=client.unsent())
        if client.ws.protocol.state is State.OPEN:
            client.ws.protocol.send_close(protocol.SLOW, "slow")
            client.ws.send_data()
            # Half-closing lets what is buffered, and the code, still reach a client that wakes up.
            if client.ws.transport.can_write_eof():
                client.ws.transport.write_eof()
        asyncio.get_running_loop().call_later(FLUSH_SECONDS, client.ws.transport.abort)

    def _forget(self, client: Client) -> None:
        self.clients.pop(client, None)
        self._index.remove(client, client.area, client.topics)

    async def _beat(self, stop: asyncio.Event) -> None:
        """Tell each client now and then how much it should have; say nothing when deaf."""
        while not stop.is_set():
            await asyncio.sleep(self.beat_seconds)
            waiting = list(self.clients)
            for start in range(0, len(waiting), BEAT_SLICE):
                for client in waiting[start : start + BEAT_SLICE]:
                    if self.feed.hearing and client in self.clients:
                        self._say(client, {"upto": self.feed.ring.head, "n": client.n})
                await asyncio.sleep(0.01)

    def _say(self, client: Client, value: dict[str, Any]) -> None:
        if client.ws.protocol.state is State.OPEN:
            client.send(protocol.message(value))

    # --- ending ----------------------------------------------------------------------------------

    def _reset(self, reason: str) -> None:
        """End all connections: the log is another one, or has a gap."""
        code = protocol.RESTARTED if reason == "epoch" else protocol.TRY_LATER
        for client in list(self.clients):
            self._end(client, code, reason)

    def _end_sessions(self, ended: Iterable[UUID]) -> None:
        gone = frozenset(ended)
        for client in [c for c in self._admitted if c.session_id in gone]:
            self._end(client, protocol.SESSION_ENDED, "session ended")

    def _end(self, client: Client, code: int, reason: str) -> None:
        self._forget(client)
        self._spawn(client.ws.close(code, reason))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- one connection --------------------------------------------------------------------------

    async def _connection(self, ws: ServerConnection) -> None:
        client = None
        try:
            client = Client(ws, await self._admit(ws))
            self._admitted[client] = None
            await self._converse(client)
        except Refusal as refusal:
            await ws.close(refusal.code, refusal.reason)
        except FeedDownError:
            await ws.close(protocol.TRY_LATER, "database")
        except ConnectionClosed:
            return
        finally:
            if client is not None:
                self._forget(client)
                self._admitted.pop(client, None)

    async def _admit(self, ws: ServerConnection) -> Grant:
        """Return what the connection's ticket grants.

        Raises
        ------
        Refusal
            Foreign origin, bad or spent ticket, session over, or the hub cannot serve now.
        """
        headers = ws.request.headers if ws.request else {}
        origin = headers.get("Origin")
        if origin is not None and origin not in self.origins:
            raise Refusal(protocol.REFUSED, "origin")
        offered = (
            ",".join(ws.request.headers.get_all("Sec-WebSocket-Protocol")) if ws.request else ""
        )
        words = (word.strip() for word in offered.split(","))
        ticket = next((w for w in words if w.startswith(protocol.TICKET_PREFIX)), "")
        try:
            grant = tickets.read(
                self.key, ticket.removeprefix(protocol.TICKET_PREFIX), now=time.time()
            )
        except BadTicketError as error:
            raise Refusal(protocol.REFUSED, f"ticket {error}") from error
        if not self.feed.serving:
            raise Refusal(protocol.TRY_LATER, "not serving")
        first, over = await self.feed.spend(grant.id, grant.session_id)
        if not first:
            raise Refusal(protocol.REFUSED, "ticket spent")
        if over:
            raise Refusal(protocol.SESSION_ENDED, "session ended")
        return grant

    async def _converse(self, client: Client) -> None:
        """Greet, replay, go live, and answer later requests to resume."""
        greeted = self._greet(client)
        try:
            first = await asyncio.wait_for(client.ws.recv(), FIRST_FRAME_SECONDS)
        except TimeoutError as error:
            # Going live unasked would confirm, by a count, offsets the client has yet to ask for.
            raise Refusal(protocol.TRY_LATER, "nothing asked") from error
        await self._resume(client, asked_for(first), *greeted)
        recent: deque[float] = deque(maxlen=MESSAGES_PER_MINUTE)
        async for text in client.ws:
            now = time.monotonic()
            if len(recent) == MESSAGES_PER_MINUTE and now - recent[0] < 60:
                raise Refusal(NOT_UNDERSTOOD, "too many messages")
            recent.append(now)
            self._forget(client)
            greeted = self._greet(client)
            await self._resume(client, asked_for(text), *greeted)

    def _greet(self, client: Client) -> tuple[int, str]:
        head, epoch = self.feed.ring.head, self.feed.epoch
        client.n = 0
        self._say(client, {"hello": {"site": self.feed.site, "epoch": epoch, "offset": head}})
        return head, epoch

    async def _resume(
        self, client: Client, asked: tuple[int, str] | None, head: int, epoch: str
    ) -> None:
        """Send what the client lacks and make it live, unless the log is no longer the greeted."""
        after = head
        if asked is not None:
            if asked[1] == epoch and head - LONGEST_REPLAY <= asked[0] <= head:
                after = asked[0]
            else:
                self._say(client, {"recovered": False})
        after = await replay_from_database(self.feed, client, after)
        await replay_from_ring(self.feed, client, after)
        if epoch != self.feed.epoch or not self.feed.serving:
            raise Refusal(protocol.TRY_LATER, "log changed")
        if client.ws.protocol.state is not State.OPEN:
            raise Refusal(protocol.GONE, "gone")
        # Nothing was awaited since the ring was exhausted: the next event finds the client here.
        self.clients[client] = None
        self._index.add(client, client.area, client.topics)
        if self.feed.hearing:
            self._say(client, {"upto": self.feed.ring.head, "n": client.n})


def _only_live(connection: ServerConnection, request: Request) -> Response | None:
    return None if request.path == "/live" else connection.respond(404, "not found\n")


def main(settings: Settings | None = None) -> None:
    """Run the hub as a process."""
    configure_logging(process="hub")
    run_until_stopped(Hub(settings or load_settings()).run)


if __name__ == "__main__":
    main()
