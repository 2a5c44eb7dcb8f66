"""The one history of the database, for all packages."""

from __future__ import annotations

from functools import cache

from core.settings import ROOT


@cache
def newest_migration() -> str | None:
    """Return the newest migration of this program."""
    # Slow to import, and most commands do without.
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(ROOT / "alembic.ini")
    config.set_main_option("script_location", str(ROOT / "core" / "migrations"))
    return ScriptDirectory.from_config(config).get_current_head()
