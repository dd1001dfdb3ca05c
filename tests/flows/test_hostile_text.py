"""Titles, texts and addresses that steer terminals, run in spreadsheets or break out of pages, in all that is shown."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest
from typer.testing import CliRunner

from flows.cli import app
from pipeline.report.forms import spreadsheet_cell
from pipeline.report.picture import draw_reports
from pipeline.report.query import MOST_ROWS
from pipeline.report.summary import run_markdown, tagged_reports
from pipeline.settings import Settings
from samples.resource import Resource
from samples.server import SampleServer
from tests.support import rows, run_pipeline, settings_for

HOST = "arabic.news.example"
ESCAPES = "\x1b[31m\x1b]0;owned\x07\x9b2J\u202egnp.exe\u2066\u200f\x7f"
TITLE = f"=cmd|'/c calc'!A1 [red]<script>alert(1)</script>'; DROP TABLE entries;-- ../../etc/passwd {ESCAPES}"
BODY = "أجلى الجيش 700 من المقاتلين وعائلاتهم من عرسال إلى إدلب في حافلات بموجب اتفاق."
SHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def _xml(text: str) -> str:
    legal = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
    return legal.replace("&", "&amp;").replace("<", "&lt;")


def _page(title: str) -> Resource:
    """Escapes as HTML sends them: as bytes, and as references where the parser drops the bytes."""
    return Resource(
        f"<html><head><title>x</title></head><body><h1>{title.replace('<', '&lt;')}</h1><div id='Content'><p>"
        f"arabic. news. cn | 2018-06-04 10:00:00</p><p>{BODY} {ESCAPES}</p><p>@SUM(1)</p></div></body></html>".encode(),
        "text/html; charset=utf-8",
    )


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    home = tmp_path_factory.mktemp("hostile")
    good, odd = "/2018-06/04/c_137228407.htm", "/2018-06/04/c_137228408.htm?[red]\x1b[2J'--%1b]0;x"
    items = "".join(
        f"<item><title>{_xml(TITLE)}</title><link>http://{HOST}{_xml(path)}</link><guid>../../{_xml(TITLE)}</guid></item>"
        for path in (good, odd, "/../../etc/passwd", "/x?q='; DROP TABLE fetches;--", "[bold]http://evil.example/[/]")
    )
    feed = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{items}</channel></rss>'
    feeds = home / "feeds.toml"
    feeds.write_text(
        f'[[feed]]\nid = "a"\ntitle = "[red]x\\u001b[2J=1+1"\nurl = "http://{HOST}/rss.xml?[bold]"\nkind = "rss"\n'
    )
    resources = {(HOST, "/rss.xml"): Resource(feed.encode(), "text/xml"), (HOST, good): _page(TITLE)}
    with SampleServer(resources, site=None) as server:
        settings = settings_for(server, home / "home", feeds)
        run_pipeline(settings)
        yield settings


def marsad(settings: Settings, *words: str, text: str | None = None) -> str:
    env = {"MARSAD_HOME": str(settings.home), "MARSAD_FEEDS": str(settings.feeds)}
    result = CliRunner().invoke(app, words, input=text, env=env)
    assert result.exit_code in (0, 2, 3), result.output
    return result.output


def test_text_is_stored_as_it_was_published(hostile: Settings) -> None:
    found = str(rows(hostile.database, "SELECT body FROM revisions"))
    assert "u202e" in found or "\u202e" in found
    assert rows(hostile.database, "SELECT count(*) FROM entries") == [(5,)]
    assert rows(hostile.database, "SELECT count(DISTINCT outcome) > 0 FROM entries WHERE outcome IS NOT NULL") == [
        (True,)
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("status",),
        ("status", "--json"),
        ("status", "--gaps"),
        ("diff", "live", "live", "--json"),
        ("sql", "SELECT title, url, guid FROM entries"),
        ("sql", "SELECT * FROM revisions", "--output", "json"),
        ("sql", "SELECT * FROM issues"),
        ("sql", "SELECT * FROM feeds"),
        ("sql", "SELECT '\x1b[2J\u202e'"),
        ("sql", 'SELECT 1 AS "\x1b[2J[red]"'),
        ("sql", "\x1b[2J"),
        ("sql", "SELECT title, body FROM reports", "--arabic", "visual"),
        ("rules", "explain", "\x1b[2J"),
        ("diff", "\x1b[2J", "live"),
        ("backfill", "warc", "/nowhere/\x1b[2J"),
        ("backfill", "wayback", "--from", "\x1b[2J", "--to", "2017-01-01"),
        ("tag", "/nowhere/\x1b[2J"),
        ("extract", "/nowhere/\x1b[2J"),
        ("extract", "http://\x1b[2J/"),
    ],
)
def test_no_command_lets_a_text_steer_the_terminal(hostile: Settings, words: tuple[str, ...]) -> None:
    shown = re.sub(r"Usage: .*", "", marsad(hostile, *words)) if words[0] != "extract" else _output(hostile, words)
    assert SHOWN.search(shown) is None, repr(shown)


def _output(settings: Settings, words: tuple[str, ...]) -> str:
    return CliRunner().invoke(app, words, env={"MARSAD_HOME": str(settings.home)}).output


@pytest.mark.parametrize("options", [(), ("--json",), ("--explain",), ("--explain", "--json")])
def test_text_that_is_tagged_is_shown_harmlessly(hostile: Settings, tmp_path: Path, options: tuple[str, ...]) -> None:
    file = tmp_path / "x.txt"
    file.write_text(f"{BODY} {ESCAPES} أجلى\u202eالجيش 7\x1b[2J00 من المقاتلين", encoding="utf-8")
    assert SHOWN.search(marsad(hostile, "tag", str(file), "--title", TITLE, *options)) is None
    page = tmp_path / "x.html"
    page.write_bytes(_page(TITLE).body)
    assert SHOWN.search(marsad(hostile, "extract", str(page), *[o for o in options if o == "--json"])) is None


def test_json_says_what_is_stored(hostile: Settings) -> None:
    found = json.loads(marsad(hostile, "sql", "SELECT title, body FROM revisions", "-o", "json"))
    assert [(row["title"], row["body"]) for row in found] == rows(hostile.database, "SELECT title, body FROM revisions")


def test_csv_has_no_cell_that_a_spreadsheet_runs(hostile: Settings) -> None:
    query = (
        "SELECT title, -1 AS low, '-2' AS text, '@x' AS at, chr(9) || '=1' AS tab, ' =1' AS gap FROM entries LIMIT 1"
    )
    _, row = csv.reader(io.StringIO(marsad(hostile, "sql", query, "-o", "csv")))
    assert row[0].startswith("'=cmd")
    assert row[1:] == ["-1", "-2", "'@x", "'\t=1", "' =1"]
    assert next(csv.reader(io.StringIO(marsad(hostile, "sql", 'SELECT 1 AS "=1+1"', "-o", "csv")))) == ["'=1+1"]


@pytest.mark.parametrize("value", ["=1", "+1x", "-a", "@a", "\t1", "\r=1", "＝1", " \u00a0=1", "-", "+"])
def test_formula_gets_an_apostrophe(value: str) -> None:
    assert spreadsheet_cell(value) == f"'{value}"


@pytest.mark.parametrize("value", ["a=1", "", "-1", "+1.5", "-1e5", -1, 2.5, None, "إجلاء"])
def test_what_is_no_formula_stays(value: object) -> None:
    assert spreadsheet_cell(value) == value


def test_pages_that_are_written_hold_no_markup_of_a_title(hostile: Settings) -> None:
    ((run_id,),) = rows(hostile.database, "SELECT max(run_id) FROM runs")
    markdown = run_markdown(hostile.database, str(run_id))
    assert not re.search(r"(?<!\\)<", markdown)
    assert SHOWN.search(markdown) is None
    reports = tagged_reports(hostile.database) or [
        {"published_at": None, "title": TITLE, "labels": [], "evidence": [TITLE]}
    ]
    tree = ElementTree.fromstring(draw_reports([report | {"title": TITLE} for report in reports]))
    assert {element.tag.rpartition("}")[2] for element in tree.iter()} <= {"svg", "style", "rect", "text", "line"}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('/etc/passwd')", "FROM '/etc/passwd'", "FROM read_text('/etc/passwd')",
        "FROM glob('/*')",
        "FROM read_blob('/etc/passwd')", "FROM read_parquet('/etc/passwd')", "FROM sniff_csv('/etc/passwd')",
        "ATTACH '/tmp/other.duckdb'", "ATTACH ':memory:' AS m", "COPY feeds TO '/tmp/out.csv'",
        "EXPORT DATABASE '/tmp/out'",
        "IMPORT DATABASE '/tmp/out'", "INSTALL httpfs", "LOAD httpfs", "FROM read_csv('https://example.org/x.csv')",
        "SET memory_limit = '90GB'", "RESET memory_limit", "PRAGMA memory_limit = '90GB'",
        "SET temp_directory = '/tmp'",
        "SET enable_external_access = true", "SET lock_configuration = false", "SET log_query_path = '/tmp/log'",
        "PRAGMA profiling_output = '/tmp/p'", "SET extension_directory = '/tmp'",
        "INSERT INTO feeds SELECT * FROM feeds",
        "UPDATE feeds SET url = ''", "DELETE FROM feeds", "DROP TABLE feeds", "ALTER TABLE feeds ADD COLUMN x INT",
        "CREATE TABLE x AS SELECT 1", "CREATE MACRO m() AS 1", "CREATE SECRET s (TYPE S3)", "FROM duckdb_secrets()",
        "SELECT getenv('HOME')", "SELECT 1; DROP TABLE feeds", "FROM rows", "FROM connection", "FROM sys",
        "SELECT repeat('x', 2_000_000_000)", "SELECT string_agg(repeat('x', 1_000_000), '') FROM range(1_000_000)",
        "FROM range(30_000_000) a ORDER BY hash(a.range)",
    ],
)  # fmt: skip
def test_sql_reads_the_snapshot_and_can_do_nothing_else(hostile: Settings, query: str) -> None:
    before = hostile.database.stat()
    env = {"MARSAD_HOME": str(hostile.home), "MARSAD_QUERY_MEMORY_BYTES": "150000000"}
    result = CliRunner().invoke(app, ["sql", query], env=env)
    assert result.exit_code == 2, result.output
    assert hostile.database.stat() == before
    with duckdb.connect(str(hostile.database), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM feeds").fetchall() == [(1,)]


def test_endless_result_is_cut_in_a_table(hostile: Settings) -> None:
    shown = marsad(hostile, "sql", "FROM range(10_000_000_000)")
    assert f"first {MOST_ROWS:,} rows" in shown
    assert len(shown.splitlines()) < MOST_ROWS + 10
