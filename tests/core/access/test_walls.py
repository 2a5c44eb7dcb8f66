"""The second wall, asked of the catalogue: what a new table forgets, this notices."""

import re

import pytest
from sqlalchemy import text

from core.access.walls import SCHEMAS, WallsDownError, assert_walls
from core.db import Database

TABLES = """
select n.nspname || '.' || c.relname as name, c.relrowsecurity and c.relforcerowsecurity as walled,
       exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'area'
               and not a.attisdropped) as placed,
       exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'to_area'
               and not a.attisdropped) as addressed
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = any(:schemas) and c.relkind in ('r', 'p')
order by 1
"""


async def tables(database: Database):
    async with database.reading(None) as session:
        return (await session.execute(text(TABLES), {"schemas": SCHEMAS})).all()


async def test_every_table_with_an_area_is_walled(owner_database):
    found = await tables(owner_database)
    assert {"core.event", "core.audit", "core.file", "core.office"} <= {t.name for t in found}
    assert [t.name for t in found if (t.placed or t.addressed) and not t.walled] == []


async def test_without_settings_walled_tables_are_empty_and_silent(database, owner_database):
    walled = [t.name for t in await tables(owner_database) if t.walled]
    async with owner_database.reading(None) as session:
        assert await session.scalar(text("select count(*) from core.office")) > 2000
    async with database.reading(None) as session:
        counts = {
            name: await session.scalar(text(f"select count(*) from {name}")) for name in walled
        }
    assert counts == dict.fromkeys(walled, 0)


async def test_a_range_left_over_from_another_transaction_does_not_hold(database):
    from core.access.scope import Scope

    async with database.reading(Scope.of(0)) as session:
        assert await session.scalar(text("select count(*) from core.office")) > 2000
    for _ in range(3):
        async with database.reading(None) as session:
            assert await session.scalar(text("select count(*) from core.office")) == 0


async def test_every_wall_lets_the_system_through(owner_database):
    missing = """
        select c.oid::regclass::text from pg_class c
        where c.relrowsecurity and c.relnamespace::regnamespace::text = any(:schemas)
          and not exists (select 1 from pg_policy p where p.polrelid = c.oid
                          and 'jinmin_system'::regrole = any(p.polroles))
    """
    async with owner_database.reading(None) as session:
        assert list(await session.scalars(text(missing), {"schemas": SCHEMAS})) == []


async def test_policies_read_the_settings_once_a_query(owner_database):
    """A bare current_setting in a cached plan keeps the costs of another user's range."""
    policies = """
        select polrelid::regclass::text || ' ' || polname as name,
               coalesce(pg_get_expr(polqual, polrelid), '')
               || coalesce(pg_get_expr(polwithcheck, polrelid), '') as body
        from pg_policy
    """
    async with owner_database.reading(None) as session:
        found = (await session.execute(text(policies))).all()
    bare = []
    for policy in found:
        plain = re.sub(r"[\s()]", "", policy.body.lower())
        if plain.count("current_setting") > plain.count("selectnullifcurrent_setting"):
            bare.append(policy.name)
    assert len(found) > 20
    assert bare == []


async def test_the_application_passes_the_walls_and_the_owner_does_not(database, owner_database):
    await assert_walls(database)
    with pytest.raises(WallsDownError):
        await assert_walls(owner_database)


async def test_the_application_can_neither_make_tables_nor_lower_walls(database):
    from sqlalchemy.exc import DBAPIError

    for statement in (
        "create table core.mine (id int)",
        "alter table core.office disable row level security",
        "drop policy reads on core.office",
        "set role jinmin_system",
        "set role jinmin_owner",
    ):
        with pytest.raises(DBAPIError):
            async with database.writing(None) as session:
                await session.execute(text(statement))
