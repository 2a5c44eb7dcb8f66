"""What the people of a play can do, each as the requests their screen would send."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from command.scenario.client import Desk, Refused
from command.scenario.story import Step


@dataclass
class Stage:
    """What the play has produced so far: the incident, and named orders and shipments.

    `receipts` are the ids of the reports, orders and shipments that the service acknowledged.
    """

    world_id: str
    incident_id: str = ""
    named: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    receipts: dict[str, list[str]] = field(default_factory=dict)

    def receive(self, what: str, *answers: dict[str, Any]) -> None:
        """Keep the receipts of what was acknowledged, and count it."""
        self.receipts.setdefault(what, []).extend(answer["id"] for answer in answers)
        self.count(what, len(answers))

    def count(self, what: str, n: int = 1) -> None:
        """Count what was acknowledged."""
        self.counts[what] = self.counts.get(what, 0) + n


EVALUATION_TRIES = 240
"""Quarter seconds to wait for the worker's first evaluation."""

STALE_TRIES = 8

Act = Callable[[Stage, Desk, Step], Awaitable[None]]
ACTS: dict[str, Act] = {}


def act(name: str) -> Callable[[Act], Act]:
    """Register a kind of step."""

    def keep(fn: Act) -> Act:
        ACTS[name] = fn
        return fn

    return keep


async def perform(stage: Stage, desk: Desk, step: Step) -> None:
    """Carry out one step as the post it names.

    Raises
    ------
    Refused
        The service refused the act.
    """
    await ACTS[step.do](stage, desk, step)


@act("alert")
async def _alert(stage: Stage, desk: Desk, step: Step) -> None:
    told = step.details | {"world_id": stage.world_id, "synthetic": step.synthetic}
    incident = await desk.post("/api/alerts", told)
    if stage.incident_id and incident["id"] != stage.incident_id:
        raise AssertionError("the second alert of one quake made a second incident")
    stage.incident_id = incident["id"]
    stage.count("alerts")


async def _move(stage: Stage, desk: Desk, move: str) -> None:
    path = f"/api/incidents/{stage.incident_id}"

    async def look_and_move() -> None:
        incident = await desk.get(path)
        await desk.post(f"{path}/{move}", {}, version=incident["version"])

    await _on_the_newest(look_and_move)


async def _on_the_newest(look_and_act: Callable[[], Awaitable[None]]) -> None:
    """Look and act; look again where the record changed in between, as a person would.

    The worker evaluates in its own time, most of all after it was away.
    """
    for left in reversed(range(STALE_TRIES)):
        try:
            await look_and_act()
        except Refused as refused:
            if refused.problem.get("code") != "stale" or not left:
                raise
        else:
            return


@act("verify")
async def _verify(stage: Stage, desk: Desk, _step: Step) -> None:
    await _move(stage, desk, "verify")


@act("respond")
async def _respond(stage: Stage, desk: Desk, _step: Step) -> None:
    await _move(stage, desk, "respond")


@act("recover")
async def _recover(stage: Stage, desk: Desk, _step: Step) -> None:
    await _move(stage, desk, "recover")


@act("consult")
async def _consult(stage: Stage, desk: Desk, step: Step) -> None:
    at = step.at + timedelta(minutes=step.details["offset_minutes"])
    await desk.post(
        f"/api/incidents/{stage.incident_id}/consultations",
        {
            "families": step.details["families"],
            "at": at.isoformat(),
            "reason": step.details["reason"],
        },
    )
    stage.count("consultations")


@act("order")
async def _order(stage: Stage, desk: Desk, step: Step) -> None:
    given = step.details
    answer = await desk.post(
        "/api/orders",
        {
            "incident_id": stage.incident_id,
            "title_zh": given["title_zh"],
            "body_zh": given["body_zh"],
            "to_areas": given["to_areas"],
            "due_at": (step.at + timedelta(minutes=given["due_minutes"])).isoformat(),
        },
    )
    stage.named[given["name"]] = answer["items"]
    stage.receive("orders_issued", *answer["items"])


@act("answer")
async def _answer(stage: Stage, desk: Desk, step: Step) -> None:
    given = step.details
    area = desk.session["post"]["area"]
    for order in stage.named[given["name"]]:
        if order["to_area"] == area:
            await desk.post(
                f"/api/orders/{order['id']}/{given['move']}", {"note": given.get("note")}
            )
            stage.count("orders_done", given["move"] == "done")


@act("report")
async def _report(stage: Stage, desk: Desk, step: Step) -> None:
    report = await desk.post(
        "/api/reports",
        step.details
        | {
            "incident_id": stage.incident_id,
            "data_as_of": step.at.isoformat(),
            "synthetic": step.synthetic,
            "source": "scenario",
            "source_zh": step.source,
        },
    )
    stage.receive("reports", report)


@act("act")
async def _act(stage: Stage, desk: Desk, step: Step) -> None:
    given = step.details

    async def look_and_act() -> None:
        response = await _response(stage, desk, area=given["area"], family=given["family"])
        await desk.post(
            f"/api/responses/{response['id']}/acts",
            {"act": given["act"], "level": given["level"], "reason": given["reason"]},
            version=response["version"],
        )

    await _on_the_newest(look_and_act)
    stage.count("acts")


async def _response(stage: Stage, desk: Desk, *, area: int, family: str) -> dict[str, Any]:
    """Return the evaluated response of a tier; the worker may still be at it."""
    for _ in range(EVALUATION_TRIES):
        items = (await desk.get(f"/api/incidents/{stage.incident_id}/responses"))["items"]
        for response in items:
            if response["area"] == area and response["family"] == family:
                return dict(response)
        await asyncio.sleep(0.25)
    raise LookupError(f"no {family} response was evaluated for {area}")


@act("ship")
async def _ship(stage: Stage, desk: Desk, step: Step) -> None:
    given = step.details
    houses = (await desk.get("/api/warehouses"))["items"]
    house = next(w for w in houses if given["warehouse"] in w["name_zh"])
    shipment = await desk.post(
        "/api/shipments",
        {
            "incident_id": stage.incident_id,
            "warehouse_id": house["id"],
            "to_area": given["to_area"],
            "lines": [{"item": item, "qty": qty} for item, qty in given["lines"].items()],
        },
    )
    stage.named[given["name"]] = [shipment]
    stage.receive("shipments", shipment)


@act("ship_move")
async def _ship_move(stage: Stage, desk: Desk, step: Step) -> None:
    (shipment,) = stage.named[step.details["name"]]
    move = step.details["move"]
    counted = [{"item": line["item"], "qty": line["qty"]} for line in shipment["lines"]]
    stage.named[step.details["name"]] = [
        await desk.post(
            f"/api/shipments/{shipment['id']}/{move}",
            {"lines": counted} if move == "receive" else {},
            version=shipment["version"],
        )
    ]


@act("footprint")
async def _footprint(stage: Stage, desk: Desk, step: Step) -> None:
    await desk.post(f"/api/incidents/{stage.incident_id}/footprints", footprint_of(step))
    stage.count("footprints")


def footprint_of(step: Step) -> dict[str, Any]:
    """Return an official map as the play sends it: its source says how it was read, too."""
    published = {name: value for name, value in step.details.items() if name != "note_zh"}
    source = "；".join(filter(None, (step.source, step.details.get("note_zh"))))
    return published | {"kind": "official", "source_zh": source}
