"""Every statement about people, posts and sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from core.db import Reader, Writer

# The range is set on the way: the row that tells it is the first thing a request reads, and what
# follows (the office's name) needs it.
_RECOGNISE = text(
    """
    select s.id, s.csrf, s.expires_at,
           s.second_factor_at is not null
           and ('decider' <> all (t.roles)
                or s.second_factor_at > now() - make_interval(mins => :code_minutes))
           as second_factor,
           s.last_seen < now() - interval '1 minute' as unseen,
           p.id as person_id, p.name, p.account, p.must_change_password,
           t.id as post_id, t.title, t.roles, t.lo, t.office_id,
           exists (select 1 from core.second_factor f where f.person_id = p.id) as enrolled,
           set_config('app.lo', t.lo::text, true), set_config('app.hi', t.hi::text, true),
           set_config('app.up', t.up::text, true)
    from core.session s
    join core.person p on p.id = s.person_id
    join core.post t on t.id = s.post_id
    where s.token_hash = :token_hash
      and s.ended_at is null and s.expires_at > now()
      and s.last_seen + make_interval(secs => s.idle_seconds) > now()
      and p.active and t.ended_at is null
    """
)
_OFFICE = text("select name from core.office where id = :id")
# A wall hangs for months: while it is used its session goes on, which can do nothing but look.
_SEEN = text(
    """
    update core.session s set last_seen = now(),
           expires_at = case when t.roles = '{kiosk}'
               then greatest(s.expires_at, now() + make_interval(secs => s.idle_seconds))
               else s.expires_at end
    from core.post t
    where s.id = :id and s.last_seen < now() - interval '1 minute' and s.ended_at is null
      and t.id = s.post_id
    """
)
_PERSON = text(
    "select id, name, account, password_hash, active from core.person where account = :a"
)
_POSTS = text(
    """
    select t.id, t.title, t.roles, t.lo as area, o.id as office_id, o.name as office_name,
           o.area_name, o.tier
    from core.post t join core.office o on o.id = t.office_id
    where t.person_id = :person and t.ended_at is null order by t.position, t.id
    """
)
_POST = text(
    "select id, office_id, title, roles, lo from core.post"
    " where id = :id and person_id = :person and ended_at is null"
)
_OPEN_SESSION = text(
    """
    insert into core.session
        (id, token_hash, person_id, post_id, csrf, idle_seconds, expires_at, second_factor_at,
         address)
    values (:id, :token_hash, :person_id, :post_id, :csrf, :idle_seconds, :expires_at,
            :second_factor_at, :address)
    """
)
_END = text(
    "update core.session set ended_at = now(), ended_because = :because"
    " where id = :id and ended_at is null"
    " returning expires_at, second_factor_at, address"
)
_END_BY_TOKEN = text(
    "update core.session set ended_at = now(), ended_because = :because"
    " where token_hash = :token_hash and ended_at is null"
)
_PASSWORD_OF = text("select password_hash from core.person where id = :person")
_SET_PASSWORD = text(
    "update core.person set password_hash = :hash, password_set_at = now(),"
    " must_change_password = false where id = :person"
)
_END_OTHERS = text(
    "update core.session set ended_at = now(), ended_because = 'password-changed'"
    " where person_id = :person and id <> :keep and ended_at is null"
)
_CONFIRMED = text("update core.session set second_factor_at = now() where id = :id")

# Attempts at one account take turns, so that many at once cannot slip past the count.
_TURN = text("select pg_advisory_xact_lock(hashtextextended(:account || ' ' || :kind, 0))")
# An attempt that is not decided after half a minute never will be: its process was stopped.
_FAILURES = text(
    """
    select count(*) filter (where not ok) as failed, max(at) filter (where not ok) as latest,
           count(*) filter (where ok is null and at > now() - interval '30 seconds') as undecided
    from core.login_attempt
    where account = :account and kind = :kind and source = :source
      and id > coalesce((select max(id) from core.login_attempt
                         where account = :account and kind = :kind and source = :source and ok), 0)
    """
)
_NTH_FAILURE = text(
    "select at from core.login_attempt where account = :account and kind = :kind and not ok"
    " order by id desc offset :n - 1 limit 1"
)
_ATTEMPT = text(
    "insert into core.login_attempt (account, kind, address, source)"
    " values (:account, :kind, :address, :source) returning id"
)
_JUDGED = text("update core.login_attempt set ok = :good where id = :id")
_SECRET = text("select secret from core.second_factor where person_id = :person")
# An offer begun is offered again, so that a page loaded anew shows the same picture.
_OFFER = text(
    """
    insert into core.second_factor_offer as o (person_id, secret) values (:person, :secret)
    on conflict (person_id) do update set
        secret = case when o.offered_at < now() - make_interval(secs => :lasts)
                      then excluded.secret else o.secret end,
        offered_at = case when o.offered_at < now() - make_interval(secs => :lasts)
                          then now() else o.offered_at end
    returning secret
    """
)
_OFFERED = text(
    "select secret from core.second_factor_offer"
    " where person_id = :person and offered_at >= now() - make_interval(secs => :lasts)"
)
_ENROL = text(
    """
    with taken as (
        delete from core.second_factor_offer where person_id = :person and secret = :secret
        returning person_id, secret
    )
    insert into core.second_factor (person_id, secret, last_step)
    select person_id, secret, :step from taken
    on conflict (person_id) do nothing returning person_id
    """
)
_SPEND = text(
    "update core.second_factor set last_step = :step"
    " where person_id = :person and last_step < :step returning last_step"
)
# Each with the instant from which on a row only grows old.
FORGETTABLE = {
    "command": "at",
    "login_attempt": "at",
    "session": "least(ended_at, expires_at)",
}
_FORGET = {
    table: text(
        f"delete from core.{table} where id in (select id from core.{table}"
        f" where {since} < now() - make_interval(days => :days) limit :most) returning 1"
    )
    for table, since in FORGETTABLE.items()
}
_ROLE = text(
    """
    select r.rolname, r.rolsuper, r.rolbypassrls,
           exists (select 1 from pg_class c where c.relowner = r.oid
                   and c.relnamespace::regnamespace::text = any(:schemas)) as owns
    from pg_roles r where r.rolname = current_user
    """
)


async def recognise(session: Reader, token_hash: bytes, *, code_minutes: int) -> Row[Any] | None:
    """Return the open session with this token and set its range for the transaction.

    A decider's one-time code counts for so many minutes, anybody else's as long as the session.
    """
    values = {"token_hash": token_hash, "code_minutes": code_minutes}
    return (await session.execute(_RECOGNISE, values)).one_or_none()


async def office(session: Reader, office_id: UUID) -> Row[Any]:
    """Return an office, by name."""
    return (await session.execute(_OFFICE, {"id": office_id})).one()


async def mark_seen(session: Writer, session_id: UUID) -> None:
    """Note that a session was used; a wall's lasts anew."""
    await session.execute(_SEEN, {"id": session_id})


