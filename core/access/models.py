"""People, their offices and posts, the sessions they act in, and attempts to sign in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base
from core.ids import uuid7

ROLES = (
    "roles <@ array['duty', 'decider', 'reporter', 'leader', 'kiosk',"
    " 'system_admin', 'security_admin', 'audit_admin', 'service']::text[]"
)
# Whoever keeps the accounts, the rules or the audit does nothing else: no mixed posts.
ONE_ADMINISTRATION = (
    "cardinality(roles) = 1"
    " or not roles && array['system_admin', 'security_admin', 'audit_admin']::text[]"
)


class Person(Base):
    """Someone (or, for samples, a post's stand-in) who can sign in."""

    __tablename__ = "person"
    __table_args__ = ({"schema": "core"},)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    account: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    password_set_at: Mapped[datetime] = mapped_column(server_default=func.now())
    must_change_password: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    sample: Mapped[bool] = mapped_column(default=False)


class SecondFactor(Base):
    """A person's one-time-code secret. `last_step` is the newest code period already spent."""

    __tablename__ = "second_factor"
    __table_args__ = ({"schema": "core"},)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("core.person.id"), primary_key=True)
    secret: Mapped[str]
    last_step: Mapped[int] = mapped_column(default=0)
    enrolled_at: Mapped[datetime] = mapped_column(server_default=func.now())


class SecondFactorOffer(Base):
    """A secret shown to a person who has not yet proved that the telephone holds it.

    Apart from `second_factor`, so that whatever reads that table never takes an offer for a secret.
    """

    __tablename__ = "second_factor_offer"
    __table_args__ = ({"schema": "core"},)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("core.person.id"), primary_key=True)
    secret: Mapped[str]
    offered_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Office(Base):
    """An authority with a place in the hierarchy; every session may read the directory."""

    __tablename__ = "office"
    __table_args__ = (
        CheckConstraint("tier between 0 and 5", name="tier"),
        Index("uq_office_area_name", "area", "name", unique=True),
        {"schema": "core"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    area: Mapped[int]
    name: Mapped[str]
    area_name: Mapped[str]
    tier: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str]


class Post(Base):
    """A hat a person wears in an office.

    `lo`, `hi` and `up` are the office area's code range and the areas above it, kept here because
    a session is recognised before any range is set, when the office's row is still hidden.
    """

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint(ROLES, name="roles"),
        CheckConstraint(ONE_ADMINISTRATION, name="one_administration"),
        CheckConstraint("lo <= hi", name="range"),
        Index("uq_post_person_office_title", "person_id", "office_id", "title", unique=True),
        Index("ix_post_office", "office_id"),
        {"schema": "core"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("core.person.id"))
    office_id: Mapped[UUID] = mapped_column(ForeignKey("core.office.id"))
    title: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    lo: Mapped[int]
    hi: Mapped[int]
    up: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    position: Mapped[int] = mapped_column(SmallInteger, default=0)
    ended_at: Mapped[datetime | None]


class PostGrant(Base):
    """A post that decides or administers, asked for by one person and confirmed by another.

    Until then there is no such post: nothing that looks for posts can take it for one.
    """

    __tablename__ = "post_grant"
    __table_args__ = (
        CheckConstraint(ROLES, name="roles"),
        CheckConstraint(ONE_ADMINISTRATION, name="one_administration"),
        CheckConstraint("decided_by not in (requested_by, person_id)", name="two_people"),
        CheckConstraint("num_nulls(decided_by, decided_at, confirmed) in (0, 3)", name="decision"),
        Index(
            "uq_post_grant_pending",
            "person_id",
            "office_id",
            "title",
            unique=True,
            postgresql_where=text("decided_at is null"),
        ),
        {"schema": "core"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("core.person.id"))
    office_id: Mapped[UUID] = mapped_column(ForeignKey("core.office.id"))
    title: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("core.person.id"))
    requested_at: Mapped[datetime] = mapped_column(server_default=func.now())
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("core.person.id"))
    decided_at: Mapped[datetime | None]
    confirmed: Mapped[bool | None]


class SessionRow(Base):
    """A signed-in browser acting in one post. The token itself is stored only as its hash."""

    __tablename__ = "session"
    __table_args__ = (
        Index("ix_session_open", "person_id", postgresql_where="ended_at is null"),
        {"schema": "core"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("core.person.id"))
    post_id: Mapped[UUID] = mapped_column(ForeignKey("core.post.id"))
    csrf: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_seen: Mapped[datetime] = mapped_column(server_default=func.now())
    idle_seconds: Mapped[int]
    expires_at: Mapped[datetime]
    second_factor_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str | None]
    address: Mapped[str]


class LoginAttempt(Base):
    """One try at a password or a one-time code; what locks are counted from.

    `account` is what was typed, whether or not such an account exists, so that a lock tells nobody
    which accounts there are. `source` is whose failures count together: a browser the account
    knows, or an address. `ok` is null until the attempt is judged.
    """

    __tablename__ = "login_attempt"
    __table_args__ = (
        CheckConstraint("kind in ('password', 'code')", name="kind"),
        Index("ix_login_attempt_account", "account", "kind", "id"),
        Index("ix_login_attempt_source", "account", "kind", "source", "id"),
        {"schema": "core"},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    account: Mapped[str]
    kind: Mapped[str]
    address: Mapped[str]
    source: Mapped[str]
    ok: Mapped[bool | None]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
