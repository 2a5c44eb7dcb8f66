"""One incident in several areas, something of every kind in each, and an oracle of who sees it.

The oracle knows the digits of area codes and the flow of each table, nothing of ranges or sessions.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx
from PIL import Image
from sqlalchemy import text

from command.response import evaluation
from core.clock import real_now
from core.db import Database
from dispatch.stock.seed import warehouse_id
from tests.fixtures.service import AsPost

NATION, SHANDONG, JINAN, LIXIA = 0, 370000000000, 370100000000, 370102000000
DEZHOU, PINGYUAN, XIAJIN, WANGDAGUA = 371400000000, 371426000000, 371427000000, 371426108000
LIAOCHENG, GAOTANG = 371500000000, 371526000000

INJURED = {PINGYUAN: 1, XIAJIN: 2, GAOTANG: 4, LIXIA: 8}
"""Powers of two: a sum tells who is in it."""

TABLES = {
    "incident": ("command.incident", "down"),
    "response": ("command.response", "down_to"),
    "consultation": ("command.consultation", "down_to"),
    "order": ('command."order"', "addressed"),
    "task": ("command.task", "up"),
    "report": ("command.loss_report", "up"),
    "file": ("core.file", "up"),
    "shipment": ("dispatch.shipment", "addressed"),
    "warehouse": ("dispatch.warehouse", "down"),
    "estimate": ("assessment.estimate", "down"),
}
"""What is kept, where, and which way it flows."""


def account(area: int, role: str = "duty") -> str:
    return f"{area:012d}"[: 9 if area % 10**6 else 6] + f"-{role}"


def digits(code: int) -> str:
    """The digits that mean something: none for the nation, 37, 3714, 371426, 371426108."""
    whole = f"{code:012d}"
    for width in (2, 4, 6, 9):
        if set(whole[width:]) == {"0"}:
            return whole[:width] if code else ""
    return whole


def below(area: int, code: int) -> bool:
    return digits(code).startswith(digits(area))


@dataclass(frozen=True)
class Record:
    """One row that somebody may see."""

    kind: str
    id: str
    area: int
    to_area: int | None
    flow: str
    incident: str | None

    def seen_by(self, viewer: int) -> bool:
        if below(viewer, self.area):
            return True
        if self.flow == "down":
            return below(self.area, viewer)
        if self.flow == "down_to":
            far = self.to_area
            assert far is not None
            return below(self.area, viewer) and (below(far, viewer) or below(viewer, far))
        return self.flow == "addressed" and self.to_area is not None and below(viewer, self.to_area)


@dataclass
class World:
    """What the story left behind."""

    incident: str
    own: dict[int, str] = field(default_factory=dict)
    words: dict[str, tuple[int, str]] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)

    def of(self, kind: str, *, incident: str | None = None) -> list[Record]:
        return [r for r in self.records if r.kind == kind and incident in (None, r.incident)]

    def seen(self, kind: str, viewer: int, *, incident: str | None = None) -> set[str]:
        return {r.id for r in self.of(kind, incident=incident) if r.seen_by(viewer)}

    def secrets_from(self, viewer: int) -> set[str]:
        """Ids and words that must not occur in anything this viewer is sent.

        What an office decides is announced to everyone below it, and names the incident by its id.
        """
        hidden = {r.id for r in self.records if not r.seen_by(viewer)}
        named = {r.incident for r in self.of("response") if r.seen_by(viewer)}
        return hidden - named | {
            word
            for word, (area, flow) in self.words.items()
            if not below(viewer, area) and not (flow == "down" and below(area, viewer))
        }

    def samples(self, kind: str) -> list[Record]:
        """One record of a kind for each place it can be in."""
        return list({(r.area, r.to_area, r.incident): r for r in self.of(kind)}.values())[:6]


def picture(shade: int) -> bytes:
    kept = BytesIO()
    Image.new("RGB", (16, 16), (shade % 256, 90, 90)).save(kept, "JPEG")
    return kept.getvalue()


async def good(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


def quake(*areas: int, **changes: Any) -> dict[str, Any]:
    return {
        "hazard": "020100",
        "occurred_at": (real_now() - timedelta(minutes=30)).isoformat(),
        "lon": 116.34,
        "lat": 37.16,
        "magnitude": 5.5,
        "depth_km": 10,
        "areas": list(areas),
        "source_zh": "中国地震台网",
    } | changes


async def _report(world: World, as_post: AsPost, incident: str, area: int) -> None:
    desk = await as_post(account(area, "reporter" if area == WANGDAGUA else "duty"))
    sent = {"file": (f"{area}.jpg", picture(area // 1000), "image/jpeg")}
    photo = await good(await desk.post("/api/files", files=sent))
    word = f"机密报{area}"
    figures = {"injured": INJURED[area]} if area in INJURED else {"collapsed_rooms": 31}
    await good(
        await desk.post(
            "/api/reports",
            json={
                "incident_id": incident,
                "kind": "INITIAL",
                "figures": figures,
                "note_zh": word,
                "source_zh": word,
                "photos": [photo["id"]],
            },
        )
    )
    world.words[word] = area, "up"


async def _order(as_post: AsPost, incident: str, area: int, to_area: int) -> None:
    due = (real_now() + timedelta(hours=2)).isoformat()
    desk = await as_post(account(area))
    body = {"incident_id": incident, "title_zh": "核查灾情", "to_areas": [to_area], "due_at": due}
    await good(await desk.post("/api/orders", json=body))


async def _start(as_post: AsPost, owner: Database, incident: str, area: int) -> None:
    async with owner.reading(None) as session:
        found = await session.scalar(
            text(
                "select id::text from command.response"
                " where incident_id = :i and area = :a and family = 'relief'"
            ),
            {"i": UUID(incident), "a": area},
        )
    desk = await as_post(account(area, "decider"))
    body = {"act": "start", "level": 4, "reason": f"启动理由{area}"}
    await good(await desk.post(f"/api/responses/{found}/acts", json=body))


async def _ship(as_post: AsPost, incident: str, to_area: int) -> None:
    body = {
        "incident_id": incident,
        "warehouse_id": str(warehouse_id(JINAN)),
        "to_area": to_area,
        "lines": [{"item": "quilt", "qty": 10}],
    }
    await good(await (await as_post("370000-duty")).post("/api/shipments", json=body))


async def build(as_post: AsPost, owner: Database, system: Database) -> World:
    """Play the story: one earthquake over four counties, and each county's own incident."""
    province = await as_post("370000-duty")
    shared = await good(
        await province.post("/api/incidents", json=quake(PINGYUAN, XIAJIN, GAOTANG, LIXIA))
    )
    world = World(incident=shared["id"])
    for area in (PINGYUAN, GAOTANG):
        word = f"机密事{area}"
        desk = await as_post(account(area))
        own = await good(
            await desk.post("/api/incidents", json=quake(area, hazard="020200", title_zh=word))
        )
        world.own[area] = own["id"]
        world.words[word] = area, "down"
    for area in (*INJURED, WANGDAGUA):
        await _report(world, as_post, world.incident, area)
    for area, own_incident in world.own.items():
        await _report(world, as_post, own_incident, area)
    for area, to_area in (
        (DEZHOU, PINGYUAN),
        (DEZHOU, XIAJIN),
        (LIAOCHENG, GAOTANG),
        (SHANDONG, JINAN),
        (PINGYUAN, WANGDAGUA),
    ):
        await _order(as_post, world.incident, area, to_area)
    for incident in (world.incident, *world.own.values()):
        await evaluation.run(system, UUID(incident))
    for area in (PINGYUAN, GAOTANG, DEZHOU):
        await _start(as_post, owner, world.incident, area)
    for area in (PINGYUAN, GAOTANG):
        await _ship(as_post, world.incident, area)
    async with owner.writing(None) as session:
        await session.execute(_DEPOTS, {"area": LIAOCHENG})
    await record(world, owner)
    return world


