"""What the documents say is run: every command of the README, every query of the guide."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import duckdb
import pytest

from pipeline.collect.feeds import load_feeds
from pipeline.derive.rule_files import KEYS
from pipeline.derive.rules import load_rules
from pipeline.report.rules import prove
from pipeline.report.watches.watch_list import load_watches
from pipeline.search.attached import attach_index
from pipeline.settings import Settings
from samples.render import render
from samples.server import SampleServer
from samples.texts import load_articles
from tests.support import SAMPLE_FEEDS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
RULES = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
RELIABILITY = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
SEED = ROOT / "tests" / "data" / "seed" / "evacuation_2017-08-28.txt"


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


COMMANDS = [line for block in blocks(README, "sh") for line in block.splitlines()]
MARSAD = [line for line in COMMANDS if ".venv/bin/marsad " in line and line != ".venv/bin/marsad daily"]
CODES = (ROOT / "docs" / "codes.md").read_text(encoding="utf-8")
QUERIES = [
    query for text in (GUIDE, CODES) for block in blocks(text, "sql") for query in block.split(";") if query.strip()
]


@pytest.mark.parametrize("line", MARSAD)
def test_marsad_command_of_the_readme_works(
    line: str, sample_settings: Settings, server: SampleServer, tmp_path: Path
) -> None:
    article = load_articles()[0]
    (tmp_path / "page.html").write_bytes(render(article))
    (tmp_path / "report.txt").write_bytes(SEED.read_bytes())
    (tmp_path / "my_rules.toml").write_text(blocks(RULES, "toml")[0], encoding="utf-8")
    (tmp_path / "texts.jsonl").write_text('{"id": 1, "title": "", "body": "قصف", "published": null}\n')
    env = {
        **os.environ,
        "MARSAD_HOME": str(sample_settings.home),
        "MARSAD_FEEDS": str(SAMPLE_FEEDS),
        "MARSAD_CONNECT_TO": f"*=127.0.0.1:{server.port}",
        "MARSAD_HOST_DELAY_S": "0",
    }
    command = line.replace(".venv/bin/marsad", f"{shlex.quote(sys.executable)} -m flows.cli")
    env["PYTHONPATH"] = str(ROOT)
    result = subprocess.run(command, shell=True, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    # The sample site has feeds in trouble on purpose: 3 is done with issues.
    assert result.returncode == (3 if line.endswith(("check", "status")) else 0), result.stderr
    assert result.stdout or (tmp_path / "counts.csv").stat().st_size


def test_make_commands_of_the_readme_are_targets_that_ci_runs() -> None:
    wanted = {line for line in COMMANDS if line.startswith("make ")}
    assert wanted == {"make demo", "make test", "make check", "make eval", "make bench"}
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert wanted - {"make bench"} <= set(run)
    assert "make bench QUICK=1" in run  # a machine that others share says little of speed


def test_every_command_of_the_readme_is_run_somewhere() -> None:
    # `marsad daily` is run by tests/flows/test_daily.py, with the exit codes that the README names.
    others = set(COMMANDS) - set(MARSAD) - {".venv/bin/marsad daily"}
    assert all(line.startswith("make ") for line in others), others


def test_feed_of_the_readme_is_a_feeds_file(tmp_path: Path) -> None:
    (block,) = blocks(README, "toml")
    path = tmp_path / "feeds.toml"
    path.write_text(block, encoding="utf-8")
    assert [feed.kind for feed in load_feeds(path)] == ["section"]


@pytest.mark.parametrize("block", blocks(RULES, "toml"))
def test_example_of_the_rules_document_is_a_rule_file_that_passes(block: str, tmp_path: Path) -> None:
    path = tmp_path / "my_rules.toml"
    path.write_text(block, encoding="utf-8")
    assert prove(load_rules(added=[path]))["failures"] == []


def test_rules_document_names_every_key_and_no_other() -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", RULES, flags=re.MULTILINE))
    assert told == set(KEYS)


@pytest.mark.parametrize("query", QUERIES)
def test_query_of_the_guide_gives_rows(query: str, told_settings: Settings) -> None:
    with duckdb.connect(str(told_settings.database), read_only=True) as connection:
        attach_index(connection, told_settings)
        assert connection.execute(query).fetchall()


def test_readme_is_short_and_its_links_lead_somewhere() -> None:
    assert len(README.splitlines()) < 200
    for path in (
        "README.md", "CHANGELOG.md", "docs/guide.md", "docs/operate.md", "docs/decisions.md", "docs/rules.md",
        "docs/reliability.md", "docs/codes.md", "docs/safety.md", "docs/takeaway.md", "docs/tools.md",
    ):  # fmt: skip
        text = (ROOT / path).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert ((ROOT / path).parent / target).exists(), f"{path} links {target}"


def test_every_promise_names_tests_that_exist() -> None:
    promised = RELIABILITY[RELIABILITY.index("## Promised") : RELIABILITY.index("## Not promised")]
    promises = [line for line in promised.splitlines() if line.startswith("| **")]
    assert promises
    for line in promises:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", line)
        assert named, line
        for path, function in named:
            text = (ROOT / path).read_text(encoding="utf-8") if (ROOT / path).exists() else ""
            assert re.search(rf"^(async )?def {function}\(", text, flags=re.MULTILINE), f"{path}::{function}"


def test_versions_are_pinned_with_hashes() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {name.lower() for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, flags=re.MULTILINE)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert {re.split(r"[=<>\[ ]", name)[0].lower() for name in wanted} <= pinned
    assert lock.count("--hash=sha256:") > len(pinned)
    assert "http://" not in lock
    assert "https://" not in lock


def test_watches_of_the_document_are_a_file_of_watches(tmp_path: Path) -> None:
    (block,) = blocks((ROOT / "docs" / "takeaway.md").read_text(encoding="utf-8"), "toml")
    path = tmp_path / "watches.toml"
    path.write_text(block, encoding="utf-8")
    assert [watch.id for watch in load_watches(path)] == ["qalamoun", "many-killed"]
