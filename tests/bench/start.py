"""`./jinmin bench start`: how long after `./jinmin demo` the service answers, once it is set up.

Real processes through the script itself, in an installation that is thrown away: the first start
makes the cluster, the tables, the areas and the accounts; the following ones only look after them.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from command.installation import Address
from command.serving import free_port
from command.supervise import is_ready
from core.cluster import Cluster
from core.postgres import place
from core.settings import ROOT
from tests.bench.parts.goals import Goals

ROUNDS = 3
TARGET_SECONDS = 15
POLL_SECONDS = 0.05


def start(environment: dict[str, str], log: Path) -> float:
    """Start the demo, wait until it is ready, stop it; return the seconds until it was ready."""
    address = Address(port=free_port())
    script = [str(ROOT / "jinmin"), "demo", "--no-play", "--port", str(address.port)]
    with log.open("wb") as out:
        begun = time.monotonic()
        service = subprocess.Popen(script, env=environment, stdout=out, stderr=out)
        try:
            while not is_ready(address):
                if service.poll() is not None:
                    raise RuntimeError(f"the demo ended:\n{log.read_text(errors='replace')}")
                time.sleep(POLL_SECONDS)
            return time.monotonic() - begun
        finally:
            service.terminate()
            service.wait()


def main() -> int:
    goals = Goals()
    var = Path(tempfile.mkdtemp(prefix="jinmin-bench-"))
    var.chmod(0o755)
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    environment["JINMIN_VAR"] = str(var)
    try:
        first = start(environment, var / "output")
        later = [start(environment, var / "output") for _ in range(ROUNDS)]
    finally:
        Cluster(place(var / "pg")).remove()
        shutil.rmtree(var, ignore_errors=True)
    goals.say(
        "S1 a second ./jinmin demo until /readyz answers 200",
        later,
        "s",
        f"<= {TARGET_SECONDS}",
        against="the first start of the same installation, packages installed",
        n=ROUNDS,
        show=f"first start {first:.1f} s; later ones {', '.join(f'{s:.1f}' for s in later)} s",
    )
    return goals.done


if __name__ == "__main__":
    sys.exit(main())
