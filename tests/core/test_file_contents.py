"""What is taken as a photo or document, and what is stored of it."""

import asyncio
import hashlib
import io
import struct
import sys
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.errors import Invalid, TooLarge, WrongMediaType
from core.files.contents import MOST_BYTES, examine, plain_name
from core.files.service import examined

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


async def test_few_pictures_are_decoded_at_a_time():
    data = photo("PNG", (3000, 3000))
    work = [asyncio.create_task(examined(data, "image/png")) for _ in range(6)]
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
