import os
import subprocess
import sys

import psycopg
import pytest

from core.settings import ROOT
from tests.fixtures.databases import Server


def alembic(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "alembic", *arguments],
        cwd=ROOT,
        env=os.environ | {"JINMIN_DATABASE__URL": url},
        capture_output=True,
        text=True,
        check=False,
    )


def test_models_and_migrations_agree(shared_database_url: str) -> None:
    done = alembic(shared_database_url, "check")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.commits
def test_every_migration_can_be_taken_back(server: Server) -> None:
    with server.clone() as url:
        for step in (("downgrade", "01_base"), ("upgrade", "head"), ("check",)):
            done = alembic(url, *step)
            assert done.returncode == 0, f"{step}: {done.stdout}{done.stderr}"


ALEMBICS_OWN = {"schema core", "table core.alembic_version"}
"""What stays of an empty history: Alembic notes there which migration a database has."""

OUTLINE = """
select 'extension ' || extname from pg_extension
union all
select 'schema ' || nspname from pg_namespace where nspname !~ '^(pg_|information_schema)'
union all
select 'use of ' || nspname || ' by ' || grantee::regrole from pg_namespace, aclexplode(nspacl)
    where grantee <> nspowner and grantee <> 0
union all
select 'rights in ' || nspname || ' ' || defaclacl::text from pg_default_acl
    join pg_namespace n on n.oid = defaclnamespace
union all
select 'table ' || nspname || '.' || relname from pg_class
    join pg_namespace n on n.oid = relnamespace
    where relkind in ('r', 'v', 'S') and nspname !~ '^(pg_|information_schema)'
union all
select 'function ' || p.oid::regprocedure from pg_proc p
    join pg_namespace n on n.oid = pronamespace
    where nspname !~ '^(pg_|information_schema)'
    and not exists (select 1 from pg_depend where objid = p.oid and deptype = 'e')
"""


def outline(url: str) -> set[str]:
    """What a database consists of, apart from rows and columns."""
    with psycopg.connect(url) as connection:
        return {line for (line,) in connection.execute(OUTLINE)}


@pytest.mark.commits
def test_an_empty_database_comes_and_goes_whole(server: Server) -> None:
    seen = []
    with server.empty() as url:
        before = outline(url)
        for step in (("upgrade", "head"), ("downgrade", "base"), ("upgrade", "head"), ("check",)):
            done = alembic(url, *step)
            assert done.returncode == 0, f"{step}: {done.stdout}{done.stderr}"
            seen.append(outline(url))
    built, empty, rebuilt, _ = seen
    assert empty ^ before == ALEMBICS_OWN
    assert rebuilt == built
