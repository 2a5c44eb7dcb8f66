"""Verbs on loss reports: check, submit, verify."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from command.incidents import service as incidents
from command.reports import queries
from command.reports.draft import SUBMIT, Draft, counted_in, prepare
from command.reports.figures import AreaFigures, figures
from command.reports.kinds import Source, State
from command.reports.models import LossReport
from command.reports.rules import Finding, refusals, reports_directly
from command.reports.schemas import ReportIn, report_out
from core import audit, files, records
from core.access.may import may, moves
from core.access.scope import Actor, Role, Scope, ancestors_of
from core.clock import real_now, stamp, stamp_or_none
from core.db import Reader, Writer
from core.errors import Conflict, Forbidden, Invalid
from core.ids import uuid7
from core.worlds import world_now

__all__ = [
    "SUBMIT",
    "AreaFigures",
    "add_photos",
    "check",
    "figures",
    "find",
    "snapshot",
    "submit",
    "verify",
]

VERIFY = "reports.verify"
ON_SCREENS = 2000
MOST_PHOTOS = 30


class OutsideUnit(Invalid):
    """The report's place lies outside its area; sent again with `confirm_outside` it is taken."""

    code = "outside-unit"
    title_zh, title_en = "上报位置不在填报单位内", "The place lies outside the reporting unit"


class Refused(Invalid):
    """Hard rules forbid the report; `faults` lists every finding."""

    code = "report-refused"
    title_zh, title_en = "报表未通过校验", "The report breaks hard rules"


async def check(session: Reader, actor: Actor, *, given: ReportIn) -> dict[str, Any]:
    """Return what a report would meet if it were sent now; change nothing.

    Raises
    ------
    NotFound
        The incident is not visible.
    Forbidden
        The post does not report for this area.
    Invalid
        An indicator or the area is unknown, or the place is impossible.
    """
    draft = await prepare(session, actor, given=given)
    return {
        "area": draft.area,
        "area_name": draft.area_name,
        "seq": draft.seq,
        "due_at": stamp_or_none(draft.due_at),
        "late_minutes": draft.late_minutes,
        "outside_unit": draft.outside,
        "accepted": not refusals(draft.findings) and (given.confirm_outside or not draft.outside),
        "findings": [asdict(finding) for finding in draft.findings],
        "previous": draft.before,
    }


async def submit(session: Writer, actor: Actor, *, given: ReportIn) -> dict[str, Any]:
    """Take in a report, unless a hard rule forbids it.

    Raises
    ------
    OutsideUnit
        The place lies outside the area and `confirm_outside` is not set: asked, not refused.
    Refused
        Hard rules are broken.
    Conflict
        The incident is closed.
    """
    incident = await counted_in(session, actor, given.incident_id)
    await queries.one_at_a_time(
        session,
        incident_id=incident.id,
        area=actor.area if given.area is None else given.area,
    )
    draft = await prepare(session, actor, given=given)
    if draft.outside and not given.confirm_outside:
        raise OutsideUnit(
            f"定位点不在{draft.area_name}内。位置无误请确认后再发；否则请改正位置。",
            f"The point is not inside {draft.area_name}. Confirm it if right, else correct it.",
            pointer="/lon",
        )
    _refuse(draft.findings)
    row = _row(actor, given, draft)
    session.add(row)
    await session.flush()
    await files.attach(
        session, actor, file_ids=given.photos, noun="report", entity=row.id, area=row.area
    )
    await audit.record(
        session,
        actor,
        verb="submit",
        noun="report",
        entity=row.id,
        area=row.area,
        after={"kind": row.kind, "seq": row.seq, "figures": row.figures},
        reason="；".join(given.reasons.values()) or None,
    )
    await _announce(session, row, "report.submitted")
    await _merge(session, row)
    return report_out(row.projection(), allowed_moves(actor, row))


async def add_photos(
    session: Writer, actor: Actor, *, report_id: UUID, file_ids: list[UUID]
) -> dict[str, Any]:
    """Add photos that followed their report: on a thin network the text goes first.

    A photo that the report has already is not added again.

    Raises
    ------
    NotFound
        The report or a file is not visible.
    Forbidden
        The post does not report for this area.
    Invalid
        There would be more than 30 photos.
    """
    row = await records.find(session, LossReport, actor.scope, "up", report_id, lock=True)
    may(actor, SUBMIT, row.area)
    new = [file_id for file_id in dict.fromkeys(file_ids) if str(file_id) not in row.photos]
    if not new:
        return report_out(row.projection(), allowed_moves(actor, row))
    if len(row.photos) + len(new) > MOST_PHOTOS:
        raise Invalid(
            f"一份报表至多 {MOST_PHOTOS} 张照片",
            f"A report takes at most {MOST_PHOTOS} photos",
            pointer="/file_ids",
        )
    await files.attach(session, actor, file_ids=new, noun="report", entity=row.id, area=row.area)
    row.photos = [*row.photos, *(str(file_id) for file_id in new)]
    row.version += 1
    await audit.record(
        session,
        actor,
        verb="add-photos",
        noun="report",
        entity=row.id,
        area=row.area,
        after={"photos": row.photos},
    )
    await _announce(session, row, "report.illustrated")
    return report_out(row.projection(), allowed_moves(actor, row))


