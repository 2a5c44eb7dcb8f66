"""All tables of this package, imported here so that the migrations see them."""

from core.access.models import LoginAttempt, Office, Person, Post, SecondFactor, SessionRow
from core.audit import AuditRow
from core.codes.models import Code, CodeLink, CodeTable
from core.commands import CommandRow
from core.events import EventRow, SiteRow
from core.files.models import FileLink, FileRow
from core.live.models import AuditBlock, EventOffset, LiveTicket, ProcessState, Tail
from core.worlds import World

__all__ = [
    "AuditBlock",
    "AuditRow",
    "Code",
    "CodeLink",
    "CodeTable",
    "CommandRow",
    "EventOffset",
    "EventRow",
    "FileLink",
    "FileRow",
    "LiveTicket",
    "LoginAttempt",
    "Office",
    "Person",
    "Post",
    "ProcessState",
    "SecondFactor",
    "SessionRow",
    "SiteRow",
    "Tail",
    "World",
]
