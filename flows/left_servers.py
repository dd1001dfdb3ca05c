"""Servers of Prefect that runs which were killed have left behind."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PROCESSES = Path("/proc")  # Linux; elsewhere nothing is found
_STARTER = "_MARSAD_RUN"


def end_left_servers(prefect_home: Path) -> None:
    """End the servers that work on `prefect_home` and whose run is no more, and mark those of this process as its own.

    Prefect gives a run a server of its own, as a child that would outlive a `kill -9` of the run for ever, with 200 MB
    and the database open.
    """
    os.environ[_STARTER] = str(os.getpid())
    for pid in _left(prefect_home):
        with suppress(OSError):  # ended meanwhile
            os.kill(pid, signal.SIGTERM)


def _left(prefect_home: Path) -> Iterator[int]:
    home = f"PREFECT_HOME={prefect_home}".encode()
    for process in _PROCESSES.glob("[0-9]*"):
        with suppress(OSError):  # another user's, or ended meanwhile
            variables = (process / "environ").read_bytes().split(b"\0")
            if home not in variables or b"create_app" not in (process / "cmdline").read_bytes():
                continue
            starters = [name.partition(b"=")[2] for name in variables if name.startswith(f"{_STARTER}=".encode())]
            parent = (process / "stat").read_bytes().rpartition(b")")[2].split()[1]
            if starters and parent not in starters:
                yield int(process.name)
