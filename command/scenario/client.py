"""A post at work over HTTP, like any browser: signs in, sends commands, repeats lost ones."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from core.access.one_time_codes import code_at
from core.access.sessions import COOKIE
from core.clock import real_now
from core.errors import SecondFactorNeeded
from core.ids import uuid7

PATIENCE_SECONDS = 120.0
"""How long a request is repeated: long enough for a database that recovers on a busy machine."""

FIRST_RETRY_SECONDS = 0.2
LONGEST_RETRY_SECONDS = 3.0
AWAY = {httpx.codes.BAD_GATEWAY, httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.GATEWAY_TIMEOUT}
"""What the service, or a proxy before it, answers while a part of it is not there."""


class Refused(RuntimeError):
    """The service answered with a problem document."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(f"{problem.get('status')} {problem.get('code')}: {problem.get('detail')}")
        self.problem = problem


class Desk:
    """One post with an open session.

    Parameters
    ----------
    base : str
        Address of the service.
    account : str
        A sample account of this installation.
    enter : callable
        Opens a session for this desk; called again when the session has ended.

    Attributes
    ----------
    repeats : int
        Requests sent again because no answer came.
    """

    def __init__(self, base: str, account: str, enter: Callable[[Desk], Awaitable[None]]) -> None:
        self.account = account
        self._enter = enter
        # A site's own certificate is not in the machine's store; the play runs on the same machine.
        self._http = httpx.AsyncClient(base_url=base, timeout=30, trust_env=False, verify=False)  # noqa: S501
        self.session: dict[str, Any] = {}
        self.repeats = 0

    @property
    def cookie(self) -> str:
        """The Cookie header of this session."""
        return str(self._http.headers.get("Cookie", ""))

    async def sign_in(self, password: str, secret: str | None) -> None:
        """Open a session as people do, with a one-time code where the post has a `secret`."""
        answer = await self._send(
            "POST", "/api/session", {"account": self.account, "password": password}
        )
        token = answer.headers["set-cookie"].split(f"{COOKIE}=", 1)[1].split(";", 1)[0]
        self._hold(token)
        self._accept(answer.json())
        if secret and not self.session["second_factor"]["given"]:
            code = code_at(secret, real_now())
            self._accept(await self.post("/api/session/second-factor", {"code": code}))

    async def take_seat(self, token: str) -> None:
        """Go on in a session that was opened otherwise."""
        self._hold(token)
        self._accept(await self.get("/api/session"))

    def _hold(self, token: str) -> None:
        # A Secure cookie is not returned over plain HTTP by a Python client; a browser treats the
        # loopback address as trustworthy and does.  So the header is set by hand.
        self._http.headers["Cookie"] = f"{COOKIE}={token}"

    def _accept(self, session: dict[str, Any]) -> None:
        self.session = session
        self._http.headers["X-CSRF"] = session["csrf"]

    async def get(self, path: str, **params: Any) -> Any:
        """Return the JSON document at a path."""
        return (await self._send("GET", path, params=params)).json()

    async def post(self, path: str, body: Any = None, *, version: int | None = None) -> Any:
        """Send a command once, however often the connection fails on the way."""
        headers = {"Command-Id": str(uuid7())}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return (await self._send("POST", path, body, headers=headers)).json()

    async def _send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: dict[str, str] | None = None,
        params: dict[str, Any] | None = None,
    ) -> httpx.Response:
        until = time.monotonic() + PATIENCE_SECONDS
        wait = FIRST_RETRY_SECONDS
        while True:
            patient = time.monotonic() < until
            try:
                # The same headers each time: by its Command-Id the service knows a repetition.
                answer = await self._http.request(
                    method, path, json=body, headers=headers, params=params
                )
            except httpx.TransportError:
                if not patient:
                    raise
            else:
                ended = self._is_over(answer)
                if not patient or not (ended or answer.status_code in AWAY):
                    return _checked(answer)
                if ended:
                    await self._enter(self)
            self.repeats += 1
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_RETRY_SECONDS)

    def _is_over(self, answer: httpx.Response) -> bool:
        """Tell whether a new session is needed: this one ended, or its one-time code is too old."""
        if not self.session:
            return False
        if answer.status_code == httpx.codes.FORBIDDEN and self.session["second_factor"]["given"]:
            return bool(answer.json().get("code") == SecondFactorNeeded.code)
        return answer.status_code == httpx.codes.UNAUTHORIZED

    async def close(self) -> None:
        """Drop the connection."""
        await self._http.aclose()


def _checked(answer: httpx.Response) -> httpx.Response:
    if answer.is_success:
        return answer
    try:
        problem = answer.json()
    except ValueError:
        problem = {"status": answer.status_code, "code": "http", "detail": answer.text[:200]}
    raise Refused(problem)
