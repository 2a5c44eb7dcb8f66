"""Who plays: desks by account, each opened when it is first needed."""

from __future__ import annotations

from command.scenario import queries
from command.scenario.client import Desk
from core.db import Database


class Cast:
    """The desks of one play.

    Parameters
    ----------
    base : str
        Address of the service.
    system : Database
        Logged in as the system's role: knows the one-time-code secrets and can open sessions.
    password : str, optional
        The sample password. With it everybody signs in as people do; without it sessions are
        opened in the database, because an installation does not keep its password.
    """

    def __init__(self, base: str, system: Database, password: str | None = None) -> None:
        self._base = base
        self._system = system
        self._password = password
        self._desks: dict[str, Desk] = {}

    async def desk(self, account: str) -> Desk:
        """Return the account's desk, signed in."""
        found = self._desks.get(account)
        if found is None:
            found = self._desks[account] = Desk(self._base, account, self._enter)
            await self._enter(found)
        return found

    async def _enter(self, desk: Desk) -> None:
        desk.session = {}
        if self._password is None:
            async with self._system.writing(None) as session:
                token = await queries.seat_at_desk(session, desk.account)
            await desk.take_seat(token)
            return
        async with self._system.reading(None) as session:
            secret = await queries.one_time_secret(session, desk.account)
        await desk.sign_in(self._password, secret)

    async def close(self) -> None:
        """Drop all connections."""
        for desk in self._desks.values():
            await desk.close()
