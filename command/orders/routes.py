"""Orders over HTTP."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from command.orders import queries, service
from command.orders.rules import MOVES
from command.orders.schemas import OrderIn, OrderList, OrderOut, StepIn, order_out
from core.http import ActorDep, CommandDep, ReaderDep, VersionDep, WriterDep
from core.records import next_page

router = APIRouter(prefix="/api/orders", tags=["orders"])


@router.get("", response_model=OrderList)
async def list_orders(
    session: ReaderDep,
    actor: ActorDep,
    incident_id: UUID | None = None,
    before: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Any:
    """List the orders this post is at one end of, newest first."""
    found = await queries.orders(
        session, actor.scope, incident_id=incident_id, before=before, limit=limit
    )
    return {
        "items": [order_out(o.projection(), service.allowed_moves(actor, o)) for o in found],
        "next": next_page(found, limit),
    }


@router.post("", response_model=OrderList, status_code=201)
async def issue(session: WriterDep, actor: ActorDep, command: CommandDep, given: OrderIn) -> Any:
    """Issue an order to each addressee."""

    async def issued() -> dict[str, Any]:
        return {"items": await service.issue(session, actor, given=given), "next": None}

    return await command.once(session, issued)


@router.get("/{order_id}", response_model=OrderOut)
async def read(session: ReaderDep, actor: ActorDep, order_id: UUID) -> Any:
    """Return one order with its reader's moves."""
    found = await service.find(session, actor.scope, order_id)
    return order_out(found.projection(), service.allowed_moves(actor, found))


def _add_step(move: str) -> None:
    """Add one step's route. `read` as a step is a POST; reading the record is the GET above."""

    @router.post(f"/{{order_id}}/{move}", response_model=OrderOut, name=f"{move}_order")
    async def take(
        session: WriterDep,
        actor: ActorDep,
        command: CommandDep,
        version: VersionDep,
        order_id: UUID,
        given: StepIn | None = None,
    ) -> Any:
        return await command.once(
            session,
            lambda: service.step(
                session,
                actor,
                order_id=order_id,
                move=move,
                note=given.note if given else None,
                version=version,
            ),
        )


for _move in MOVES:
    _add_step(_move)
