"""Results taken away by `marsad sql --to`, read back by the readers of other tools."""

from __future__ import annotations

import csv
import json
import re
import struct
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.report.forms import hashtags
from pipeline.settings import Settings
from tests.flows.test_cli import marsad
from tests.support import rows

MOVES = "evacuation_reports"


def taken(settings: Settings, query: str, target: Path) -> Path:
    result = marsad("sql", query, "--to", str(target), home=settings.home)
    assert (result.exit_code, result.stderr) == (0, "")
    return target


def test_view_is_all_its_rows_in_every_form(told_settings: Settings, tmp_path: Path) -> None:
    titles = [title for (title,) in rows(told_settings.database, f"SELECT title FROM {MOVES} ORDER BY evacuation_id")]
    assert titles

    def kept(ending: str) -> Path:
        return taken(told_settings, f"FROM {MOVES} ORDER BY evacuation_id", tmp_path / f"moves.{ending}")

    with kept("csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["title"] for row in csv.DictReader(file)] == titles
    with kept("jsonl").open(encoding="utf-8") as file:
        assert [json.loads(line)["title"] for line in file] == titles
    assert [row["title"] for row in json.loads(kept("json").read_text(encoding="utf-8"))] == titles
    assert pq.read_table(kept("parquet"))["title"].to_pylist() == titles
    assert pq.read_table(kept("geoparquet"))["title"].to_pylist() == titles
    features = json.loads(kept("geojson").read_text(encoding="utf-8"))["features"]
    assert [feature["properties"]["title"] for feature in features] == titles
    with kept("hxl.csv").open(encoding="utf-8-sig", newline="") as file:
        head, tags, *body = csv.reader(file)
    assert tags[head.index("origins")] == "#loc+origin+name+list"
    assert [row[head.index("title")] for row in body] == titles


def test_movement_is_a_line_in_geojson_and_geoparquet(told_settings: Settings, tmp_path: Path) -> None:
    query = f"FROM {MOVES} WHERE people_high = 700"
    (feature,) = json.loads(taken(told_settings, query, tmp_path / "a.geojson").read_text(encoding="utf-8"))["features"]
    line = [[36.7, 34.15], [40.92, 34.45]]
    assert feature["geometry"] == {"type": "LineString", "coordinates": line}
    assert feature["id"] == feature["properties"]["evacuation_id"]
    table = pq.read_table(taken(told_settings, query, tmp_path / "a.geoparquet"))
    told = json.loads(pq.read_metadata(tmp_path / "a.geoparquet").metadata[b"geo"])
    assert told == {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {
            "geometry": {"encoding": "WKB", "geometry_types": ["LineString"], "bbox": [36.7, 34.15, 40.92, 34.45]}
        },
    }
    (binary,) = table["geometry"].to_pylist()
    assert struct.unpack("<BII4d", binary) == (1, 2, 2, *line[0], *line[1])


def test_report_is_a_point_by_the_first_place_that_is_known(told_settings: Settings, tmp_path: Path) -> None:
    placed = "SELECT [NULL, 'nowhere', 'geonames:1', 'marsad:1'] AS place_ids"
    alone = "SELECT 'geonames:1' AS place_id UNION ALL SELECT NULL ORDER BY ALL"
    pairs = "SELECT 40.5 AS lon, 34 AS lat"
    same = "SELECT ['geonames:1'] AS origin_ids, ['geonames:1'] AS destination_ids"
    shapes = []
    for number, query in enumerate((placed, alone, pairs, same)):
        told = taken(told_settings, query, tmp_path / f"{number}.geojson").read_text(encoding="utf-8")
        shapes.append([feature["geometry"] for feature in json.loads(told)["features"]])
    bukamal = {"type": "Point", "coordinates": [40.92, 34.45]}
    assert shapes == [[bukamal], [bukamal, None], [{"type": "Point", "coordinates": [40.5, 34]}], [bukamal]]


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet", "geojson", "geoparquet", "hxl.csv"])
def test_result_without_rows_is_a_whole_file(told_settings: Settings, tmp_path: Path, ending: str) -> None:
    target = taken(told_settings, f"FROM {MOVES} WHERE false", tmp_path / f"none.{ending}")
    if ending.endswith("parquet"):
        assert pq.read_table(target).num_rows == 0
    elif ending == "geojson":
        assert json.loads(target.read_text())["features"] == []
    else:
        assert len(target.read_text().splitlines()) == {"csv": 1, "jsonl": 0, "hxl.csv": 2}[ending]


def test_csv_is_harmless_and_a_list_is_readable(told_settings: Settings, tmp_path: Path) -> None:
    query = """SELECT '=1+1' AS a, ' @x' AS b, '＝1' AS c, '-5' AS d, -5 AS e, ['قارة', 'عرسال'] AS f, NULL AS g,
               ['=1'] AS h"""
    target = taken(told_settings, query, tmp_path / "a.csv")
    assert target.read_bytes().startswith(b"\xef\xbb\xbfa,b")
    with target.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert list(row.values()) == ["'=1+1", "' @x", "'＝1", "-5", "-5", "قارة | عرسال", "", "'=1"]
    assert marsad("sql", query, "-o", "csv", home=told_settings.home).stdout.startswith("a,b")


def test_json_lines_hold_what_json_can(told_settings: Settings, tmp_path: Path) -> None:
    query = """SELECT 'nan'::DOUBLE AS a, sum(3::BIGINT) AS b, 1.5::DECIMAL(9, 2) AS c, DATE '2017-08-28' AS d,
               {'x': [1]} AS e"""
    line = taken(told_settings, query, tmp_path / "a.jsonl").read_text(encoding="utf-8")
    assert json.loads(line, parse_constant=pytest.fail) == {
        "a": None, "b": 3, "c": 1.5, "d": "2017-08-28", "e": {"x": [1]},
    }  # fmt: skip


def test_every_column_of_the_views_of_reports_has_a_hashtag(told_settings: Settings) -> None:
    columns = rows(
        told_settings.database,
        "SELECT column_name FROM duckdb_columns() WHERE table_name IN"
        " ('evacuation_reports', 'conflict_reports', 'casualty_reports')",
    )
    assert columns
    assert {name for (name,) in columns} <= set(hashtags())
    assert all(re.fullmatch(r"#[a-z]+(\+[a-z][a-z0-9_]*)*", tag) for tag in hashtags().values())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("FROM daily_counts", "-o", "geojson"), "No column says where a row is: select origin_lon"),
        (("SELECT 1 AS geometry, 2 AS lon, 3 AS lat", "-o", "geojson"), "a column `geometry` already"),
        ((MOVES, "-o", "geoparquet"), "geoparquet is not for a terminal"),
        (("no_such_view", "-o", "csv"), "no_such_view"),
        ((MOVES, "--to", "/dev/null/a.csv"), "/dev/null/a.csv cannot be written"),
    ],
)
def test_what_cannot_be_written_is_usage(told_settings: Settings, words: tuple[str, ...], told: str) -> None:
    result = marsad("sql", *words, home=told_settings.home)
    assert result.exit_code == 2
    assert told in result.stderr


def test_query_that_fails_leaves_the_file_alone(told_settings: Settings, tmp_path: Path) -> None:
    target = tmp_path / "kept.csv"
    target.write_text("before")
    result = marsad("sql", "SELECT error('boom') FROM articles", "--to", str(target), home=told_settings.home)
    assert (result.exit_code, target.read_text()) == (2, "before")


def test_name_of_a_view_stands_for_all_its_rows(told_settings: Settings, tmp_path: Path) -> None:
    lines = taken(told_settings, MOVES, tmp_path / "named.jsonl").read_text(encoding="utf-8").splitlines()
    assert [(len(lines),)] == rows(told_settings.database, f"SELECT count(*) FROM {MOVES}")