_DEPOTS = text(
    """
    insert into dispatch.warehouse
    select (jsonb_populate_record(w, jsonb_build_object(
        'id', gen_random_uuid(), 'area', cast(:area as bigint),
        'keeper_area', cast(:area as bigint)))).*
    from dispatch.warehouse w limit 1
    """
)
"""A depot of one city's own: all that are seeded are the province's."""


async def record(world: World, owner: Database) -> None:
    """Read what is kept, past both walls."""
    world.records.clear()
    async with owner.reading(None) as session:
        for kind, (table, flow) in TABLES.items():
            for row in await session.execute(text(f"select to_jsonb(t) as row from {table} t")):
                found = row.row
                world.records.append(
                    Record(
                        kind,
                        found["id"],
                        int(found["area"]),
                        int(found["to_area"]) if "to_area" in found else None,
                        flow,
                        found["id"] if kind == "incident" else found.get("incident_id"),
                    )
                )


async def state(owner: Database) -> dict[str, tuple[int, str]]:
    """Return count and digest of every table that an act could change."""
    async with owner.reading(None) as session:
        names = await session.scalars(
            text(
                "select format('%I.%I', schemaname, tablename) from pg_tables"
                " where schemaname in ('command', 'dispatch', 'assessment', 'core')"
                " and tablename not in ('session', 'login_attempt', 'second_factor',"
                " 'live_ticket', 'tail', 'event_offset', 'process_state', 'audit_block')"
            )
        )
        found = {}
        for name in names:
            count, digest = (
                await session.execute(
                    text(
                        "select count(*), md5(coalesce(string_agg(md5(t::text), ''"
                        f" order by md5(t::text)), '')) from {name} t"
                    )
                )
            ).one()
            found[name] = (int(count), str(digest))
    return found
