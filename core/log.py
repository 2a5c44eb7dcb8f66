"""Structured logs: one JSON object per line on stderr, without secrets or personal data."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

HIDDEN = frozenset(
    {
        "authorization",
        "cookie",
        "csrf",
        "id_card",
        "password",
        "person_name",
        "real_name",
        "phone",
        "secret",
        "ticket",
        "token",
        "totp",
    }
)
"""Members whose values are never written, at any depth."""


def redact(value: Any) -> Any:
    """Return a value with the hidden members of its mappings masked."""
    if isinstance(value, MutableMapping):
        return {k: "***" if str(k).lower() in HIDDEN else redact(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [redact(v) for v in value]
    return value


def _redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    return dict(redact(event))


def configure_logging(*, process: str = "api", level: int = logging.INFO) -> None:
    """Write every log line of this process, and of the libraries in it, as JSON to stderr.

    Parameters
    ----------
    process : str
        Name of the process in each line.
    level : int
        Least level written.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _redact,
    ]
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    structlog.contextvars.bind_contextvars(process=process)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # Libraries speak through here; what they find worth telling at INFO are requests and fonts.
    root.setLevel(max(level, logging.WARNING))
