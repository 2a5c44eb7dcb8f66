import asyncio
import hashlib
import io
import resource
import struct
import sys
import zlib
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import psycopg

from core.access.limits import TokenBuckets
from core.access.scope import Scope
from core.errors import Invalid, TooLarge, WrongMediaType
from core.files import FileStore, attach, attached
from core.files.contents import MOST_BYTES, examine, plain_name
from core.files.models import FileRow
from core.files.service import examined
from core.ids import uuid7

PDF = b"%PDF-1.7\n%%EOF\n"
ORIENTATION, GPS = 0x0112, 0x8825
UNDOING = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a camera held that way writes an upright picture."""


def photo(kind: str = "JPEG", size: tuple[int, int] = (40, 20), *, turned: bool = False) -> bytes:
    image = Image.new("RGB", size, (200, 30, 30))
    exif = Image.Exif()
    exif[0x010F] = "Telephone"
    if turned:
        exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[2] = (37.0, 9.0, 0.0)
    written = io.BytesIO()
    image.save(written, kind, exif=exif)
    return written.getvalue()


def test_a_photo_keeps_its_pixels_and_loses_where_it_was_taken():
    data = photo(turned=True)
    assert b"Telephone" in data
    content = examine(data, "image/jpeg")
    assert b"Telephone" not in content.data
    stored = Image.open(io.BytesIO(content.data))
    assert not stored.getexif()
    assert (stored.size, content.width, content.height) == ((20, 40), 20, 40)
    assert content.original_sha256 == hashlib.sha256(data).digest()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_kinds_that_are_taken(kind):
    content = examine(photo(kind), f"image/{kind.lower()}")
    assert Image.open(io.BytesIO(content.data)).format == kind


def test_transparency_survives():
    written = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(written, "PNG")
    content = examine(written.getvalue(), "image/png")
    assert Image.open(io.BytesIO(content.data)).getpixel((0, 0)) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"<script>alert(1)</script>", "image/jpeg"),
        (photo("PNG"), "image/jpeg"),
        (photo()[:200], "image/jpeg"),
        (b"hello", "text/html"),
        (b"GIF89a", "image/gif"),
        (b"not a pdf", "application/pdf"),
        (PDF, "application/octet-stream"),
        (photo(), ""),
        (b"\x00" * 100, "image/png"),
    ],
)
def test_other_kinds_are_refused(data, media_type):
    with pytest.raises(WrongMediaType):
        examine(data, media_type)


def test_a_good_picture_with_broken_metadata_is_kept():
    data = bytearray(photo("WEBP", turned=True))
    header = data.index(b"MM\x00*")
    data[header : header + 4] = b"XX\x00*"
    assert examine(bytes(data), "image/webp").width == 40


@pytest.mark.parametrize("kind", [2, 7], ids=["text", "undefined"])
def test_a_tag_of_an_odd_kind_does_not_keep_a_photo_from_being_turned(kind):
    tags = struct.pack("<HHIHH", ORIENTATION, 3, 1, 6, 0)
    tags += struct.pack("<HHI4s", 0x011A, kind, 4, b"72")  # the resolution, which is a fraction
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + tags + bytes(4)
    written = io.BytesIO()
    Image.new("RGB", (40, 20)).save(written, "JPEG", exif=exif)
    content = examine(written.getvalue(), "image/jpeg")
    assert (content.width, content.height) == (20, 40)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_becomes_upright(orientation):
    upright = Image.new("RGB", (64, 32), (255, 255, 255))
    upright.paste((0, 0, 0), (0, 0, 16, 16))  # a mark that tells top from bottom, left from right
    turned = upright.transpose(UNDOING[orientation]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    written = io.BytesIO()
    turned.save(written, "PNG", exif=exif)
    stored = Image.open(io.BytesIO(examine(written.getvalue(), "image/png").data))
    assert stored.tobytes() == upright.tobytes()


def test_an_empty_profile_behind_the_pixels_is_refused_like_other_damage():
    data = photo("PNG")
    end = data.index(b"IEND") - 4
    empty = bytes(4) + b"iCCP" + struct.pack(">I", zlib.crc32(b"iCCP"))
    with pytest.raises(WrongMediaType):
        examine(data[:end] + empty + data[end:], "image/png")


def test_a_broken_chunk_is_refused_like_other_damage():
    data = bytearray(photo("PNG", (300, 300)))
    start = data.index(b"IDAT")
    data[start - 4 : start] = (100).to_bytes(4, "big")  # the next chunk begins amid the pixels
    with pytest.raises(WrongMediaType):
        examine(bytes(data), "image/png")


async def test_few_pictures_are_decoded_at_a_time(tmp_path):
    store, data = FileStore(tmp_path / "files"), photo("PNG", (3000, 3000))
    work = [asyncio.create_task(examined(store, data, "image/png")) for _ in range(6)]
    most = 0
    while not all(task.done() for task in work):
        await asyncio.sleep(0)
        most = max(most, sum(map(decoding, sys._current_frames().values())))
    await asyncio.gather(*work)
    assert 0 < most <= 2


def decoding(frame) -> bool:
    while frame is not None and frame.f_code is not examine.__code__:
        frame = frame.f_back
    return frame is not None


@contextmanager
def small_files_only(most: int):
    """Let the kernel refuse to write more, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_what_the_disk_does_not_take_leaves_nothing(tmp_path):
    store = FileStore(tmp_path / "files")
    with small_files_only(1 << 16), pytest.raises(OSError, match="too large"):
        store.put(bytes(1 << 18))
    assert not [p for p in (tmp_path / "files").rglob("*") if p.is_file()]


