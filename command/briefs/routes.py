"""Notices and consultations over HTTP."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from command.briefs import consultations, queries, service
from command.briefs.schemas import (
    ConsultationIn,
    ConsultationList,
    ConsultationOut,
    DecisionOut,
)
from core.files.store import FileStore
from core.http import ActorDep, CommandDep, ReaderDep, WriterDep

router = APIRouter(prefix="/api", tags=["briefs"])

Number = Annotated[int, Path(ge=1, le=10_000)]


@router.get("/responses/{response_id}/notice.pdf", response_class=Response)
async def notice(
    request: Request,
    actor: ActorDep,
    response_id: UUID,
    act: Annotated[int | None, Query(ge=1, le=10_000)] = None,
) -> Response:
    """Return the signed notice of a decision, the newest if no number is given."""
    # Rendering takes tenths of a second: the transaction is closed before it starts.
    async with request.app.state.database.reading(actor.scope) as session:
        found = await service.decision(session, actor.scope, response_id=response_id, n=act)
    made = await service.fetch(FileStore(request.app.state.settings.files_dir), found)
    return Response(
        made.pdf,
        media_type="application/pdf",
        headers={
            "Content-Disposition": f"inline; filename*=UTF-8''{quote(made.name)}",
            "Cache-Control": "private, no-cache",
            "ETag": f'"{found.digest[:20]}"',
        },
    )


@router.get("/responses/{response_id}/acts/{n}", response_model=DecisionOut)
async def decision(session: ReaderDep, actor: ActorDep, response_id: UUID, n: Number) -> Any:
    """Return a decision with all its reader may know of it, to check a printed digest."""
    return await service.decision(session, actor.scope, response_id=response_id, n=n)


@router.get("/incidents/{incident_id}/consultations", response_model=ConsultationList)
async def list_consultations(session: ReaderDep, actor: ActorDep, incident_id: UUID) -> Any:
    """List the consultations on an incident, newest first."""
    found = await queries.consultations(session, actor.scope, incident_id=incident_id)
    return {"items": [c.projection() for c in found]}


@router.post(
    "/incidents/{incident_id}/consultations", response_model=ConsultationOut, status_code=201
)
async def call(
    session: WriterDep,
    actor: ActorDep,
    command: CommandDep,
    incident_id: UUID,
    given: ConsultationIn,
) -> Any:
    """Call a consultation."""
    return await command.once(
        session,
        lambda: consultations.call(
            session,
            actor,
            incident_id=incident_id,
            families=given.families,
            at=given.at,
            reason=given.reason,
        ),
    )
