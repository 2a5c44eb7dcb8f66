"""Offices for every area; sample posts and accounts, so that an installation can be tried at once.

Every sample account is named after its post and all share one password, generated for each
installation.  Deciders and administrators get a one-time-code secret of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import text

from core.access.one_time_codes import new_secret
from core.access.passwords import hash_password, password_matches
from core.access.scope import NATION, PROVINCE, TOWNSHIP, Role, ancestors_of, range_of, tier_of
from core.db import Writer
from core.ids import uuid7

Area = tuple[int, str, int, str]
"""Code, name, tier and kind of an area."""

OFFICE_NAMES = {
    0: "国家防灾减灾救灾委员会办公室",
    1: "{}应急管理厅",
    2: "{}应急管理局",
    3: "{}应急管理局",
    4: "{}应急管理办公室",
}
DESK = (
    ("duty", "{}值班员", Role.DUTY),
    ("decider", "{}应急决定人", Role.DECIDER),
    ("leader", "{}领导", Role.LEADER),
    ("kiosk", "{}指挥大屏", Role.KIOSK),
)
GROUND = (("reporter", "{}灾害信息员", Role.REPORTER),)
ADMINISTRATORS = (
    ("sysadmin", "{}系统管理员", Role.SYSTEM_ADMIN),
    ("secadmin", "{}安全管理员", Role.SECURITY_ADMIN),
    ("auditadmin", "{}审计管理员", Role.AUDIT_ADMIN),
)
WITH_SECOND_FACTOR = {
    Role.DECIDER,
    Role.SYSTEM_ADMIN,
    Role.SECURITY_ADMIN,
    Role.AUDIT_ADMIN,
}


@dataclass(frozen=True, slots=True)
class Seat:
    """One sample account with its post."""

    account: str
    title: str
    role: Role
    area: int
    office: str
    position: int


def account_code(area: int) -> str:
    """Return the digits an account of this area begins with: six, or nine for a township."""
    return f"{area:012d}"[: 9 if tier_of(area) >= TOWNSHIP else 6]


def office_name(area: int, name: str) -> str:
    """Return the sample office's name."""
    return OFFICE_NAMES[tier_of(area)].format(name)


def seats(area: int, name: str) -> Iterator[Seat]:
    """Yield the sample accounts of an area; none below the township."""
    tier = tier_of(area)
    if tier > TOWNSHIP:
        return
    wanted: tuple[tuple[str, str, Role], ...] = GROUND if tier == TOWNSHIP else DESK
    if tier == PROVINCE:
        wanted += ADMINISTRATORS
    called = "国家" if area == NATION else name
    for position, (suffix, title, role) in enumerate(wanted):
        yield Seat(
            f"{account_code(area)}-{suffix}",
            title.format(called),
            role,
            area,
            office_name(area, name),
            position,
        )


def administrators(area: int, name: str) -> list[Seat]:
    """Return the three administrators of an area: system, security, audit."""
    return [
        Seat(
            f"{account_code(area)}-{suffix}",
            title.format(name),
            role,
            area,
            office_name(area, name),
            position=0,
        )
        for suffix, title, role in ADMINISTRATORS
    ]


async def seed_offices(session: Writer, areas: Iterable[Area]) -> None:
    """Create the offices that are missing.

    Parameters
    ----------
    session : Writer
        Of the owner or the system's role: the offices lie in many areas.
    areas : iterable of (code, name, tier, kind)
        Nation to township; villages are passed over.
    """
    offices = [
        {
            "id": uuid7(),
            "area": code,
            "name": office_name(code, name),
            "area_name": name,
            "tier": tier_of(code),
            "kind": kind,
        }
        for code, name, _, kind in sorted(areas)
        if tier_of(code) <= TOWNSHIP
    ]
    await session.execute(_OFFICES, _rows(offices))


async def seed_posts(session: Writer, areas: Iterable[Area], password: str) -> int:
    """Create the sample posts and accounts that are missing, in offices that are there.

    Parameters
    ----------
    session : Writer
        Of the owner or the system's role: the offices lie in many areas.
    areas : iterable of (code, name, tier, kind)
        Nation to township; villages are passed over.
    password : str
        The installation's sample password. If the stored one differs, all samples get this one.

    Returns
    -------
    int
        How many sample accounts there are afterwards.
    """
    known = {(a[0], a[1]) for a in areas if tier_of(a[0]) <= TOWNSHIP}
    wanted = [seat for code, name in sorted(known) for seat in seats(code, name)]
    stored = await session.scalar(_STORED_HASH)
    same = stored is not None and await password_matches(password, stored)
    secret_hash = stored if same else hash_password(password)
    await session.execute(_PEOPLE, _rows([_person(s) for s in wanted]) | {"hash": secret_hash})
    if stored is not None and not same:
        await session.execute(_NEW_PASSWORD, {"hash": secret_hash})
    await session.execute(_POSTS, _rows([_post(s) for s in wanted]))
    factors = [
        {"account": s.account, "secret": new_secret()}
        for s in wanted
        if s.role in WITH_SECOND_FACTOR
    ]
    await session.execute(_FACTORS, _rows(factors))
    return int(await session.scalar(_COUNT) or 0)


def _rows(rows: list[dict[str, Any]]) -> dict[str, str]:
    return {"rows": orjson.dumps(rows).decode()}


def _person(seat: Seat) -> dict[str, Any]:
    return {"id": uuid7(), "account": seat.account, "name": seat.title}


def _post(seat: Seat) -> dict[str, Any]:
    lo, hi = range_of(seat.area)
    return {
        "id": uuid7(),
        "account": seat.account,
        "area": seat.area,
        "office": seat.office,
        "title": seat.title,
        "roles": [seat.role.value],
        "lo": lo,
        "hi": hi,
        "up": list(ancestors_of(seat.area)),
        "position": seat.position,
    }


# One statement per table with the rows as JSON: thousands of rows in some tens of milliseconds.
_STORED_HASH = text("select password_hash from core.person where sample order by account limit 1")
_COUNT = text("select count(*) from core.person where sample")
_NEW_PASSWORD = text(
    "update core.person set password_hash = :hash, password_set_at = now() where sample"
)
_OFFICES = text(
    """
    insert into core.office (id, area, name, area_name, tier, kind)
    select id, area, name, area_name, tier, kind
    from jsonb_to_recordset(cast(:rows as jsonb))
         as r(id uuid, area bigint, name text, area_name text, tier smallint, kind text)
    on conflict do nothing
    """
)
_PEOPLE = text(
    """
    insert into core.person (id, account, name, password_hash, must_change_password, active, sample)
    select id, account, name, :hash, false, true, true
    from jsonb_to_recordset(cast(:rows as jsonb)) as r(id uuid, account text, name text)
    on conflict do nothing
    """
)
_POSTS = text(
    """
    insert into core.post (id, person_id, office_id, title, roles, lo, hi, up, position)
    select r.id, p.id, o.id, r.title, r.roles, r.lo, r.hi, r.up, r.position
    from jsonb_to_recordset(cast(:rows as jsonb))
         as r(id uuid, account text, area bigint, office text, title text, roles text[],
              lo bigint, hi bigint, up bigint[], position smallint)
    join core.person p on p.account = r.account
    join core.office o on o.area = r.area and o.name = r.office
    where not exists (select 1 from core.post held where held.person_id = p.id)
    """
)
_FACTORS = text(
    """
    insert into core.second_factor (person_id, secret, last_step)
    select p.id, r.secret, 0
    from jsonb_to_recordset(cast(:rows as jsonb)) as r(account text, secret text)
    join core.person p on p.account = r.account
    on conflict do nothing
    """
)
