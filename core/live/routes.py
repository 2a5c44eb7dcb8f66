"""Tickets, snapshots, the feed and the past of an incident; health and figures for the operator."""

from __future__ import annotations

import time
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue

from core import metrics
from core.errors import Forbidden
from core.http import ActorDep, In, Out, ReaderDep
from core.live import service, tickets, topics

router = APIRouter(prefix="/api/live", tags=["live"])
health = APIRouter(tags=["health"])

Offset = Annotated[int, Query(ge=0, le=2**62)]


class TicketIn(In):
    """Topics to hear; none named means all."""

    topics: list[Annotated[str, Field(max_length=40)]] | None = Field(default=None, max_length=50)


class TicketOut(Out):
    """A ticket, and where to show it within 30 seconds."""

    ticket: str
    url: str


class ByTopic:
    """Describes a snapshot by what every topic declared; the documents are not checked again."""

    def __get_pydantic_json_schema__(
        self, _plain: Any, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return a schema with a member for each topic."""
        lists = {
            name: handler(TypeAdapter(list[model]).core_schema)  # type: ignore[valid-type]
            for name, model in topics.projections().items()
        }
        return {"type": "object", "properties": lists}


class SnapshotOut(Out):
    """Projections by topic, and the offset from which to go on."""

    site: int
    epoch: str
    offset: int
    topics: Annotated[dict[str, list[dict[str, Any]]], ByTopic()]


class EventOut(Out):
    """An event as the hub sends it; `b` is the projection of its topic."""

    o: int = Field(description="offset")
    t: str = Field(description="topic")
    k: str = Field(description="kind")
    e: str = Field(description="entity")
    v: int = Field(description="version")
    a: int = Field(description="area")
    i: str | None = Field(description="incident")
    at: str
    b: dict[str, Any]


class FeedOut(Out):
    """Events of an incident, newest first; `next` is the `before` of the following page."""

    items: list[EventOut]
    next: int | None


class PastOut(Out):
    """What was known of an incident: the last event heard up to then, and projections by topic."""

    event: EventOut | None
    topics: Annotated[dict[str, list[dict[str, Any]]], ByTopic()]


@router.post("/ticket")
async def take_ticket(
    request: Request, actor: ActorDep, asked: TicketIn | None = None
) -> TicketOut:
    """Give the session a ticket for the live feed."""
    settings = request.app.state.settings
    wanted = topics.check(asked.topics if asked else None)
    request.app.state.ticket_limits.spend(str(actor.session_id))
    key = settings.security.ticket_key.get_secret_value()
    return TicketOut(
        ticket=tickets.issue(key, actor, wanted, now=time.time()),
        url=service.hub_url(settings.server, request.url.hostname or settings.server.host),
    )


@router.get("/snapshot")
async def take_snapshot(
    session: ReaderDep,
    actor: ActorDep,
    names: Annotated[str, Query(alias="topics", max_length=2000)] = "",
) -> SnapshotOut:
    """Return what a screen that starts now must show."""
    wanted = topics.check([name for name in names.split(",") if name])
    return SnapshotOut(**await service.snapshot(session, actor.scope, wanted))


@router.get("/feed")
async def read_feed(
    session: ReaderDep,
    actor: ActorDep,
    incident: UUID,
    before: Offset = 2**62,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> FeedOut:
    """Return what happened in an incident, as far as the post may hear it."""
    items = await service.feed(session, actor.scope, incident=incident, before=before, limit=limit)
    events = [EventOut.model_validate(item) for item in items]
    return FeedOut(items=events, next=items[-1]["o"] if len(items) == limit else None)


@router.get("/past")
async def read_past(
    session: ReaderDep,
    actor: ActorDep,
    incident: UUID,
    upto: Offset = 2**62,
    names: Annotated[str, Query(alias="topics", max_length=2000)] = "",
) -> PastOut:
    """Return what a replay of an incident's events would show, as far as the post may hear them."""
    wanted = topics.check([name for name in names.split(",") if name])
    found = await service.past(session, actor.scope, incident=incident, upto=upto, wanted=wanted)
    return PastOut(**found)


@health.get("/healthz")
async def alive() -> dict[str, str]:
    """Tell that the process answers."""
    return {"status": "ok"}


@health.get("/readyz")
async def ready(request: Request, response: Response) -> dict[str, Any]:
    """Tell whether the service can do its work: database, migrations, tailer."""
    found = await service.readiness(request.app.state.database)
    response.status_code = 200 if found["ready"] else 503
    return found


@health.get("/metrics", include_in_schema=False)
async def figures(request: Request) -> Response:
    """Return the figures for Prometheus, to this machine only."""
    if request.client is None or request.client.host not in ("127.0.0.1", "::1"):
        raise Forbidden("只允许本机读取", "Only this machine may read them")
    text, media_type = await metrics.page(request.app.state.database)
    return Response(text, media_type=media_type)
