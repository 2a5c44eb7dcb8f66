"""Records that belong to an area and change by versions: one way to find, lock, page and tell them.

A record is a row with `id` (a UUIDv7, so that newer ones sort later), `version` and `area`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Select, select

from core.access.policies import Flow
from core.access.scope import Scope
from core.access.visible import visible
from core.db import Base, Reader, Writer
from core.errors import NotFound, Stale
from core.events import Event, emit
from core.events import Flow as EventFlow

T = TypeVar("T", bound=Base)


class Versioned(Protocol):
    """A row that counts its changes."""

    @property
    def version(self) -> int:
        """Rises with each change."""


class Told(Versioned, Protocol):
    """A record that the screens show."""

    @property
    def id(self) -> UUID:
        """Its entity in the log."""

    @property
    def area(self) -> int:
        """Where it belongs."""

    @property
    def incident_id(self) -> UUID | None:
        """What it is about."""

    def projection(self) -> dict[str, Any]:
        """Return its topic's document, whole."""


async def find(
    session: Reader,
    model: type[T],
    scope: Scope,
    flow: Flow,
    record_id: UUID,
    *,
    lock: bool = False,
) -> T:
    """Return a visible record, as `look` does.

    Raises
    ------
    NotFound
        There is none, or it is not for this scope.
    """
    found = await look(session, model, scope, flow, record_id, lock=lock)
    if found is None:
        raise NotFound()
    return found


async def look(
    session: Reader,
    model: type[T],
    scope: Scope,
    flow: Flow,
    record_id: UUID,
    *,
    lock: bool = False,
) -> T | None:
    """Return a record, None if there is none or it is not for this scope.

    With `lock`, nobody else changes it until the transaction ends.

    Parameters
    ----------
    flow : {'up', 'down', 'down_to', 'addressed'}
        As for `visible`; `up` for a table of another flow asks for what lies in one's own range.
    """
    query = select(model).where(_id(model) == record_id, visible(model, scope, flow))
    if lock:
        # What was read before the lock was had may be old by now.
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(query)).one_or_none()


def newest_first(query: Select[T], model: type[T], *, before: UUID | None, limit: int) -> Select[T]:
    """Cut a page out of a query; `before` is the cursor, `next_page` gives the following one."""
    if before is not None:
        query = query.where(_id(model) < before)
    return query.order_by(_id(model).desc()).limit(limit)


def next_page(found: Sequence[Any], limit: int) -> str | None:
    """Return the cursor of the page after this one, None where it is the last."""
    return str(found[-1].id) if len(found) == limit else None


def require_version(record: Versioned, read: int | None, *, current: dict[str, Any]) -> None:
    """Refuse a change made on an older version than the present one.

    Parameters
    ----------
    read : int or None
        The version the caller read (`If-Match`); None where it does not matter to them.
    current : dict
        The record as it is now, for the answer.

    Raises
    ------
    Stale
        It changed meanwhile.
    """
    if read is not None and read != record.version:
        raise Stale(current=current)


async def tell(
    session: Writer,
    record: Told,
    kind: str,
    *,
    topic: str,
    flow: EventFlow,
    to_area: int | None = None,
) -> Event:
    """Emit that something happened to a record: its projection, as it is now, is the body."""
    return await emit(
        session,
        topic=topic,
        kind=kind,
        entity=record.id,
        version=record.version,
        area=record.area,
        to_area=to_area,
        flow=flow,
        incident_id=record.incident_id,
        body=record.projection(),
    )


def _id(model: type[Any]) -> Any:
    return model.id
