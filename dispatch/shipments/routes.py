"""Shipments over HTTP."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from core.http import ActorDep, CommandDep, ReaderDep, VersionDep, WriterDep
from dispatch.shipments import service
from dispatch.shipments.rules import MOVES
from dispatch.shipments.schemas import ShipmentIn, ShipmentList, ShipmentMoveIn, ShipmentOut

router = APIRouter(prefix="/api", tags=["dispatch"])


@router.get("/shipments", response_model=ShipmentList)
async def list_shipments(
    session: ReaderDep,
    actor: ActorDep,
    incident_id: UUID | None = None,
    before: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Any:
    """List shipments, newest first."""
    return await service.listing(
        session, actor, incident_id=incident_id, before=before, limit=limit
    )


@router.post("/shipments", response_model=ShipmentOut, status_code=201)
async def order_shipment(
    session: WriterDep, actor: ActorDep, command: CommandDep, given: ShipmentIn
) -> Any:
    """Order goods to be shipped."""
    return await command.once(session, lambda: service.order(session, actor, given=given))


@router.get("/shipments/{shipment_id}", response_model=ShipmentOut)
async def show_shipment(session: ReaderDep, actor: ActorDep, shipment_id: UUID) -> Any:
    """Show one shipment with the moves its reader may make."""
    found = await service.find(session, actor.scope, shipment_id)
    (document,) = await service.shown(session, [found])
    return document | {"moves": service.allowed_moves(actor, found)}


def _add_move(step: str) -> None:
    """Add one move's route."""

    @router.post(
        f"/shipments/{{shipment_id}}/{step}", response_model=ShipmentOut, name=f"{step}_shipment"
    )
    async def move(
        session: WriterDep,
        actor: ActorDep,
        command: CommandDep,
        version: VersionDep,
        shipment_id: UUID,
        given: ShipmentMoveIn | None = None,
    ) -> Any:
        return await command.once(
            session,
            lambda: service.move(
                session,
                actor,
                shipment_id=shipment_id,
                step=step,
                given=given or ShipmentMoveIn(),
                version=version,
            ),
        )


for _step in MOVES:
    _add_move(_step)
