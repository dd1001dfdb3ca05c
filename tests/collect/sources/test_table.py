from __future__ import annotations

import csv
import gzip
import io
import json
import tracemalloc
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.capture import Capture
from pipeline.collect.found import Found, Item, Unread
from pipeline.collect.sources.table import FIELDS, TableSource
from pipeline.derive.rows import ROW_TYPE, extract_row
from pipeline.derive.urls import article_id
from pipeline.settings import SettingsError

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ROW = {
    "headline": "خروج آخر حافلة",
    "content": 'دمشق 28 أغسطس 2017 (شينخوا)\r\nخرجت اليوم آخر حافلة، "نهائيا".',
    "link": "http://arabic.news.example/2017-08/28/c_136560001.htm",
    "date": "2017-08-28 20:00:00",
}
MOMENT = datetime(2017, 8, 28, 12, tzinfo=UTC)


def as_csv(rows: list[dict[str, Any]], delimiter: str = ",") -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def as_parquet(rows: list[dict[str, Any]]) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), buffer, row_group_size=2)
    return buffer.getvalue()


def lines(*rows: dict[str, Any] | str) -> str:
    return "".join((row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)) + "\n" for row in rows)


def read(tmp_path: Path, name: str, data: bytes | str, **options: Any) -> list[Item]:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    source = TableSource([str(path)], NOW, **options)
    return [found for item in source.inputs() for found in source.read(item)]


def words(items: list[Item]) -> str:
    return "".join("+" if isinstance(item, Found) else "!" for item in items)


def document(item: Item) -> dict[str, str]:
    assert isinstance(item, Found), item
    found = json.loads(item.content)
    assert isinstance(found, dict)
    return found


WAYS: dict[str, bytes | str] = {
    "a.jsonl": lines(ROW, "", ROW),
    "a.ndjson": "\ufeff" + lines(ROW, ROW).replace("\n", "\r\n"),
    "a.json": json.dumps([ROW, ROW], indent=4),
    "b.json": lines(ROW, ROW),
    "c.json": "[" + json.dumps(ROW) + "," + json.dumps(ROW),
    "a.json.gz": gzip.compress(json.dumps([ROW, ROW]).encode()),
    "a.jsonl.gz": gzip.compress(lines(ROW).encode()) + gzip.compress(lines(ROW).encode()),
    "a.csv": as_csv([ROW, ROW]),
    "b.csv": "\ufeff" + as_csv([ROW, ROW], ";"),
    "c.csv": as_csv([ROW, ROW]).encode("cp1256"),
    "a.csv.gz": gzip.compress(as_csv([ROW, ROW]).encode()),
    "a.tsv": as_csv([ROW, ROW], "\t"),
    "a.parquet": as_parquet([ROW, ROW]),
}


@pytest.mark.parametrize("name", WAYS)
def test_each_format_gives_the_row_as_it_was_published(tmp_path: Path, name: str) -> None:
    items = read(tmp_path, name, WAYS[name])
    assert [item.origin for item in items] == [f"{name}#1", f"{name}#2"]
    for item in items:
        assert isinstance(item, Found)
        assert (item.url, item.captured_at, item.purpose, item.content_type) == (
            ROW["link"],
            MOMENT,
            "article",
            ROW_TYPE,
        )
        assert document(item) == {
            "title": ROW["headline"],
            "body": ROW["content"],
            "url": ROW["link"],
            "published": ROW["date"],
        }


def test_content_does_not_depend_on_the_format(tmp_path: Path) -> None:
    contents = {
        item.content for name, data in WAYS.items() for item in read(tmp_path, name, data) if isinstance(item, Found)
    }
    assert len(contents) == 1


def test_mapping_goes_before_usual_names(tmp_path: Path) -> None:
    row = ROW | {"text": "أخرى", "crawl": "2018-01-01T00:00:00", "rubric": "العالم", "authors": ["ا", "ب"]}
    (item,) = read(tmp_path, "a.jsonl", lines(row), mapping={"body": "text", "captured": "crawl", "section": "rubric"})
    assert isinstance(item, Found)
    assert item.captured_at == datetime(2018, 1, 1, tzinfo=UTC)
    assert document(item)["body"] == "أخرى"
    assert document(item)["section"] == "العالم"
    assert document(item)["author"] == "ا, ب"
    (item,) = read(tmp_path, "a.jsonl", lines(ROW), mapping={"title": "content", "body": "headline"})
    assert document(item)["body"] == ROW["headline"]


