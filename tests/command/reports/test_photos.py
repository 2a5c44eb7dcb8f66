"""Photos that follow their report, because the text goes first on a thin network."""

from io import BytesIO
from uuid import UUID

from PIL import Image

from core.ids import uuid7
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