async def person_by_account(session: Reader, account: str) -> Row[Any] | None:
    """Return who an account belongs to, with the password's hash."""
    return (await session.execute(_PERSON, {"a": account})).one_or_none()


async def posts_of(session: Reader, person_id: UUID) -> list[Row[Any]]:
    """Return a person's posts, the usual one first."""
    return list((await session.execute(_POSTS, {"person": person_id})).all())


async def post_of(session: Reader, person_id: UUID, post_id: UUID) -> Row[Any] | None:
    """Return one of a person's posts."""
    found = await session.execute(_POST, {"id": post_id, "person": person_id})
    return found.one_or_none()


async def open_session(session: Writer, values: dict[str, Any]) -> None:
    """Store a new session."""
    await session.execute(_OPEN_SESSION, values)


async def end_session(session: Writer, session_id: UUID, because: str) -> Row[Any] | None:
    """End a session; return what its successor takes over, or None if it had ended already."""
    ended = await session.execute(_END, {"id": session_id, "because": because})
    return ended.one_or_none()


async def end_session_of_token(session: Writer, token_hash: bytes, because: str) -> None:
    """End the session with this token, if there is one."""
    await session.execute(_END_BY_TOKEN, {"token_hash": token_hash, "because": because})


async def confirm_session(session: Writer, session_id: UUID) -> None:
    """Note that a one-time code was given."""
    await session.execute(_CONFIRMED, {"id": session_id})


