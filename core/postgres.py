"""PostgreSQL as this machine has it: its programs, its version, the account a server runs as."""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

NEEDED_MAJOR = 15
NEEDED_POSTGIS = (3, 3)
_MIB = 1 << 20


class ClusterError(RuntimeError):
    """The cluster cannot do what was asked; both languages say why and what helps."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")


class VolumeRefused(ClusterError):
    """A volume is mounted at the data directory itself, which is made elsewhere and renamed."""

    def __init__(self, data: Path) -> None:
        super().__init__(
            f"{data} 是一个卷的挂载点，数据库目录只能是卷中的子目录：请把卷挂载到 {data.parent}。",
            f"{data} is where a volume is mounted; the database takes a folder inside one:"
            f" mount it at {data.parent}.",
        )


@dataclass(frozen=True, slots=True)
class Programs:
    """Where one version of PostgreSQL is installed."""

    folder: Path
    major: int

    def path(self, name: str) -> str:
        """Return the path of a program."""
        return str(self.folder / name)


def find_programs(
    installed: Path = Path("/usr/lib/postgresql"),
    shared: Path = Path("/usr/share/postgresql"),
    *,
    major: int | None = None,
) -> Programs:
    """Return the newest installed PostgreSQL that has PostGIS, or the one of the given version.

    Raises
    ------
    ClusterError
        None is installed, or none is new enough.
    """
    found = sorted(
        (
            Programs(path / "bin", int(path.name))
            for path in installed.glob("*")
            if path.name.isdigit() and (path / "bin" / "initdb").exists()
        ),
        key=lambda p: -p.major,
    )
    wanted = [p for p in found if p.major == major] if major else found
    if not wanted:
        need = str(major or NEEDED_MAJOR)
        have = ", ".join(str(p.major) for p in found) or "—"
        raise ClusterError(
            f"没有找到 PostgreSQL {need} 的程序（已有：{have}）。请安装软件包 postgresql-{need} 和"
            f" postgresql-{need}-postgis-3。",
            f"PostgreSQL {need} is not installed (found: {have}). Install the packages"
            f" postgresql-{need} and postgresql-{need}-postgis-3.",
        )
    if wanted[0].major < NEEDED_MAJOR:
        raise ClusterError(
            f"PostgreSQL {wanted[0].major} 过旧，需要 {NEEDED_MAJOR} 或更新版本。",
            f"PostgreSQL {wanted[0].major} is too old; version {NEEDED_MAJOR} or newer is needed.",
        )
    for programs in wanted:
        if programs.major >= NEEDED_MAJOR and _postgis(shared, programs.major) >= NEEDED_POSTGIS:
            return programs
    best = ".".join(map(str, max(_postgis(shared, p.major) for p in wanted))) or "—"
    raise ClusterError(
        f"PostGIS 版本不足（已有：{best}，需要 3.3）。请安装"
        f" postgresql-{wanted[0].major}-postgis-3。",
        f"PostGIS is missing or too old (found: {best}, needed: 3.3). Install"
        f" postgresql-{wanted[0].major}-postgis-3.",
    )


def _postgis(shared: Path, major: int) -> tuple[int, ...]:
    """Return the installed version of PostGIS, empty where there is none."""
    control = shared / str(major) / "extension" / "postgis.control"
    if not control.exists():
        return ()
    version = re.search(r"default_version = '(\d+)\.(\d+)", control.read_text())
    return (int(version[1]), int(version[2])) if version else ()


def server_user() -> pwd.struct_passwd | None:
    """Return the account the server must run as, or None where it runs as ourselves.

    Raises
    ------
    ClusterError
        We are root and the account `postgres` does not exist.
    """
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        raise ClusterError(
            "PostgreSQL 不能以 root 运行，且系统没有 postgres 用户：请安装 postgresql-common。",
            "PostgreSQL refuses to run as root and there is no user postgres: install"
            " postgresql-common.",
        ) from None


def may_enter(folder: Path, user: pwd.struct_passwd) -> bool:
    """Tell whether a user may pass through every existing folder on the way to `folder`."""
    groups = set(os.getgrouplist(user.pw_name, user.pw_gid))
    for parent in folder.absolute().parents:
        if not parent.exists():
            continue
        facts = parent.stat()
        if facts.st_uid == user.pw_uid:
            needed = stat.S_IXUSR
        else:
            needed = stat.S_IXGRP if facts.st_gid in groups else stat.S_IXOTH
        if not facts.st_mode & needed:
            return False
    return True


def place(wanted: Path, *, otherwise: Path = Path("/var/lib/jinmin")) -> Path:
    """Return where the data directory can be: as wanted, or elsewhere if its user cannot get there.

    A checkout under the root user's home (mode 700) is out of reach for the user `postgres`.
    """
    user = server_user()
    if user is None or may_enter(wanted, user):
        return wanted
    return otherwise / hashlib.sha256(str(wanted).encode()).hexdigest()[:12]


def is_volume(data: Path) -> bool:
    """Tell whether a data directory is a volume's root; not if a cluster was moved there."""
    try:
        held = {entry.name for entry in data.iterdir()}
    except OSError:  # not there, or closed to us
        held = set()
    if "PG_VERSION" in held:
        return False
    mounts = Path("/proc/self/mountinfo").read_text().splitlines()
    # A folder of the same disk that is bound there shows among the mounts alone.
    bound = str(data.resolve()) in {line.split()[4] for line in mounts}
    return bound or data.is_mount() or "lost+found" in held


def server_settings(socket_folder: Path, port: int, *, durable: bool) -> dict[str, str]:
    """Return the embedded server's settings, for the memory this machine has today.

    Parameters
    ----------
    socket_folder, port : Path, int
        Where the server listens; `port` only names the socket's file.
    durable : bool
        False leaves out fsync and what else tests can do without.
    """
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // _MIB
    shm = shutil.disk_usage("/dev/shm").total // _MIB if Path("/dev/shm").is_dir() else 0  # noqa: S108
    chosen = {
        "listen_addresses": "''",
        "unix_socket_directories": f"'{socket_folder}'",
        "unix_socket_permissions": "0700",
        "port": str(port),
        "max_connections": "200",
        "shared_buffers": f"{min(max(memory // 8, 128), 4096)}MB",
        "effective_cache_size": f"{max(memory // 2, 256)}MB",
        "work_mem": f"{min(max(memory // 512, 8), 64)}MB",
        "maintenance_work_mem": f"{min(max(memory // 32, 64), 1024)}MB",
        "jit": "off",
        "random_page_cost": "1.1",
        "wal_compression": "on",
        "max_wal_size": "2GB",
        "logging_collector": "on",
        "log_filename": "'server-%a.log'",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_line_prefix": "'%m [%p] %q%u@%d '",
        # Parallel workers share memory there; a container often has 64 MiB of it.
        "max_parallel_workers_per_gather": "2" if shm >= 256 else "0",
    }
    if not durable:
        chosen |= dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off")
        chosen |= {"shared_buffers": "256MB", "autovacuum": "off", "logging_collector": "off"}
    return chosen
