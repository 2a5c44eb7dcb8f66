import pytest
from sqlalchemy import text

from core.access import jobs
from core.jobs import Jobs, declared

FILL = (
    """
    insert into core.command (id, person_id, digest, at)
    select gen_random_uuid(), gen_random_uuid(), '', now() - make_interval(days => n)
    from generate_series(180, 190) n
    """,
    """
    insert into core.login_attempt (account, kind, address, source, ok, at)
    select 'somebody', 'password', '-', '-', false, now() - make_interval(days => n)
    from generate_series(180, 190) n
    """,
    # Begun long ago: over for long, over since lately, still open.
    """
    insert into core.session (id, token_hash, person_id, post_id, csrf, idle_seconds, address,
                              started_at, ended_at, expires_at)
    select gen_random_uuid(), n::text::bytea, p.person_id, p.id, '', 1800, '-',
           now() - interval '200 days', e.ended_at, e.expires_at
    from (select id, person_id from core.post limit 1) p,
         (values (1, now() - interval '190 days', now() - interval '188 days'),
                 (2, null, now() - interval '186 days'),
                 (3, now() - interval '184 days', now() - interval '183 days'),
                 (4, null, now() + interval '1 hour')) e (n, ended_at, expires_at)
    """,
)


@pytest.mark.commits
async def test_what_is_old_is_forgotten_in_small_steps(
    owner_database, system_database, settings, monkeypatch
):
    monkeypatch.setattr(jobs, "AT_ONCE", 2)
    async with owner_database.writing(None) as session:
        for statement in FILL:
            await session.execute(text(statement))
    for _ in range(2):
        await jobs.forget(Jobs(system_database, settings))
    async with owner_database.reading(None) as session:
        for table in ("command", "login_attempt"):
            left = await session.execute(
                text(f"select count(*), min(at) > now() - interval '185 days' from core.{table}")
            )
            assert left.one() == (5, True), table
        sessions = await session.scalars(text("select token_hash from core.session order by 1"))
        assert [bytes(row) for row in sessions] == [b"3", b"4"]


def test_it_is_done_by_itself(app):
    assert "core.access.forget" in declared()
