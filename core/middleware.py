"""What every request and answer passes, whatever route it is for: plain ASGI, no buffering.

From the outside in: a number for the request, security headers on the answer, then refusal of
addresses that are no text, of other sites' pages, and of bodies that are too large, then an answer
to what nobody foresaw.
"""

from __future__ import annotations

import contextlib
from urllib.parse import unquote_to_bytes

import structlog
from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from core.access.sessions import COOKIE, SAFE_METHODS
from core.errors import BadOrigin, Problem, TooLarge, Unauthenticated, Unreadable
from core.http import problem_response, request_number
from core.settings import ServerSettings, Settings

log = structlog.get_logger(__name__)

YEAR_SECONDS = 31_536_000
LONGEST_NUMBER = 18
FILES, SESSION = "/api/files", "/api/session"


def install(app: FastAPI, settings: Settings) -> None:
    """Put all guards before an application."""
    server = settings.server
    # The last one added is the outermost.
    app.add_middleware(LastResort)
    app.add_middleware(BodyLimit, server=server)
    app.add_middleware(SameOrigin, allowed=server.allowed_origins)
    app.add_middleware(ReadableAddress)
    app.add_middleware(SecurityHeaders, server=server)
    app.add_middleware(RequestNumber)
    if server.public_url:
        # The sign-in's limits and the audit want the caller's address, not the proxy's.
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=["127.0.0.1", "::1"])


class RequestNumber:
    """Gives a request the number it is known by in its answer and in the log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number = request_number(scope)

        async def numbered(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-Id"] = number
            await send(message)

        with structlog.contextvars.bound_contextvars(request=number):
            await self.app(scope, receive, numbered)


class SecurityHeaders:
    """Tells browsers what our pages may do; a route's own header of the same name stands."""

    def __init__(self, app: ASGIApp, server: ServerSettings) -> None:
        self.app = app
        self.headers = security_headers(server)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "private, no-store")
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)


def security_headers(server: ServerSettings) -> dict[str, str]:
    """Return the headers of every answer.

    The style sheet exception is for the component library, which writes its styles at run time;
    scripts have none.
    """
    live = " ".join(server.live_origin(origin) for origin in server.allowed_origins)
    policy = {
        "default-src": "'self'",
        "connect-src": f"'self' {live}",
        "img-src": "'self' data: blob:",
        "style-src": "'self' 'unsafe-inline'",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
    }
    headers = {
        "Content-Security-Policy": "; ".join(f"{k} {v}" for k, v in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(), payment=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if server.https or (server.public_url or "").startswith("https:"):
        headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}"
    return headers


class ReadableAddress:
    """Refuses paths and queries that are not UTF-8 or contain NUL: no database takes such text."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and not _readable(scope):
            await refuse(
                Unreadable("地址不是有效的文字", "The address is not valid UTF-8 text"),
                scope,
                receive,
                send,
            )
            return
        await self.app(scope, receive, send)


def _readable(scope: Scope) -> bool:
    path = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogatepass")
    for raw in (path, scope["query_string"]):
        plain = unquote_to_bytes(raw)
        if b"\x00" in plain:
            return False
        try:
            plain.decode()
        except UnicodeDecodeError:
            return False
    return True


class SameOrigin:
    """Refuses changes that another site's page asks for.

    Browsers name the page's origin with every change. A program names none; it is let through and
    needs the session's token like everybody (`core.access.sessions`).
    """

    def __init__(self, app: ASGIApp, allowed: tuple[str, ...]) -> None:
        self.app = app
        self.allowed = frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            headers = Headers(scope=scope)
            foreign = headers.get("origin", "") not in self.allowed and "origin" in headers
            if foreign or headers.get("sec-fetch-site") == "cross-site":
                await refuse(BadOrigin(), scope, receive, send)
                return
        await self.app(scope, receive, send)


class BodyLimit:
    """Refuses bodies above a limit, by their stated length or as soon as they pass it.

    Only files are large, and taken from nobody who shows no session: the body lies on the disk
    before the route looks whose it is. A JSON body is read and checked as a whole before anybody
    knows whose it is, in the loop that serves all others; signing in, open to everybody, gets
    least.
    """

    def __init__(self, app: ASGIApp, server: ServerSettings) -> None:
        self.app = app
        self.server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if _nobodys_file(scope):
            await refuse(Unauthenticated(), scope, receive, send)
            return
        most = self._most(scope["path"])
        stated = Headers(scope=scope).get("content-length", "0")
        if stated.isdecimal() and (len(stated) > LONGEST_NUMBER or int(stated) > most):
            await refuse(_too_large(most), scope, receive, send)
            return
        await self._count(most, scope, receive, send)

    def _most(self, path: str) -> int:
        if path == FILES:
            return self.server.max_file_bytes
        if path == SESSION or path.startswith(SESSION + "/"):
            return self.server.max_session_bytes
        return self.server.max_json_bytes

    async def _count(self, most: int, scope: Scope, receive: Receive, send: Send) -> None:
        got = 0
        passed = answered = False

        async def counted() -> Message:
            nonlocal got, passed
            message = await receive()
            got += len(message.get("body", b""))
            if got > most:
                passed = True
                raise _LimitPassedError
            return message

        async def unless_passed(message: Message) -> None:
            # Whatever the application makes of the broken body, the reader is told the real reason.
            nonlocal answered
            if passed and not answered:
                return
            answered = True
            await send(message)

        with contextlib.suppress(_LimitPassedError):
            await self.app(scope, counted, unless_passed)
        if passed and not answered:
            await refuse(_too_large(most), scope, receive, send)


def _nobodys_file(scope: Scope) -> bool:
    sends = scope["path"] == FILES and scope["method"] not in SAFE_METHODS
    return sends and COOKIE not in HTTPConnection(scope).cookies


def _too_large(most: int) -> Problem:
    limit = f"{most // 2**20} MiB" if most >= 2**20 else f"{most // 2**10} KiB"
    return TooLarge(f"上限为 {limit}", f"The limit is {limit}")


class _LimitPassedError(Exception):
    """The body is longer than allowed."""


class LastResort:
    """Answers what nobody foresaw: the log gets everything, the reader a number.

    Inside the guards, unlike the framework's own, so that this answer has their headers too.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        answered = False

        async def noted(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except _LimitPassedError:
            raise
        except Exception:
            if scope["type"] != "http" or answered:
                raise
            number = request_number(scope)
            log.exception("unhandled", number=number, path=scope["path"])
            await problem_response(Problem(), number)(scope, receive, send)


async def refuse(problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with a problem without reading on; the connection ends, unread body and all."""
    response = problem_response(problem, request_number(scope))
    response.headers["Connection"] = "close"
    await response(scope, receive, send)
