"""Figures for Prometheus: our own, and those other processes report in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from prometheus_client import REGISTRY as OWN
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from core.db import Database

_PROCESSES = text(
    """
    select name, pid, extract(epoch from now() - heartbeat)::float as age, state
    from core.process_state order by name
    """
)


async def processes(database: Database) -> list[dict[str, Any]]:
    """Return the processes that reported: name, pid, age of the last sign in seconds, state."""
    async with database.reading(None) as session:
        return [dict(row) for row in (await session.execute(_PROCESSES)).mappings()]


async def page(database: Database) -> tuple[bytes, str]:
    """Return the figures in Prometheus's text format, and its media type."""
    try:
        found: Iterable[Mapping[str, Any]] = await processes(database)
    except (SQLAlchemyError, OSError):
        found = []
    return generate_latest(OWN) + generate_latest(_gauges(found)), CONTENT_TYPE_LATEST


def _gauges(found: Iterable[Mapping[str, Any]]) -> CollectorRegistry:
    registry = CollectorRegistry()
    age = Gauge(
        "jinmin_process_age_seconds",
        "Time since the process last reported",
        ["process"],
        registry=registry,
    )
    figure = Gauge(
        "jinmin_process_figure",
        "What the process reported",
        ["process", "figure"],
        registry=registry,
    )
    for row in found:
        age.labels(row["name"]).set(row["age"])
        for name, value in row["state"].items():
            if isinstance(value, int | float):
                figure.labels(row["name"], name).set(value)
    return registry
