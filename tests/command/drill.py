"""The Pingyuan earthquake as tests start it: an exercise world, the alert, the evaluation."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from command.response import evaluation
from core.clock import real_now
from core.db import Database
from core.ids import uuid7
from core.worlds import World

ORIGIN = datetime.fromisoformat("2023-08-06T02:33:59+08:00")
PINGYUAN, GAOTANG, DEZHOU, LIAOCHENG, SHANDONG = (
    371426000000,
    371526000000,
    371400000000,
    371500000000,
    370000000000,
)


async def exercise(owner_database: Database, *, after: timedelta = timedelta(seconds=91)) -> UUID:
    """Make an exercise world whose clock shows that long after the earthquake."""
    where = World(
        id=uuid7(),
        kind="exercise",
        name_zh="平原地震演练",
        name_en="Pingyuan exercise",
        base=ORIGIN + after,
        started=real_now(),
        rate=1.0,
    )
    async with owner_database.writing(None) as session:
        session.add(where)
    return where.id


def alert(world_id: UUID, **changes: Any) -> dict[str, Any]:
    """Return the alert as the network sent it."""
    return {
        "hazard": "020100",
        "title_zh": "德州平原5.5级地震",
        "title_en": "Pingyuan M5.5 earthquake",
        "occurred_at": ORIGIN.isoformat(),
        "lon": 116.34,
        "lat": 37.16,
        "depth_km": 10,
        "magnitude": 5.5,
        "place_zh": "山东德州市平原县",
        "source_zh": "中国地震台网",
        "external_id": "cenc-20230806023359",
        "world_id": str(world_id),
    } | changes


async def reported(
    duty: httpx.AsyncClient, owner_database: Database, **changes: Any
) -> dict[str, Any]:
    """Return the incident a duty officer's alert made."""
    world_id = await exercise(owner_database)
    answer = await duty.post("/api/alerts", json=alert(world_id, **changes))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def evaluated(
    desk: httpx.AsyncClient, system_database: Database, incident_id: str
) -> list[dict[str, Any]]:
    """Evaluate as the worker does; return the responses as a desk sees them."""
    await evaluation.run(system_database, UUID(incident_id))
    answer = await desk.get(f"/api/incidents/{incident_id}/responses")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def one(items: list[dict[str, Any]], *, area: int, family: str) -> dict[str, Any]:
    """Return the response of an area and family."""
    (found,) = [r for r in items if r["area"] == area and r["family"] == family]
    return found


REASON = "震中所在县，夜间发生，老旧房屋多，救助能力较弱"


async def decide(desk, response, act, level=None, *, version=None, reason=REASON):
    """Let a decider act on a response, by default on the version that was read."""
    version = response["version"] if version is None else version
    return await desk.post(
        f"/api/responses/{response['id']}/acts",
        json={"act": act, "level": level, "reason": reason},
        headers={"If-Match": f'"{version}"'},
    )
