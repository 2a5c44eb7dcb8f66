"""An incident to ship for, and the centre to ship from."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from dispatch.stock.seed import warehouse_id

JINAN = 370100000000
PINGYUAN = 371426000000

NewIncident = Callable[[], Awaitable[str]]


@pytest.fixture
def centre() -> str:
    """The depot in Jinan."""
    return str(warehouse_id(JINAN))


@pytest.fixture
async def incident_id(as_post) -> str:
    """An earthquake in Pingyuan and the counties around."""
    desk = await as_post("370000-duty")
    answer = await desk.post(
        "/api/incidents",
        json={
            "hazard": "020100",
            "occurred_at": "2023-08-06T02:33:59+08:00",
            "lon": 116.34,
            "lat": 37.16,
            "magnitude": 5.5,
            "depth_km": 10,
            "source_zh": "测试",
        },
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@pytest.fixture
def order(centre: str, incident_id: str) -> dict[str, Any]:
    """An order of tents and quilts to Pingyuan."""
    return {
        "incident_id": incident_id,
        "warehouse_id": centre,
        "to_area": PINGYUAN,
        "lines": [{"item": "tent_12", "qty": 100}, {"item": "quilt", "qty": 400}],
    }


async def stock_of(desk: httpx.AsyncClient, warehouse: str) -> dict[str, int]:
    """Return what a depot can promise, by item."""
    shown = (await desk.get(f"/api/warehouses/{warehouse}")).json()
    return {line["item"]: line["qty"] for line in shown["stock"]}
