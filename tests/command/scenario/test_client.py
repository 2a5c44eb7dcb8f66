"""A desk repeats what was not answered, under the same name, and not for ever."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import pytest

from command.scenario import client
from command.scenario.client import Desk, Refused

DONE = b'{"id": "1"}'
REFUSED = b'{"status": 409, "code": "conflict", "detail": ""}'


@dataclass
class Proxy:
    """Stands before a service that comes and goes: gives its answers in turn, then the last."""

    answers: list[tuple[int, bytes] | None]
    url: str = ""
    commands: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        _, _, after = head.partition("command-id: ")
        self.commands.append(after.split("\r\n", 1)[0])
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is not None:
            status, body = answer
            writer.write(b"HTTP/1.1 %d -\r\nConnection: close\r\n" % status)
            writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        writer.close()


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    """One that is asked over a real connection."""
    made = Proxy([])
    async with await asyncio.start_server(made.serve, "127.0.0.1", 0) as server:
        made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield made


async def ask(proxy: Proxy) -> object:
    async def enter(_desk: Desk) -> None:
        raise AssertionError("nobody's session ended")

    desk = Desk(proxy.url, "371426-duty", enter)
    try:
        return await desk.post("/api/reports", {"figures": {}})
    finally:
        await desk.close()


async def test_the_same_command_is_sent_until_it_is_answered(proxy: Proxy) -> None:
    proxy.answers = [None, (502, b"<html>"), (503, b"{}"), (504, b""), (201, DONE)]
    assert await ask(proxy) == {"id": "1"}
    assert len(proxy.commands) == 5
    assert len(set(proxy.commands)) == 1
    assert proxy.commands[0]


async def test_two_commands_have_two_names(proxy: Proxy) -> None:
    proxy.answers = [(201, DONE)]
    await ask(proxy)
    await ask(proxy)
    assert len(set(proxy.commands)) == 2


async def test_a_refusal_is_an_answer(proxy: Proxy) -> None:
    proxy.answers = [(409, REFUSED)]
    with pytest.raises(Refused):
        await ask(proxy)
    assert len(proxy.commands) == 1


@pytest.mark.parametrize(
    ("answer", "raised"), [(None, httpx.TransportError), ((503, b"{}"), Refused)]
)
async def test_patience_ends(
    proxy: Proxy,
    monkeypatch: pytest.MonkeyPatch,
    answer: tuple[int, bytes] | None,
    raised: type[Exception],
) -> None:
    monkeypatch.setattr(client, "PATIENCE_SECONDS", 0.0)
    proxy.answers = [answer]
    with pytest.raises(raised):
        await ask(proxy)
    assert len(proxy.commands) == 1
