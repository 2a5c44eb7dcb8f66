"""References upward that lead nowhere are counted and told; every such column is declared."""

import orjson
import pytest
from sqlalchemy import text

from core import orphans
from core.ids import uuid7
from core.jobs import Jobs

# Ids of other rows in our own tables: what a foreign key holds, or else a declaration.
REFERENCES = """
select n.nspname || '.' || c.relname || '.' || a.attname
from pg_attribute a join pg_class c on c.oid = a.attrelid
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = any(:schemas) and c.relkind = 'r' and a.attname = any(:names)
  and not exists (select from pg_constraint f where f.conrelid = c.oid and f.contype = 'f'
                  and a.attnum = any (f.conkey))
"""
LOWER = ["gis", "registry", "assessment", "dispatch"]
UPPER_THINGS = ["incident_id", "response_id", "report_id", "order_id", "shipment_id", "estimate_id"]


async def test_every_reference_upward_is_declared(app, owner_database):
    async with owner_database.reading(None) as session:
        found = await session.scalars(text(REFERENCES), {"schemas": LOWER, "names": UPPER_THINGS})
        assert set(found) == set(orphans.declared())


@pytest.mark.commits
async def test_what_leads_nowhere_is_told(app, owner_database, system_database, settings):
    jobs = Jobs(system_database, settings)

    async def told() -> dict[str, int]:
        await orphans.find(jobs)
        state = text("select state::text from core.process_state where name = 'orphans'")
        async with owner_database.reading(None) as session:
            return orjson.loads(await session.scalar(state))

    assert await told() == dict.fromkeys(orphans.declared(), 0)
    async with owner_database.writing(None) as session:
        moved = await session.execute(
            text("update dispatch.stock_move set shipment_id = :id where id in"
                 " (select id from dispatch.stock_move limit 2) returning id"),
            {"id": uuid7()},
        )  # fmt: skip
        assert len(moved.all()) == 2
    assert (await told())["dispatch.stock_move.shipment_id"] == 2


def test_a_reference_is_written_out():
    with pytest.raises(ValueError, match="not schema"):
        orphans.declare("incident_id", refers_to="command.incident")