async def verify(
    session: Writer, actor: Actor, *, report_id: UUID, version: int | None
) -> dict[str, Any]:
    """Mark a report's figures as verified by the actor's office.

    Raises
    ------
    NotFound
        Not visible.
    Forbidden
        The post may not, or wrote the report itself.
    Stale
        The report changed since `version`.
    Conflict
        It is verified already.
    """
    row = await records.find(session, LossReport, actor.scope, "up", report_id, lock=True)
    may(actor, VERIFY, row.area)
    if row.by_person == actor.person_id:
        raise Forbidden("不得核定本人填报的报表", "Nobody verifies a report of their own")
    records.require_version(row, version, current=row.projection())
    if row.state == State.VERIFIED:
        raise Conflict("报表已核定", "The report is verified already", current=row.projection())
    incident = await incidents.find(session, actor.scope, row.incident_id)
    row.state, row.version = State.VERIFIED.value, row.version + 1
    row.verified_at = await world_now(session, incident.world_id)
    row.verified_by = actor.post_title
    await audit.record(
        session,
        actor,
        verb="verify",
        noun="report",
        entity=row.id,
        area=row.area,
        before={"state": State.REPORTED},
        after={"state": State.VERIFIED},
    )
    await _announce(session, row, "report.verified")
    return report_out(row.projection(), allowed_moves(actor, row))


def allowed_moves(actor: Actor, row: LossReport) -> list[str]:
    """Return the moves this actor may make with a report now."""
    open_to = row.state == State.REPORTED and row.by_person != actor.person_id
    return ["verify"] if open_to and moves(actor, {VERIFY: row.area}) else []


async def find(session: Reader, scope: Scope, report_id: UUID) -> LossReport:
    """Return a visible report.

    Raises
    ------
    NotFound
        There is none, or this post may not see it.
    """
    return await records.find(session, LossReport, scope, "up", report_id)


async def snapshot(session: Reader, scope: Scope) -> list[dict[str, Any]]:
    """Return the reports a live screen of this scope holds."""
    return [row.projection() for row in await queries.for_screens(session, scope, limit=ON_SCREENS)]


async def _merge(session: Writer, row: LossReport) -> None:
    """Tell the units directly below which report, made with theirs at hand, follows theirs."""
    below = await queries.not_merged(session, incident_id=row.incident_id, area=row.area)
    for report in below:
        if ancestors_of(report.area)[-1] != row.area or report.submitted_at > row.seen_to:
            continue
        report.merged_into = {"seq": row.seq, "kind": row.kind, "at": stamp(row.submitted_at)}
        report.version += 1
        await _announce(session, report, "report.merged")


def _refuse(findings: list[Finding]) -> None:
    hard = refusals(findings)
    if hard:
        raise Refused(
            f"第一处：{hard[0].zh}（{hard[0].rule}）",
            f"First: {hard[0].en} ({hard[0].rule})",
            pointer=hard[0].pointer,
            faults=[asdict(finding) for finding in findings],
        )


def _row(actor: Actor, given: ReportIn, draft: Draft) -> LossReport:
    field = given.device_at is not None or Role.REPORTER in actor.roles
    source = given.source or (Source.FIELD if field else Source.DESK)
    return LossReport(
        id=uuid7(),
        version=1,
        incident_id=draft.incident.id,
        area=draft.area,
        area_recorded=draft.area,
        area_name=draft.area_name,
        kind=given.kind.value,
        seq=draft.seq,
        state=State.REPORTED.value,
        data_as_of=draft.data_as_of,
        submitted_at=draft.now,
        drawn_at=given.drawn_at and min(given.drawn_at, draft.now),
        received_at=real_now(),
        device_at=given.device_at,
        due_at=draft.due_at,
        late_minutes=draft.late_minutes,
        nil_report=given.nil_report,
        figures=draft.figures,
        lon=given.lon,
        lat=given.lat,
        accuracy_m=given.accuracy_m,
        outside_unit=draft.outside,
        direct=reports_directly(draft.known),
        source=source.value,
        source_zh=given.source_zh or f"{draft.area_name}上报",
        synthetic=given.synthetic,
        by_person=actor.person_id,
        by_post=actor.post_title,
        note_zh=given.note_zh,
        photos=[str(photo) for photo in dict.fromkeys(given.photos)],
        findings=[asdict(finding) for finding in draft.findings],
        supersedes=draft.last.id if draft.last else None,
    )


async def _announce(session: Writer, row: LossReport, kind: str) -> None:
    await records.tell(session, row, kind, topic="reports", flow="up")
