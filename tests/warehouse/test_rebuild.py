"""Rebuilding from what is stored: after a change of rules, after a kill, after an upgrade."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.collect.collect import collect
from pipeline.collect.feeds import load_feeds
from pipeline.derive import rules as rules_module
from pipeline.derive.rules import load_rules
from pipeline.settings import Settings
from pipeline.warehouse.annotating import Text
from pipeline.warehouse.annotations import KEPT, annotate_texts
from pipeline.warehouse.rebuild import Change, NothingToRebuildError, rebuild
from samples.server import SampleServer
from tests.support import rows, silent
from tests.told import NOW

OWN = sorted((Path(rules_module.__file__).parent / "rules").glob("*.toml"))
WORD = """
[[rule]]
id = "test.word"
tag = "displacement"
subtype = "{subtype}"
trigger = "other"
weight = 0.9
any = ["السوري"]
comment = "A word that tags every text that has it."
example = ["الجيش السوري"]
counterexample = ["الجيش"]
"""

TAGGED = ("tags", "mentions", "evacuations", "counts", "casualties", "evacuation_places", "evacuation_reports", "rules")

KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from pipeline.derive.rules import load_rules
from pipeline.settings import Settings
from pipeline.warehouse.rebuild import rebuild
from tests.told import NOW

def progress(stage, done, total):
    if stage == "texts tagged" and done == total:
        os.kill(os.getpid(), signal.SIGKILL)

home, *paths = map(Path, sys.argv[1:])
rebuild(Settings(home=home), load_rules(paths), NOW, progress, tags_only=True)
"""

WORKERS = """
import sys
from datetime import date
from pathlib import Path
from pipeline.derive.rules import load_rules
from pipeline.warehouse.annotations import annotate_texts

if __name__ == "__main__":
    number = 0

    def some(size):
        global number
        number += 1
        return [(f"{number}", None, "قصف الجيش البلدة", None)]

    def progress(stage, done, total):
        if done:
            sys.stderr.write("working\\n")

    annotate_texts(load_rules(), some, lambda rows: None, 10, progress, worth_processes=1)
"""


def other_rules(place: Path, subtype: str = "flight") -> list[Path]:
    added = place / f"{subtype}.toml"
    added.write_text(WORD.format(subtype=subtype), encoding="utf-8")
    return [*OWN, added]


def archive_bytes(settings: Settings) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in settings.archive.glob("**/*.warc.gz")}


def change_of(changes: list[Change], subtype: str) -> Change:
    (found,) = [change for change in changes if change.subtype == subtype]
    return found


def test_changed_rules_tag_the_stored_texts_again_and_fetch_nothing(
    server: SampleServer, polled: Settings, tmp_path: Path
) -> None:
    settings = polled
    texts = rows(settings.database, "SELECT revision_id, text_sha256 FROM revisions ORDER BY ALL")
    tagged = rows(settings.database, "SELECT count(*) FROM revisions WHERE body LIKE '%السوري %'")
    asked, archived = len(server.requests), archive_bytes(settings)

    done = rebuild(settings, load_rules(other_rules(tmp_path)), NOW, silent, tags_only=True)

    assert done.published.texts_tagged == len(texts)
    change = change_of(done.changes, "flight")
    assert (change.what, change.added > 0, change.withdrawn) == ("displacement", True, 0)
    assert change.after == change.before + change.added
    found = rows(settings.database, "SELECT count(*) FROM mentions WHERE rule_id = 'test.word' AND tag_id IS NOT NULL")
    assert found >= tagged
    assert rows(settings.database, "SELECT revision_id, text_sha256 FROM revisions ORDER BY ALL") == texts
    assert (len(server.requests), archive_bytes(settings)) == (asked, archived)

    # Back to the rules before: their annotations are still there.
    back = rebuild(settings, load_rules(), NOW, silent, tags_only=True)
    assert back.published.texts_tagged == 0
    assert change_of(back.changes, "flight").withdrawn == change.added


def test_rule_more_costs_the_texts_that_it_is_about_and_gives_the_rows_of_all_tagged_again(
    polled: Settings, tmp_path: Path
) -> None:
    settings = polled
    ((texts,),) = rows(settings.database, "SELECT count(*) FROM revisions")
    added = [other_rules(tmp_path)[-1]]
    few = rebuild(settings, load_rules(added=added), NOW, silent, tags_only=True)
    assert 0 < few.published.texts_tagged < texts
    assert change_of(few.changes, "flight").added > 0
    found = {table: rows(settings.database, f"FROM {table} ORDER BY ALL") for table in TAGGED}

    for path in settings.derived.glob("annotations/*.duckdb"):
        path.unlink()
    whole = rebuild(settings, load_rules(added=added), NOW, silent, tags_only=True)
    assert whole.published.texts_tagged == texts
    assert {table: rows(settings.database, f"FROM {table} ORDER BY ALL") for table in TAGGED} == found

    # What was asked for is tagged again, though the rules before are still there.
    month = "SELECT count(*) FROM revisions WHERE strftime(published_at, '%Y-%m') = '2017-09'"
    other = load_rules(added=[other_rules(tmp_path, "return")[-1]])
    rebuild(settings, other, NOW, silent, tags_only=True)
    again = rebuild(settings, other, NOW, silent, tags_only=True, month=date(2017, 9, 1))
    assert [(again.published.texts_tagged,)] == rows(settings.database, month) != [(0,)]


