"""A process of its own for work that may have to be killed: documents that anybody wrote.

The one that gives the work holds a `Worker`; the process itself runs `main` of this module.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import signal
import subprocess
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe
from typing import Any, TypeVar

from pipeline.derive.budget import KEY_BYTES, Budget, Reason, watch

Given = TypeVar("Given")
Made = TypeVar("Made")

# A process that ends so often at one job, with no document to blame, is not the documents' doing.
MOST_ENDS = 3

# What the workers of this process gave up: derive reads what the collector has read, and need not lose a process again.
# By budget, for one with more time may read it.
_given_up: defaultdict[Budget | None, dict[str, Reason]] = defaultdict(dict)


class WorkerLostError(Exception):
    """The working process ended again and again, and not over a document; the message says how."""


class Worker:
    """One process that does one job after the other, and is replaced when a job ends it.

    A document that takes longer than its budget ends the process (see `pipeline.derive.budget`), and so does one that
    crashes it twice. The job is then done again without that document, which becomes a GivenUpError there.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._is_stopped = False
        self._prepare: tuple[Callable[..., None], tuple[Any, ...]] | None = None

    def prepare(self, prepare: Callable[..., None], *given: Any) -> None:
        """Call `prepare(*given)` before the next job, in this process and in each that replaces it."""
        self._prepare, self._is_prepared = (prepare, given), False

    def run(self, work: Callable[[Given], Made], job: Given, budget: Budget | None = None) -> Made:
        """Return `work(job)`, done in the process, its documents kept to `budget`.

        Raises what it raises, and WorkerLostError.
        """
        given_up = _given_up[budget]
        ends: Counter[str] = Counter()
        while True:
            try:
                if self._process is None:
                    self._start()
                if self._prepare is not None and not self._is_prepared:
                    self._exchange((*self._prepare, None, {}))
                    self._is_prepared = True
                return self._exchange((work, (job,), budget, given_up))  # type: ignore[no-any-return]
            except (EOFError, ConnectionError) as error:
                code, key = self._ended()
                if self._is_stopped:
                    raise WorkerLostError("The work was broken off.") from error
            ends[key] += 1
            if key and code == -signal.SIGPROF:
                given_up[key] = "too_costly", f"takes more than {budget} to be read, and was left unread"
            elif key and ends[key] > 1:
                given_up[key] = "crashed", f"ended the process that read it, twice ({_told(code)}), and was left unread"
            elif ends[key] >= MOST_ENDS:
                raise WorkerLostError(
                    f"A working process of Marsad ended {ends[key]} times ({_told(code)}). Run again."
                )

    def stop(self) -> None:
        """End the process, whatever it does, and the job; from another thread than the one that waits for it."""
        self._is_stopped = True
        if (process := self._process) is not None:
            process.kill()

    def close(self) -> None:
        """End a process that does nothing."""
        self.stop()
        if self._process is not None:
            self._ended()

    def _exchange(self, asked: tuple[Any, ...]) -> Any:
        self._connection.send(asked)
        is_done, value = self._connection.recv()
        if not is_done:
            raise value
        return value

    def _start(self) -> None:
        self._connection, theirs = Pipe()
        lifeline, self._lifeline = os.pipe()
        memory = os.memfd_create("marsad-mark")
        os.ftruncate(memory, KEY_BYTES)
        self._mark = mmap.mmap(memory, KEY_BYTES)
        inherited = (theirs.fileno(), lifeline, memory)
        # Not multiprocessing: it would run the main module of whoever imports us once more.
        self._process = subprocess.Popen(  # noqa: S603  (our own module)
            [sys.executable, "-m", __name__, *map(str, inherited)],
            pass_fds=inherited,
            stdin=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        theirs.close()
        os.close(lifeline)
        os.close(memory)
        self._is_prepared = False

    def _ended(self) -> tuple[int, str]:
        """Clear up after the process; return its exit code and the document that it was reading, "" for none."""
        assert self._process is not None  # noqa: S101  (only a started one ends)
        code, key = self._process.wait(), bytes(self._mark).rstrip(b"\0").decode()
        self._process = None
        self._connection.close()
        self._mark.close()
        os.close(self._lifeline)
        return code, key


def _told(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def main() -> None:
    """Do the jobs that come in until nobody is there to give any."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    connection, lifeline, memory = Connection(int(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3])
    threading.Thread(target=_end_with_parent, args=(lifeline,), daemon=True).start()
    mark = mmap.mmap(memory, KEY_BYTES)
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            work, given, budget, given_up = connection.recv()
            if budget is not None:
                watch(mark, budget, given_up)
            try:
                answer = True, work(*given)
            except Exception as error:  # noqa: BLE001  (it is raised again where the job came from)
                answer = False, error
            connection.send(answer)


def _end_with_parent(lifeline: int) -> None:
    """A parent that was killed cannot tell its workers, and they would work on for nobody."""
    os.read(lifeline, 1)
    os._exit(1)


if __name__ == "__main__":
    main()
