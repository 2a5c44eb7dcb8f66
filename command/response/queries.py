"""Every select about plans and responses."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update

from command.incidents.models import Incident
from command.response.models import Plan, Response, ResponseAct
from command.response.rules import UNDECIDED
from core.access.scope import Scope
from core.access.visible import visible
from core.db import Reader, Writer


async def plans_on(session: Reader, on: date) -> list[Plan]:
    """Return all plan editions valid on a day."""
    return list(
        await session.scalars(
            select(Plan)
            .where(Plan.valid_from <= on, or_(Plan.valid_to.is_(None), Plan.valid_to > on))
            .order_by(Plan.family, Plan.tier, Plan.id)
        )
    )


async def plans(
    session: Reader, *, family: str | None = None, tier: int | None = None
) -> list[Plan]:
    """Return all plan editions, of one family or tier where given."""
    query = select(Plan)
    if family is not None:
        query = query.where(Plan.family == family)
    if tier is not None:
        query = query.where(Plan.tier == tier)
    return list(await session.scalars(query.order_by(Plan.family, Plan.tier, Plan.valid_from)))


async def plan(session: Reader, plan_id: str) -> Plan | None:
    """Return one plan edition."""
    return await session.get(Plan, plan_id)


async def responses_of(
    session: Reader, scope: Scope, incident_id: UUID, *, area: int | None = None
) -> list[Response]:
    """Return the visible responses to an incident, or those of one area, by family from above."""
    query = select(Response).where(
        Response.incident_id == incident_id, visible(Response, scope, "down_to")
    )
    if area is not None:
        query = query.where(Response.area == area)
    return list(
        await session.scalars(
            query.order_by(Response.family, Response.tier, Response.area).execution_options(
                populate_existing=True
            )
        )
    )


async def all_responses(session: Reader, scope: Scope, limit: int = 5000) -> list[Response]:
    """Return the visible responses to incidents, newest first, for live screens."""
    return list(
        await session.scalars(
            select(Response)
            .where(visible(Response, scope, "down_to"))
            .order_by(Response.id.desc())
            .limit(limit)
        )
    )


async def responses_to_change(
    session: Writer, incident_id: UUID, *conditions: ColumnElement[bool]
) -> list[Response]:
    """Return an incident's responses that this session may change, locked."""
    return list(
        await session.scalars(
            select(Response)
            .where(Response.incident_id == incident_id, *conditions)
            .order_by(Response.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


async def responses_to_judge(
    session: Writer, incident_id: UUID, family: str, *, areas: set[int], judged: set[int]
) -> list[Response]:
    """Return a family's responses of some areas and of those not judged any more, locked."""
    concerned = Response.area.in_(areas) | Response.area.not_in(judged)
    return await responses_to_change(session, incident_id, Response.family == family, concerned)


async def any_short_of(session: Reader, incident_id: UUID, *, area: int) -> bool:
    """Tell whether an undecided response is not known as far as the incident's area."""
    found = await session.scalar(
        select(Response.id)
        .where(
            Response.incident_id == incident_id,
            Response.state.in_(UNDECIDED),
            Response.to_area != area,
        )
        .limit(1)
    )
    return found is not None


async def any_active(session: Reader, incident_id: UUID) -> bool:
    """Tell whether a response to an incident is in force."""
    found = await session.scalar(
        select(Response.id)
        .where(Response.incident_id == incident_id, Response.state == "active")
        .limit(1)
    )
    return found is not None


async def tell_acts(session: Writer, response_id: UUID, *, to_area: int) -> None:
    """Let a response's decisions be known as far down as it is itself."""
    await session.execute(
        update(ResponseAct).where(ResponseAct.response_id == response_id).values(to_area=to_area)
    )


async def response_act(session: Reader, response_id: UUID, n: int) -> ResponseAct | None:
    """Return one decision on a response."""
    return await session.get(ResponseAct, (response_id, n))


async def keep_gauges(
    session: Writer, response_id: UUID, *, gauges: list[Any], verdict: tuple[str, str]
) -> None:
    """Store the latest gauges. They are a query's answer, so the record's version stays."""
    await session.execute(
        update(Response)
        .where(Response.id == response_id)
        .values(gauges=gauges, verdict_zh=verdict[0], verdict_en=verdict[1])
        .execution_options(synchronize_session=False)
    )


async def incident_of(session: Reader, incident_id: UUID) -> Incident | None:
    """Return an incident for evaluation by the system."""
    return await session.get(Incident, incident_id, populate_existing=True)


async def keep_notice(
    session: Writer, response_id: UUID, n: int, *, sha256: str, below_sha256: str
) -> None:
    """Store which files a decision's notice and the one for those below are, unless stored."""
    await session.execute(
        update(ResponseAct)
        .where(
            ResponseAct.response_id == response_id,
            ResponseAct.n == n,
            ResponseAct.file_sha256.is_(None),
        )
        .values(file_sha256=sha256, below_sha256=below_sha256)
    )
