"""The few things a play does not do over HTTP: its world, and sessions for its cast."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select, text

from core.access.queries import open_session
from core.access.sessions import hash_token, new_token
from core.clock import real_now
from core.db import Reader, Writer
from core.ids import uuid7
from core.worlds import World

_POST = text(
    """
    select p.id as person_id, t.id as post_id
    from core.person p join core.post t on t.person_id = p.id
    where p.account = :account and p.sample and t.ended_at is null
    order by t.position limit 1
    """
)
_SECRET = text(
    """
    select f.secret from core.second_factor f join core.person p on p.id = f.person_id
    where p.account = :account and p.sample
    """
)
_HEARD = text(
    """
    select o.off from core.event e join core.event_offset o on o.event_id = e.id
    where o.off > :after and o.off <= :upto and e.topic = any(:topics)
    """
)
_LAST = text("select coalesce(max(off), 0) from core.event_offset")
_UNREAD = text(
    "select count(*) from core.event e"
    " where not exists (select 1 from core.event_offset o where o.event_id = e.id)"
)
_KEPT = text(
    """
    select 'reports' as what, id from command.loss_report where incident_id = :incident
    union all
    select 'orders_issued', id from command."order" where incident_id = :incident
    union all
    select 'shipments', id from dispatch.shipment where incident_id = :incident
    """
)
_TIERS = text("select tier, count(*) as n from gis.area where kind = 'division' group by tier")
SESSION_LASTS = timedelta(hours=12)


async def make_world(
    session: Writer, *, name_zh: str, name_en: str, base: datetime, rate: float
) -> World:
    """Create an exercise world; a second one of the same name is numbered."""
    earlier = await session.scalar(
        select(func.count()).select_from(World).where(World.name_en.startswith(name_en))
    )
    number = f" {earlier + 1}" if earlier else ""
    world = World(
        id=uuid7(),
        kind="exercise",
        name_zh=name_zh + number,
        name_en=name_en + number,
        base=base,
        started=real_now(),
        rate=rate,
        version=1,
    )
    session.add(world)
    await session.flush()
    return world


async def seat_at_desk(session: Writer, account: str) -> str:
    """Open a session for a sample account, second factor given; return its token.

    Raises
    ------
    LookupError
        There is no such sample account.
    """
    post = (await session.execute(_POST, {"account": account})).one_or_none()
    if post is None:
        raise LookupError(f"no sample account {account}")
    token = new_token()
    await open_session(
        session,
        {
            "id": uuid7(),
            "token_hash": hash_token(token),
            "person_id": post.person_id,
            "post_id": post.post_id,
            "csrf": new_token(),
            "idle_seconds": int(SESSION_LASTS.total_seconds()),
            "expires_at": real_now() + SESSION_LASTS,
            "second_factor_at": real_now(),
            "address": "exercise",
        },
    )
    return token


async def one_time_secret(session: Reader, account: str) -> str | None:
    """Return the one-time-code secret of a sample account, if it has one."""
    found: str | None = await session.scalar(_SECRET, {"account": account})
    return found


async def last_offset(session: Reader) -> int:
    """Return the newest offset of the log."""
    return int(await session.scalar(_LAST) or 0)


async def unnumbered(session: Reader) -> int:
    """Return how many visible events the tailer has not numbered yet."""
    return int(await session.scalar(_UNREAD) or 0)


async def kept(session: Reader, incident_id: str) -> dict[str, list[str]]:
    """Return the ids of what is stored of an incident, under the names of a play's receipts."""
    found: dict[str, list[str]] = {}
    for row in await session.execute(_KEPT, {"incident": incident_id}):
        found.setdefault(row.what, []).append(str(row.id))
    return found


async def areas_by_tier(session: Reader) -> dict[str, int]:
    """Return how many divisions there are from province to village, functional zones left out."""
    tiers = ("province", "city", "county", "township", "village")
    found: dict[int, int] = {row.tier: row.n for row in await session.execute(_TIERS)}
    return {name: found.get(tier, 0) for tier, name in enumerate(tiers, 1)}


async def events_visible(session: Reader, *, after: int, upto: int, topics: list[str]) -> set[int]:
    """Return the offsets of the events of some topics that this transaction's range may see."""
    values = {"after": after, "upto": upto, "topics": topics}
    return set(await session.scalars(_HEARD, values))
