"""What setting up, checking and the command line ask the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, func, select, text

from core.access.models import Person, SecondFactor
from core.access.scope import PROVINCE
from core.db import Reader
from gis.areas.models import Area


async def count_sample_accounts(session: Reader) -> int:
    """Return how many sample accounts there are."""
    counted = select(func.count()).select_from(Person).where(Person.sample)
    return int(await session.scalar(counted) or 0)


async def is_in_use(session: Reader) -> bool:
    """Tell whether somebody has an account who is no sample."""
    return bool(await session.scalar(select(exists().where(Person.sample.is_(False)))))


async def province(session: Reader) -> tuple[int, str]:
    """Return code and name of the province whose installation this is."""
    found = await session.execute(select(Area.code, Area.name).where(Area.tier == PROVINCE))
    row = found.one()
    return row.code, row.name


async def sample_accounts(session: Reader, *, beginning: str) -> list[tuple[str, str]]:
    """Return account and title of the sample accounts that begin in the given way."""
    found = await session.execute(
        select(Person.account, Person.name)
        .where(Person.sample, Person.account.startswith(beginning, autoescape=True))
        .order_by(Person.account)
    )
    return [(row.account, row.name) for row in found]


async def named_accounts(session: Reader, accounts: Sequence[str]) -> list[tuple[str, str]]:
    """Return account and title of those of the given accounts that exist."""
    found = await session.execute(
        select(Person.account, Person.name)
        .where(Person.account.in_(accounts))
        .order_by(Person.account)
    )
    return [(row.account, row.name) for row in found]


async def one_time_secret(session: Reader, account: str) -> str | None:
    """Return the secret of an account's one-time codes, None where it has none."""
    return await session.scalar(
        select(SecondFactor.secret)
        .join(Person, Person.id == SecondFactor.person_id)
        .where(Person.account == account)
    )


async def migration(session: Reader) -> str | None:
    """Return the version of the tables, None where there are none."""
    there = await session.scalar(text("select to_regclass('core.alembic_version') is not null"))
    if not there:
        return None
    found: str | None = await session.scalar(text("select version_num from core.alembic_version"))
    return found


_FACTS = text(
    """
    select current_setting('server_version_num')::int / 10000 as postgresql,
           postgis_lib_version() as postgis,
           current_setting('server_encoding') as encoding,
           (select proleakproof from pg_proc
             where oid = 'geometry_overlaps(geometry, geometry)'::regprocedure) as leakproof,
           (select count(*) from gis.area) as areas,
           (select coalesce(json_object_agg(rolname, rolsuper or rolbypassrls), '{}'::json)
              from pg_roles where rolname in (:app, :system)) as mighty
    """
)


async def facts(session: Reader, *, app: str, system: str) -> dict[str, Any]:
    """Return what `./jinmin check` judges: versions, roles, marks."""
    row = (await session.execute(_FACTS, {"app": app, "system": system})).mappings().one()
    return dict(row)
