"""`./jinmin check`: is this installation what the service relies on?"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from command import queries
from core.audit_queries import broken_blocks
from core.db import Database
from core.migrations import newest_migration
from core.postgres import NEEDED_MAJOR, NEEDED_POSTGIS
from core.settings import ROOT, DatabaseSettings

NEEDED_GIB = 2
ADVICE = "./jinmin migrate"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `good`, or what is wrong and what helps."""

    good: bool
    zh: str
    en: str
    advice: str = ""


NO_TABLES = Finding(good=False, zh="数据库没有表", en="the database has no tables", advice=ADVICE)


def machine(var: Path, web_dist: Path) -> list[Finding]:
    """Look at what is outside the database."""
    free = shutil.disk_usage(var if var.exists() else ROOT).free >> 30
    version = ".".join(map(str, sys.version_info[:3]))
    return [
        Finding(sys.version_info >= (3, 11), f"Python {version}", f"Python {version}"),
        Finding(
            free >= NEEDED_GIB,
            f"磁盘剩余 {free} GiB",
            f"{free} GiB of disk free",
            f"至少 {NEEDED_GIB} GiB / at least {NEEDED_GIB} GiB",
        ),
        Finding(
            has_chinese_font(),
            "中文字体（打印用）",
            "Chinese font (for printing)",
            "apt-get install fonts-noto-cjk",
        ),
        Finding(
            (web_dist / "desk.html").exists(), "前端已构建", "front end built", "./jinmin serve"
        ),
        Finding(
            secrets_closed(var / "secrets"),
            "密钥仅本人可读",
            "secrets are closed",
            "chmod -R go= var",
        ),
    ]


def has_chinese_font() -> bool:
    """Tell whether fontconfig knows a Chinese font, or Debian's is installed."""
    if shutil.which("fc-list"):
        done = subprocess.run(
            ["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False
        )
        return bool(done.stdout.strip())
    return any(Path("/usr/share/fonts").rglob("NotoSansCJK*"))


def secrets_closed(folder: Path) -> bool:
    """Tell whether nobody else can read the secrets; true where there are none."""
    return all(
        not path.stat().st_mode & 0o077 for path in (folder, *folder.glob("*")) if path.exists()
    )


async def database(settings: DatabaseSettings) -> list[Finding]:
    """Look at what is inside the database, as its owner."""
    opened = Database(settings.for_owner())
    try:
        async with opened.reading(None) as session:
            migration = await queries.migration(session)
            if migration is None:
                return [NO_TABLES]
            known = await queries.facts(session, app=settings.app_role, system=settings.system_role)
    finally:
        await opened.close()
    broken = await _broken_audit(settings)
    postgis = tuple(int(part) for part in known["postgis"].split(".")[:2])
    mighty = [name for name, is_mighty in known["mighty"].items() if is_mighty]
    return [
        _same(f"PostgreSQL {known['postgresql']}", good=known["postgresql"] >= NEEDED_MAJOR),
        _same(f"PostGIS {known['postgis']}", good=postgis >= NEEDED_POSTGIS),
        _same(f"UTF-8 ({known['encoding']})", good=known["encoding"] == "UTF8"),
        Finding(
            migration == newest_migration(),
            f"数据库结构 {migration}",
            f"tables at {migration}",
            ADVICE,
        ),
        Finding(
            len(known["mighty"]) > 1 and not mighty,
            "应用角色受行级安全约束",
            "the service's roles are held by row security",
            f"alter role … nosuperuser nobypassrls: {', '.join(mighty)}",
        ),
        Finding(
            known["leakproof"],
            "geometry_overlaps 为 LEAKPROOF（否则地图查询慢）",
            "geometry_overlaps is LEAKPROOF (else map queries are slow)",
            "superuser: alter function geometry_overlaps(geometry, geometry) leakproof",
        ),
        Finding(
            not broken,
            f"审计链完整{_listed(broken)}",
            f"the audit's chain holds{_listed(broken)}",
            "这些审计块被改动 these sealed blocks were changed",
        ),
        Finding(
            known["areas"] > 0, f"区划 {known['areas']}", f"{known['areas']} areas", "./jinmin seed"
        ),
    ]


async def _broken_audit(settings: DatabaseSettings) -> list[int]:
    """Return the audit blocks that were changed; asked as the system, which sees every line."""
    opened = Database(settings.for_system(), pool_size=1)
    try:
        async with opened.reading(None) as session:
            return await broken_blocks(session)
    finally:
        await opened.close()


def _listed(numbers: list[int]) -> str:
    return f" {numbers}" if numbers else ""


def _same(what: str, *, good: bool) -> Finding:
    return Finding(good, what, what)