def test_too_large_and_empty_are_refused():
    with pytest.raises(TooLarge):
        examine(b"%PDF-" + bytes(MOST_BYTES), "application/pdf")
    with pytest.raises(Invalid):
        examine(b"", "application/pdf")
    bomb = io.BytesIO()
    Image.new("1", (9000, 9000)).save(bomb, "PNG")
    with pytest.raises(TooLarge):
        examine(bomb.getvalue(), "image/png")


@given(st.binary(max_size=300))
def test_rubbish_is_refused_and_nothing_else_happens(data):
    for media_type in ("image/jpeg", "image/png", "image/webp"):
        with pytest.raises((WrongMediaType, Invalid)):
            examine(data, media_type)


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("灾情.jpg", "灾情.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\a.jpg", "a.jpg"),
        ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie: x.jpg"),
        ("\ud800x", "x"),
        ("..", "file"),
        (None, "file"),
        ("长" * 300, "长" * 200),
    ],
)
def test_names_are_only_names(given_name, name):
    assert plain_name(given_name, "file") == name


def test_equal_contents_are_stored_once_and_damage_is_noticed(tmp_path):
    store = FileStore(tmp_path / "files")
    first, second = store.put(PDF), store.put(PDF)
    assert first == second == hashlib.sha256(PDF).digest()
    files = [p for p in (tmp_path / "files").rglob("*") if p.is_file()]
    assert files == [store.path(first)]
    assert store.get(first) == PDF
    store.path(first).write_bytes(b"something else")
    with pytest.raises(OSError, match="damaged"):
        store.get(first)
    with pytest.raises(FileNotFoundError):
        store.get(bytes(32))


def sent(data: bytes, media_type: str = "image/jpeg", name: str = "房屋.jpg"):
    return {"file": (name, data, media_type)}


async def test_a_full_disk_is_said_and_can_be_tried_again(as_post):
    reporter = await as_post("371426-duty")
    pdf = PDF + bytes(1 << 14)
    with small_files_only(1 << 13):
        refused = await reporter.post("/api/files", files=sent(pdf, "application/pdf"))
    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    taken = await reporter.post("/api/files", files=sent(pdf, "application/pdf"))
    assert taken.status_code == 201


async def test_a_photo_goes_up_and_comes_down(as_post):
    reporter = await as_post("371426-duty")
    data = photo()
    answer = await reporter.post("/api/files", files=sent(data))
    assert answer.status_code == 201
    said = answer.json()
    assert (said["name"], said["media_type"]) == ("房屋.jpg", "image/jpeg")
    assert (said["width"], said["height"]) == (40, 20)
    down = await reporter.get(f"/api/files/{said['id']}")
    assert hashlib.sha256(down.content).hexdigest() == said["sha256"]
    assert down.headers["content-type"] == "image/jpeg"
    assert down.headers["x-content-type-options"] == "nosniff"
    assert down.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in down.headers["content-security-policy"]


async def test_a_browser_that_kept_a_file_asks_whether_it_may_still_show_it(as_post):
    reporter = await as_post("371426101-reporter")
    said = (await reporter.post("/api/files", files=sent(photo()))).json()
    address = f"/api/files/{said['id']}"
    down = await reporter.get(address)
    assert down.headers["cache-control"] == "private, no-cache"
    kept = {"If-None-Match": down.headers["etag"]}
    again = await reporter.get(address, headers=kept)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "private, no-cache"
    assert (await reporter.get(address, headers={"If-None-Match": '"other"'})).status_code == 200
    elsewhere = await as_post("371427-duty")
    assert (await elsewhere.get(address, headers=kept)).status_code == 404


async def test_a_session_that_sends_without_end_must_wait(app, as_post):
    reporter = await as_post("371426101-reporter")
    app.state.file_limits = TokenBuckets(2)
    statuses = [
        (await reporter.post("/api/files", files=sent(photo()))).status_code for _ in range(3)
    ]
    assert statuses == [201, 201, 429]


