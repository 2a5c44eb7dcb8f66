"""Reading code tables over HTTP."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter

from core.clock import BEIJING, real_now
from core.codes import queries
from core.codes.models import Code, CodeLink, CodeTable
from core.errors import NotFound
from core.http import Out, ReaderDep

router = APIRouter(prefix="/api/codes", tags=["codes"])


class LinkOut(Out):
    """A code of another table."""

    table: str
    code: str


class CodeOut(Out):
    """A code with its names. `provisional`: still to be checked against the standard itself."""

    code: str
    zh: str
    en: str
    parent: str | None
    valid_from: date
    valid_to: date | None
    source: str
    provisional: bool
    counted_as: list[LinkOut] = []


class CodeTableOut(Out):
    """A code table's names."""

    name: str
    zh: str
    en: str
    source: str


class CodesOut(CodeTableOut):
    """A code table with its codes."""

    items: list[CodeOut]


class CodeTablesOut(Out):
    """All code tables."""

    items: list[CodeTableOut]


@router.get("")
async def get_tables(session: ReaderDep) -> CodeTablesOut:
    """List the code tables."""
    found = await queries.all_tables(session)
    return CodeTablesOut(items=[CodeTableOut.model_validate(t) for t in found])


@router.get("/{table}")
async def get_codes(table: str, session: ReaderDep, on: date | None = None) -> CodesOut:
    """List a table's codes that are valid `on` a day, today if none is named."""
    found = await queries.one_table(session, table)
    if found is None:
        raise NotFound()
    codes = await queries.codes_on(session, table, on or real_now().astimezone(BEIJING).date())
    return _shown(found, codes, await queries.links_from(session, table))


def _shown(table: CodeTable, codes: list[Code], links: dict[str, list[CodeLink]]) -> CodesOut:
    items = []
    for code in codes:
        item = CodeOut.model_validate(code)
        item.counted_as = [
            LinkOut(table=to.to_table, code=to.to_code) for to in links.get(code.code, [])
        ]
        items.append(item)
    return CodesOut(name=table.name, zh=table.zh, en=table.en, source=table.source, items=items)
