"""Worlds as stored: which one an incident belongs to, and what time it is there."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import BEIJING, WorldClock, real_now
from core.db import Base, Reader, Writer
from core.errors import NotFound
from core.events import emit
from core.ids import uuid7


class World(Base):
    """The real world (one row) or an exercise with its own clock and watermark."""

    __tablename__ = "world"
    __table_args__ = (
        CheckConstraint("kind in ('real', 'exercise')", name="kind"),
        CheckConstraint("rate >= 0 and rate <= 100000", name="rate"),
        {"schema": "core"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kind: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    base: Mapped[datetime]
    started: Mapped[datetime]
    rate: Mapped[float] = mapped_column(default=1.0)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def clock(self) -> WorldClock:
        """The world's clock."""
        return WorldClock(self.base, self.started, self.rate)

    def projection(self) -> dict[str, Any]:
        """Return what live screens hold of a world."""
        return {
            "id": str(self.id),
            "kind": self.kind,
            "exercise": self.kind == "exercise",
            "name_zh": self.name_zh,
            "name_en": self.name_en,
            "base": self.base.astimezone(BEIJING).isoformat(),
            "started": self.started.astimezone(BEIJING).isoformat(),
            "rate": self.rate,
            "version": self.version,
        }


async def worlds(session: Reader) -> list[World]:
    """Return all worlds, the real one first."""
    found = await session.scalars(select(World).order_by(World.kind.desc(), World.id))
    return list(found)


async def world(session: Reader, world_id: UUID, *, lock: bool = False) -> World:
    """Return one world; with `lock`, nobody else sets its clock until the transaction ends.

    Raises
    ------
    NotFound
        There is none with this id.
    """
    found = await session.get(World, world_id, with_for_update=lock, populate_existing=lock)
    if found is None:
        raise NotFound()
    return found


async def world_now(session: Reader, world_id: UUID) -> datetime:
    """Return the present time of a world."""
    return (await world(session, world_id)).clock.now()


async def set_clock(session: Writer, world_id: UUID, *, now: datetime, rate: float) -> World:
    """Anchor a world's clock anew: it shows `now` at this instant and runs at `rate`."""
    found = await world(session, world_id, lock=True)
    found.base, found.started, found.rate = now, real_now(), rate
    found.version += 1
    await emit(
        session,
        topic="worlds",
        kind="world.clock-set",
        entity=found.id,
        version=found.version,
        area=0,
        flow="down",
        body=found.projection(),
    )
    return found
