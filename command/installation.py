"""An installation: where its data is, its secrets, and what its processes are told."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.cluster import DATABASE, Cluster, make_database
from core.postgres import place
from core.settings import ROOT
from core.tls import (
    Certificates,
    ensure_certificates,
    given_certificates,
    lan_addresses,
    names_in,
)
from core.whole_files import write_whole


class ServiceError(RuntimeError):
    """The service cannot run; says in both languages why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")


LOOPBACK = ("localhost", "127.0.0.1", "::1")
TICKET_KEY = "JINMIN_SECURITY__TICKET_KEY"
ORIGINS = "JINMIN_SERVER__ORIGINS"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the service is reached: `https` with certificates, else the loopback address only."""

    host: str = "127.0.0.1"
    port: int = 8600
    certificates: Certificates | None = None

    @property
    def url(self) -> str:
        """The address for this machine's own programs and browser."""
        return f"{'https' if self.certificates else 'http'}://127.0.0.1:{self.port}"

    @property
    def ports(self) -> tuple[int, ...]:
        """API and hub."""
        return (self.port, self.port + 1)

    def lan_urls(self) -> list[str]:
        """Return the addresses for other machines, none without certificates.

        An operator's certificate is for names, and those come first; our own has every address.
        """
        if self.certificates is None:
            return []
        named = [] if self.certificates.authority else self._names()
        return self._urls([*(name for name in named if name not in LOOPBACK), *lan_addresses()])

    def origins(self) -> list[str]:
        """Return where browsers on other machines may have our pages from."""
        if self.certificates is None:
            return []
        return self._urls([*self._names(), *lan_addresses()])

    def _names(self) -> list[str]:
        own = names_in(self.certificates.certificate) if self.certificates else []
        return [*own, os.uname().nodename.lower()]

    def _urls(self, hosts: list[str]) -> list[str]:
        shown = (f"[{host}]" if ":" in host else host for host in dict.fromkeys(hosts))
        return [f"https://{host}:{self.port}" for host in shown]


@dataclass(frozen=True, slots=True)
class Installation:
    """The folder `var/` and the database that belongs to it.

    Parameters
    ----------
    var : Path
        Everything that is not in the repository.
    given_url : str, optional
        The operator's own database (`DATABASE_URL`); otherwise the embedded cluster is used.
    """

    var: Path
    given_url: str | None = None

    @classmethod
    def here(cls) -> Installation:
        """Return the installation of this checkout, or the one `JINMIN_VAR` names."""
        folder = os.environ.get("JINMIN_VAR") or ROOT / "var"
        return cls(Path(folder).absolute(), os.environ.get("DATABASE_URL") or None)

    @property
    def cluster(self) -> Cluster | None:
        """The embedded cluster, None where the operator gave a database."""
        return None if self.given_url else Cluster(place(self.var / "pg"))

    @property
    def wanted_data_folder(self) -> Path:
        """Where the cluster would be if its user could get there."""
        return self.var / "pg"

    def url(self, database: str = DATABASE) -> str:
        """Return the address of a database as its owner."""
        cluster = self.cluster
        return cluster.url(database) if cluster else str(self.given_url)

    @contextmanager
    def database(self, name: str = DATABASE) -> Iterator[str]:
        """Give the address of a database that exists; its cluster runs while somebody uses it."""
        cluster = self.cluster
        if cluster is None:
            yield str(self.given_url)
            return
        with cluster.in_use():
            make_database(cluster.url("postgres"), name)
            yield cluster.url(name)

    def secret(self, name: str) -> str:
        """Return a secret of this installation, made at its first use; 256 bits."""
        folder = self.var / "secrets"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = folder / name
        # An empty file is what a power cut left of one whose making was not flushed.
        if not (file.exists() and file.stat().st_size):
            write_whole(file, secrets.token_urlsafe(32).encode())
        return file.read_text().strip()

    def certificates(self) -> Certificates:
        """Return the operator's certificate (`TLS_CERT`, `TLS_KEY`) or one of the site's own CA.

        Raises
        ------
        CertificateError, ServiceError
            It cannot be used, or only one of the two is given.
        """
        own = [os.environ.get(name) for name in ("TLS_CERT", "TLS_KEY")]
        if own[0] and own[1]:
            return given_certificates(Path(own[0]), Path(own[1]))
        if any(own):
            raise ServiceError(
                "TLS_CERT 与 TLS_KEY 必须同时设置。", "TLS_CERT and TLS_KEY are set together."
            )
        names = ["localhost", "127.0.0.1", os.uname().nodename, *lan_addresses()]
        return ensure_certificates(self.var / "tls", names)

    def environment(self, database_url: str, address: Address) -> dict[str, str]:
        """Return the environment for the service's processes."""
        told = {
            "JINMIN_DATABASE__URL": database_url,
            "JINMIN_SERVER__HOST": address.host,
            "JINMIN_SERVER__PORT": str(address.port),
            "JINMIN_SERVER__HUB_PORT": str(address.port + 1),
            TICKET_KEY: os.environ.get(TICKET_KEY) or self.secret("ticket-key"),
            "JINMIN_VAR": str(self.var),
        }
        if address.certificates:
            told |= {
                "JINMIN_SERVER__HTTPS": "true",
                "JINMIN_SERVER__TLS_CERT": str(address.certificates.certificate),
                "JINMIN_SERVER__TLS_KEY": str(address.certificates.key),
                ORIGINS: json.dumps([*_given_origins(), *address.origins()]),
            }
        return os.environ | told


def _given_origins() -> list[str]:
    """Return the operator's own list of origins."""
    given = os.environ.get(ORIGINS) or "[]"
    try:
        found = json.loads(given)
    except ValueError:
        found = None
    if not isinstance(found, list):
        raise ServiceError(
            f'{ORIGINS} 应为 JSON 数组，例如 ["https://jinmin.example"]。',
            f'{ORIGINS} is a JSON list such as ["https://jinmin.example"].',
        )
    return found
