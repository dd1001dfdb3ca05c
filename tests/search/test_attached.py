from __future__ import annotations

import json
import subprocess
import sys

HEAVY = ("pyarrow", "numpy", "trafilatura", "lxml", "httpx", "prefect", "pipeline.derive.gazetteer")
LOADED = f"""
import json, sys
import flows.cli, pipeline.report.search
print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))
"""


def test_a_process_that_only_searches_loads_nothing_that_reads_pages_or_makes_the_index() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
