"""The service's processes: started in order, restarted when one dies, stopped in reverse order."""

from __future__ import annotations

import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from command.installation import Address, ServiceError
from core.cluster import Cluster
from core.postgres import ClusterError
from core.settings import ROOT

TICK_SECONDS = 0.1
CLUSTER_TICK_SECONDS = 1.0
READY_SECONDS = 180.0
STOP_SECONDS = 10.0
STEADY_SECONDS = 30.0
"""A process that ran this long before it died is restarted at once."""

LONGEST_WAIT_SECONDS = 10.0
RETRY_SECONDS = 5.0
"""So long nothing more is tried with a part that could not be looked after."""

ENDS_WITH_US = ("setpriv", "--pdeathsig", "TERM")
"""Before a command: the kernel ends it when we are killed.

Not by a function of ours in the child: that may hang where other threads run, and the terminal's
progress is one.
"""

DATABASE = "数据库 database"
LOG_TICK_SECONDS = 10.0
LOG_BYTES = 20 << 20


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

    def wait_after_failure(self) -> float:
        """Return the pause before the next start: none at first, then ever longer up to a limit."""
        if self.failures <= 1:
            return 0.0
        doublings = min(self.failures, 20) - 3  # of a service that fails for days, no giant number
        return min(2.0**doublings, LONGEST_WAIT_SECONDS)


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
    _next: dict[str, float] = field(default_factory=dict)
    _troubled: set[str] = field(default_factory=set)
    _unsaved: bool = False

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
        self._unsaved = True
        self._await_ready()

    def run(self, meanwhile: Callable[[], bool] = lambda: True) -> None:
        """Watch over the processes until `meanwhile` says False or we are told to stop."""
        while not self.stopping and meanwhile():
            self.tick()
            time.sleep(TICK_SECONDS)

    def tick(self) -> None:
        """Look once after everything; what goes wrong with one part leaves the others alone."""
        if self.cluster:
            self._attempt(DATABASE, self._keep_cluster, every=CLUSTER_TICK_SECONDS)
        for child in self.children:
            self._attempt(child.name, partial(self._look_after, child))
        self._attempt("日志 logs", self._shorten_logs, every=LOG_TICK_SECONDS)
        if self._unsaved:
            self._attempt("状态文件 state file", self._write_state)

    def _attempt(self, part: str, act: Callable[[], None], *, every: float = 0.0) -> None:
        """Do something that a full disk or a dead server may forbid: say why once, go on trying."""
        now = time.monotonic()
        if now < self._next.get(part, 0.0):
            return
        try:
            act()
        except (OSError, ClusterError) as error:
            self._next[part] = now + RETRY_SECONDS
            if part not in self._troubled:  # once: the same reason comes with another time each try
                self._troubled.add(part)
                self._tell(f"{part}: {error}\n不断重试 trying again and again")
            return
        self._next[part] = now + every
        if part in self._troubled:
            self._troubled.remove(part)
            self._tell(f"{part}: 已恢复 well again")

    def _tell(self, line: str) -> None:
        with suppress(OSError):  # on the same full disk, perhaps
            self.say(line)

    def _keep_cluster(self) -> None:
        if self.cluster is None or self.cluster.pid() is not None:
            return
        if DATABASE not in self._troubled:
            self._tell("数据库已中断，正在恢复 the database died; recovering")
        self.cluster.start()
        self.cluster_restarts += 1

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.due:
                self._launch(child)
                child.restarts += 1
                self._unsaved = True
            return
        code = child.process.poll()
        if code is None:
            return
        steady = now - child.started > STEADY_SECONDS
        child.failures = 1 if steady else child.failures + 1
        child.process, child.due = None, now + child.wait_after_failure()
        self._unsaved = True
        self._tell(f"{child.name} 已退出 ended ({code})，重启 restarting")

    def _launch(self, child: Child) -> None:
        with self._log_of(child).open("ab") as out:
            child.process = subprocess.Popen(
                [*ENDS_WITH_US, *child.command],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                # A Ctrl-C at the terminal is for us alone: we stop the others in order.
                start_new_session=True,
            )
        child.started = time.monotonic()

    def _log_of(self, child: Child) -> Path:
        return self.log_folder / f"{child.name}.log"

    def _shorten_logs(self) -> None:
        for child in self.children:
            shorten(self._log_of(child))

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


def shorten(log: Path) -> None:
    """Move what a long log holds into another file, under the feet of the process that writes it.

    The process has the file open for appending and goes on at its new beginning; a line written
    in between is lost.  Where the disk is full the old lines are lost: the log must not fill it.
    """
    if not log.exists() or log.stat().st_size <= LOG_BYTES:
        return
    old = log.with_suffix(".old.log")
    old.unlink(missing_ok=True)
    try:
        shutil.copyfile(log, old)
    except OSError:
        old.unlink(missing_ok=True)
    os.truncate(log, 0)


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
    context = ssl.create_default_context()
    # The operator's certificate is for a name, and this is the loopback address.
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
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
