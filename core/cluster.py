"""The embedded PostgreSQL and PostGIS cluster: find the programs, make it, start it, stop it.

It runs as an unprivileged user, listens on one Unix socket in a directory of its own (mode 0700)
and on no network address; whoever may enter that directory may log in.  Other clusters of the
machine are never touched: everything here goes by the data directory.
"""

from __future__ import annotations

import fcntl
import hashlib
import itertools
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import psycopg
from psycopg import sql

from core.postgres import (
    ClusterError,
    Programs,
    VolumeRefused,
    find_programs,
    is_volume,
    server_settings,
    server_user,
)
from core.whole_files import flush_folder

SUPERUSER = "postgres"
DATABASE = "jinmin"
LOCALE = "C.UTF-8"
NEEDED_BYTES = 1 << 30
PORT = 5432
"""Only names the socket file: the directory is the cluster's own, and TCP is off."""

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Cluster:
    """One data directory and the server on it.

    Parameters
    ----------
    data : Path
        Data directory; made by `start` where it does not exist.
    durable : bool
        False leaves out fsync, for tests only.
    """

    data: Path
    durable: bool = True

    @property
    def socket_folder(self) -> Path:
        """A short path (the kernel allows 107 bytes), one for each data directory."""
        name = hashlib.sha256(str(self.data.absolute()).encode()).hexdigest()[:10]
        if os.geteuid() == 0 and os.access("/run", os.W_OK):
            return Path("/run") / f"jinmin-{name}"
        return Path("/tmp") / f"jinmin-{os.geteuid()}-{name}"  # noqa: S108 - TMPDIR may be too long

    @property
    def log_file(self) -> Path:
        """What the server says while it starts; afterwards it writes to `log/` beside it."""
        return self.data / "start.log"

    def url(self, database: str = DATABASE) -> str:
        """Return the address of a database, as its superuser."""
        return f"postgresql://{SUPERUSER}@/{database}?host={self.socket_folder}&port={PORT}"

    def pid(self) -> int | None:
        """Return the process of the running server, None where there is none.

        Raises
        ------
        ClusterError
            The data belongs to somebody else, root included: its server is not ours to touch.
        """
        self._require_ours()
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        return pid if pid in self._processes() else None

    def start(self) -> bool:
        """Make the cluster if need be and start it; tell whether it was not running before.

        Raises
        ------
        ClusterError
            With the reason and what helps.
        """
        self.data.parent.mkdir(parents=True, exist_ok=True)
        with self._locked():
            if self.pid() is not None:
                return False
            self._set_aside_remains()
            programs = self._programs()
            if not self.data.exists():
                self._make(programs)
            self._clear_remains()
            self._make_socket_folder()
            self._configure()
            done = self._run(
                programs.path("pg_ctl"),
                *("start", "--wait", "--timeout=600", "--silent"),
                f"--pgdata={self.data}",
                f"--log={self.log_file}",
            )
            if done.returncode:
                raise self._start_failure(done.stdout)
        return True

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Have the server running inside the `with`; the last of several users stops it.

        Users hold a shared lock, which the kernel takes back from those who are killed.
        """
        self._require_ours()
        self.data.parent.mkdir(parents=True, exist_ok=True)
        with self._users_file.open("w") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            try:
                self.start()
                yield
            finally:
                if _becomes_only_user(users):
                    self.stop()

    def stop_unless_used(self) -> bool:
        """Stop a server that its users left running; tell whether nobody uses it now."""
        if self.pid() is None:
            return True
        with self._users_file.open("w") as users:
            alone = _becomes_only_user(users)
            if alone:
                self.stop()
        return alone

    def stop(self) -> None:
        """Stop the server after rolling back what is open; do nothing where it is not running."""
        if self.pid() is None:
            return
        with self._locked():
            done = self._run(
                self._programs().path("pg_ctl"),
                *("stop", "--wait", "--timeout=120", "--silent", "--mode=fast"),
                f"--pgdata={self.data}",
            )
        if done.returncode:
            raise ClusterError(
                f"数据库没有停下来：{done.stdout}", f"The database did not stop: {done.stdout}"
            )

    def remove(self) -> None:
        """Stop the server and delete everything that belongs to it."""
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.rmtree(self.socket_folder, ignore_errors=True)
        self._lock_file.unlink(missing_ok=True)
        self._users_file.unlink(missing_ok=True)

    @property
    def _users_file(self) -> Path:
        return self.data.with_name(self.data.name + ".users")

    @property
    def _lock_file(self) -> Path:
        return self.data.with_name(self.data.name + ".lock")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one command at a time start or stop this cluster."""
        with self._lock_file.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _programs(self) -> Programs:
        version = self.data / "PG_VERSION"
        return find_programs(major=int(version.read_text()) if version.exists() else None)

    def _require_ours(self) -> None:
        """Refuse a volume's root, and what an ordinary user made where root runs or the reverse."""
        user = server_user()
        if is_volume(self.data):
            raise VolumeRefused(self.data)
        try:
            owner = self.data.stat().st_uid
        except FileNotFoundError:
            return
        except PermissionError:
            owner = -1
        if owner != (user.pw_uid if user else os.geteuid()):
            raise ClusterError(
                f"{self.data} 属于其他用户：请用创建它的用户运行（sudo -u 用户 ./jinmin …）。",
                f"{self.data} belongs to another user: run as the one who made it"
                " (sudo -u USER ./jinmin …).",
            )

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as the server's user, in a clean environment."""
        user = server_user()
        ours = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))}
        return subprocess.run(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            env=ours | {"LC_ALL": LOCALE},
            check=False,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )

    def _set_aside_remains(self) -> None:
        """Move a data directory without its control file out of the way: no server can start on it.

        Nothing of it is deleted: it may have been a cluster once.
        """
        if not self.data.exists() or (self.data / "global" / "pg_control").exists():
            return
        if not any(self.data.iterdir()):
            self.data.rmdir()
            return
        taken = (self.data.with_name(f"{self.data.name}.broken-{n}") for n in itertools.count(1))
        self.data.rename(next(path for path in taken if not path.exists()))

    def _make(self, programs: Programs) -> None:
        """Make the cluster elsewhere and move it here when it is complete, whatever happens."""
        parent = self.data.parent
        free = shutil.disk_usage(parent).free
        if free < NEEDED_BYTES:
            raise ClusterError(
                f"磁盘空间不足：{parent} 只剩 {free // _MIB} MiB，至少需要 1 GiB。",
                f"Not enough disk space: {free // _MIB} MiB left at {parent}, 1 GiB needed.",
            )
        for abandoned in parent.glob(f"{self.data.name}.new-*"):
            shutil.rmtree(abandoned, ignore_errors=True)
        # Each time another name: an initdb whose caller was killed may still be writing.
        draft = Path(tempfile.mkdtemp(prefix=f"{self.data.name}.new-", dir=parent))
        try:
            user = server_user()
            if user:
                os.chown(draft, user.pw_uid, user.pw_gid)
            self._initialise(programs, draft)
            draft.rename(self.data)
            flush_folder(parent)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _initialise(self, programs: Programs, folder: Path) -> None:
        done = self._run(
            programs.path("initdb"),
            *("--encoding=UTF8", f"--locale={LOCALE}", "--auth=trust", "--no-instructions"),
            *(() if self.durable else ("--no-sync",)),
            f"--username={SUPERUSER}",
            f"--pgdata={folder}",
        )
        if done.returncode == 0:
            return
        if "invalid locale" in done.stdout:
            raise ClusterError(
                f"系统缺少 {LOCALE} 语言环境（软件包 libc-bin）。",
                f"The locale {LOCALE} is missing on this system (package libc-bin).",
            )
        raise ClusterError(
            f"无法创建数据库目录：{done.stdout}", f"Cannot make the cluster: {done.stdout}"
        )

    def _make_socket_folder(self) -> None:
        folder, user = self.socket_folder, server_user()
        owner = user.pw_uid if user else os.geteuid()
        folder.mkdir(mode=0o700, exist_ok=True)
        if user and folder.lstat().st_uid == 0:
            os.chown(folder, user.pw_uid, user.pw_gid, follow_symlinks=False)
        facts = folder.lstat()
        if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != owner:
            raise ClusterError(
                f"{folder} 被其他用户占用，请删除。",
                f"{folder} was made by another user; remove it.",
            )
        folder.chmod(0o700)

    def _configure(self) -> None:
        """Write our settings, for the memory this machine has today."""
        chosen = server_settings(self.socket_folder, PORT, durable=self.durable)
        lines = [f"{name} = {value}" for name, value in chosen.items()]
        self._write("jinmin.conf", "\n".join(lines) + "\n")
        self._write("pg_hba.conf", "local all all trust\n")
        main = self.data / "postgresql.conf"
        include = "include = 'jinmin.conf'\n"
        if include not in main.read_text():
            with main.open("a") as file:
                file.write(include)

    def _write(self, name: str, content: str) -> None:
        path, user = self.data / name, server_user()
        path.write_text(content)
        if user:
            os.chown(path, user.pw_uid, user.pw_gid)

    def _processes(self) -> set[int]:
        """Return the server processes whose working directory is this data directory."""
        try:
            here = self.data.stat()
        except FileNotFoundError:
            return set()
        found = set()
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                there = (entry / "cwd").stat()
                program = (entry / "comm").read_text().strip()
                (entry / "exe").stat()  # gone as soon as the process begins to end
            except OSError:  # gone meanwhile, or another user's
                continue
            same = (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino)
            if same and program.startswith("postgres"):
                found.add(int(entry.name))
        return found

    def _clear_remains(self) -> None:
        """After kill -9 of the server: end what it left running, remove its lock files.

        The server itself distrusts a lock file whose process number is in use again, by whatever
        program; we know by the working directory whether that process is this cluster's.
        """
        for sent, patience in ((0, 3.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            for pid in self._processes() if sent else ():
                os.kill(pid, sent)
            until = time.monotonic() + patience
            while self._processes() and time.monotonic() < until:
                time.sleep(0.05)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for lock in self.socket_folder.glob(".s.PGSQL.*"):
            lock.unlink(missing_ok=True)

    def _start_failure(self, said: str) -> ClusterError:
        try:
            lines = self.log_file.read_text(errors="replace").splitlines()[-12:]
        except OSError:
            lines = [said]
        tail = "\n".join(lines)
        if "No space left" in tail:
            return ClusterError(
                "磁盘已满，数据库无法启动。", "The disk is full: the database cannot start."
            )
        return ClusterError(
            f"数据库无法启动，日志末尾：\n{tail}",
            f"The database does not start; see {self.data}/log.",
        )


def _becomes_only_user(users: TextIO) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def make_database(server_url: str, name: str = DATABASE) -> bool:
    """Create a database with PostGIS where it is absent, and do what only a superuser may.

    `geometry_overlaps` is declared LEAKPROOF: without that, row security keeps map queries from
    using the spatial index (217 ms against 0.04 ms measured).

    Returns
    -------
    bool
        Whether the database was made now.
    """
    with psycopg.connect(server_url, autocommit=True) as server:
        known = server.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        if known is None:
            server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    with psycopg.connect(server_url, autocommit=True, dbname=name) as database:
        for extension in ("postgis", "pg_trgm"):
            database.execute(
                sql.SQL("create extension if not exists {}").format(sql.Identifier(extension))
            )
        database.execute("alter function geometry_overlaps(geometry, geometry) leakproof")
    return known is None
