"""What contents are taken, and what is stored of them."""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
from dataclasses import dataclass

from PIL import ExifTags, Image, UnidentifiedImageError

from core.errors import Invalid, TooLarge, WrongMediaType

MOST_BYTES = 12 * 2**20
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 4096
JPEG_QUALITY = 88
LONGEST_NAME = 200
PDF = "application/pdf"
IMAGES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by its EXIF orientation (CIPA DC-008, tag 0x0112)."""


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes fit to be stored and served."""

    data: bytes
    media_type: str
    original_sha256: bytes
    width: int | None = None
    height: int | None = None


def examine(data: bytes, media_type: str) -> Content:
    """Check that a content is what it says and return what to store of it.

    An image is decoded and written anew, upright and without metadata: a telephone's photo tells
    where its owner was, and a file that is an image and a script at once ends here. The hash of the
    bytes handed in is kept. Takes some 100 ms for a large photo.

    Parameters
    ----------
    data : bytes
        At most 12 MiB; an image at most 50 million pixels.
    media_type : str
        JPEG, PNG, WebP or PDF.

    Raises
    ------
    WrongMediaType
        Another kind, or not of the kind it says.
    TooLarge
        More bytes or pixels than allowed.
    Invalid
        Nothing at all.
    """
    if not data:
        raise Invalid("文件是空的", "The file is empty", pointer="/file")
    if len(data) > MOST_BYTES:
        limit = MOST_BYTES // 2**20
        raise TooLarge(f"单个文件上限为 {limit} MiB", f"A file may have {limit} MiB")
    original = hashlib.sha256(data).digest()
    if media_type == PDF and data.startswith(b"%PDF-"):
        return Content(data, PDF, original)
    if media_type not in IMAGES:
        raise WrongMediaType(
            "可上传 JPEG、PNG、WebP 图片或 PDF", "JPEG, PNG, WebP or PDF can be uploaded"
        )
    return _image(data, media_type, original)


def _image(data: bytes, media_type: str, original: bytes) -> Content:
    kind = IMAGES[media_type]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=[kind])
        if image.width * image.height > MOST_PIXELS:
            raise TooLarge("图片像素过多", "The image has too many pixels")
        image.load()
        upright = _upright(image)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        plain = upright.convert("RGBA" if _see_through(upright) and kind != "JPEG" else "RGB")
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        EOFError,
        IndexError,
        OSError,
        SyntaxError,  # what the decoder raises for a broken PNG
        TypeError,
        ValueError,
        struct.error,
    ) as exc:
        raise WrongMediaType("图片无法读取", "The image cannot be read") from exc
    # The pixels alone: nothing the decoder attached (EXIF, comments, profiles) goes along.
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    written = io.BytesIO()
    bare.save(written, kind, quality=JPEG_QUALITY)
    return Content(written.getvalue(), media_type, original, bare.width, bare.height)


def _upright(image: Image.Image) -> Image.Image:
    # The library's own turning also writes the other tags anew and fails on any that is odd.
    try:
        turn = TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 - broken metadata are not kept anyway: the picture is good
        return image
    return image if turn is None else image.transpose(turn)


def _see_through(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def plain_name(name: str | None, fallback: str) -> str:
    """Return a file name without folders and control characters, at most 200 characters."""
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if c.isprintable() and not 0xD800 <= ord(c) <= 0xDFFF)
    return kept.strip(" .")[:LONGEST_NAME] or fallback