def test_missing_column_is_refused_with_those_that_are_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"--map body=text: a\.jsonl has no such column; .*headline, content, link"):
        read(tmp_path, "a.jsonl", lines(ROW), mapping={"body": "text"})
    with pytest.raises(SettingsError, match=r"--map body=COLUMN; it has the columns a, b"):
        read(tmp_path, "a.csv", "a,b\n1,2\n")


def test_row_without_an_address_is_known_by_its_words(tmp_path: Path) -> None:
    row = ROW | {"link": None}
    items = read(
        tmp_path, "a.jsonl", lines(row, row | {"date": "2017-08-29"}, row | {"content": "آخر"}, row | {"link": "no"})
    )
    urls = [item.url for item in items if isinstance(item, Found)]
    assert urls[0].startswith("urn:sha256:")
    assert urls[0] == urls[1] == urls[3] != urls[2]
    assert article_id(urls[0]) != article_id(urls[2])


@pytest.mark.parametrize("body", [None, "", " \r\n ", []])
def test_row_without_text_is_unread(tmp_path: Path, body: object) -> None:
    items = read(tmp_path, "a.jsonl", lines(ROW, ROW | {"content": body}, ROW))
    assert words(items) == "+!+"
    assert isinstance(items[1], Unread)
    assert "a.jsonl#2 has no text in column content" in items[1].message


@pytest.mark.parametrize(
    ("published", "moment"),
    [
        ("2017-08-28T12:00:00Z", MOMENT),
        ("Mon, 28 Aug 2017 12:00:00 GMT", MOMENT),
        ("2017-08-28", datetime(2017, 8, 27, 16, tzinfo=UTC)),
        (1503921600, MOMENT),
        (1503921600.0, MOMENT),
        (1503921600000, MOMENT),
        ("1503921600", MOMENT),
    ],
)
def test_time_of_publication_stands_in_for_the_time_of_capture(
    tmp_path: Path, published: object, moment: datetime
) -> None:
    (item,) = read(tmp_path, "a.jsonl", lines(ROW | {"date": published}))
    assert isinstance(item, Found)
    assert item.captured_at == moment
    page = extract_row(Capture(item.url, item.captured_at, 200, (("content-type", ROW_TYPE),), item.content))
    assert page.meta_at == moment


@pytest.mark.parametrize("published", [0, "0", "1970-01-01T00:00:00Z", "2031-01-01", "", None, "soon", -1, 10**40])
def test_impossible_date_is_none(tmp_path: Path, published: object) -> None:
    (item,) = read(tmp_path, "a.jsonl", lines(ROW | {"date": published}), saved_at=MOMENT)
    assert isinstance(item, Found)
    assert item.captured_at == MOMENT
    page = extract_row(Capture(item.url, item.captured_at, 200, (("content-type", ROW_TYPE),), item.content))
    assert page.meta_at is None
    (item,) = read(tmp_path, "a.jsonl", lines(ROW | {"date": published}))
    assert isinstance(item, Unread)
    assert "--saved-at" in item.message


def test_time_of_capture_goes_first_and_an_impossible_one_does_not_count(tmp_path: Path) -> None:
    rows = [ROW | {"crawl_time": "2018-01-01 00:00:00"}, ROW | {"crawl_time": "1970-01-01 00:00:00"}]
    items = read(tmp_path, "a.jsonl", lines(*rows))
    assert [item.captured_at for item in items if isinstance(item, Found)] == [datetime(2018, 1, 1, tzinfo=UTC), MOMENT]


def test_times_of_parquet_are_utc(tmp_path: Path) -> None:
    rows = [ROW | {"date": datetime(2017, 8, 28, 12, tzinfo=UTC)}]
    naive = [ROW | {"date": datetime(2017, 8, 28, 12)}]  # noqa: DTZ001
    days = [ROW | {"date": date(2017, 8, 28)}]
    for table, moment in ((rows, MOMENT), (naive, MOMENT), (days, datetime(2017, 8, 27, 16, tzinfo=UTC))):
        (item,) = read(tmp_path, "a.parquet", as_parquet(table))
        assert isinstance(item, Found)
        assert item.captured_at == moment


@pytest.mark.parametrize("broken", ["{", '{"headline": "x', "[1, 2]", "null", "nonsense", '{"a": 1} {"b": 2}'])
def test_broken_line_costs_itself_alone(tmp_path: Path, broken: str) -> None:
    assert words(read(tmp_path, "a.jsonl", lines(ROW, broken, ROW))) == "+!+"


