"""What this machine must have besides Python: Debian packages, and how to ask for them.

Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
from pathlib import Path

NEEDED_MAJOR = 15
FOR_DOCUMENTS = (
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "fonts-noto-cjk",
)
PROGRAMS = ("chromium", "git")
"""Good from wherever they come."""

FOR_TESTS = (*PROGRAMS, "libnss3-tools", "libatomic1")
CLUSTER_CONF = Path("/etc/postgresql-common/createcluster.conf")


class SetupError(RuntimeError):
    """The machine lacks something we may not or cannot install; says in both languages what."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")


def missing_packages(*, browser: bool) -> list[str]:
    """Return the Debian packages that are not installed yet.

    Parameters
    ----------
    browser : bool
        What the tests use is needed too: Chromium among it.
    """
    wanted = [*FOR_DOCUMENTS, *(FOR_TESTS if browser else ())]
    if importlib.util.find_spec("ensurepip") is None:
        wanted.append("python3-venv")
    missing = [
        name
        for name in wanted
        if not (name in PROGRAMS and _on_path(name)) and not _installed(name)
    ]
    return missing + _missing_postgresql()


def _missing_postgresql() -> list[str]:
    ready = [
        int(path.parent.parent.name)
        for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")
        if path.parent.parent.name.isdigit()
    ]
    usable = sorted((major for major in ready if major >= NEEDED_MAJOR), reverse=True)
    for major in usable:
        if Path(f"/usr/share/postgresql/{major}/extension/postgis.control").exists():
            return []
    if usable:
        return [f"postgresql-{usable[0]}-postgis-3"]
    return ["postgresql", "postgis"]  # the versions are chosen when the package lists are known


def _installed(package: str) -> bool:
    done = subprocess.run(
        ["dpkg-query", "-W", "-f=${db:Status-Status}", package],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout == "installed"


def _on_path(program: str) -> bool:
    return any(Path(folder, program).exists() for folder in os.get_exec_path())


def install(packages: list[str], log: Path) -> None:
    """Install Debian packages; the output goes to a log file.

    Raises
    ------
    SetupError
        We are not root, this is not Debian or Ubuntu, or apt-get fails.
    """
    if not _on_path("apt-get"):
        raise SetupError(
            f"本机没有 apt-get，请自行安装：{' '.join(packages)}",
            f"There is no apt-get here; install by your own means: {' '.join(packages)}",
        )
    if os.geteuid() != 0:
        listed = " ".join(_names(packages))
        raise SetupError(
            f"缺少系统软件包，请先运行：sudo apt-get install --no-install-recommends {listed}",
            "System packages are missing; run the command above first, then start again.",
        )
    if not _known(packages):
        _apt(log, "update")
    names = _names(packages)
    if any(name.startswith("postgresql-") for name in names) and not CLUSTER_CONF.exists():
        # Debian makes and starts a cluster when the server is installed; ours is enough.
        _apt(log, "install", "postgresql-common")
        with CLUSTER_CONF.open("a") as file:
            file.write("\ncreate_main_cluster = false\n")
    try:
        _apt(log, "install", *names)
    except SetupError:  # lists that were there but old name files that are gone
        _apt(log, "update")
        _apt(log, "install", *_names(packages))


def _known(packages: list[str]) -> bool:
    """Tell whether apt's lists offer everything."""
    done = subprocess.run(
        ["apt-cache", "policy", *_names(packages)], capture_output=True, text=True, check=False
    )
    offers = [line for line in done.stdout.splitlines() if "Candidate:" in line]
    return len(offers) >= len(packages) and not any("(none)" in line for line in offers)


def _names(packages: list[str]) -> list[str]:
    """Return the packages with PostgreSQL's and PostGIS's newest version filled in."""
    if "postgis" not in packages:
        return packages
    done = subprocess.run(
        ["apt-cache", "search", "--names-only", r"^postgresql-[0-9]+-postgis-3$"],
        capture_output=True,
        text=True,
        check=False,
    )
    majors = [int(m) for m in re.findall(r"^postgresql-(\d+)-", done.stdout, re.MULTILINE)]
    major = max((m for m in majors if m >= NEEDED_MAJOR), default=NEEDED_MAJOR)
    others = [name for name in packages if name not in ("postgresql", "postgis")]
    return [*others, f"postgresql-{major}", f"postgresql-{major}-postgis-3"]


def _apt(log: Path, verb: str, *packages: str) -> None:
    options = ["-q", "-o", "Dpkg::Options::=--force-confold", "-o", "DPkg::Lock::Timeout=120"]
    if verb == "install":
        options += ["-y", "--no-install-recommends"]
    with log.open("ab") as out:
        done = subprocess.run(
            ["apt-get", verb, *options, *packages],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"},
            check=False,
        )
    if done.returncode:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-12:])
        raise SetupError(
            f"apt-get {verb} 失败，日志末尾（{log}）：\n{tail}",
            f"apt-get {verb} failed, see above.",
        )
