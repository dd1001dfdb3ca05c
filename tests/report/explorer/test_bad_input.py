"""Whatever the address, the snapshot or the other side is, the page says something that helps."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import duckdb
import httpx
import pytest

from bench.explorer_rows import multiply
from pipeline.report.explorer.serving import ServeError, listen
from pipeline.settings import Settings
from pipeline.warehouse.schema import create_tables, create_views
from tests.report.explorer.browser import Page, serving

SCRIPT = "<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("from=soon", "soon"),
        ("from=2017-13", "2017-13"),
        ("to=2017-02-30", "2017-02-30"),
        ("from=2018&to=2017", "ends before it begins"),
        ("tag=sport", "tag=sport"),
        ("page=0", "page=0"),
        ("page=-1", "page=-1"),
        ("page=99999999999999999999", "page=999"),
        ("colour=red", "colour=red"),
        ("q=" + "x" * 400, "q=xxx"),
        (f"tag={SCRIPT}", SCRIPT),
    ],
)
def test_address_that_cannot_be_used_is_told_and_the_rest_shown(client: httpx.Client, query: str, told: str) -> None:
    page = Page(client, f"/?lang=en&{query}")
    assert told in page.text("notice")
    assert page.text("summary")


@pytest.mark.parametrize(
    "query", ["q=%FF%FE", "q=%00", "q=(((", "q=%5C", "q=\"\"", "q=%F0%9F%98%80", "place=x&place=y", "actor='",
              "subtype=%25",
              "from=0001&to=9999", "page=1000000", "&&&=&", "lang=en" + "&q=a" * 400, "q=%E2%80%AE"],
)  # fmt: skip
def test_strange_address_is_no_error(client: httpx.Client, query: str) -> None:
    page = Page(client, f"/?{query}")
    assert page.text("summary")
    told = page.text("notice")
    assert "trouble" not in str(page.parts["notice"]) or "لم يُستعمل" in told or "لا كلمة يُبحث عنها" in told


def test_page_beyond_the_last_says_which_is_the_last(client: httpx.Client) -> None:
    page = Page(client, "/?lang=en&page=999")
    assert "There is no page 999; the last one is" in page.text("table")


def test_day_that_is_none_keeps_the_words_and_drops_the_bound(client: httpx.Client) -> None:
    page = Page(client, "/?lang=en")
    before = page.articles
    page.set("since", "soon")
    assert "soon” is no year, month or day" in page.text("notice")
    assert page.parts["since"]["value"] == "soon"
    assert page.articles == before
    assert "from=" not in page.parts["url"]["search"]


def test_day_without_reports_says_so(client: httpx.Client) -> None:
    page = Page(client, "/?lang=en&from=1950-01-01&to=1950-01-01")
    assert "No report fits" in page.text("summary")
    assert page.text("table") == ""


def test_unknown_page_leads_home(client: httpx.Client) -> None:
    page = Page(client, "/nowhere?lang=en")
    assert "no page at this address" in page.text("article")
    assert page.links("article") == ["/?lang=en"]


def test_without_a_snapshot_the_page_says_what_to_run_and_fills_once_it_is_there(
    told_settings: Settings, tmp_path: Path
) -> None:
    database = tmp_path / "marsad.duckdb"
    with serving(tmp_path) as client:
        page = Page(client, "/?lang=en")
        assert "marsad daily" in page.text("notice")
        shutil.copyfile(told_settings.database, database)
        page.set("tag", "evacuation")
        assert page.articles
        assert page.parts["places"]["options"]


def test_empty_warehouse_says_what_to_run(tmp_path: Path) -> None:
    database = tmp_path / "marsad.duckdb"
    with duckdb.connect(str(database)) as connection:
        create_tables(connection)
        create_views(connection)
        connection.execute("INSERT INTO snapshot VALUES ('empty', 4, '', '', '', '', now()::TIMESTAMP, '')")
    with serving(tmp_path) as client:
        page = Page(client, "/?lang=en")
        assert "The warehouse is empty" in page.text("summary")
        assert "marsad daily" in page.text("summary")
        assert client.get("/download/reports.geojson").json()["features"] == []


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE snapshot SET schema_version = 1", "another schema"),
        ("DELETE FROM snapshot", "no snapshot is described"),
        ("DROP TABLE mentions CASCADE", "mentions does not exist"),
    ],
)
def test_snapshot_of_other_making_says_what_to_run(changed: Callable[[str], Path], sql: str, told: str) -> None:
    with serving(changed(sql)) as client:
        notice = Page(client, "/?lang=en").text("notice")
    assert told in notice
    assert "marsad rebuild" in notice
    assert "Traceback" not in notice


def test_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    database = tmp_path / "marsad.duckdb"
    database.write_bytes(b"no database" * 1000)
    with serving(tmp_path) as client:
        assert "cannot be read" in Page(client, "/?lang=en").text("notice")


def test_snapshot_swapped_while_the_page_is_open_is_noticed(told_settings: Settings, tmp_path: Path) -> None:
    database, other = tmp_path / "marsad.duckdb", tmp_path / "other.duckdb"
    shutil.copyfile(told_settings.database, database)
    shutil.copyfile(told_settings.database, other)
    with duckdb.connect(str(other)) as connection:
        connection.execute("UPDATE snapshot SET snapshot_id = 'another'")
        connection.execute("UPDATE revisions SET title = 'جديد'")
    with serving(tmp_path) as client:
        page = Page(client, "/?lang=en")
        assert "another" not in page.text("snapshot")
        other.replace(database)
        page.set("tag", "evacuation")
        assert "A new snapshot was published" in page.text("notice")
        assert "another" in page.text("snapshot")
        assert "جديد" in page.text("table")
        page.set("tag", "conflict")
        assert page.text("notice") == ""


def test_report_without_place_date_or_title_is_listed(changed: Callable[[str], Path]) -> None:
    bare = """DELETE FROM evacuation_places; UPDATE mentions SET place_id = NULL;
              UPDATE revisions SET published_at = NULL, published_source = NULL, title = NULL"""
    with serving(changed(bare)) as client:
        page = Page(client, "/?lang=en")
        assert len(page.articles) > 10
        assert "Untitled" in page.text("table")
        assert "undated" in page.text("table")
        assert "No place of known position" in page.text("map-told")
        assert "not on the line" in page.text("timeline-told")


def test_ten_thousand_reports_in_a_day_are_paged_and_taken_away_whole(told_settings: Settings, tmp_path: Path) -> None:
    database = tmp_path / "marsad.duckdb"
    multiply(told_settings.database, database, 20_000)
    with duckdb.connect(str(database)) as connection:
        connection.execute("UPDATE revisions SET published_at = '2017-08-28 08:00:00'")
        ((count,),) = connection.execute("SELECT count(*) FROM reports").fetchall()
    assert count > 10_000
    with serving(tmp_path) as client:
        page = Page(client, "/?lang=en&from=2017-08-28&to=2017-08-28")
        assert f"Reports: {count:,}" in page.text("summary")
        assert len(str(page.parts["table"])) < 100_000
        assert client.get("/download/reports.jsonl?from=2017-08-28").text.count("\n") == count


def test_query_larger_than_memory_is_told(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, told_settings: Settings
) -> None:
    monkeypatch.setattr("pipeline.report.explorer.snapshot.MEMORY_LIMIT", "12MB")
    with serving(told_settings.home) as small:
        page = Page(small, "/?lang=en")
    assert "larger than the memory" in page.text("notice") or "cannot be read" in page.text("notice")


def test_nothing_is_written_and_no_page_names_another_host(told_settings: Settings, client: httpx.Client) -> None:
    def state() -> dict[str, tuple[int, int]]:
        return {
            str(path): (path.stat().st_mtime_ns, path.stat().st_size)
            for path in told_settings.home.rglob("*")
            if path.is_file()
        }

    before = state()
    Page(client).set("text", "قصف")
    client.get("/download/reports.parquet")
    assert state() == before
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]
    assert "http" not in policy


@pytest.mark.parametrize(
    "path", ["/", "/_dash-layout", "/download/reports.csv", "/base-map/world_110m.json", "/nowhere"]
)
def test_foreign_host_is_refused(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert client.get(path, headers={"Host": "localhost:9"}).status_code == 200


def test_allowed_host_is_answered(told_settings: Settings) -> None:
    with serving(told_settings.home, ("observatory.example",)) as client:
        assert client.get("/", headers={"Host": "observatory.example"}).status_code == 200
        assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b'{"output": "x.y"}', b"\xff", b"{" * 100_000])
def test_broken_question_gives_no_traceback(client: httpx.Client, body: bytes) -> None:
    answer = client.post("/_dash-update-component", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code >= 400
    assert "Traceback" not in answer.text
    assert "File " not in answer.text


def test_too_large_question_is_refused(client: httpx.Client) -> None:
    answer = client.post(
        "/_dash-update-component", content=b"x" * 300_000, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_sent(client: httpx.Client, method: str) -> None:
    assert client.request(method, "/download/reports.csv").status_code == 405


def test_port_in_use_and_foreign_address_say_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ServeError, match="--port"):
        listen(Settings(home=tmp_path), "127.0.0.1", taken.getsockname()[1])
    with pytest.raises(ServeError, match=r"Cannot listen on 192\.0\.2\.1"):
        listen(Settings(home=tmp_path), "192.0.2.1", 0)
