"""What is chosen can be taken away, whole, in four forms."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pyarrow.parquet as pq
import pytest

from pipeline.settings import Settings
from tests.report.explorer.browser import serving
from tests.support import rows

QUERY = "?tag=conflict&from=2012"


def test_forms_hold_the_same_rows(client: httpx.Client, told_settings: Settings) -> None:
    wanted = rows(
        told_settings.database,
        """SELECT article_id FROM reports WHERE list_contains(tags, 'conflict') AND published_at >= '2012-01-01'
           ORDER BY published_at DESC""",
    )
    table = pq.read_table(io.BytesIO(client.get("/download/reports.parquet" + QUERY).content))
    lines = [json.loads(line) for line in client.get("/download/reports.jsonl" + QUERY).text.splitlines()]
    sheet = list(csv.DictReader(io.StringIO(client.get("/download/reports.csv" + QUERY).content.decode("utf-8-sig"))))
    assert [(article,) for article in table["article_id"].to_pylist()] == wanted
    assert (
        [line["article_id"] for line in lines]
        == [row["article_id"] for row in sheet]
        == table["article_id"].to_pylist()
    )
    assert lines[0]["evidence"] == table["evidence"].to_pylist()[0]
    assert sheet[0]["evidence"] == " | ".join(lines[0]["evidence"])
    assert list(lines[0]) == table.column_names == list(sheet[0])


def test_rows_say_what_the_reports_view_says(client: httpx.Client, told_settings: Settings) -> None:
    lines = [json.loads(line) for line in client.get("/download/reports.jsonl").text.splitlines()]
    told = {(line["article_id"], line["url"], line["title"], *line["tags"], *line["subtypes"]) for line in lines}
    wanted = rows(told_settings.database, "SELECT article_id, url, title, tags, subtypes FROM reports")
    assert told == {(article, url, title, *tags, *subtypes) for article, url, title, tags, subtypes in wanted}


def test_movements_are_geojson_with_the_figures_of_the_view(client: httpx.Client, told_settings: Settings) -> None:
    told = client.get("/download/reports.geojson?place=geonames:1").json()
    assert told["type"] == "FeatureCollection"
    lines = [feature for feature in told["features"] if (feature["geometry"] or {}).get("type") == "LineString"]
    assert [40.92, 34.45] in [feature["geometry"]["coordinates"][1] for feature in lines]
    ((high,),) = rows(
        told_settings.database,
        f"SELECT people_high FROM evacuation_reports WHERE evacuation_id = '{lines[0]['id']}'",
    )
    assert lines[0]["properties"]["people_high"] == high


def test_csv_runs_nothing_in_excel(changed: Callable[[str], Path]) -> None:
    formula = '=HYPERLINK("http://example.org")'
    with serving(changed(f"UPDATE revisions SET title = '{formula}' WHERE is_current")) as client:
        answer = client.get("/download/reports.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    titles = {row["title"] for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}
    assert titles == {"'" + formula}


def test_nothing_chosen_gives_the_columns_alone(client: httpx.Client) -> None:
    nothing = "?from=1950&to=1950"
    assert client.get("/download/reports.jsonl" + nothing).text == ""
    assert len(client.get("/download/reports.csv" + nothing).text.splitlines()) == 1
    assert pq.read_table(io.BytesIO(client.get("/download/reports.parquet" + nothing).content)).num_rows == 0
    assert client.get("/download/reports.geojson" + nothing).json()["features"] == []


@pytest.mark.parametrize(("address", "status"), [("reports.html", 404), ("reports.csv?from=soon", 400)])
def test_what_cannot_be_given_is_told(client: httpx.Client, address: str, status: int) -> None:
    answer = client.get(f"/download/{address}")
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert address[-4:] in answer.text


def test_download_without_a_snapshot_says_what_to_run(tmp_path: Path) -> None:
    with serving(tmp_path) as client:
        answer = client.get("/download/reports.csv?lang=en")
    assert answer.status_code == 503
    assert "marsad daily" in answer.text
