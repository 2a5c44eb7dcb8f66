"""Both walls against an oracle that knows nothing of ranges: random readers, random rows."""

import random
from contextlib import nullcontext

import pytest
from sqlalchemy import BigInteger, Column, MetaData, Table, Text, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import registry

from core.access.policies import protect
from core.access.scope import Scope
from core.access.visible import visible
from core.db import Database

FLOWS = ("up", "down", "down_to", "addressed", "by_row")
PAIRS = 400


class Row:
    """A row of one of the test's tables."""


def mapped(flow: str) -> type[Row]:
    kind = type(f"Row_{flow}", (Row,), {})
    table = Table(
        f"walled_{flow}",
        MetaData(),
        Column("id", BigInteger, primary_key=True, autoincrement=False),
        Column("area", BigInteger),
        Column("to_area", BigInteger),
        Column("flow", Text),
        schema="core",
    )
    registry().map_imperatively(kind, table)
    return kind


MODELS = {flow: mapped(flow) for flow in FLOWS}


class Statements:
    """What `protect` needs of a migration: something that takes statements."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def execute(self, statement: str) -> None:
        self.said.append(statement)


def digits(code: int) -> str:
    """The significant digits of a code: 37, 3714, 371426, 371426101, 371426101003."""
    whole = f"{code:012d}"
    for width in (2, 4, 6, 9):
        if set(whole[width:]) == {"0"}:
            return whole[:width].rstrip("0") if code == 0 else whole[:width]
    return whole


def below(area: int, code: int) -> bool:
    """The oracle: a unit lies in another if its digits begin with the other's."""
    return digits(code).startswith(digits(area))


def should_see(reader: int, area: int, to_area: int, flow: str) -> bool:
    if below(reader, area):
        return True
    if flow == "down":
        return below(area, reader)
    if flow == "down_to":
        return below(area, reader) and (below(to_area, reader) or below(reader, to_area))
    return flow == "addressed" and below(reader, to_area)


def some_area(rng: random.Random) -> int:
    """An area of any tier; few enough that relatives meet."""
    parts = ["37", rng.choice(["01", "14"]), rng.choice(["02", "26"]), rng.choice(["001", "101"])]
    tier = rng.choice([0, 1, 2, 3, 3, 4, 4, 5])
    whole = "".join([*parts, "003"][:tier])
    if tier and rng.random() < 0.1:
        whole = "13" + whole[2:]
    return int(whole.ljust(12, "0"))


@pytest.fixture
async def rows(owner_database: Database) -> dict[int, tuple[int, int, str]]:
    rng = random.Random(20230806)  # noqa: S311 - a repeatable draw, no secret
    made = {
        i: (some_area(rng), some_area(rng), rng.choice(["up", "down", "down_to", "addressed"]))
        for i in range(300)
    }
    statements = Statements()
    for flow in FLOWS:
        protect(statements, f"core.walled_{flow}", flow)  # type: ignore[arg-type]
    async with owner_database.writing(None) as session:
        for flow, model in MODELS.items():
            await session.execute(
                text(
                    f"create table core.walled_{flow}"
                    " (id bigint primary key, area bigint, to_area bigint, flow text)"
                )
            )
            await session.run_sync(
                lambda s, model=model: s.add_all(
                    [
                        model(id=i, area=area, to_area=to_area, flow=kind)
                        for i, (area, to_area, kind) in made.items()
                    ]
                )
            )
        await session.flush()
        for statement in statements.said:
            await session.execute(text(statement))
    return made


@pytest.mark.commits
async def test_readers_see_what_the_oracle_says_and_nothing_else(rows, database, owner_database):
    rng = random.Random(1)  # noqa: S311 - a repeatable draw, no secret
    readers = {some_area(rng) for _ in range(PAIRS)}
    checked = 0
    for reader in readers:
        scope = Scope.of(reader)
        for flow, model in MODELS.items():
            wanted = {
                i
                for i, (area, to_area, kind) in rows.items()
                if should_see(reader, area, to_area, kind if flow == "by_row" else flow)
            }
            async with database.reading(scope) as session:
                by_wall = set(await session.scalars(select(model.id)))
            async with owner_database.reading(None) as session:
                by_query = set(
                    await session.scalars(select(model.id).where(visible(model, scope, flow)))
                )
            heard = {
                i
                for i, (area, to_area, kind) in rows.items()
                if scope.hears(kind if flow == "by_row" else flow, area, to_area)
            }
            assert by_wall == by_query == heard == wanted, (reader, flow)
            checked += len(rows)
    assert checked > 10_000


@pytest.mark.commits
async def test_nobody_writes_outside_the_range(rows, database):
    rng = random.Random(2)  # noqa: S311 - a repeatable draw, no secret
    for number, _ in enumerate(range(60), 1000):
        reader, area = some_area(rng), some_area(rng)
        statement = text(
            "insert into core.walled_up (id, area, to_area, flow) values (:id, :area, 0, 'up')"
        )
        refused = (
            nullcontext() if below(reader, area) else pytest.raises(DBAPIError, match="row-level")
        )
        with refused:
            async with database.writing(Scope.of(reader)) as session:
                await session.execute(statement, {"id": number, "area": area})


@pytest.mark.commits
async def test_a_row_cannot_be_moved_out_of_reach(rows, database):
    async with database.writing(Scope.of(371426000000)) as session:
        await session.execute(
            text("insert into core.walled_up (id, area) values (5000, 371426000000)")
        )
    with pytest.raises(DBAPIError):
        async with database.writing(Scope.of(371426000000)) as session:
            await session.execute(
                text("update core.walled_up set area = 371427000000 where id = 5000")
            )
    async with database.writing(Scope.of(371427000000)) as session:
        changed = await session.execute(text("update core.walled_up set flow = 'down'"))
        removed = await session.execute(text("delete from core.walled_up where id = 5000"))
        assert removed.rowcount == 0
        assert changed.rowcount == sum(below(371427000000, area) for area, _, _ in rows.values())
