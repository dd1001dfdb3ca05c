"""The lake answers as the database does, shares the files of unchanged years, and can restore the database."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from pipeline.collect.collect import collect
from pipeline.collect.feeds import load_feeds
from pipeline.derive.rules import load_rules
from pipeline.settings import Settings
from pipeline.warehouse import renew as renewing
from pipeline.warehouse.lake import LakeError, year_of
from pipeline.warehouse.publish import publish
from pipeline.warehouse.rebuild import restore
from pipeline.warehouse.schema import published_tables
from pipeline.warehouse.staging import derive_pending
from samples.server import SampleServer
from tests.support import rows, run_pipeline, settings_for, silent
from tests.told import NOW


def test_reader_with_parquet_alone_gets_the_rows_of_the_database(sample_settings: Settings) -> None:
    for table in published_tables():
        dataset = ds.dataset(sample_settings.lake / table, partitioning="hive")
        columns = [name for name in dataset.schema.names if name != "year"]
        with duckdb.connect(str(sample_settings.database), read_only=True) as connection:
            wanted = connection.table(table).to_arrow_table()
        assert columns == wanted.schema.names
        key = columns[0]
        found = dataset.to_table(columns=columns).sort_by(key).to_pylist()
        assert found == wanted.sort_by(key).to_pylist(), table


def test_years_are_folders_and_rows_lie_in_the_order_of_time(sample_settings: Settings) -> None:
    folders = sorted(path.name for path in (sample_settings.lake / "revisions").iterdir())
    years = rows(sample_settings.database, "SELECT DISTINCT year(published_at) FROM revisions ORDER BY 1")
    assert folders == [f"year={year}" for (year,) in years]
    for folder in folders:
        (path,) = (sample_settings.lake / "revisions" / folder).iterdir()
        times = pq.read_table(path, columns=["published_at"], partitioning=None)["published_at"]
        assert times.to_pylist() == sorted(times.to_pylist())
    told = ds.dataset(sample_settings.lake / "tags", partitioning="hive")
    count = told.count_rows(filter=pc.field("year") == 2017)
    assert [(count,)] == rows(
        sample_settings.database,
        "SELECT count(*) FROM tags JOIN revisions USING (revision_id) WHERE year(published_at) = 2017",
    )


def inodes(lake: Path) -> dict[str, int]:
    return {path.relative_to(lake).as_posix(): path.stat().st_ino for path in lake.glob("**/*.parquet")}


def test_years_in_which_nothing_changed_keep_their_files(
    server: SampleServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_for(server, tmp_path / "home")
    monkeypatch.setattr(renewing, "LARGEST_SHARE", 2.0)
    run_pipeline(settings, lambda: NOW)
    before = inodes(settings.lake.resolve())
    server.phase = 2
    collect(settings, load_feeds(settings.feeds)[:1], silent, lambda: NOW + timedelta(hours=1))
    derive_pending(settings, silent)
    publish(settings, load_rules(), NOW, silent)
    after = inodes(settings.lake.resolve())
    shared = {name for name, number in before.items() if after.get(name) == number}
    named = rows(
        settings.database,
        """SELECT DISTINCT year(published_at) FROM revisions
           WHERE article_id IN (SELECT article_id FROM entries WHERE run_id = (SELECT max(run_id) FROM runs))""",
    )
    touched = {f"year={year}" for (year,) in named}
    assert touched
    for name in before:
        table, folder = name.split("/")[:2]
        if table == "revisions":
            assert (name in shared) == (folder not in touched), name
        elif (year_of(table) or "").startswith("coalesce(year(revisions") and folder not in touched:
            assert name in shared
    test_reader_with_parquet_alone_gets_the_rows_of_the_database(settings)


def lake_of(sample_settings: Settings, home: Path) -> Settings:
    """A home that has lost everything but its lake."""
    settings = Settings(home=home)
    shutil.copytree(sample_settings.lake.resolve(), settings.lake)
    return settings


def test_lost_database_is_restored_from_the_lake(sample_settings: Settings, tmp_path: Path) -> None:
    settings = lake_of(sample_settings, tmp_path)
    restore(settings)
    for table in (*published_tables(), "reports", "feed_health"):
        query = f"FROM {table} ORDER BY ALL"
        assert rows(settings.database, query) == rows(sample_settings.database, query), table


def test_lake_of_another_schema_says_what_to_do(sample_settings: Settings, tmp_path: Path) -> None:
    settings = lake_of(sample_settings, tmp_path)
    path = settings.lake / "snapshot" / "part-0.parquet"
    table = pq.read_table(path, partitioning=None)
    pq.write_table(table.set_column(1, "schema_version", pa.array([2], pa.int32())), path)
    with pytest.raises(LakeError, match=r"has schema 2, this version of Marsad reads \d+\. Run `marsad rebuild`"):
        restore(settings)
    assert not settings.database.exists()


def test_half_a_lake_says_what_to_do(sample_settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(LakeError, match=r"is no whole lake .* Run `marsad rebuild`"):
        restore(Settings(home=tmp_path / "nothing"))
    settings = lake_of(sample_settings, tmp_path / "half")
    shutil.rmtree(settings.lake / "tags")
    with pytest.raises(LakeError, match=r"is no whole lake .* Run `marsad rebuild`"):
        restore(settings)


def test_table_without_rows_is_in_the_lake_with_its_columns(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    derive_pending(settings, silent)
    publish(settings, load_rules(), NOW, silent)
    test_reader_with_parquet_alone_gets_the_rows_of_the_database(settings)
    settings.database.unlink()
    restore(settings)
    assert rows(settings.database, "FROM entries") == []
