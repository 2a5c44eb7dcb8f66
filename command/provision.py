"""A database ready for use: migrated, with Shandong's areas, plans, stock and sample accounts."""

from __future__ import annotations

import asyncio
import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from command import queries
from core.access.first import HandedOver, make_administrators
from core.access.passwords import new_password
from core.access.seed import seed_offices, seed_posts
from core.db import Database
from core.migrations import newest_migration
from core.settings import ROOT, DatabaseSettings
from gis.areas.service import listing

# What is slow to import is imported where it is used: most commands need none of it.

Progress = Callable[[str], None]


class MigrationError(RuntimeError):
    """The migrations did not run through; the message is what Alembic said."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """What a database was given: `password` only if it is new, for it is stored hashed."""

    accounts: int
    password: str | None


def silent(_line: str) -> None:
    """Say nothing."""


def migrate(url: str) -> None:
    """Bring a database's tables to the newest version; quick where they have it.

    Parameters
    ----------
    url : str
        Address of the database, as its owner.

    Raises
    ------
    MigrationError
        With the last lines of the output.
    """
    if asyncio.run(_present_migration(url)) == newest_migration():
        return
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=ROOT,
        env=os.environ | {"JINMIN_DATABASE__URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise MigrationError("\n".join((done.stdout + done.stderr).splitlines()[-15:]))


async def _present_migration(url: str) -> str | None:
    database = Database(DatabaseSettings(url=url).for_owner(), pool_size=1)
    try:
        async with database.reading(None) as session:
            return await queries.migration(session)
    finally:
        await database.close()


def modules_with_seed() -> list[str]:
    """Return the modules' `seed.py` files, in the order of the modules.

    Each has `seed(session)`, which loads what the module brings along and may run again.  The
    accounts are not among them: they follow the areas and need a password.
    """
    from command.app import MODULES

    files = ((name, ROOT.joinpath(*name.split("."), "seed.py")) for name in MODULES)
    return [f"{name}.seed" for name, file in files if file.exists() and name != "core.access"]


def seed(
    url: str, *, password: str | None = None, progress: Progress = silent, var: Path | None = None
) -> Seeded:
    """Load the areas, what the modules bring along and the sample accounts, where absent.

    No sample account comes where somebody has an account of their own.

    Parameters
    ----------
    url : str
        Address of a migrated database, as its owner.
    password : str, optional
        The one password of all sample accounts.  Without it, accounts that are there keep theirs
        and new ones get a generated one.
    progress : callable, optional
        Told each step in one line.
    var : Path, optional
        Where the prepared files of the areas are kept.
    """
    from gis.areas.load import load_shandong

    load_shandong(url, progress=progress, var=var)
    return asyncio.run(_seed(url, password, progress))


def make_first_administrators(
    url: str, *, progress: Progress = silent, var: Path | None = None
) -> list[HandedOver]:
    """Load what `seed` loads, but the three administrators instead of sample accounts.

    Returns
    -------
    list of HandedOver
        None where somebody administers already.
    """
    from gis.areas.load import load_shandong

    load_shandong(url, progress=progress, var=var)
    return asyncio.run(_make_administrators(url, progress))


async def _make_administrators(url: str, progress: Progress) -> list[HandedOver]:
    database = Database(DatabaseSettings(url=url).for_owner())
    try:
        await _seed_modules(database, progress)
        async with database.reading(None) as session:
            area, name = await queries.province(session)
        return await make_administrators(database, area=area, name=name)
    finally:
        await database.close()


async def _seed(url: str, password: str | None, progress: Progress) -> Seeded:
    """Let the modules load what is theirs, then make the accounts."""
    database = Database(DatabaseSettings(url=url).for_owner())
    try:
        await _seed_modules(database, progress)
        async with database.writing(None) as session:
            known = await queries.count_sample_accounts(session)
            if (known and password is None) or (not known and await queries.is_in_use(session)):
                return Seeded(known, None)
            progress("样例账号 sample accounts")
            chosen = password or new_password()
            return Seeded(await seed_posts(session, await listing(session), chosen), chosen)
    finally:
        await database.close()


async def _seed_modules(database: Database, progress: Progress) -> None:
    """Load what the modules bring along, and the offices of all areas."""
    for name in modules_with_seed():
        progress(name)
        async with database.writing(None) as session:
            await importlib.import_module(name).seed(session)
    async with database.writing(None) as session:
        await seed_offices(session, await listing(session))
