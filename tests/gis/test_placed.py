"""Every row that belongs to an area carries the area's stable id."""

from sqlalchemy import text

from tests.command.drill import PINGYUAN, reported

ABOVE = ("gis", "registry", "assessment", "dispatch", "command")


async def test_every_table_with_an_area_also_names_it_for_good(owner_database):
    async with owner_database.reading(None) as session:
        tables = {
            (row.schema, row.name): row
            for row in await session.execute(
                text(
                    """
                    select n.nspname as schema, c.relname as name,
                           bool_or(a.attname = 'area_id') as named,
                           exists (select 1 from pg_trigger t where t.tgrelid = c.oid
                                   and t.tgname = 'name_area') as filled
                    from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
                    where c.relkind in ('r', 'p') and n.nspname = any(:schemas)
                    group by 1, 2, c.oid having bool_or(a.attname = 'area')
                    """
                ),
                {"schemas": list(ABOVE)},
            )
        }
    assert len(tables) >= 10
    assert [key for key, row in tables.items() if not (row.named and row.filled)] == []


async def test_the_database_fills_it_from_the_code(owner_database):
    async with owner_database.reading(None) as session:
        rows = (
            await session.execute(
                text(
                    "select w.area_id, a.id from dispatch.warehouse w"
                    " join gis.area a on a.code = w.area"
                )
            )
        ).all()
    assert rows
    assert all(row.area_id == row.id for row in rows)


async def test_a_paper_keeps_the_code_it_was_made_under(as_post, owner_database):
    incident = await reported(await as_post("370000-duty"), owner_database)
    path = f"/api/incidents/{incident['id']}/consultations"
    body = {"families": ["relief"], "at": "2023-08-06T05:00:00+08:00", "reason": "研判灾情"}
    answer = await (await as_post("371426-duty")).post(path, json=body)
    assert answer.status_code == 201, answer.text
    async with owner_database.writing(None) as session:
        # As when the unit is given to another city.
        await session.execute(text("update command.consultation set area = 371527000000"))
        await session.execute(text("update command.consultation set area_recorded = 1"))
    async with owner_database.reading(None) as session:
        found = await session.execute(text("select area, area_recorded from command.consultation"))
        row = found.one()
    assert (row.area, row.area_recorded) == (371527000000, PINGYUAN)
