"""Row security leaves the indexes in use: what a plan loses, a busy night notices."""

import pytest
from sqlalchemy import text

from core.access.policies import protect
from core.access.scope import Scope
from core.db import Database, Reader

pytestmark = pytest.mark.commits

PINGYUAN = 371426000000
BOX = "st_makeenvelope(116.0, 37.0, 116.1, 37.1, 4490)"
PLACED = """
create table core.placed (
    id bigint primary key, area bigint not null, geom geometry(point, 4490) not null
)
"""
FILL = """
insert into core.placed
select n, 371426000000 + n % 1000, st_setsrid(st_makepoint(114.8 + n % 200 * 0.04,
       34.3 + n / 200 * 0.04), 4490) from generate_series(1, 20000) n
"""


class Operations:
    """As much of Alembic's as `protect` needs."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def execute(self, statement: str) -> None:
        self.said.append(statement)


async def plan(session: Reader, query: str) -> str:
    return "\n".join(await session.scalars(text("explain (costs off) " + query)))


async def run(owner: Database, *statements: str) -> None:
    async with owner.writing(None) as session:
        for statement in statements:
            await session.execute(text(statement))


@pytest.fixture
async def placed(owner_database: Database) -> Database:
    """A walled table of points, as a layer of records would be."""
    wall = Operations()
    protect(wall, "core.placed", "up")  # type: ignore[arg-type]
    await run(
        owner_database, PLACED, FILL, "create index ix_placed_area on core.placed (area)",
        "create index idx_placed_geom on core.placed using gist (geom)",
        "grant select on core.placed to jinmin_app", *wall.said, "analyze core.placed",
    )  # fmt: skip
    return owner_database


async def test_a_map_box_uses_its_index_behind_the_wall(placed, database):
    query = f"select id from core.placed where geom && {BOX}"
    async with database.reading(Scope.of(PINGYUAN)) as session:
        assert "idx_placed_geom" in await plan(session, query)
    # What the operator's mark is for: without it the wall must be asked first, of every row.
    await run(placed, "alter function geometry_overlaps(geometry, geometry) not leakproof")
    async with database.reading(Scope.of(PINGYUAN)) as session:
        assert "idx_placed_geom" not in await plan(session, query)


async def test_the_wall_itself_uses_the_index_on_the_area(placed, database):
    async with database.reading(Scope.of(PINGYUAN + 7000)) as session:
        found = await plan(session, "select id from core.placed")
    assert "ix_placed_area" in found
    assert "Seq Scan" not in found
