"""Worlds over HTTP, and on live screens: which there are and what time it is in them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from annotated_types import Ge, Le
from fastapi import APIRouter, FastAPI
from pydantic import AwareDatetime, Field

from core import audit, worlds
from core.access.may import declare, may
from core.access.scope import NATION, Role, Scope
from core.clock import FIRST, LAST
from core.db import Reader
from core.errors import Conflict, Stale
from core.http import ActorDep, CommandDep, In, Out, ReaderDep, VersionDep, WriterDep
from core.live import topics

router = APIRouter(prefix="/api/worlds", tags=["worlds"])


class WorldOut(Out):
    """A world. Its time is `base` plus `rate` times what has passed since `started`."""

    id: UUID
    kind: Literal["real", "exercise"]
    exercise: bool
    name_zh: str
    name_en: str
    base: datetime
    started: datetime
    rate: float
    version: int


class WorldsOut(Out):
    """All worlds, the real one first."""

    items: list[WorldOut]


class ClockIn(In):
    """What an exercise's clock shows now and how fast it runs; 0 halts it."""

    now: Annotated[AwareDatetime, Ge(FIRST), Le(LAST)]
    rate: Annotated[float, Field(ge=0, le=100_000)]


@router.get("")
async def get_worlds(session: ReaderDep) -> WorldsOut:
    """List the worlds."""
    found = await worlds.worlds(session)
    return WorldsOut(items=[WorldOut.model_validate(w.projection()) for w in found])


@router.post("/{world_id}/clock")
async def post_clock(
    world_id: UUID,
    clock: ClockIn,
    actor: ActorDep,
    session: WriterDep,
    command: CommandDep,
    version: VersionDep,
) -> WorldOut:
    """Set an exercise's clock."""
    may(actor, "worlds.set-clock", NATION)

    async def act() -> dict[str, Any]:
        before = (await worlds.world(session, world_id, lock=True)).projection()
        if not before["exercise"]:
            raise Conflict("实战时钟不可调整", "The real world's clock cannot be set")
        if version not in (None, before["version"]):
            raise Stale(current=before)
        after = await worlds.set_clock(session, world_id, now=clock.now, rate=clock.rate)
        await audit.record(
            session,
            actor,
            verb="set-clock",
            noun="world",
            entity=world_id,
            area=NATION,
            before=before,
            after=after.projection(),
        )
        return after.projection()

    return WorldOut.model_validate(await command.once(session, act))


async def _snapshot(session: Reader, _scope: Scope) -> list[dict[str, Any]]:
    return [w.projection() for w in await worlds.worlds(session)]


def register(app: FastAPI) -> None:
    """Add the routes and the live topic; a nation's desk runs the clocks of exercises."""
    declare("worlds.set-clock", roles={Role.DUTY, Role.DECIDER})
    topics.declare("worlds", _snapshot, WorldOut)
    app.include_router(router)
