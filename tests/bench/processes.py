"""What notprod costs whole processes, against a peer, in pairs and in turn.

    processes.py NOTPROD

`NOTPROD` is a release build of the command line; the Python that runs this has notprod and pytest
installed. Each round runs both sides, in an order that changes, so that what else the machine does
falls on both. Given are medians, and the median of the differences within the rounds with the
bounds between which it lies in 95 of 100 resamplings.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROUNDS_OF_COMMANDS = 400
ROUNDS_OF_PYTEST = 100


@dataclass(frozen=True)
class Taken:
    """What one process took, in seconds: by the clock, and of the processor."""

    clock: float
    processor: float


def run(command: list[str], folder: Path, environment: dict[str, str]) -> Taken:
    """From the start of a process to its end."""
    with tempfile.TemporaryFile() as printed:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=printed, stderr=printed
        )
        _, status, used = os.wait4(process.pid, 0)
        end = time.perf_counter()
        # Python must not wait for it again.
        process.returncode = os.waitstatus_to_exitcode(status)
        # pytest ends with 5 where there is no test.
        if process.returncode not in (0, 5):
            printed.seek(0)
            sys.exit(f"{command} ended with {process.returncode}: {printed.read()!r}")
    return Taken(end - begin, used.ru_utime + used.ru_stime)


def pairs(
    ours: list[str], peer: list[str], rounds: int, folder: Path, environment: dict[str, str]
) -> list[tuple[Taken, Taken]]:
    """What both sides took, round by round; the first rounds warm the caches."""
    times = []
    for at in range(rounds + 5):
        sides = [ours, peer] if at % 2 else [peer, ours]
        taken = {id(side): run(side, folder, environment) for side in sides}
        times.append((taken[id(ours)], taken[id(peer)]))
    return times[5:]


def bounds(values: list[float]) -> tuple[float, float]:
    """Between which the median lies in 95 of 100 resamplings."""
    dice = random.Random(1)
    medians = sorted(statistics.median(dice.choices(values, k=len(values))) for _ in range(1000))
    return medians[25], medians[974]


def tell(name: str, times: list[tuple[Taken, Taken]]) -> tuple[float, float]:
    """Prints one comparison; gives the difference by the clock, and as a share of the peer's."""
    print(f"{name}, {len(times)} rounds")
    by_clock = compare("clock", [(ours.clock, peer.clock) for ours, peer in times])
    # On a machine that does nothing else it agrees with the clock; on a busy one it moves less.
    compare("processor", [(ours.processor, peer.processor) for ours, peer in times])
    return by_clock


def compare(kind: str, times: list[tuple[float, float]]) -> tuple[float, float]:
    """Prints one line; gives the median difference, in seconds and as a share of the peer's."""
    ours = statistics.median(ours for ours, _ in times)
    peer = statistics.median(peer for _, peer in times)
    differences = [ours - peer for ours, peer in times]
    difference = statistics.median(differences)
    low, high = bounds(differences)
    print(
        f"  {kind:<9} ours {ours * 1e3:7.2f} ms, peer {peer * 1e3:7.2f} ms:"
        f" {difference * 1e3:+.2f} ms ({low * 1e3:+.2f} to {high * 1e3:+.2f}),"
        f" {difference / peer * 100:+.1f} % ({low / peer * 100:+.1f} to {high / peer * 100:+.1f})"
    )
    return difference, difference / peer


def main() -> int:
    """Measures both; 1 where a bound is broken."""
    notprod = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder).resolve() / "project"
        project.mkdir()
        (project / ".git").mkdir()
        (project / ".env").write_text("DATABASE_URL=postgres://app@localhost/shop_test\n")
        environment = {"PATH": os.environ["PATH"], "HOME": folder}
        added, _ = tell(
            "`notprod check` against `true`",
            pairs([notprod, "check"], ["/bin/true"], ROUNDS_OF_COMMANDS, project, environment),
        )
        (project / "test_nothing.py").write_text("")
        pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        _, share = tell(
            "pytest with the plugin against `-p no:notprod`, an empty suite",
            pairs(pytest, [*pytest, "-p", "no:notprod"], ROUNDS_OF_PYTEST, project, environment),
        )
    kept = [added <= 0.005, share <= 0.03]
    words = ["kept" if held else "BROKEN" for held in kept]
    print(f"at most 5 ms: {words[0]}; at most 3 %: {words[1]}")
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
