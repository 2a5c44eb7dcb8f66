"""A migrated database of its own for a benchmark, on the given cluster or on one of its own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy.engine import make_url

from command import provision
from core.cluster import Cluster, make_database
from core.postgres import place
from core.settings import DatabaseSettings, SecuritySettings, ServerSettings, Settings

KEY = "b" * 43


@contextmanager
def database() -> Iterator[str]:
    """Give the address, as its owner, of a migrated database that disappears afterwards."""
    given = os.environ.get("JINMIN_TEST_CLUSTER_URL") or os.environ.get("DATABASE_URL")
    if given:
        with _named(given.replace("+psycopg", "")) as url:
            yield url
        return
    folder = Path(tempfile.mkdtemp(prefix="jinmin-bench-"))
    folder.chmod(0o755)
    cluster = Cluster(place(folder / "pg"))
    try:
        cluster.start()
        with _named(cluster.url("postgres")) as url:
            yield url
    finally:
        cluster.remove()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _named(server: str) -> Iterator[str]:
    name = f"bench_{os.getpid()}"
    make_database(server, name)
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    try:
        provision.migrate(url)
        yield url
    finally:
        with psycopg.connect(
            make_conninfo(server, dbname="postgres"), autocommit=True
        ) as connection:
            connection.execute(
                sql.SQL("drop database {} with (force)").format(sql.Identifier(name))
            )


def settings(url: str, *, hub_port: int = 8601) -> Settings:
    """Return settings for the database."""
    return Settings(
        database=DatabaseSettings(url=url),
        server=ServerSettings(hub_port=hub_port),
        security=SecuritySettings(ticket_key=KEY),
    )
