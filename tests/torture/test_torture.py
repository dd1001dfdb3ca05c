"""A small part of `make torture`: a fault or two of each family, and readers while snapshots go live."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from torture.__main__ import COUNTS

ROOT = Path(__file__).parents[2]


def test_faults_of_every_family_lose_nothing_tear_nothing_and_end(tmp_path: Path) -> None:
    told = tmp_path / "told.json"
    # The Prefect server is killed in tests/flows/test_server_killed.py, which is quicker.
    few = ["--share", "0.01", "--without", "Prefect server", "--publications", "3"]
    command = [sys.executable, "-m", "torture", *few, "--json", str(told)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    facts = json.loads(told.read_text(encoding="utf-8"))
    # Only who may mount can fill a file system; `no file may grow larger` stands in for it elsewhere.
    wanted = {name for name in COUNTS if "Prefect server" not in name}
    assert wanted - set(facts["families"]) <= {"file system full", "read-only file system"}
    assert facts["fault_count"] >= len(wanted) - 2
    assert all(sum(counts.values()) == counts["faults"] for counts in facts["families"].values())
    assert facts["readers"]["errors"] == []
    assert facts["readers"]["snapshots_seen"] >= 2
    assert facts["readers"]["queries"] > 0


def test_whole_run_is_large_enough() -> None:
    assert sum(COUNTS.values()) >= 400
