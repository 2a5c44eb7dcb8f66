"""Depots and shipments on the situation map."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from core.access.scope import Scope
from core.db import Reader
from core.worlds import world_now
from dispatch.incidents import counted
from dispatch.shipments import queries, service
from dispatch.stock import queries as stock
from gis.maps.layers import MapPoint, MapShape, Overlay

MOST = 200
RECEIVED_SHOWN = timedelta(hours=6)
"""A shipment that was signed for leaves the map after this time."""
STATES_ZH = {"ordered": "已下达", "departed": "在途", "arrived": "已到达", "received": "已签收"}


async def layer(session: Reader, scope: Scope, incident_id: UUID) -> Overlay:
    """Return the visible depots, and a line by its state for each shipment that goes ahead."""
    together = await counted(session, scope, incident_id)
    found = await queries.shipments(session, scope, incident_ids=together, before=None, limit=MOST)
    now = await world_now(session, found[0].world_id) if found else None
    shown = await service.shown(
        session,
        [
            s
            for s in found
            if s.state in STATES_ZH
            and not (now and s.received_at and now - s.received_at > RECEIVED_SHOWN)
        ],
    )
    depots = await stock.warehouses(session, scope)
    return Overlay(
        tuple(
            MapPoint(d.lon, d.lat, f"{d.name_zh}（{d.location_note_zh}）", "depot") for d in depots
        ),
        tuple(
            MapShape(
                {
                    "type": "LineString",
                    "coordinates": [[s["from_lon"], s["from_lat"]], [s["to_lon"], s["to_lat"]]],
                },
                f"{s['warehouse_name']} → {s['to_name']}：{_goods(s['lines'])}"
                f"（{STATES_ZH[s['state']]}）",
                s["state"],
            )
            for s in shown
        ),
        ("库存为模拟数据",) if any(d.synthetic for d in depots) else (),
    )


def _goods(lines: list[dict[str, object]]) -> str:
    return "，".join(f"{line['zh']} {line['qty']} {line['unit']}" for line in lines)
