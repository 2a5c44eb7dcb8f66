"""Depots, demand and standards over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from core.http import ActorDep, CommandDep, ReaderDep, VersionDep, WriterDep
from dispatch.stock import queries, service
from dispatch.stock.schemas import (
    DemandOut,
    Ledger,
    StandardIn,
    StandardList,
    StandardOut,
    StockChangeIn,
    WarehouseList,
    WarehouseOut,
)

router = APIRouter(prefix="/api", tags=["dispatch"])


@router.get("/warehouses", response_model=WarehouseList)
async def list_warehouses(session: ReaderDep, actor: ActorDep, world_id: UUID | None = None) -> Any:
    """List the visible depots with their stock, as an exercise world has it where one is named."""
    found = await queries.warehouses(session, actor.scope)
    return {"items": await service.documents(session, actor, found, world_id=world_id)}


@router.get("/warehouses/{warehouse_id}", response_model=WarehouseOut)
async def show_warehouse(
    session: ReaderDep, actor: ActorDep, warehouse_id: UUID, world_id: UUID | None = None
) -> Any:
    """Show one depot with its stock, as an exercise world has it where one is named."""
    found = await service.find(session, actor.scope, warehouse_id)
    (document,) = await service.documents(session, actor, [found], world_id=world_id)
    return document


@router.get("/warehouses/{warehouse_id}/ledger", response_model=Ledger)
async def show_ledger(
    session: ReaderDep,
    actor: ActorDep,
    warehouse_id: UUID,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Any:
    """Show the last changes of a depot's stock; only its owner and those above see them."""
    found = await service.find(session, actor.scope, warehouse_id)
    return {"items": await queries.ledger(session, actor.scope, found.id, limit)}


@router.post("/warehouses/{warehouse_id}/stock", response_model=WarehouseOut)
async def change_stock(
    session: WriterDep,
    actor: ActorDep,
    command: CommandDep,
    version: VersionDep,
    warehouse_id: UUID,
    given: StockChangeIn,
) -> Any:
    """Take goods in or correct the books after a count."""
    return await command.once(
        session,
        lambda: service.change_stock(
            session, actor, warehouse_id=warehouse_id, given=given, version=version
        ),
    )


@router.get("/incidents/{incident_id}/demand", response_model=DemandOut)
async def show_demand(
    session: ReaderDep,
    actor: ActorDep,
    incident_id: UUID,
    area: Annotated[int | None, Query(ge=0, le=10**12 - 1)] = None,
) -> Any:
    """Show what an area needs in an incident, with the formula of each line."""
    return await service.demand(session, actor, incident_id=incident_id, area=area)


@router.get("/demand-standards", response_model=StandardList)
async def list_standards(session: ReaderDep, _actor: ActorDep, day: date | None = None) -> Any:
    """List the demand standards in force on a day."""
    return {"items": await service.standards_on(session, day)}


@router.post("/demand-standards", response_model=StandardOut, status_code=201)
async def set_standard(
    session: WriterDep, actor: ActorDep, command: CommandDep, given: StandardIn
) -> Any:
    """Put a demand standard in force from a day on."""

    async def act() -> dict[str, Any]:
        made = await service.set_standard(session, actor, given=given)
        return StandardOut.model_validate(made).model_dump(mode="json")

    return await command.once(session, act)
