"""Frames as the hub makes them, read by a WebSocket library."""

from datetime import UTC, datetime
from uuid import UUID

import orjson
import pytest
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from core.live.protocol import entry, text_frame


def parse(raw: bytes) -> Frame:
    reader = StreamReader()
    reader.feed_data(raw)
    parser = Frame.parse(reader.read_exact, mask=False)
    try:
        while True:
            next(parser)
    except StopIteration as done:
        return done.value


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 200_000])
def test_frames_of_all_sizes(size):
    frame = parse(text_frame(b"x" * size))
    assert (frame.opcode, frame.fin, len(frame.data)) == (Opcode.TEXT, True, size)


def test_an_event_message():
    at = datetime(2023, 8, 6, 2, 33, 59, tzinfo=UTC)
    body = '{"id": "x", "title": "平原"}'
    made = entry(
        (7, "orders", "order.issued", UUID(int=1), 3, 0, 371426000000, "addressed", None, at, body)
    )
    message = orjson.loads(parse(made.frame).data)
    assert message == {
        "o": 7, "t": "orders", "k": "order.issued", "e": str(UUID(int=1)), "v": 3, "a": 0,
        "i": None, "at": "2023-08-06T02:33:59+00:00", "b": {"id": "x", "title": "平原"},
    }  # fmt: skip
    assert (made.flow, made.to_area) == ("addressed", 371426000000)
