import hashlib
import resource
import shutil
from contextlib import contextmanager

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import psycopg

from core.access.limits import TokenBuckets
from core.access.scope import Scope
from core.files import FileStore, attach, attached
from core.files.models import FileRow
from core.ids import uuid7
from tests.core.test_file_contents import PDF, photo


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


def test_a_reserve_of_the_disk_is_left_alone(tmp_path):
    roomy = FileStore(tmp_path, reserve_bytes=1)
    kept = roomy.put(PDF)
    full = FileStore(tmp_path, reserve_bytes=shutil.disk_usage(tmp_path).total)
    with pytest.raises(OSError, match="reserve"):
        full.put(PDF + b"more")
    assert full.put(PDF) == kept, "what is there already takes no room"
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [roomy.path(kept)]


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


async def test_a_disk_that_is_nearly_full_takes_no_photo_and_says_what_to_do(
    app, as_post, settings
):
    reporter = await as_post("371426101-reporter")
    total = shutil.disk_usage(settings.var).total
    app.state.files = FileStore(settings.files_dir, reserve_bytes=total)
    app.state.byte_limits = TokenBuckets(1000, seconds=86_400)
    for _ in range(3):  # what was not kept does not count
        refused = await reporter.post("/api/files", files=sent(photo()))
        assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
        assert "系统管理员清理磁盘" in refused.json()["detail"]
        assert "make room" in refused.json()["detail_en"]


async def test_a_post_sends_a_day_s_worth_and_then_waits_whatever_session_it_is_in(app, as_post):
    said = await (await as_post("371426101-reporter")).post("/api/files", files=sent(photo()))
    size = said.json()["size"]
    app.state.byte_limits = TokenBuckets(2 * size, seconds=86_400)
    answers = []
    for session in (True, False, True):
        reporter = await as_post("371426101-reporter", second_factor=session)
        answers.append(await reporter.post("/api/files", files=sent(photo())))
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert "照常报送" in answers[2].json()["detail"]
    assert 0 < int(answers[2].headers["retry-after"]) <= 43_200
    other = await as_post("371426102-reporter")
    assert (await other.post("/api/files", files=sent(photo()))).status_code == 201


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
