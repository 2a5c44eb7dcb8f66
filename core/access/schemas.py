"""What signing in takes and what a browser learns about its session."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from core.access.passwords import LONGEST
from core.http import In, Out


class SignIn(In):
    """Account and password; `post` where a person with several wants another than the first."""

    # Spaces at the ends of a password belong to it.
    model_config = ConfigDict(str_strip_whitespace=False)

    account: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]
    post: UUID | None = None


class PostChoice(In):
    """The post to act in from now on."""

    post: UUID


class OneTimeCode(In):
    """Six digits from the telephone."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class EnrolmentOut(Out):
    """What a telephone needs to give one-time codes. Shown until the first code is confirmed."""

    secret: str
    otpauth_uri: str
    qr_svg: str


class PasswordChange(In):
    """The present password and the one wished for."""

    model_config = ConfigDict(str_strip_whitespace=False)

    present: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]
    wished: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]


class PersonOut(Out):
    """Who is signed in."""

    id: UUID
    name: str
    account: str


class OfficeOut(Out):
    """An office, by name."""

    id: UUID
    name: str


class PostOut(Out):
    """A post and where it is."""

    id: UUID
    title: str
    roles: list[str]
    area: int
    area_name: str
    tier: int
    office: OfficeOut

    @classmethod
    def of(cls, row: Any) -> PostOut:
        """Return the post of a query's row, which has the same names and its office's."""
        return cls(
            id=row.id,
            title=row.title,
            roles=row.roles,
            area=row.area,
            area_name=row.area_name,
            tier=row.tier,
            office=OfficeOut(id=row.office_id, name=row.office_name),
        )


class SecondFactorOut(Out):
    """Whether one-time codes are set up and whether one was given in this session."""

    enrolled: bool
    given: bool


class SessionOut(Out):
    """All a browser needs to know about its session."""

    person: PersonOut
    post: PostOut
    posts: list[PostOut]
    csrf: str = Field(description="to be sent as X-CSRF with every change")
    second_factor: SecondFactorOut
    expires_at: datetime
    must_change_password: bool
