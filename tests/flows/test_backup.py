"""Backup and restore as docs/operate.md tells it: its own commands are run, and all tables are compared."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from pipeline.derive.rules import rules_for
from pipeline.settings import Settings
from pipeline.warehouse.publish import publish
from pipeline.warehouse.schema import published_tables
from tests.derive.test_added_rules import MINE
from tests.support import SAMPLE_FEEDS, rows, silent

ROOT = Path(__file__).parents[2]
OPERATE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")


def test_archive_history_feeds_and_rules_are_enough_to_have_all_tables_again(
    sample_settings: Settings, tmp_path: Path
) -> None:
    home, etc, kept, anew = (tmp_path / name for name in ("home", "etc", "backup", "anew"))
    shutil.copytree(sample_settings.home, home, symlinks=True)
    etc.mkdir()
    (etc / "rules.toml").write_text(MINE, encoding="utf-8")
    shutil.copy(SAMPLE_FEEDS, etc / "feeds.toml")
    settings = Settings(home=home, rules=(etc / "rules.toml",))
    publish(settings, rules_for(settings), datetime.now(UTC), silent)

    saving, restoring = re.findall(r"```sh\n(.*?)```", OPERATE[OPERATE.index("## Backup and restore") :], re.DOTALL)
    place = {"/srv/marsad": home, "/etc/marsad": etc, "/backup": kept}
    done = shell(saving, place)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (kept / "marsad").iterdir()} == {"archive", "history", "etc"}
    again = shell(saving, place)  # a second one adds to the first
    assert again.returncode == 0, again.stderr

    # Another machine: nothing of the old home, nothing of the old settings.
    done = shell(restoring, {"/srv/marsad": anew, "/etc/marsad": tmp_path / "new_etc", "/backup": kept})
    assert done.returncode == 3, done.stderr  # the feeds in trouble of the sample site, told by `marsad status`
    assert "Needs you feed_late frozen_world" in done.stdout
    before, after = home / "marsad.duckdb", anew / "marsad.duckdb"
    for table in published_tables():
        # Left out is what tells of the way: when the snapshot was built. That it was published before, history knows.
        columns = "* EXCLUDE (built_at, citation)" if table == "snapshot" else "*"
        query = f"SELECT {columns} FROM {table} ORDER BY ALL"
        assert rows(after, query) == rows(before, query), table
        assert rows(before, query) or table == "imported_files", table
    assert rows(after, "SELECT comment FROM rules WHERE rule_id = 'mine.balloon'")
    assert rows(after, "SELECT count(*) FROM publications") == [(3,)]


def shell(block: str, places: dict[str, Path]) -> subprocess.CompletedProcess[str]:
    """Run the lines of a document, with folders of the test in place of those that it names."""
    for name, path in places.items():
        block = block.replace(name, str(path))
    block = block.replace("/opt/marsad/.venv/bin/marsad", f"{sys.executable} -m flows.cli")
    env = {name: value for name, value in os.environ.items() if not name.startswith(("MARSAD_", "PREFECT_"))}
    return subprocess.run(
        ["/bin/sh", "-e", "-c", block], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
