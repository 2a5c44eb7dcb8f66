"""A database ready for use: migrated, with Shandong's areas, plans, stock and sample accounts."""

from __future__ import annotations

import asyncio
import importlib
import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from command import queries
from command.app import MODULES
from core.access.seed import seed_posts
from core.db import Database
from core.settings import ROOT, DatabaseSettings
from gis.areas.load import load_shandong

Progress = Callable[[str], None]

# No characters that are taken for each other when they are read from paper.
LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
GROUPS, GROUP_LENGTH = 4, 4


class MigrationError(RuntimeError):
    """The migrations did not run through; the message is what Alembic said."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """What a database was given: `password` only if it is new, for it is stored hashed."""

    accounts: int
    password: str | None


def new_password() -> str:
    """Return a password of four groups of four, 93 bits."""
    return "-".join(
        "".join(secrets.choice(LETTERS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)
    )


def silent(_line: str) -> None:
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


def modules_with_seed() -> list[str]:
    """Return the modules' `seed.py` files, in the order of the modules.

    Each has `seed(session)`, which loads what the module brings along and may run again.  The
    accounts are not among them: they follow the areas and need a password.
    """
    files = ((name, ROOT.joinpath(*name.split("."), "seed.py")) for name in MODULES)
    return [f"{name}.seed" for name, file in files if file.exists() and name != "core.access"]


def seed(
    url: str, *, password: str | None = None, progress: Progress = silent, var: Path | None = None
) -> Seeded:
    """Load the areas, what the modules bring along and the sample accounts, where absent.

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
    load_shandong(url, progress=progress, var=var)
    return asyncio.run(_seed_modules(url, password, progress))


async def _seed_modules(url: str, password: str | None, progress: Progress) -> Seeded:
    """Let the modules load what is theirs, then make the accounts."""
    database = Database(DatabaseSettings(url=url).for_owner())
    try:
        for name in modules_with_seed():
            progress(name)
            async with database.writing(None) as session:
                await importlib.import_module(name).seed(session)
        async with database.writing(None) as session:
            known = await queries.count_sample_accounts(session)
            if known and password is None:
                return Seeded(known, None)
            progress("样例账号 sample accounts")
            chosen = password or new_password()
            areas = await queries.areas_with_offices(session)
            return Seeded(await seed_posts(session, areas, chosen), chosen)
    finally:
        await database.close()
