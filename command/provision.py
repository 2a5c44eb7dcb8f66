"""A database ready for use: migrated, with Shandong's areas, plans, stock and sample accounts."""

from __future__ import annotations

import asyncio
import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from core.access.seed import TOWNSHIP, seed_posts
from core.db import Database
from core.settings import ROOT, DatabaseSettings
from gis.areas.load import load_shandong
from gis.areas.models import Area

Progress = Callable[[str], None]

SEEDS: tuple[str, ...] = ()
"""Modules with a `seed(session: Writer)` that loads what they bring along; run in this order."""


class MigrationError(RuntimeError):
    """The migrations did not run through; the message is what Alembic said."""


def _silent(_line: str) -> None:
    """Say nothing."""


def migrate(url: str, *, root: Path = ROOT) -> None:
    """Bring a database's tables to the newest version.

    Parameters
    ----------
    url : str
        Address of the database, as its owner.

    Raises
    ------
    MigrationError
        With the last lines of the output.
    """
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=root,
        env=os.environ | {"JINMIN_DATABASE__URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise MigrationError("\n".join((done.stdout + done.stderr).splitlines()[-15:]))


def seed(url: str, *, password: str, progress: Progress = _silent) -> int:
    """Load the areas, what the modules bring along and the sample accounts, where absent.

    Parameters
    ----------
    url : str
        Address of a migrated database, as its owner.
    password : str
        The one password of all sample accounts.
    progress : callable, optional
        Told each step in one line.

    Returns
    -------
    int
        How many sample accounts there are.
    """
    load_shandong(url, progress=progress)
    return asyncio.run(_seed_modules(url, password, progress))


async def _seed_modules(url: str, password: str, progress: Progress) -> int:
    """Let the modules load what is theirs, then make the accounts."""
    database = Database(DatabaseSettings(url=url).for_owner())
    try:
        for name in SEEDS:
            progress(name)
            async with database.writing(None) as session:
                await importlib.import_module(name).seed(session)
        progress("样例账号 sample accounts")
        async with database.writing(None) as session:
            found = await session.execute(
                select(Area.code, Area.name, Area.tier, Area.kind).where(Area.tier <= TOWNSHIP)
            )
            return await seed_posts(
                session, [(r.code, r.name, r.tier, r.kind) for r in found], password
            )
    finally:
        await database.close()
