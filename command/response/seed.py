"""Load the plans of the files into the database; running it again updates them."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy.dialects.postgresql import insert

from command.response.models import Plan
from command.response.plans import editions
from core.db import Writer


async def seed(session: Writer) -> int:
    """Insert or update every edition; return how many there are."""
    rows = [asdict(e) for e in editions()]
    add = insert(Plan).values(rows)
    changed = {c.name: add.excluded[c.name] for c in Plan.__table__.columns if c.name != "id"}
    await session.execute(add.on_conflict_do_update(index_elements=[Plan.id], set_=changed))
    return len(rows)
