"""The first three administrators: made on the machine itself, while there is nobody to ask."""

from __future__ import annotations

from dataclasses import dataclass

from core import audit
from core.access import queries_people as queries
from core.access.may import system_actor
from core.access.people import new_initial
from core.access.scope import ADMINISTRATIONS, ancestors_of, range_of
from core.access.seed import Seat, administrators
from core.db import Database, Writer
from core.ids import uuid7


@dataclass(frozen=True, slots=True)
class HandedOver:
    """An account and the password that is said this once."""

    account: str
    title: str
    password: str


async def make_administrators(database: Database, *, area: int, name: str) -> list[HandedOver]:
    """Make the three administrators of an area whose office is there.

    Parameters
    ----------
    database : Database
        Of the owner or the system's role.
    area, name : int, str
        The area that they administer, and how it is called.

    Returns
    -------
    list of HandedOver
        System, security, audit; none where somebody administers already.
    """
    initials = [await new_initial() for _ in ADMINISTRATIONS]
    made = []
    async with database.writing(None) as session:
        if await queries.count_holders(session, sorted(ADMINISTRATIONS)):
            return []
        for seat, initial in zip(administrators(area, name), initials, strict=True):
            account = await _make(session, seat, initial.hashed)
            made.append(HandedOver(account, seat.title, initial.password))
    return made


async def _make(session: Writer, seat: Seat, hashed: str) -> str:
    account, person_id, (lo, hi) = seat.account, uuid7(), range_of(seat.area)
    # Where an earlier three were locked or left, their accounts stay theirs.
    number = 1
    while await queries.is_taken(session, account):
        number += 1
        account = f"{seat.account}-{number}"
    await queries.add_person(
        session, {"id": person_id, "account": account, "name": seat.title, "hash": hashed}
    )
    await queries.give_post(
        session,
        {
            "id": uuid7(),
            "person": person_id,
            "office": await queries.office_named(session, seat.area, seat.office),
            "title": seat.title,
            "roles": [seat.role.value],
            "lo": lo,
            "hi": hi,
            "up": list(ancestors_of(seat.area)),
        },
    )
    await audit.record(
        session,
        system_actor(seat.area),
        verb="create",
        noun="person",
        entity=person_id,
        area=seat.area,
        after={"account": account, "roles": [seat.role.value]},
    )
    return account
