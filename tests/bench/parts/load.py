"""Load generator: many sockets, one epoll, bytes counted and hardly looked at.

    python -m tests.bench.parts.load PORT CLIENTS DEAF < commands

Each line of standard input is a command, each line of standard output its answer.  First comes a
line for each client, the subprotocols to offer (`-` for none, empty for a bare TCP stream).  Then
`expect BYTES` waits until the clients together have received so much, and `listen` reads the deaf
ones to their end.
"""

import os
import resource
import selectors
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

IN_FLIGHT = 100
FROM_NOW_ON = b"\x81\x82\0\0\0\0{}"
"""The hub's first message from a client, a masked text frame."""
CHUNK = 1 << 16


def answer(text: object) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def lines() -> str:
    return sys.stdin.readline().rstrip("\n")


def request(port: int, protocols: str) -> bytes:
    head = (
        f"GET /live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    )
    offered = f"Sec-WebSocket-Protocol: {protocols}\r\n" if protocols != "-" else ""
    return f"{head}{offered}\r\n".encode()


def greet(waiting: list[socket.socket]) -> None:
    """Read the answers to handshakes."""
    for sock in waiting:
        greeting = b""
        while b"\r\n\r\n" not in greeting:
            part = sock.recv(4096)
            if not part:
                raise ConnectionError(greeting)
            greeting += part
        if b" 101 " not in greeting:
            raise ConnectionError(greeting)
    waiting.clear()


def connect(port: int, count: int, deaf: int) -> list[socket.socket]:
    """Open all connections, `IN_FLIGHT` handshakes at a time; the last `deaf` read little."""
    opened: list[socket.socket] = []
    waiting: list[socket.socket] = []
    for number in range(count):
        sock = socket.socket()
        if number >= count - deaf:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.connect(("127.0.0.1", port))
        protocols = lines()
        if protocols:
            first = FROM_NOW_ON if protocols != "-" else b""
            sock.sendall(request(port, protocols) + first)
            waiting.append(sock)
        opened.append(sock)
        if len(waiting) == IN_FLIGHT:
            greet(waiting)
    greet(waiting)
    return opened


def close_code(sock: socket.socket) -> int:
    """Read a connection to its end and return the code of the close frame it ended with."""
    sock.settimeout(15)
    tail = b""
    while part := sock.recv(CHUNK):
        tail = (tail + part)[-200:]
    at = tail.rfind(b"\x88")
    return int.from_bytes(tail[at + 2 : at + 4]) if at >= 0 else 0


class Counter:
    """Counts what arrives, against an expectation."""

    def __init__(self, deaf: list[socket.socket]) -> None:
        self.deaf = deaf
        self.received = 0
        self.expected = 0
        self.started = 0.0

    def obey(self, command: str) -> None:
        if command.startswith("listen"):
            with ThreadPoolExecutor() as pool:
                answer(",".join(map(str, pool.map(close_code, self.deaf))))
        else:
            self.received, self.expected = 0, int(command.split()[1])
            self.started = time.monotonic()
            answer("marked")

    def take(self, size: int) -> None:
        if size == 0:
            raise ConnectionError("the server closed a client that reads")
        self.received += size
        if self.expected and self.received >= self.expected:
            self.expected = 0
            answer(time.monotonic() - self.started)


def main() -> None:
    port, count, deaf = (int(word) for word in sys.argv[1:4])
    wanted = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, wanted))
    socks = connect(port, count, deaf)
    selector = selectors.EpollSelector()
    buffer = bytearray(CHUNK)
    for sock in socks[: count - deaf]:
        sock.settimeout(0)
        selector.register(sock, selectors.EVENT_READ, sock.recv_into)
    selector.register(0, selectors.EVENT_READ, None)
    counter = Counter(socks[count - deaf :])
    answer("ready")
    while True:
        for key, _ in selector.select():
            if key.data is not None:
                with suppress(BlockingIOError):
                    counter.take(key.data(buffer))
            elif command := os.read(0, 4096).decode():
                counter.obey(command)
            else:
                return


if __name__ == "__main__":
    main()