async def failures(session: Writer, account: str, kind: str, source: str) -> Row[Any]:
    """Return a source's attempts since its last good one: failed, the latest failure, undecided.

    Until the transaction ends, others that ask for the same account wait.
    """
    await session.execute(_TURN, {"account": account, "kind": kind})
    values = {"account": account, "kind": kind, "source": source}
    return (await session.execute(_FAILURES, values)).one()


async def nth_latest_failure(session: Reader, account: str, kind: str, n: int) -> datetime | None:
    """Return when the n-th latest failure at an account was, wherever from, if there was one."""
    found: datetime | None = await session.scalar(
        _NTH_FAILURE, {"account": account, "kind": kind, "n": n}
    )
    return found


async def begin_attempt(session: Writer, account: str, kind: str, address: str, source: str) -> int:
    """Store an attempt, not decided yet; return its number."""
    values = {"account": account, "kind": kind, "address": address, "source": source}
    return int((await session.execute(_ATTEMPT, values)).scalar_one())


async def judge_attempt(session: Writer, attempt: int, *, good: bool) -> None:
    """Note whether an attempt was good."""
    await session.execute(_JUDGED, {"id": attempt, "good": good})


async def one_time_secret(session: Reader, person_id: UUID) -> str | None:
    """Return a person's one-time-code secret, if enrolled."""
    found: str | None = await session.scalar(_SECRET, {"person": person_id})
    return found


async def offer_secret(session: Writer, person_id: UUID, secret: str, *, lasts: int) -> str:
    """Keep a secret until it is confirmed; return it, or the one offered in the last seconds."""
    values = {"person": person_id, "secret": secret, "lasts": lasts}
    return str(await session.scalar(_OFFER, values))


async def offered_secret(session: Reader, person_id: UUID, *, lasts: int) -> str | None:
    """Return the secret offered to a person in the last seconds, if any."""
    found: str | None = await session.scalar(_OFFERED, {"person": person_id, "lasts": lasts})
    return found


async def enrol(session: Writer, person_id: UUID, secret: str, *, step: int) -> bool:
    """Turn an offer into the person's secret; False if it was taken back or one exists."""
    values = {"person": person_id, "secret": secret, "step": step}
    return await session.scalar(_ENROL, values) is not None


async def spend_step(session: Writer, person_id: UUID, step: int) -> bool:
    """Use up a code's period and all before it; False if it was used up already."""
    spent = await session.scalar(_SPEND, {"person": person_id, "step": step})
    return spent is not None


async def own_role(session: Reader, schemas: list[str]) -> Row[Any]:
    """Return what the connected database role is and whether it owns any of our tables."""
    return (await session.execute(_ROLE, {"schemas": schemas})).one()


async def password_of(session: Reader, person_id: UUID) -> str:
    """Return the hash of a person's password."""
    return str(await session.scalar(_PASSWORD_OF, {"person": person_id}))


async def set_password(session: Writer, person_id: UUID, hashed: str, *, keep: UUID) -> None:
    """Store a new password's hash and end the person's sessions but the one to keep."""
    await session.execute(_SET_PASSWORD, {"person": person_id, "hash": hashed})
    await session.execute(_END_OTHERS, {"person": person_id, "keep": keep})


async def forget(session: Writer, table: str, *, days: int, most: int) -> int:
    """Delete some of a table's rows that are older than so many days; return how many."""
    return len((await session.execute(_FORGET[table], {"days": days, "most": most})).all())
