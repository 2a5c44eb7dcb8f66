"""The worker as a process: every module registered, so that every task is known, then the jobs."""

from __future__ import annotations

from command.app import create_app
from core.jobs import run_worker
from core.live.connection import run_until_stopped
from core.log import configure_logging
from core.settings import load_settings


def main() -> None:
    """Do jobs until told to stop."""
    settings = load_settings()
    create_app(settings)
    configure_logging(process="worker")
    run_until_stopped(lambda stop: run_worker(settings, stop))


if __name__ == "__main__":
    main()
