from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from core.codes import load_csv
from core.codes.queries import codes_on

HEAD = "table,code,parent,zh,en,valid_from,valid_to,provisional,counted_as,source\n"
SMALL = (
    HEAD
    + "colour,,,颜色,Colours,,,,,本表\n"
    + "colour,1,,红,Red,2020-01-01,2024-01-01,no,,本表\n"
    + "colour,1,,赤,Scarlet,2024-01-01,,no,,本表\n"
    + "colour,11,1,深红,Crimson,2020-01-01,,yes,colour:1 colour:11,本表\n"
)


def written(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


async def load(database, path: Path, content: str) -> int:
    written(path, content)
    async with database.writing(None) as session:
        return await load_csv(session, path)


@pytest.mark.commits
async def test_codes_have_a_time_and_an_order(system_database, tmp_path):
    assert await load(system_database, tmp_path / "codes.csv", SMALL) == 3
    async with system_database.reading(None) as session:
        for day, names in (
            (date(2019, 12, 31), []),
            (date(2023, 12, 31), ["红", "深红"]),
            (date(2024, 1, 1), ["赤", "深红"]),
        ):
            assert [c.zh for c in await codes_on(session, "colour", day)] == names


@pytest.mark.commits
async def test_loading_again_corrects_and_doubles_nothing(system_database, tmp_path):
    for content in (SMALL, SMALL, SMALL.replace("Crimson", "Dark red")):
        await load(system_database, tmp_path / "codes.csv", content)
    async with system_database.reading(None) as session:
        count = "select count(*) from core.{} where \"{}\" = 'colour'"
        assert await session.scalar(text(count.format("code", "table"))) == 3
        assert await session.scalar(text(count.format("code_link", "from_table"))) == 2
        codes = await codes_on(session, "colour", date(2024, 1, 1))
        assert codes[1].en == "Dark red"


async def test_codes_over_http(as_post, system_database, tmp_path):
    await load(system_database, tmp_path / "codes.csv", SMALL)
    client = await as_post("371426-leader")
    assert "colour" in [t["name"] for t in (await client.get("/api/codes")).json()["items"]]
    said = (await client.get("/api/codes/colour", params={"on": "2025-01-01"})).json()
    assert (said["zh"], said["en"], said["source"]) == ("颜色", "Colours", "本表")
    assert [(i["code"], i["zh"], i["parent"], i["provisional"]) for i in said["items"]] == [
        ("1", "赤", None, False),
        ("11", "深红", "1", True),
    ]
    assert said["items"][1]["counted_as"] == [
        {"table": "colour", "code": "1"},
        {"table": "colour", "code": "11"},
    ]
    assert (await client.get("/api/codes/none")).status_code == 404
    assert (await client.get("/api/codes/colour", params={"on": "yesterday"})).status_code == 422


async def test_code_tables_are_for_those_signed_in(client):
    assert (await client.get("/api/codes")).status_code == 401


HAZARDS = Path(__file__).resolve().parents[2] / "command" / "incidents" / "hazards.csv"


@pytest.mark.commits
async def test_the_hazard_lists_are_whole(system_database):
    async with system_database.writing(None) as session:
        await load_csv(session, HAZARDS)
    async with system_database.reading(None) as session:
        kinds = {c.code: c for c in await codes_on(session, "hazard", date(2023, 8, 6))}
        counted = {c.code for c in await codes_on(session, "hazard_report", date(2023, 8, 6))}
        links = (await session.execute(text("select * from core.code_link"))).all()
    assert len([c for c in kinds.values() if c.parent is None]) == 5
    assert len([c for c in kinds.values() if c.parent is not None]) == 39
    assert all(c.parent in kinds for c in kinds.values() if c.parent is not None)
    assert kinds["020100"].zh == "地震"
    assert counted == {f"{i:02d}" for i in range(1, 13)}
    assert {link.to_code for link in links if link.from_table == "hazard"} == counted
    assert len([k for k in links if k.from_code == "010900"]) == 2
    assert all(link.from_code in kinds for link in links if link.from_table == "hazard")
