"""The site's own certificate authority and the server certificate it signs, for `--lan`.

Phones give a page its service worker, camera, position and storage only over HTTPS.  A closed
network has no public authority, so the site is its own; phones install its certificate once.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psutil
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from core.clock import real_now
from core.whole_files import write_whole

CA_DAYS = 3650
SERVER_DAYS = 397
"""Browsers refuse server certificates that are valid for longer (Apple, Chromium: 398 days)."""

RENEW_DAYS = 30
AUTHORITY_FILE = "ca.crt"

Pair = tuple[x509.Certificate, PrivateKeyTypes]


class CertificateError(RuntimeError):
    """A certificate and its key cannot serve; says in both languages why and what helps."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files of the server: its chain, its key, and the site's own authority if that signed it."""

    authority: Path | None
    certificate: Path
    key: Path


def lan_addresses() -> list[str]:
    """Return this machine's IPv4 addresses other than the loopback ones, sorted."""
    found = {
        entry.address
        for entries in psutil.net_if_addrs().values()
        for entry in entries
        if entry.family == socket.AF_INET
    }
    return sorted(a for a in found if not ipaddress.ip_address(a).is_loopback)


def ensure_certificates(folder: Path, names: list[str]) -> Certificates:
    """Make the authority once, and the server's certificate when it is missing, old or other.

    Parameters
    ----------
    folder : Path
        `var/tls`; keys in it are readable for the owner only.
    names : list of str
        Host names and IP addresses the server is reached by.

    Raises
    ------
    CertificateError
        What is there of the authority is damaged: phones trust it, so it is not replaced unasked.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority_file, authority_key = folder / AUTHORITY_FILE, folder / "ca.key"
    if not (authority_file.exists() and authority_key.exists()):
        _make_authority(authority_file, authority_key)
    try:
        authority = _pair(authority_file, authority_key)
    except ValueError as error:
        raise CertificateError(
            f"{authority_file} 与 ca.key 已损坏（{error}）：请从备份恢复；或删除这两个文件后重新"
            "启动，手机须重装证书。",
            f"{authority_file} and ca.key are damaged ({error}): restore them from a backup, or"
            " delete both and start again; phones then install the new certificate.",
        ) from error
    files = Certificates(authority_file, folder / "server.crt", folder / "server.key")
    if not _serves(files, authority, names):
        _make_server(files, authority, names)
    return files


def given_certificates(certificate: Path, key: Path) -> Certificates:
    """Return an operator's own certificate after a look at it.

    Raises
    ------
    CertificateError
        A file cannot be read, or the key is not the certificate's.
    """
    try:
        _pair(certificate, key)
    except (OSError, ValueError, TypeError) as error:  # TypeError: the key wants a password
        raise CertificateError(
            f"证书 {certificate} 和私钥 {key} 不能用：{error}",
            f"The certificate {certificate} and the key {key} cannot be used: {error}",
        ) from error
    return Certificates(None, certificate, key)


def names_in(certificate: Path) -> list[str]:
    """Return the host names and addresses a certificate is for; a pattern names no host."""
    loaded = x509.load_pem_x509_certificate(certificate.read_bytes())
    names: list[str] = []
    try:
        covered = loaded.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return names
    names += covered.get_values_for_type(x509.DNSName)
    names += map(str, covered.get_values_for_type(x509.IPAddress))
    return [name.lower() for name in names if "*" not in name]


def _pair(certificate: Path, key: Path) -> Pair:
    """Load a certificate and its key.

    Raises
    ------
    ValueError
        One of them is damaged, or they do not belong together.
    """
    loaded = x509.load_pem_x509_certificate(certificate.read_bytes())
    private = serialization.load_pem_private_key(key.read_bytes(), password=None)
    if private.public_key() != loaded.public_key():
        raise ValueError("证书与私钥不匹配 certificate and key do not match")
    return loaded, private


def _serves(files: Certificates, authority: Pair, names: list[str]) -> bool:
    """Tell whether the server's certificate is whole, ours, young enough and for these names."""
    try:
        certificate, _key = _pair(files.certificate, files.key)
        certificate.verify_directly_issued_by(authority[0])
    except (OSError, ValueError, TypeError, InvalidSignature):
        return False
    covered = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    lasts = certificate.not_valid_after_utc > real_now() + timedelta(days=RENEW_DAYS)
    return lasts and set(_alternatives(names)) <= set(covered)


def _alternatives(names: list[str]) -> list[x509.GeneralName]:
    alternatives: list[x509.GeneralName] = []
    for name in dict.fromkeys(names):
        try:
            alternatives.append(x509.IPAddress(ipaddress.ip_address(name)))
        except ValueError:
            alternatives.append(x509.DNSName(name))
    return alternatives


def _make_authority(certificate: Path, key_file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Jinmin site CA {socket.gethostname()}")
    built = (
        _builder(name, name, key.public_key(), CA_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    # The certificate last: while it is missing, nobody has it and both are made anew.
    certificate.unlink(missing_ok=True)
    write_whole(key_file, _pem(key))
    write_whole(certificate, built.public_bytes(serialization.Encoding.PEM), mode=0o644)


def _make_server(files: Certificates, authority: Pair, names: list[str]) -> None:
    issuer, signer = authority
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise CertificateError(
            "var/tls/ca.key 不是本系统的密钥。", "var/tls/ca.key is not a key of ours."
        )
    key = ec.generate_private_key(ec.SECP256R1())
    built = (
        _builder(_name("Jinmin"), issuer.subject, key.public_key(), SERVER_DAYS)
        .add_extension(x509.SubjectAlternativeName(_alternatives(names)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )
    write_whole(files.key, _pem(key))
    chain = b"".join(c.public_bytes(serialization.Encoding.PEM) for c in (built, issuer))
    write_whole(files.certificate, chain, mode=0o644)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Jinmin"),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    # A phone's clock may be behind: valid since yesterday.
    start: datetime = real_now() - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
