"""The second wall stands only if the service's database role cannot climb it."""

from __future__ import annotations

from core.access import queries
from core.db import Database

SCHEMAS = ["core", "gis", "registry", "assessment", "dispatch", "command"]


class WallsDownError(RuntimeError):
    """The service is logged in to the database as a role that row security does not hold."""


async def assert_walls(database: Database) -> None:
    """Let a safe database role pass.

    Raises
    ------
    WallsDownError
        The role is a superuser, bypasses row security or owns tables.
    """
    async with database.reading(None) as session:
        role = await queries.own_role(session, SCHEMAS)
    for bad, what in (
        (role.rolsuper, "是超级用户 is a superuser"),
        (role.rolbypassrls, "可绕过行级安全 bypasses row security"),
        (role.owns, "拥有数据表 owns tables"),
    ):
        if bad:
            raise WallsDownError(f"数据库角色 database role {role.rolname}: {what}")
