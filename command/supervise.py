"""The service's processes: started in order, restarted when one dies, stopped in reverse order."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from command.installation import Address
from core.cluster import Cluster
from core.settings import ROOT

TICK_SECONDS = 0.1
CLUSTER_TICK_SECONDS = 1.0
READY_SECONDS = 180.0
STOP_SECONDS = 10.0
STEADY_SECONDS = 30.0
"""A process that ran this long before it died is restarted at once."""

LONGEST_WAIT_SECONDS = 10.0
LOG_BYTES = 20 << 20
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


class ServiceError(RuntimeError):
    """The service cannot run; says in both languages why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")


def commands(address: Address) -> dict[str, list[str]]:
    """Return the processes in the order in which they are started."""
    api = ["-m", "uvicorn", "command.app:create_app", "--factory"]
    api += [f"--host={address.host}", f"--port={address.port}"]
    api += ["--no-access-log", "--no-server-header", "--log-level=warning"]
    api += ["--no-proxy-headers"]  # the application knows whether there is a proxy
    api += ["--timeout-graceful-shutdown=3"]
    if address.certificates:
        api += [f"--ssl-certfile={address.certificates.certificate}"]
        api += [f"--ssl-keyfile={address.certificates.key}"]
    return {
        "tailer": [sys.executable, "-m", "core.live.tailer"],
        "hub": [sys.executable, "-m", "core.live.hub"],
        "worker": [sys.executable, "-m", "command.worker"],
        "api": [sys.executable, *api],
    }


@dataclass
class Child:
    """One process and how it fares."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restarts: int = 0
    failures: int = 0
    due: float = 0.0


@dataclass
class Supervisor:
    """Keeps the processes of one service running.

    Parameters
    ----------
    address : Address
        Where the service listens.
    environment : dict
        What the processes are told.
    log_folder : Path
        One file for each process.
    cluster : Cluster, optional
        The embedded cluster, started again when it dies.
    state_file : Path, optional
        Where `./jinmin status` and `stop` find us.
    """

    address: Address
    environment: dict[str, str]
    log_folder: Path
    cluster: Cluster | None = None
    state_file: Path | None = None
    say: Callable[[str], None] = print
    children: list[Child] = field(default_factory=list)
    stopping: bool = False
    cluster_restarts: int = 0
    _looked: float = 0.0

    def start(self) -> None:
        """Start the processes and wait until the service answers.

        Raises
        ------
        ServiceError
            A port is taken, or the service does not become ready.
        """
        for port in self.address.ports:
            require_free(self.address.host, port)
        self.log_folder.mkdir(parents=True, exist_ok=True)
        self.children = [Child(name, c) for name, c in commands(self.address).items()]
        for child in self.children:
            self._launch(child)
        self._write_state()
        self._await_ready()

    def run(self, meanwhile: Callable[[], bool] = lambda: True) -> None:
        """Watch over the processes until `meanwhile` says False or we are told to stop."""
        while not self.stopping and meanwhile():
            self.tick()
            time.sleep(TICK_SECONDS)

    def tick(self) -> None:
        """Look once after everything."""
        now = time.monotonic()
        if self.cluster and now - self._looked > CLUSTER_TICK_SECONDS:
            self._looked = now
            if self.cluster.pid() is None:
                self.say("数据库已中断，正在恢复 the database died; recovering")
                self.cluster.start()
                self.cluster_restarts += 1
        changed = False
        for child in self.children:
            changed |= self._look_after(child, now)
        if changed:
            self._write_state()

    def _look_after(self, child: Child, now: float) -> bool:
        if child.process is None:
            if now < child.due:
                return False
            child.restarts += 1
            self._launch(child)
            return True
        code = child.process.poll()
        if code is None:
            return False
        steady = now - child.started > STEADY_SECONDS
        child.failures = 1 if steady else child.failures + 1
        wait = 0.0 if child.failures == 1 else min(2.0 ** (child.failures - 3), 10.0)
        child.process, child.due = None, now + min(wait, LONGEST_WAIT_SECONDS)
        self.say(f"{child.name} 已退出 ended ({code})，重启 restarting")
        return True

    def _launch(self, child: Child) -> None:
        log = self.log_folder / f"{child.name}.log"
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.rename(log.with_suffix(".old.log"))
        with log.open("ab") as out:
            child.process = subprocess.Popen(
                child.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                # A Ctrl-C at the terminal is for us alone: we stop the others in order.
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - we have one thread
            )
        child.started = time.monotonic()

    def _await_ready(self) -> None:
        until = time.monotonic() + READY_SECONDS
        while not self.stopping:
            self.tick()
            if is_ready(self.address):
                return
            failing = [c for c in self.children if c.failures > 2]
            if failing or time.monotonic() > until:
                name = failing[0].name if failing else "api"
                log = self.log_folder / f"{name}.log"
                tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
                raise ServiceError(
                    f"{name} 无法启动，日志末尾（{log}）：\n{tail}",
                    f"{name} does not start, see above.",
                )
            time.sleep(TICK_SECONDS)

    def stop(self) -> None:
        """Stop the processes, the last started first, each after what it has in hand."""
        self.stopping = True
        for child in reversed(self.children):
            process = child.process
            if process is None or process.poll() is not None:
                continue
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self.state_file:
            self.state_file.unlink(missing_ok=True)

    def pid_of(self, name: str) -> int:
        """Return the process number of a running process."""
        for child in self.children:
            if child.name == name and child.process is not None:
                return child.process.pid
        raise KeyError(name)

    def _write_state(self) -> None:
        if self.state_file is None:
            return
        now, real = time.monotonic(), time.time()
        state = {
            "pid": os.getpid(),
            "address": self.address.url,
            "children": [
                {
                    "name": child.name,
                    "pid": child.process.pid if child.process else None,
                    "started": real - (now - child.started),
                    "restarts": child.restarts,
                }
                for child in self.children
            ],
        }
        self.state_file.parent.mkdir(parents=True, exist_ok=True)
        draft = self.state_file.with_suffix(".new")
        draft.write_text(json.dumps(state))
        draft.rename(self.state_file)


def _die_with_parent() -> None:
    """Ask the kernel to end this process when its supervisor is killed."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def is_free(host: str, port: int) -> bool:
    """Tell whether a port can be listened on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def require_free(host: str, port: int) -> None:
    """Raise where a port is taken."""
    if not is_free(host, port):
        raise ServiceError(
            f"端口 {port} 已被占用：用 --port 换一个，或先 ./jinmin stop。",
            f"Port {port} is taken: choose another with --port, or ./jinmin stop first.",
        )


def is_ready(address: Address) -> bool:
    """Ask the service whether it is ready."""
    context = None
    if address.certificates:
        context = ssl.create_default_context(cafile=str(address.certificates.authority))
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
    )
    try:
        with opener.open(f"{address.url}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def running(state_file: Path) -> dict[str, object] | None:
    """Return the state of the service that is running from here, None where none is."""
    try:
        state: dict[str, object] = json.loads(state_file.read_text())
        line = Path("/proc", str(state["pid"]), "cmdline").read_bytes()
    except (OSError, ValueError, KeyError):
        return None
    return state if b"command.cli" in line else None


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that ended and waits for its parent does not."""
    try:
        return Path("/proc", str(pid), "cmdline").read_bytes() != b""
    except OSError:
        return False
