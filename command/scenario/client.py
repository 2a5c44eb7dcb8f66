"""A post at work over HTTP, like any browser: signs in, sends commands, repeats lost ones."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pyotp

from core.ids import uuid7

COOKIE = "jinmin_session"
RETRY_SECONDS = (0.2, 0.4, 0.8, 1.6, 3.0, 5.0, 5.0, 5.0)


class Refused(RuntimeError):
    """The service answered with a problem document."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(f"{problem.get('status')} {problem.get('code')}: {problem.get('detail')}")
        self.problem = problem


class Desk:
    """One signed-in post.

    Parameters
    ----------
    base : str
        Address of the service.
    account, password : str
        A sample account of this installation.
    totp_secret : str, optional
        Base32 secret of its one-time codes, for posts that decide.
    """

    def __init__(
        self, base: str, account: str, password: str, totp_secret: str | None = None
    ) -> None:
        self.account = account
        self._password = password
        self._totp = totp_secret
        self._http = httpx.AsyncClient(base_url=base, timeout=30, trust_env=False)
        self.session: dict[str, Any] = {}

    @property
    def cookies(self) -> str:
        """The Cookie header of this session, for the live feed and for plain requests."""
        return str(self._http.headers.get("Cookie", ""))

    async def sign_in(self) -> dict[str, Any]:
        """Open a session, with the second factor where the post has one; return its document."""
        answer = await self._send(
            "POST", "/api/session", {"account": self.account, "password": self._password}
        )
        # A Secure cookie is not returned over plain HTTP by a Python client; a browser treats the
        # loopback address as trustworthy and does.  So the header is set by hand.
        token = answer.headers["set-cookie"].split(f"{COOKIE}=", 1)[1].split(";", 1)[0]
        self._http.headers["Cookie"] = f"{COOKIE}={token}"
        self._accept(answer.json())
        if self._totp and not self.session["second_factor"]["given"]:
            code = pyotp.TOTP(self._totp).now()
            self._accept(await self.post("/api/session/second-factor", {"code": code}))
        return self.session

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
        for wait in (*RETRY_SECONDS, None):
            try:
                answer = await self._http.request(
                    method, path, json=body, headers=headers, params=params
                )
            except httpx.TransportError:
                if wait is None:
                    raise
            else:
                if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or wait is None:
                    return _checked(answer)
            await asyncio.sleep(wait)
        raise AssertionError("unreachable")

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
