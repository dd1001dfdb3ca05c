"""The command line, in this process where no Prefect is needed."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner, Result

from flows.cli import app
from pipeline.settings import Settings
from samples.server import SampleServer
from samples.texts import load_articles
from tests.support import SAMPLE_FEEDS

SEED = (Path(__file__).parents[1] / "data" / "seed" / "evacuation_2017-08-28.txt").read_text(encoding="utf-8")


def marsad(*words: str, home: Path | None = None, text: str | None = None, **variables: str) -> Result:
    """Run one command with its own settings."""
    env = {f"MARSAD_{name.upper()}": value for name, value in variables.items()}
    env |= {"MARSAD_HOME": str(home)} if home else {}
    return CliRunner().invoke(app, words, input=text, env=env)


def commands(group: Any, *words: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command below a group: its words, and itself."""
    if not hasattr(group, "commands"):
        yield words, group
        return
    for name, command in group.commands.items():
        yield from commands(command, *words, name)


COMMANDS = dict(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_teaches_every_command_by_example(words: tuple[str, ...]) -> None:
    result = marsad(*words, "--help")
    assert result.exit_code == 0
    told = " ".join(result.stdout.replace("│", " ").split())
    assert "Example" in told
    assert f"marsad {' '.join(words)}" in told.partition("Example")[2]
    assert all(option.help for option in COMMANDS[words].params if option.name != "help")


def test_help_of_all_says_what_exit_codes_mean_and_how_to_complete() -> None:
    text = marsad("--help").stdout
    assert "Exit codes" in text
    assert "--install-completion" in text


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completes_commands_and_options(shell: str) -> None:
    program = Path(sys.executable).with_name("marsad")
    asked = {"COMP_WORDS": "marsad search --ta", "COMP_CWORD": "2", "_TYPER_COMPLETE_ARGS": "marsad search --ta"}
    env = {**os.environ, **asked, "_TYPER_COMPLETE_FISH_ACTION": "get-args", "_MARSAD_COMPLETE": f"complete_{shell}"}
    result = subprocess.run([program], env=env, capture_output=True, text=True, check=False)
    assert "--tag" in result.stdout
    script = subprocess.run(
        [program, "--show-completion", shell],
        env={**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "_MARSAD_COMPLETE" in script.stdout


def test_unknown_option_is_usage() -> None:
    assert marsad("sql").exit_code == 2
    assert marsad("tag", "-", "--colour").exit_code == 2


def test_sql_answers_in_every_form(sample_settings: Settings, tmp_path: Path) -> None:
    query = "SELECT title, published_at FROM reports WHERE list_contains(tags, 'evacuation') ORDER BY ALL"
    home = sample_settings.home
    found = json.loads(marsad("sql", query, "-o", "json", home=home).stdout)
    assert found
    assert set(found[0]) == {"title", "published_at"}
    lines = list(csv.reader(io.StringIO(marsad("sql", query, "-o", "csv", home=home).stdout)))
    assert lines[0] == ["title", "published_at"]
    assert [line[0] for line in lines[1:]] == [row["title"] for row in found]
    target = tmp_path / "out.parquet"
    assert marsad("sql", query, "-o", "parquet", "--to", str(target), home=home).exit_code == 0
    assert pq.read_table(target).column("title").to_pylist() == [row["title"] for row in found]
    assert found[0]["title"].split()[0] in marsad("sql", query, home=home).stdout


@pytest.mark.parametrize(
    "query",
    [
        "SELEC 1",
        "SELECT * FROM nothing",
        "DELETE FROM revisions",
        "CREATE TABLE x (a INT)",
        "COPY revisions TO '/tmp/stolen.csv'",
        "SELECT * FROM read_text('/etc/passwd')",
        "ATTACH '/tmp/other.duckdb'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "",
    ],
)
def test_sql_that_is_wrong_or_would_do_more_than_read_is_refused(sample_settings: Settings, query: str) -> None:
    before = sample_settings.database.read_bytes()
    result = marsad("sql", query, home=sample_settings.home)
    assert result.exit_code == 2
    assert result.stderr.startswith("marsad: ")
    assert sample_settings.database.read_bytes() == before


def test_parquet_without_a_file_says_so(sample_settings: Settings) -> None:
    result = marsad("sql", "SELECT 1", "-o", "parquet", home=sample_settings.home)
    assert (result.exit_code, "--to" in result.stderr) == (2, True)


def test_commands_that_need_a_snapshot_say_how_to_get_one(tmp_path: Path) -> None:
    for words in (("sql", "SELECT 1"), ("status",), ("rebuild",), ("rebuild", "--tags-only")):
        result = marsad(*words, home=tmp_path / "home")
        assert result.exit_code == 1
        assert "marsad daily" in result.stderr
        assert not (tmp_path / "home").exists()


def test_status_tells_run_feeds_rows_and_issues(sample_settings: Settings) -> None:
    result = marsad("status", "--json", home=sample_settings.home)
    facts = json.loads(result.stdout)
    assert result.exit_code == 3
    assert facts["last_run"]["revised_count"] == 1
    assert {feed["feed_id"]: feed["health"] for feed in facts["feeds"]}["moved_culture"] == "not_a_feed"
    assert facts["rows"]["runs"] == 2
    assert "moved_culture" in {issue["subject"] for issue in facts["issues"]}
    text = marsad("status", home=sample_settings.home).stdout
    assert "Last run" in text
    assert "frozen_world" in text


def test_failure_that_a_hook_noted_is_shown_and_makes_status_fail(sample_settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "marsad.duckdb").symlink_to(sample_settings.database.resolve())
    (tmp_path / "last_failure.json").write_text('{"at": "2026-03-10T00:00:00", "why": "no feed answered"}')
    result = marsad("status", home=tmp_path)
    assert result.exit_code == 1
    assert "no feed answered" in result.stdout


def test_feeds_check_tells_what_each_feed_is_and_stores_nothing(server: SampleServer, tmp_path: Path) -> None:
    variables = {"feeds": str(SAMPLE_FEEDS), "connect_to": f"*=127.0.0.1:{server.port}", "host_delay_s": "0"}
    result = marsad("feeds", "check", "--json", home=tmp_path / "home", **variables)
    health = {check["feed_id"]: check["health"] for check in json.loads(result.stdout)}
    assert result.exit_code == 3
    assert health["arabic_world"] == health["world_index"] == "alive"
    assert (health["frozen_world"], health["moved_culture"], health["empty_science"]) == (
        "stale",
        "not_a_feed",
        "empty",
    )
    assert not (tmp_path / "home").exists()
    assert "arabic_world" in marsad("feeds", "check", home=tmp_path, **variables).stdout


def test_feeds_check_fails_when_nothing_answers(tmp_path: Path) -> None:
    variables = {"feeds": str(SAMPLE_FEEDS), "connect_to": "*=127.0.0.1:9", "host_delay_s": "0", "retry_wait_s": "0"}
    assert marsad("feeds", "check", home=tmp_path, **variables).exit_code == 1


@pytest.mark.parametrize(("variable", "value"), [("host_delay_s", "soon"), ("homes", "x")])
def test_wrong_setting_is_usage_and_touches_nothing(tmp_path: Path, variable: str, value: str) -> None:
    result = marsad("daily", home=tmp_path / "home", **{variable: value})
    assert result.exit_code == 2
    assert f"MARSAD_{variable.upper()}" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "home").exists()


def test_wrong_feeds_file_is_usage_with_its_line_and_touches_nothing(tmp_path: Path) -> None:
    feeds = tmp_path / "feeds.toml"
    feeds.write_text('[[feed]]\nid = "a"\ntitle = "A"\nurl = "gopher://a"\nkind = "rss"\n')
    result = marsad("daily", home=tmp_path / "home", feeds=str(feeds))
    assert result.exit_code == 2
    assert f"{feeds}:1" in result.stderr
    assert not (tmp_path / "home").exists()


def test_extract_prints_the_shape_that_scripts_rely_on(tmp_path: Path, server: SampleServer) -> None:
    article = next(article for article in load_articles() if article.slug == "flood-corrected")
    page = tmp_path / "page.html"
    from samples.render import render

    page.write_bytes(render(article))
    facts = json.loads(marsad("extract", str(page), "--url", article.url, "--json").stdout)
    assert list(facts) == [
        "title", "body", "published_at", "published_source", "dateline", "section", "canonical_url", "article_id",
        "template",
    ]  # fmt: skip
    assert facts["title"] == article.title
    assert "".join(facts["body"].split()) == "".join("".join(article.body).split())
    assert (facts["published_source"], facts["template"]) == ("stamp", article.template)
    fetched = marsad("extract", article.url, "--json", connect_to=f"*=127.0.0.1:{server.port}")
    assert json.loads(fetched.stdout) == facts
    assert article.title in marsad("extract", str(page)).stdout


def test_extract_of_no_page_fails_with_a_sentence(tmp_path: Path) -> None:
    empty = tmp_path / "empty.html"
    empty.write_bytes(b"")
    for words in (str(empty), str(tmp_path / "none.html"), "http://127.0.0.1:9/"):
        result = marsad("extract", words)
        assert result.exit_code == 1
        assert result.stderr.startswith("marsad: ")


def test_tag_prints_the_shape_that_scripts_rely_on(tmp_path: Path) -> None:
    file = tmp_path / "seed.txt"
    file.write_text(SEED, encoding="utf-8")
    facts = json.loads(marsad("tag", str(file), "--published", "2017-08-28", "--json").stdout)
    assert list(facts) == ["tags", "mentions", "evacuations", "casualties", "dateline"]
    assert facts["dateline"] == {"place": "دمشق", "date": "2017-08-28", "agency": "شينخوا"}
    for tag in facts["tags"]:
        assert {"tag", "subtype", "trigger", "score", "evidence"} == set(tag)
        for evidence in tag["evidence"]:
            assert SEED[evidence["start"] : evidence["end"]] == evidence["text"]
            assert evidence["rule_id"]
    assert json.loads(marsad("tag", "-", "--json", text=SEED).stdout)["tags"] == facts["tags"]
    assert "deal_evacuation" in marsad("tag", str(file)).stdout
    assert "no tags" in marsad("tag", "-", text="فاز الفريق بالمباراة").stdout


def test_tag_of_lines_prints_one_object_a_line_with_the_id() -> None:
    lines = [
        {"id": 1, "title": "", "body": SEED, "published": "2017-08-28"},
        {"id": "b", "title": None, "body": "", "published": None},
        {"id": "c", "title": "x", "body": "\ud800 \u202e زحف", "published": "2017-08-28T10:00:00Z"},
    ]
    text = "\n".join(json.dumps(line) for line in lines) + "\n\n"
    result = marsad("tag", "-", "--jsonl", text=text)
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["id"] for line in found] == [1, "b", "c"]
    assert found[0]["tags"]
    assert found[1]["tags"] == found[2]["tags"] == []


@pytest.mark.parametrize(
    "line", ["{", "[]", "3", '{"id": 1}', '{"id": 1, "body": 3}', '{"body": "x", "published": "soon"}']
)
def test_line_that_is_no_object_ends_with_its_number(line: str) -> None:
    result = marsad("tag", "-", "--jsonl", text=f'{{"id": 1, "body": "x"}}\n{line}\n')
    assert result.exit_code == 2
    assert "line 2" in result.stderr
    assert len(result.stdout.splitlines()) == 1


def test_tag_of_a_day_that_is_none_is_usage() -> None:
    assert marsad("tag", "-", "--published", "2017-13-01", text="x").exit_code == 2


def test_end_of_a_file_that_tells_no_form_is_refused(sample_settings: Settings, tmp_path: Path) -> None:
    result = marsad("sql", "daily_counts", "--to", str(tmp_path / "counts.xls"), home=sample_settings.home)
    assert result.exit_code == 2
    assert "tells no form: let it be one of .hxl.csv, .csv" in result.stderr
    assert not (tmp_path / "counts.xls").exists()
    assert marsad("sql", "daily_counts", "--to", str(tmp_path / "counts.txt"), home=sample_settings.home).exit_code == 0


def test_table_shows_lists_as_csv_does(sample_settings: Settings) -> None:
    result = marsad("sql", "SELECT ['حلب', 'حمص'] AS a, [] AS b, [NULL, 1] AS c", home=sample_settings.home)
    assert "حلب | حمص" in result.stdout
    assert "[" not in result.stdout
