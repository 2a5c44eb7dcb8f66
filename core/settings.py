"""All configuration, read once when the application is built."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import URL, make_url

ROOT = Path(__file__).resolve().parent.parent

_ORIGIN = re.compile(r"(https?)://([a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?/?")


class DatabaseSettings(BaseModel, frozen=True):
    """Where the data is. `url` is the owner, who migrates; two further roles log in there."""

    url: str
    app_role: str = "jinmin_app"
    system_role: str = "jinmin_system"
    app_password: SecretStr | None = None
    system_password: SecretStr | None = None
    pool_size: int = 10

    def for_owner(self) -> URL:
        """Return the address for migrations and set-up."""
        return make_url(self.url).set(drivername="postgresql+psycopg")

    def for_app(self) -> URL:
        """Return the address for requests: owns nothing and cannot bypass row security."""
        return self._as(self.app_role, self.app_password)

    def for_system(self) -> URL:
        """Return the address for the tailer, the worker and nightly jobs."""
        return self._as(self.system_role, self.system_password)

    def _as(self, role: str, password: SecretStr | None) -> URL:
        url = self.for_owner()
        return url.set(
            username=role, password=password.get_secret_value() if password else url.password
        )


class ServerSettings(BaseModel, frozen=True):
    """Addresses and browser-facing rules.

    `public_url` is the one origin of page and hub where a proxy on this machine stands before both;
    only with it is the proxy believed about who is calling.
    """

    host: str = "127.0.0.1"
    port: int = 8600
    hub_port: int = 8601
    public_url: str | None = None
    origins: tuple[str, ...] = ()
    https: bool = False
    tls_cert: Path | None = None
    tls_key: Path | None = None
    max_file_bytes: int = 16 * 1024 * 1024
    max_json_bytes: int = 1024 * 1024
    max_session_bytes: int = 16 * 1024

    @field_validator("public_url")
    @classmethod
    def _as_origin(cls, value: str | None) -> str | None:
        """Return an address as browsers write it in `Origin`."""
        if not value:
            return None
        found = _ORIGIN.fullmatch(value.lower())
        if found is None:
            raise ValueError("应为 https://主机名，不带路径 must be https://HOST without a path")
        scheme, host, port = found.groups()
        usual = ":443" if scheme == "https" else ":80"
        return f"{scheme}://{host}{port if port and port != usual else ''}"

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """Origins from which browsers may change things or open the live feed."""
        scheme = "https" if self.https else "http"
        own = tuple(f"{scheme}://{h}:{self.port}" for h in ("127.0.0.1", "localhost", self.host))
        public = (self.public_url,) if self.public_url else ()
        return tuple(dict.fromkeys((*public, *self.origins, *own)))

    def live_origin(self, origin: str) -> str:
        """Return where the hub is for a browser whose page came from `origin`."""
        parts = urlsplit(origin)
        scheme = "wss" if parts.scheme == "https" else "ws"
        if origin == self.public_url:
            return f"{scheme}://{parts.netloc}"
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return f"{scheme}://{host}:{self.hub_port}"


class SecuritySettings(BaseModel, frozen=True):
    """Sessions, locks and tickets, with the values customary for protection level 3.

    `ticket_key` is shared by API and hub; a process that is given none cannot read the others'.
    """

    ticket_key: SecretStr = Field(
        default_factory=lambda: SecretStr(secrets.token_urlsafe(32)), min_length=32
    )
    session_idle_minutes: int = 30
    session_hours: int = 12
    lock_after_failures: int = 5
    lock_account_after_failures: int = 25
    lock_minutes: int = 15
    second_factor_minutes: int = 15
    password_min_length: int = 12
    login_per_minute: int = 30
    tickets_per_minute: int = 120
    files_per_minute: int = 120


class FileSettings(BaseModel, frozen=True):
    """How much of the disk photos and documents may take: the database lies on the same one.

    Nothing is kept that would leave less than `reserve_bytes` free. What a post has sent comes back
    to it steadily through the day, so that whoever sends without end waits, and is never shut out.
    """

    reserve_bytes: int = Field(default=2 * 2**30, ge=0)
    post_bytes_per_day: int = Field(default=2 * 2**30, ge=16 * 2**20)


class Settings(BaseSettings):
    """The whole configuration. Environment names: `JINMIN_SERVER__PORT`, `DATABASE_URL`, …"""

    model_config = SettingsConfigDict(
        env_prefix="JINMIN_", env_nested_delimiter="__", extra="ignore", frozen=True
    )

    database: DatabaseSettings
    server: ServerSettings = ServerSettings()
    security: SecuritySettings = SecuritySettings()
    files: FileSettings = FileSettings()
    site: int = Field(default=1, ge=1, le=32_000, description="number of this site in the log")
    var: Path = ROOT / "var"
    web_dist: Path = ROOT / "web" / "dist"

    @property
    def files_dir(self) -> Path:
        """Where uploaded photos and made documents are kept."""
        return self.var / "files"


def load_settings(**overrides: object) -> Settings:
    """Read the environment and return the settings.

    Raises
    ------
    RuntimeError
        No database address is known: neither `DATABASE_URL` nor `JINMIN_DATABASE__URL` is set.
    """
    if "database" not in overrides and "JINMIN_DATABASE__URL" not in os.environ:
        url = os.environ.get("DATABASE_URL")
        if not url:
            raise RuntimeError(
                "没有数据库地址：请用 ./jinmin serve 启动，或设置 DATABASE_URL。"
                " No database address: start with ./jinmin serve or set DATABASE_URL."
            )
        os.environ["JINMIN_DATABASE__URL"] = url
    return Settings(**overrides)  # type: ignore[arg-type]
