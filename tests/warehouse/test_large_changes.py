"""A change of rules that turns over the tags waits for a person, who can compare it with what is live."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.derive.rules import RuleSet, load_rules
from pipeline.report.diff import compare, find_snapshot
from pipeline.settings import Settings
from pipeline.warehouse.publish import BlockedError, publish
from pipeline.warehouse.rebuild import rebuild
from tests.flows.test_daily import marsad
from tests.support import rows, silent
from tests.told import NOW

OWN = load_rules()


@pytest.fixture
def settings(sample_settings: Settings, tmp_path: Path) -> Settings:
    """A copy of the sample home."""
    shutil.copytree(sample_settings.home, tmp_path / "home", symlinks=True)
    return replace(sample_settings, home=tmp_path / "home")


def too_wide(tmp_path: Path) -> tuple[Path, RuleSet]:
    """A rule file with a word that stands in nearly every report, and the rules with it."""
    path = tmp_path / "wide.toml"
    path.write_text(
        """[[rule]]
id = "mine.said"
tag = "conflict"
subtype = "siege"
weight = 0.9
any = ["قال", "وقال", "في", "من"]
comment = "A mistake."
example = ["قال الوزير"]
counterexample = ["كتب الوزير"]
""",
        encoding="utf-8",
    )
    return path, load_rules(added=[path])


def test_rules_that_change_many_tags_are_refused_compared_and_allowed(
    settings: Settings, prefect_api: str, tmp_path: Path
) -> None:
    path, rules = too_wide(tmp_path)
    before, lake = settings.database.read_bytes(), settings.lake.resolve()
    with pytest.raises(
        BlockedError, match=r"tags_stay: tags: of [0-9]+ tags [0-9]+ would go and [0-9]+ come"
    ) as caught:
        publish(settings, rules, NOW, silent)
    assert "marsad diff live candidate" in str(caught.value)
    assert (settings.database.read_bytes(), settings.lake.resolve()) == (before, lake)
    found = compare(find_snapshot(settings, "live"), find_snapshot(settings, "candidate"))
    assert sum(new - old for tag, _, old, new in found.counts if tag == "conflict") > 20
    assert any(change == "added" for change, *_ in found.reports)
    # As the operator does it, from refusal to the end.
    refused = marsad(settings.home, 9, "rebuild", "--tags-only", api=prefect_api, rules=str(path))
    assert refused.returncode == 1
    assert "--allow-changes" in refused.stderr
    allowed = marsad(settings.home, 9, "rebuild", "--tags-only", "--allow-changes", api=prefect_api, rules=str(path))
    assert allowed.returncode in (0, 3), allowed.stderr
    assert rows(settings.database, "SELECT rules_version FROM snapshot") == [(rules.version,)]
    assert not settings.candidate.exists()


def test_candidate_is_built_to_be_looked_at_and_nothing_else(settings: Settings, tmp_path: Path) -> None:
    rules = replace(OWN, version="another")
    before, files = settings.database.read_bytes(), sorted(settings.history.iterdir())
    done = rebuild(settings, rules, NOW, silent, is_candidate=True)
    assert done.published.database == settings.candidate
    assert rows(settings.candidate, "SELECT rules_version FROM snapshot") == [("another",)]
    assert (settings.database.read_bytes(), sorted(settings.history.iterdir())) == (before, files)


def test_rows_that_would_get_lost_are_refused_unless_allowed(settings: Settings) -> None:
    max(settings.archive.glob("*/*.gz")).unlink()
    with pytest.raises(BlockedError, match="rows_are_kept"):
        rebuild(settings, OWN, NOW, silent)
    rebuild(replace(settings, allow_changes=True), OWN, NOW, silent)
    assert rows(settings.database, "SELECT count(*) FROM runs") == [(1,)]
