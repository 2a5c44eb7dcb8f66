"""What is measured, each a process: `python -m tests.bench.parts.servers NAME PORT`.

A line `COUNT BYTES` on standard input sends every client COUNT messages of BYTES bytes.
"""

import asyncio
import json
import os
import resource
import sys

import uvicorn
import uvloop
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

from core.clock import real_now
from core.ids import uuid7
from core.live import protocol
from core.live.hub import Hub
from tests.bench.parts import throwaway


async def commands() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(0, "rb")
    )
    return reader


async def raw(port: int) -> None:
    """The least there is to do: one write for each client and event."""
    transports: dict[asyncio.Transport, None] = {}

    class Stream(asyncio.Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            transports[transport] = None
            self.transport = transport

        def connection_lost(self, _error: Exception | None) -> None:
            transports.pop(self.transport, None)

    loop = asyncio.get_running_loop()
    # Not referenced, the server would be collected, and its connections with it.
    server = await loop.create_server(Stream, "127.0.0.1", port, backlog=4096)
    reader = await commands()
    while line := await reader.readline():
        count, size = map(int, line.split())
        frame = protocol.text_frame(b"x" * size)
        for _ in range(count):
            for transport in transports:
                transport.write(frame)
            await asyncio.sleep(0)
    server.close()


async def naive(port: int) -> None:
    """The usual tutorial: `await websocket.send_json` for each client."""
    sockets: dict[WebSocket, None] = {}
    app = FastAPI()

    @app.websocket("/live")
    async def live(websocket: WebSocket) -> None:
        await websocket.accept()
        sockets[websocket] = None
        try:
            while True:
                await websocket.receive_text()
        except WebSocketDisconnect:
            sockets.pop(websocket, None)

    server = uvicorn.Server(
        uvicorn.Config(
            app, port=port, ws_ping_interval=None, ws_per_message_deflate=False,
            log_level="error", backlog=4096,
        )
    )  # fmt: skip
    serving = asyncio.create_task(server.serve())
    reader = await commands()
    while line := await reader.readline():
        count, size = map(int, line.split())
        message = protocol.event_head(
            1, "reports", "report.said", uuid7(), 1, 371426000000, None, real_now()
        )
        empty = len(json.dumps(message | {"b": {"x": ""}}, separators=(",", ":")))
        message["b"] = {"x": "x" * (size - empty)}
        for _ in range(count):
            for websocket in list(sockets):
                await websocket.send_json(message)
    server.should_exit = True
    await serving


async def hub(port: int) -> None:
    """Ours, fed by the log of the database in `JINMIN_DATABASE__URL`."""
    stop = asyncio.Event()
    settings = throwaway.settings(os.environ["JINMIN_DATABASE__URL"], hub_port=port)
    running = asyncio.create_task(Hub(settings, ping_seconds=None).run(stop))
    reader = await commands()
    while await reader.readline():
        continue
    stop.set()
    await running


if __name__ == "__main__":
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    name, at = sys.argv[1:3]
    uvloop.run({"raw": raw, "naive": naive, "hub": hub}[name](int(at)))
