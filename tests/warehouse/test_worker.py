"""Documents in a process that can be lost: what costs too much, or ends it, costs the others nothing."""

from __future__ import annotations

import os
import re
import signal
import tempfile
from pathlib import Path

import pytest

from pipeline.derive.budget import Budget, GivenUpError, document
from pipeline.warehouse.processes import several
from pipeline.warehouse.worker import Worker, WorkerLostError

SMALL = Budget(cpu_s=0.2, memory_bytes=200_000_000)


def read_all(names: list[str]) -> list[str]:
    """Read documents that do what they are called."""
    told = []
    for name in names:
        try:
            with document(name):
                told.append(_read(name))
        except GivenUpError as error:
            told.append(f"{error.word}: {error}")
    return told


def read_and_keep(count: int) -> int:
    """Read so many documents that leave 60 MB each, and join all that they left."""
    kept = []
    for number in range(count):
        with document(f"kept {number}"):
            kept.append(bytes(60_000_000))
    return len(b"".join(kept))


def _read(name: str) -> str:
    if name.startswith("odd"):
        raise IndexError("nobody foresaw this")
    if name.startswith("slow"):
        re.fullmatch("(a|aa)+b", "a" * 200)  # for ever, in C: no exception of ours would end it
    elif name.startswith("large"):
        bytearray(1_000_000_000)
    elif name.startswith("crash"):
        os.kill(os.getpid(), signal.SIGSEGV)
    elif name.startswith("once"):
        seen = Path(name.partition(":")[2])
        if not seen.exists():
            seen.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return f"read {os.getpid()}"


def end(_: object) -> None:
    os._exit(7)


def test_slow_large_and_crashing_documents_are_left_out_and_the_others_are_read() -> None:
    worker = Worker()
    told = worker.run(read_all, ["a", "slow", "large", "b", "crash", "slow 2", "c"], SMALL)
    worker.close()
    costly = ["too_costly:"] * 2
    assert [line.partition(" ")[0] for line in told] == ["read", *costly, "read", "crashed:", *costly[:1], "read"]
    assert "0.2 s" in told[1]
    assert "200 MB" in told[2]
    assert "SIGSEGV" in told[4]


def test_worker_that_somebody_else_killed_reads_the_document_after_all() -> None:
    worker = Worker()
    with tempfile.TemporaryDirectory() as folder:
        told = worker.run(read_all, ["a", f"once:{folder}/seen", "b"], SMALL)
    worker.close()
    assert [line.partition(" ")[0] for line in told] == ["read"] * 3


def test_one_process_reads_job_after_job_and_many_documents_cost_no_more_than_each_its_budget() -> None:
    worker = Worker()
    pids = {worker.run(read_all, [f"{number}"], SMALL)[0] for number in range(5)}
    worker.close()
    assert len(pids) == 1


def test_memory_that_earlier_documents_left_is_not_held_against_a_later_one() -> None:
    worker = Worker()
    told = worker.run(read_and_keep, 6, Budget(cpu_s=5, memory_bytes=100_000_000))
    worker.close()
    assert told == 6 * 60_000_000


def test_process_that_ends_without_a_document_to_blame_is_an_error() -> None:
    worker = Worker()
    with pytest.raises(WorkerLostError, match="exit code 7"):
        worker.run(end, None, SMALL)
    worker.close()


def test_several_processes_keep_the_order_and_lose_only_what_is_too_costly() -> None:
    jobs = [[f"{number}", "slow"] if number % 4 == 1 else [f"{number}"] for number in range(12)]
    with several(2, SMALL, _nothing) as spread:
        told = list(spread(read_all, jobs))
    assert [len(lines) for lines in told] == [len(job) for job in jobs]
    assert sum(line.startswith("too_costly") for lines in told for line in lines) == 3


def test_processes_that_worked_beside_others_end_with_their_work_and_a_single_one_stays_for_the_next() -> None:
    with several(2, SMALL, _nothing) as spread:
        beside = {line for lines in spread(read_all, [["a"], ["b"]] * 3) for line in lines}
    assert not any(_is_running(line) for line in beside)
    told = []
    for _ in range(2):
        with several(1, SMALL, _nothing) as spread:
            told += [line for lines in spread(read_all, [["a"]]) for line in lines]
    assert told[0] == told[1]
    assert _is_running(told[0])


def _is_running(told: str) -> bool:
    return Path(f"/proc/{told.removeprefix('read ')}").exists()


def _nothing() -> None:
    pass


def test_error_that_nobody_foresaw_costs_one_document_and_comes_as_it_is_where_nobody_watches() -> None:
    worker = Worker()
    told = worker.run(read_all, ["a", "odd", "b"], SMALL)
    worker.close()
    assert [line.partition(" ")[0] for line in told] == ["read", "crashed:", "read"]
    assert "IndexError: nobody foresaw this" in told[1]
    with pytest.raises(IndexError):
        read_all(["odd"])


def test_what_was_given_up_is_not_tried_again_by_this_process_and_budget() -> None:
    first, second = Worker(), Worker()
    assert first.run(read_all, ["slow 3"], SMALL)[0].startswith("too_costly")
    before = second.run(read_all, ["a"], SMALL)
    told = second.run(read_all, ["a", "slow 3", "b"], SMALL)
    assert told[::2] == before * 2  # by the same process: none was lost
    assert told[1].startswith("too_costly")
    first.close()
    second.close()
