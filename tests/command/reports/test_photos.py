"""Photos that follow their report, because the text goes first on a thin network."""

from io import BytesIO
from uuid import UUID

from PIL import Image

from core.ids import uuid7
from tests.command.drill import PINGYUAN, decide, evaluated, one, reported
from tests.command.reports.test_http import an_earthquake, send


def a_photo(colour: str) -> bytes:
    file = BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "JPEG")
    return file.getvalue()


async def hand_in(client, colour: str) -> str:
    answer = await client.post(
        "/api/files", files={"file": ("a.jpg", a_photo(colour), "image/jpeg")}
    )
    assert answer.status_code == 201, answer.text
    return str(UUID(answer.json()["id"]))


async def test_photos_are_added_once_and_seen_above(as_post):
    incident = await an_earthquake(as_post)
    town = await as_post("371426108-reporter")
    report = (await send(town, incident, figures={"injured": 1})).json()
    first, second = await hand_in(town, "red"), await hand_in(town, "blue")
    address = f"/api/reports/{report['id']}/photos"
    command = {"Command-Id": str(uuid7())}
    once = await town.post(address, json={"file_ids": [first]}, headers=command)
    again = await town.post(address, json={"file_ids": [first]}, headers=command)
    assert (once.status_code, again.json()) == (200, once.json())
    both = (await town.post(address, json={"file_ids": [second, first]})).json()
    assert (both["photos"], both["version"]) == ([first, second], 3)
    county = await as_post("371426-duty")
    assert (await county.get(f"/api/reports/{report['id']}")).json()["photos"] == [first, second]
    assert (await county.get(f"/api/files/{first}")).status_code == 200


async def test_a_neighbour_adds_nothing_and_too_many_are_refused(as_post):
    incident = await an_earthquake(as_post)
    town = await as_post("371426108-reporter")
    report = (await send(town, incident, figures={"injured": 1})).json()
    address = f"/api/reports/{report['id']}/photos"
    neighbour = await as_post("371426103-reporter")
    photo = await hand_in(neighbour, "red")
    assert (await neighbour.post(address, json={"file_ids": [photo]})).status_code == 404
    assert (await town.post(address, json={"file_ids": [photo]})).status_code == 404
    many = [str(uuid7()) for _ in range(31)]
    assert (await town.post(address, json={"file_ids": many})).status_code == 422
    assert (await town.get(f"/api/reports/{report['id']}")).json()["photos"] == []


async def test_the_final_report_of_who_started_a_response_shows_what_happened(
    as_post, system_database, owner_database
):
    province, county = await as_post("370000-duty"), await as_post("371426-duty")
    incident = await reported(province, owner_database)
    items = await evaluated(county, system_database, incident["id"])
    relief = one(items, area=PINGYUAN, family="relief")
    started = await decide(await as_post("371426-decider"), relief, "start", 4)
    assert started.status_code == 200, started.text
    photos = [await hand_in(county, colour) for colour in ("red", "blue", "green")]
    nobody = {"figures": {"deaths": 0, "missing": 0}}
    early = await send(county, incident["id"], **nobody, photos=photos[:1] * 2)
    assert early.json()["photos"] == photos[:1]
    assert [f["rule"] for f in early.json()["findings"]] == ["V38", "V38"]
    ended = await decide(await as_post("371426-decider"), started.json(), "end")
    assert ended.status_code == 200, ended.text
    final = nobody | {"kind": "FINAL", "note_zh": "房屋倒塌集中在老旧土坯房"}
    refused = await send(county, incident["id"], **final, photos=photos[:2] * 2)
    assert refused.status_code == 422
    assert [(f["rule"], f["pointer"]) for f in refused.json()["faults"]] == [("V38", "/photos")]
    assert "现有 2 张" in refused.json()["detail"]
    # The first went up with the report before: what an area has shown it need not show again.
    taken = await send(county, incident["id"], **final, photos=photos[1:])
    assert taken.status_code == 201, taken.text
