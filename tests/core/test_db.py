"""The unit of work: what it commits, what it undoes, how long it may take."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from core.access.scope import Scope
from core.db import Database, LongWriteError

NOTE = text(
    "insert into core.command (id, person_id, digest) values (gen_random_uuid(),"
    " gen_random_uuid(), 'x') returning id"
)
THERE = text("select count(*) from core.command where id = :id")


@pytest.mark.commits
async def test_a_write_is_kept(database):
    async with database.writing(None) as session:
        made = await session.scalar(NOTE)
    async with database.reading(None) as session:
        assert await session.scalar(THERE, {"id": made}) == 1


@pytest.mark.commits
async def test_a_failed_write_leaves_nothing(database):
    made = None
    with pytest.raises(ZeroDivisionError):
        async with database.writing(None) as session:
            made = await session.scalar(NOTE)
            raise ZeroDivisionError
    async with database.reading(None) as session:
        assert await session.scalar(THERE, {"id": made}) == 0


async def test_a_reader_cannot_write(database):
    with pytest.raises(Exception, match="read-only"):
        async with database.reading(None) as session:
            await session.execute(NOTE)


@pytest.mark.commits
async def test_a_write_that_dawdles_is_noticed(settings):
    opened = Database(settings.database.for_app(), pool_size=1, fails_after=0.0)
    try:
        with pytest.raises(LongWriteError):
            async with opened.writing(None) as session:
                await session.execute(text("select pg_sleep(1.1)"))
    finally:
        await opened.close()


async def test_the_range_ends_with_the_transaction(database):
    ask = text("select nullif(current_setting('app.lo', true), '')")
    async with database.reading(Scope.of(371426000000)) as session:
        assert await session.scalar(ask) == "371426000000"
    for _ in range(5):
        async with database.reading(None) as session:
            assert await session.scalar(ask) is None


async def test_a_failed_statement_does_not_tell_what_it_was_given(database):
    for statement in ("select 1 / (length(:secret) - 9)", "select no_such_function(:secret)"):
        with pytest.raises(SQLAlchemyError) as failed:
            async with database.reading(None) as session:
                await session.execute(text(statement), {"secret": "geheim 42"})
        assert "geheim" not in str(failed.value)
