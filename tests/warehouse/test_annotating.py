from __future__ import annotations

import json
import subprocess
import sys

HEAVY = ("duckdb", "trafilatura", "lxml", "httpx", "httpcore", "prefect")
LOADED = f"""
import json, sys
import pipeline.warehouse.annotating, pipeline.warehouse.processes
print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))
"""


def test_a_process_that_only_annotates_loads_nothing_that_reads_pages_or_tables() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