def test_rules_before_that_cannot_be_read_or_had_other_places_save_nothing(polled: Settings, tmp_path: Path) -> None:
    settings = polled
    ((texts,),) = rows(settings.database, "SELECT count(*) FROM revisions")
    (tmp_path / "places.csv").write_text(
        "name,id,lat,lon,admin,country\nقرية النبع,x1,34.5,36.5,,SY\n", encoding="utf-8"
    )
    placed = load_rules(gazetteer=[tmp_path / "places.csv"])
    assert rebuild(settings, placed, NOW, silent, tags_only=True).published.texts_tagged == texts
    for path in settings.derived.glob("annotations/*.duckdb"):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    added = load_rules(added=[other_rules(tmp_path)[-1]], gazetteer=[tmp_path / "places.csv"])
    assert rebuild(settings, added, NOW, silent, tags_only=True).published.texts_tagged == texts


def test_rebuild_without_a_change_changes_nothing(polled: Settings, tmp_path: Path) -> None:
    settings = polled
    before = rows(settings.database, "SELECT snapshot_id FROM snapshot")
    for tags_only in (True, False):
        done = rebuild(settings, load_rules(), NOW, silent, tags_only=tags_only)
        assert (done.files_read, done.published.texts_tagged) == (0, 0)
        assert {(change.added, change.withdrawn) for change in done.changes} == {(0, 0)}
        assert [(done.published.snapshot_id,)] == before


def test_rebuild_killed_before_it_publishes_leaves_the_old_snapshot_and_the_next_one_ends(
    polled: Settings, tmp_path: Path
) -> None:
    settings = polled
    before, lake = settings.database.read_bytes(), settings.lake.resolve()
    paths = other_rules(tmp_path)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(settings.home), *map(str, paths)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (settings.database.read_bytes(), settings.lake.resolve()) == (before, lake)
    done = rebuild(settings, load_rules(paths), NOW, silent, tags_only=True)
    # What the killed one had tagged is not tagged again.
    assert done.published.texts_tagged == 0
    assert change_of(done.changes, "flight").added > 0


def test_rebuild_without_a_snapshot_says_what_comes_first(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    for tags_only in (True, False):
        with pytest.raises(NothingToRebuildError, match="run `marsad daily` first"):
            rebuild(settings, load_rules(), NOW, silent, tags_only=tags_only)


def test_captures_that_were_never_read_need_the_whole_rebuild(
    server: SampleServer, polled: Settings, tmp_path: Path
) -> None:
    settings = polled
    server.phase = 2
    collect(settings, load_feeds(settings.feeds), silent)
    with pytest.raises(NothingToRebuildError, match=r"1 of 2 files .* `marsad rebuild` without --tags-only"):
        rebuild(settings, load_rules(), NOW, silent, tags_only=True)
    done = rebuild(settings, load_rules(), NOW, silent, tags_only=False)
    assert done.files_read == 1
    assert rows(settings.database, "SELECT count(*) FROM runs") == [(2,)]


def test_archive_alone_is_enough_for_the_whole_rebuild(sample_settings: Settings, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.archive.symlink_to(sample_settings.archive.resolve())
    done = rebuild(settings, load_rules(), NOW, silent, tags_only=False)
    assert done.files_read == 2
    query = "SELECT tag_id FROM tags ORDER BY ALL"
    assert rows(settings.database, query) == rows(sample_settings.database, query)


def test_annotations_of_the_last_rule_sets_only_are_kept(polled: Settings, tmp_path: Path) -> None:
    settings = polled
    for subtype in ("flight", "return", "displaced_people"):
        rebuild(settings, load_rules(other_rules(tmp_path, subtype)), NOW, silent, tags_only=True)
    assert len(list(settings.derived.glob("annotations/*"))) == KEPT


def test_several_processes_find_what_one_finds(sample_settings: Settings) -> None:
    texts: list[Text] = rows(
        sample_settings.database, "SELECT revision_id, title, body, published_at::DATE FROM revisions"
    )
    rules = load_rules()
    found = []
    for worth_processes in (len(texts) + 1, 1):
        seen: list[int] = []
        made: list[pa.Table] = []
        batches = iter([texts[:30], texts[30:60], texts[60:]])
        annotate_texts(
            rules,
            lambda size, batches=batches: next(batches, []),  # type: ignore[misc]
            made.append,
            len(texts),
            lambda stage, done, total, seen=seen: seen.append(done),
            worth_processes,
        )
        assert seen == [0, 30, 60, len(texts)]
        found.append(pa.concat_tables(made).to_pylist())
    assert found[0] == found[1]
    assert len(found[0]) == len(texts)


def test_processes_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    script = tmp_path / "work.py"
    script.write_text(WORKERS, encoding="utf-8")
    root = Path(__file__).parents[2]
    parent = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)], stderr=subprocess.PIPE, text=True, env={"PYTHONPATH": str(root)}
    )
    with parent:
        assert parent.stderr is not None
        assert parent.stderr.readline() == "working\n"
        parent.kill()
        # Ends when the last of them has let go of standard error.
        parent.communicate(timeout=60)


def test_one_month_is_read_and_tagged_again_and_nothing_else(sample_settings: Settings, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    shutil.copytree(sample_settings.home, settings.home, symlinks=True)
    before = {
        table: rows(settings.database, f"FROM {table} ORDER BY ALL") for table in ("revisions", "tags", "entries")
    }
    of_month = rows(
        settings.database, "SELECT count(*) FROM revisions WHERE strftime(published_at, '%Y-%m') = '2017-09'"
    )
    done = rebuild(settings, load_rules(), NOW, silent, month=date(2017, 9, 1))
    assert [(done.published.texts_tagged,)] == of_month != [(0,)]
    assert done.files_read >= 1
    for table, found in before.items():
        assert rows(settings.database, f"FROM {table} ORDER BY ALL") == found, table
    assert rebuild(settings, load_rules(), NOW, silent, month=date(1999, 1, 1)).files_read == 0