async def test_sending_again_gives_the_same_file(as_post, owner_database):
    reporter = await as_post("371426101-reporter")
    ids = {(await reporter.post("/api/files", files=sent(photo()))).json()["id"] for _ in range(3)}
    assert len(ids) == 1
    async with owner_database.reading(None) as session:
        assert await session.scalar(text("select count(*) from core.file")) == 1


async def test_a_file_is_seen_from_its_area_and_above(as_post):
    town = await as_post("371426101-reporter")
    file_id = (await town.post("/api/files", files=sent(photo()))).json()["id"]
    seen = {
        account: (await (await as_post(account)).get(f"/api/files/{file_id}")).status_code
        for account in (
            "371426-leader",
            "371400-duty",
            "000000-kiosk",
            "371427-duty",
            "371426102-reporter",
        )
    }
    assert seen == {
        "371426-leader": 200,
        "371400-duty": 200,
        "000000-kiosk": 200,
        "371427-duty": 404,
        "371426102-reporter": 404,
    }


BAD_UPLOADS = [
    (sent(b"<html>", "text/html"), {}, 415, "media-type"),
    (sent(b""), {}, 422, "invalid"),
    (sent(photo()), {"area": "371427000000"}, 403, "forbidden"),
    (sent(photo()), {"area": "-1"}, 422, "invalid"),
    (sent(photo()), {"area": "9" * 40}, 422, "invalid"),
    (sent(photo()), {"area": "\x00"}, 422, "invalid"),
    ({}, {"file": "no file"}, 422, "invalid"),
    (sent(bytes(13 * 2**20)), {}, 413, "too-large"),
    (sent(bytes(20 * 2**20)), {}, 413, "too-large"),
]


async def test_bad_uploads_are_problems_and_leave_nothing(as_post, owner_database, settings):
    client = await as_post("371426-duty")
    for files, data, status, code in BAD_UPLOADS:
        answer = await client.post("/api/files", files=files, data=data)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.headers["content-type"] == "application/problem+json"
    async with owner_database.reading(None) as session:
        assert await session.scalar(text("select count(*) from core.file")) == 0
    assert [p for p in settings.files_dir.rglob("*") if p.is_file()] == []


async def test_who_only_reads_uploads_nothing(as_post):
    client = await as_post("371426-leader")
    answer = await client.post("/api/files", files=sent(photo()))
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_broken_multipart_is_a_problem(as_post):
    client = await as_post("371426-duty")
    for content_type, body in (
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data"),
        ("multipart/form-data; boundary=b", b"\xff\xfe"),
        ("application/json", b"{}"),
    ):
        answer = await client.post(
            "/api/files", content=body, headers={"Content-Type": content_type}
        )
        assert answer.status_code in (400, 422)
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_lost_content_is_said_to_be_missing(as_post, settings):
    client = await as_post("371426-duty")
    said = (await client.post("/api/files", files=sent(photo()))).json()
    FileStore(settings.files_dir).path(bytes.fromhex(said["sha256"])).unlink()
    assert (await client.get(f"/api/files/{said['id']}")).status_code == 404


async def test_files_belong_to_things(as_post, database):
    from core.access.may import system_actor

    client = await as_post("371426-duty")
    file_id = uuid7()
    said = (await client.post("/api/files", files=sent(photo()))).json()
    file_id, report = type(file_id)(said["id"]), uuid7()
    actor = system_actor(371426000000)
    for _ in range(2):
        async with database.writing(actor.scope) as session:
            await attach(
                session, actor, file_ids=[file_id], noun="report", entity=report, area=actor.area
            )
    for area, found in ((371426000000, {report: [file_id]}), (371427000000, {})):
        async with database.reading(Scope.of(area)) as session:
            assert await attached(session, Scope.of(area), [report]) == found


@pytest.mark.commits
async def test_the_same_bytes_are_found_by_their_hash(database, owner_database):
    async with owner_database.writing(None) as session:
        await session.execute(
            text(
                """
                insert into core.file (id, area, sha256, original_sha256, name, media_type, size,
                                       person_id, post_id)
                select gen_random_uuid(), :area, sha256(n::text::bytea), sha256(n::text::bytea),
                       'x.jpg', 'image/jpeg', 1, p.person_id, p.id
                from generate_series(1, 5000) n, (select id, person_id from core.post limit 1) p
                """
            ),
            {"area": 371426000000},
        )
        await session.execute(text("analyze core.file"))
    same = select(FileRow).where(
        FileRow.original_sha256 == bytes(32),
        FileRow.post_id == uuid7(),
        FileRow.area == 371426000000,
    )
    asked = same.compile(dialect=psycopg.dialect())
    async with database.reading(Scope.of(371400000000)) as session:
        connection = await session.connection()
        found = await connection.exec_driver_sql(f"explain {asked}", asked.params)
        plan = "\n".join(found.scalars())
    assert "ix_file_original_sha256" in plan, plan