@pytest.mark.parametrize(
    "broken", ['{"a": nonsense}', '{"headline": "x" "y"}', '{"a": 1', "7", '{"a": "x" : 1, "b": {}}']
)
def test_broken_object_of_an_array_costs_itself_alone(tmp_path: Path, broken: str) -> None:
    row = json.dumps(ROW, ensure_ascii=False)
    found = words(read(tmp_path, "a.json", f"[{row}, {broken}, {row}, {row}]"))
    assert found in ("+!++", "+!+")  # where the broken one has no end, the next goes with it
    assert found == "+!++" or not broken.endswith("}")


def test_array_cut_short_gives_what_stands_before(tmp_path: Path) -> None:
    text = json.dumps([ROW, ROW])
    assert words(read(tmp_path, "a.json", text[:-40])) == "+!"
    assert words(read(tmp_path, "a.json", "[]")) == ""
    assert words(read(tmp_path, "a.json", "")) == ""


def test_very_long_text_in_an_array_is_read_across_pieces(tmp_path: Path) -> None:
    row = ROW | {"content": "ك" * 700_000 + '"\\'}
    items = read(tmp_path, "a.json", json.dumps([ROW, row, ROW], ensure_ascii=False))
    assert words(items) == "+++"
    assert document(items[1])["body"] == row["content"]


def test_csv_row_with_other_fields_and_a_field_too_long_are_unread(tmp_path: Path) -> None:
    head, row = as_csv([ROW]).split("\r\n", 1)
    assert words(read(tmp_path, "a.csv", f"{head}\r\n{row}a,b\r\n{row}")) == "+!+"
    items = read(tmp_path, "a.csv", f'{head}\r\n{row}"{"x" * 21_000_000}",b,c,d\r\n{row}')
    assert words(items)[0] == "+"
    assert "!" in words(items)


def test_packed_file_cut_short_gives_what_stands_before(tmp_path: Path) -> None:
    rows = lines(*(ROW | {"headline": str(n)} for n in range(3000)))
    items = read(tmp_path, "a.jsonl.gz", gzip.compress(rows.encode())[:-2000])
    assert words(items).strip("+") in ("!", "!!")
    assert words(items).startswith("+" * 1000)


def test_parquet_with_a_damaged_row_group_gives_the_others(tmp_path: Path) -> None:
    data = bytearray(as_parquet([ROW | {"content": f"{n} " + "نص " * 50 * n} for n in range(1, 7)]))
    second = pq.ParquetFile(io.BytesIO(data)).metadata.row_group(1).column(1)
    begin = second.dictionary_page_offset or second.data_page_offset
    data[begin : begin + second.total_compressed_size] = bytes(second.total_compressed_size)
    items = read(tmp_path, "a.parquet", bytes(data))
    assert words(items) == "++!++"
    (item,) = read(tmp_path, "a.parquet", bytes(data)[:100])
    assert isinstance(item, Unread)
    assert "not Parquet" in item.message


def test_letters_that_are_none_do_not_stop_the_file(tmp_path: Path) -> None:
    items = read(
        tmp_path, "a.jsonl", lines(json.dumps(ROW | {"headline": "\ud800"}), ROW).encode() + b'{"content": "\xff"}\n'
    )
    assert words(items) == "++!"
    assert document(items[0])["title"] == "?"


def test_very_many_rows_are_read_in_little_memory(tmp_path: Path) -> None:
    for name, data in (
        ("a.jsonl", lines(ROW) * 20_000),
        ("a.json", "[" + ",\n".join([json.dumps(ROW)] * 20_000) + "]"),
    ):
        (tmp_path / name).write_text(data)
        source = TableSource([str(tmp_path / name)], NOW)
        (item,) = source.inputs()
        tracemalloc.start()
        assert sum(isinstance(found, Found) for found in source.read(item)) == 20_000
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 4_000_000 < item.size_bytes


def test_options_hold_mapping_and_time() -> None:
    first = TableSource(["x"], NOW, {"title": "a", "body": "b"}, NOW).options()
    assert first == TableSource(["y"], NOW, {"body": "b", "title": "a"}, NOW).options()
    assert first["map"] == "body=b,title=a"
    assert set(FIELDS) == {"title", "body", "url", "published", "captured", "author", "section"}
