"""What derived rows depend on is found whole, and no wider than it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.warehouse.versions import ANNOTATION, EXTRACTION, sources_of

ROOT = Path(__file__).parents[2]
LOADED = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(*(m.__file__ for n, m in sys.modules.items() if n.startswith("pipeline.")), sep="\\n")
"""


@pytest.mark.parametrize("modules", [EXTRACTION, ANNOTATION])
def test_every_module_that_is_loaded_is_among_the_sources_and_no_other(modules: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *modules], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {Path(line) for line in done.stdout.splitlines() if not line.endswith("__init__.py")}
    assert set(sources_of(modules)) == loaded


def test_tagging_code_and_its_word_lists_are_no_part_of_extraction() -> None:
    sources = sources_of(EXTRACTION)
    assert ROOT / "pipeline" / "derive" / "tags.py" not in sources
    assert not [path.name for path in sources if "lexicons" in path.read_text(encoding="utf-8")]


def test_imports_for_type_checking_do_not_count() -> None:
    names = {path.name for path in sources_of(["pipeline.collect.archive"])}
    assert names == {"archive.py", "capture.py", "durable.py", "http_message.py"}
