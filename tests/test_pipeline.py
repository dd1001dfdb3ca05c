"""The pipeline as a whole, on the sample site over real HTTP, without Prefect."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.collect.collect import collect
from pipeline.collect.feeds import load_feeds
from pipeline.derive.rules import load_rules
from pipeline.settings import Settings
from pipeline.warehouse.publish import has_unpublished_answers, publish
from pipeline.warehouse.schema import published_tables
from pipeline.warehouse.staging import archive_files, derive_pending
from samples.resource import Resource
from samples.server import SampleServer
from samples.site import key_of
from samples.texts import load_articles
from tests.support import rows, run_pipeline, settings_for, silent
from torture.site import small_site, write_feeds

START = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def outcomes(settings: Settings) -> Counter[str]:
    """Outcomes of the entries of the last run."""
    query = "SELECT outcome FROM entries WHERE run_id = (SELECT max(run_id) FROM runs)"
    return Counter(str(outcome) for (outcome,) in rows(settings.database, query))


def test_every_entry_of_the_sample_site_ends_in_one_outcome(sample_settings: Settings) -> None:
    found = Counter(dict(rows(sample_settings.database, "SELECT outcome, count(*) FROM entries GROUP BY outcome")))
    assert set(found) == {"new", "revised", "known", "duplicate", "missing", "refused"}
    assert found["missing"] == 2
    assert found["revised"] == 1


def test_sample_articles_are_stored_as_written(sample_settings: Settings) -> None:
    stored = {
        (title, "".join(str(body).split()))
        for title, body in rows(sample_settings.database, "SELECT title, body FROM revisions")
    }
    for article in load_articles():
        for phase in (1, 2):
            version = article.in_phase(phase)
            if version is not None:
                assert (version.title, "".join("".join(version.body).split())) in stored


def test_correction_is_a_second_revision_and_the_current_one(sample_settings: Settings) -> None:
    found = rows(
        sample_settings.database,
        """SELECT revision_no, is_current, title FROM revisions JOIN articles USING (article_id)
           WHERE articles.revision_count > 1 ORDER BY revision_no""",
    )
    assert [(number, current) for number, current, _ in found] == [(1, False), (2, True)]
    assert "21 ألف" in str(found[1][2])


def test_article_under_two_spellings_of_its_url_is_one(sample_settings: Settings) -> None:
    query = """SELECT count(DISTINCT entries.url) FROM entries JOIN articles USING (article_id)
               GROUP BY article_id HAVING count(DISTINCT entries.url) > 1"""
    assert rows(sample_settings.database, query)
    assert rows(sample_settings.database, "SELECT count(*) - count(DISTINCT canonical_url) FROM articles") == [(0,)]


def test_pages_of_one_article_are_joined(sample_settings: Settings) -> None:
    assert rows(sample_settings.database, "SELECT page_count, is_complete FROM revisions WHERE page_count > 1") == [
        (2, True)
    ]


def test_feeds_that_are_frozen_empty_or_no_feed_are_issues(sample_settings: Settings) -> None:
    health = dict(rows(sample_settings.database, "SELECT feed_id, health FROM feed_health"))
    assert health["frozen_world"] == "stale"
    assert health["moved_culture"] == "not_a_feed"
    assert health["empty_science"] == "empty"
    subjects = {
        subject
        for (subject,) in rows(sample_settings.database, "SELECT subject FROM issues WHERE word = 'feed_needs_a_look'")
    }
    assert subjects == {"frozen_world", "moved_culture", "empty_science"}


def test_published_time_is_the_pages_own_stamp_in_utc(sample_settings: Settings) -> None:
    found = rows(sample_settings.database, "SELECT title, published_at FROM revisions WHERE is_current")
    for article in load_articles():
        version = article.in_phase(2)
        if version is not None and version.template not in ("people", "old_2012"):
            assert (version.title, version.published.astimezone(UTC).replace(tzinfo=None)) in found


def test_second_poll_of_an_unchanged_site_asks_conditionally_and_adds_nothing(
    server: SampleServer, polled: Settings
) -> None:
    settings = polled
    before = rows(settings.database, "SELECT * FROM revisions ORDER BY revision_id")
    collected = run_pipeline(settings)
    assert collected.article_count == 0
    assert collected.outcomes["not_modified"] >= 6
    assert rows(settings.database, "SELECT * FROM revisions ORDER BY revision_id") == before
    assert sum("if-none-match" in request.headers for request in server.requests) >= 6


def test_article_is_asked_again_after_one_and_after_three_days_and_not_between(
    server: SampleServer, tmp_path: Path
) -> None:
    settings = settings_for(server, tmp_path)
    asked = [
        run_pipeline(settings, at(START + wait)).article_count
        for wait in (
            timedelta(0),
            timedelta(hours=23),
            timedelta(hours=25),
            timedelta(hours=47),
            timedelta(days=3, hours=1),
            timedelta(days=4),
        )
    ]
    assert asked[0] > 60
    # What the feeds name at the first poll: all of it again, twice.
    assert asked[1:] == [0, asked[0], 0, asked[0], 0]


def test_correction_that_no_feed_tells_is_found_a_day_later(server: SampleServer, tmp_path: Path) -> None:
    settings = settings_for(server, tmp_path)
    run_pipeline(settings, at(START))
    server.phase = 2
    feeds = tmp_path / "feeds.toml"
    feeds.write_text(
        '[[feed]]\nid = "science"\ntitle = "x"\nurl = "http://arabic.news.example/rss/science.xml"\nkind = "rss"\n'
    )
    run_pipeline(settings_for(server, tmp_path, feeds), at(START + timedelta(days=1, minutes=1)))
    assert rows(settings.database, "SELECT max(revision_no) FROM revisions") == [(2,)]


def test_article_that_fails_is_asked_in_every_run_until_it_answers(tmp_path: Path) -> None:
    page = next(article for article in load_articles() if article.slug == "flood-corrected")
    key = ("arabic.news.example", page.url.removeprefix("http://arabic.news.example"))
    with SampleServer({key: Resource(b"", status=500)}) as broken:
        settings = settings_for(broken, tmp_path)
        run_pipeline(settings, at(START))
        assert outcomes(settings)["failed"] == 1
        assert run_pipeline(settings, at(START + timedelta(hours=1))).article_count == 1
    with SampleServer() as mended:
        settings = settings_for(mended, tmp_path)
        run_pipeline(settings, at(START + timedelta(hours=2)))
    assert rows(settings.database, f"SELECT status FROM articles WHERE url = '{page.url}'") == [("read",)]
    assert rows(settings.database, "SELECT count(*) FROM issues WHERE message LIKE 'failed%'") == [(0,)]


def test_rebuilding_everything_from_the_archive_gives_the_same_tables(
    sample_settings: Settings, tmp_path: Path
) -> None:
    for path in archive_files(sample_settings):
        target = tmp_path / "archive" / path.relative_to(sample_settings.archive)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    settings = Settings(home=tmp_path)
    derive_pending(settings, silent)
    publish(settings, load_rules(), START, silent)
    for table in published_tables():
        # What was published when is history: it is kept beside the archive, not in it.
        if table not in ("snapshot", "publications", "report_history"):
            query = f"SELECT * FROM {table} ORDER BY ALL"
            assert rows(settings.database, query) == rows(sample_settings.database, query), table
    query = "SELECT * EXCLUDE (built_at, citation) FROM snapshot"
    assert rows(settings.database, query) == rows(sample_settings.database, query)


def test_killed_between_archive_and_publish_loses_nothing(server: SampleServer, tmp_path: Path) -> None:
    settings = settings_for(server, tmp_path)
    collect(settings, load_feeds(settings.feeds), silent, at(START))
    derive_pending(settings, silent)
    assert has_unpublished_answers(settings)
    publish(settings, load_rules(), START, silent)
    assert not has_unpublished_answers(settings)
    assert run_pipeline(settings, at(START + timedelta(hours=1))).article_count == 0
    assert rows(settings.database, "SELECT count(*) > 60 FROM revisions") == [(True,)]


def test_killed_in_the_middle_of_collecting_keeps_what_it_fetched(server: SampleServer, tmp_path: Path) -> None:
    settings = settings_for(server, tmp_path)

    class Killed(BaseException):
        pass

    def killed_after_ten(stage: str, done: int, total: int) -> None:
        if stage == "articles" and done == 10:
            raise Killed

    with pytest.raises(BaseExceptionGroup):
        collect(settings, load_feeds(settings.feeds), killed_after_ten, at(START))
    derive_pending(settings, silent)
    publish(settings, load_rules(), START, silent)
    (kept,) = rows(settings.database, "SELECT count(*) FROM revisions")[0]
    answered = "purpose = 'article' AND page_no = 1 AND outcome = 'ok'"
    assert rows(settings.database, f"SELECT count(DISTINCT article_id) FROM fetches WHERE {answered}") == [(kept,)]
    assert 0 < kept < 60
    assert rows(settings.database, "SELECT status, entry_count FROM runs") == [("interrupted", None)]
    assert outcomes(settings)["not_fetched"] > 0
    run_pipeline(settings, at(START + timedelta(hours=1)))
    assert rows(settings.database, "SELECT count(*) FROM articles WHERE status = 'pending'") == [(0,)]
    again = rows(
        settings.database, "SELECT count(*) FROM fetches WHERE purpose = 'article' AND outcome = 'ok' GROUP BY url"
    )
    assert {count for (count,) in again} == {1}


def test_correction_that_a_killed_run_saw_named_and_did_not_fetch_is_fetched_by_the_next(tmp_path: Path) -> None:
    write_feeds(tmp_path / "feeds.toml")

    class Killed(BaseException):
        pass

    def killed_before_articles(stage: str, done: int, total: int) -> None:
        if stage == "feeds" and done == total:
            raise Killed

    with SampleServer(site=small_site) as server:
        settings = settings_for(server, tmp_path / "home", tmp_path / "feeds.toml")
        run_pipeline(settings, at(START))
        server.phase = 2
        # Too late for it to be asked for again by its age.
        with pytest.raises(BaseExceptionGroup):
            collect(settings, load_feeds(settings.feeds), killed_before_articles, at(START + timedelta(days=20)))
        derive_pending(settings, silent)
        publish(settings, load_rules(), START, silent)
        run_pipeline(settings, at(START + timedelta(days=20, hours=1)))
    assert rows(settings.database, "SELECT max(revision_no) FROM revisions") == [(2,)]


CURRENT = "SELECT title, body FROM revisions WHERE is_current ORDER BY ALL"


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, list[tuple[Any, ...]]]]:
    """A home that polled the small site at START, and what is current once the clock is right and it was corrected."""
    folder = tmp_path_factory.mktemp("corrected")
    write_feeds(folder / "feeds.toml")
    with SampleServer(site=small_site) as server:
        first, undisturbed = (settings_for(server, folder / name, folder / "feeds.toml") for name in ("first", "after"))
        run_pipeline(first, at(START))
        shutil.copytree(first.home, undisturbed.home, symlinks=True)
        server.phase = 2
        run_pipeline(undisturbed, at(START + timedelta(hours=1)))
        yield first, rows(undisturbed.database, CURRENT)


@pytest.mark.parametrize("back", [timedelta(hours=5), timedelta(days=7), timedelta(days=365)])
def test_correction_fetched_while_the_clock_was_behind_is_current_once_the_clock_is_right(
    corrected: tuple[Settings, list[tuple[Any, ...]]], tmp_path: Path, back: timedelta
) -> None:
    first, wanted = corrected
    stepped = "SELECT count(*) FROM issues WHERE word = 'clock_set_back'"
    shutil.copytree(first.home, tmp_path / "behind", symlinks=True)
    with SampleServer(site=small_site, phase=2) as server:
        behind = settings_for(server, tmp_path / "behind", first.feeds)
        assert rows(behind.database, stepped) == [(0,)]
        run_pipeline(behind, at(START - back))
        assert rows(behind.database, stepped) == [(1,)]
        assert rows(behind.database, CURRENT) != wanted
        # Not before the time that the clock had shown: the answer would count as the older one again.
        run_pipeline(behind, at(START - timedelta(hours=1)))
        assert rows(behind.database, CURRENT) != wanted
        run_pipeline(behind, at(START + timedelta(hours=1)))
        assert rows(behind.database, CURRENT) == wanted
        assert rows(behind.database, stepped) == [(2,)]
        assert run_pipeline(behind, at(START + timedelta(hours=2))).article_count == 0


def test_two_articles_that_lead_to_one_page_both_have_its_text(tmp_path: Path) -> None:
    write_feeds(tmp_path / "feeds.toml")
    articles = {article.slug: article for article in load_articles()}
    target, *moved = (key_of(articles[slug].url) for slug in ("airstrike-hodeidah", "return-arsal", "flood-corrected"))
    leading = {key: Resource(b"", status=301, headers=(("Location", target[1]),)) for key in moved}
    with SampleServer(leading, site=small_site) as server:
        settings = settings_for(server, tmp_path / "home", tmp_path / "feeds.toml")
        # By a clock that stands still, so that what was fetched has one id.
        run_pipeline(settings, at(START))
    bodies = "SELECT body, count(DISTINCT article_id) FROM revisions WHERE is_current GROUP BY body ORDER BY 2 DESC"
    assert rows(settings.database, bodies)[0][1] == 3
    assert rows(settings.database, "SELECT count(*) FROM articles WHERE status <> 'read'") == [(0,)]


def test_page_that_failed_is_fetched_by_the_next_run_though_the_first_page_stands_as_it_was(tmp_path: Path) -> None:
    write_feeds(tmp_path / "feeds.toml")
    (second,) = [key for key in small_site(1) if key[1].endswith("_2.htm")]
    current = "SELECT page_count, is_complete FROM revisions WHERE is_current AND (page_count > 1 OR NOT is_complete)"
    with SampleServer({second: Resource(b"", status=500)}, site=small_site) as broken:
        settings = settings_for(broken, tmp_path / "home", tmp_path / "feeds.toml")
        run_pipeline(settings, at(START))
        assert rows(settings.database, current) == [(1, False)]
    with SampleServer(site=small_site) as mended:
        settings = settings_for(mended, tmp_path / "home", tmp_path / "feeds.toml")
        assert run_pipeline(settings, at(START + timedelta(hours=1))).article_count == 1
        assert rows(settings.database, current) == [(2, True)]
        assert run_pipeline(settings, at(START + timedelta(hours=2))).article_count == 0


def test_founding_report_is_stored_whole_and_tagged_with_its_words(sample_settings: Settings) -> None:
    seed = (Path(__file__).parent / "data" / "seed" / "evacuation_2017-08-28.txt").read_text(encoding="utf-8")
    ((revision, body, *dateline),) = rows(
        sample_settings.database,
        """SELECT revision_id, body, dateline_place, CAST(dateline_date AS VARCHAR), dateline_agency FROM revisions
           WHERE body LIKE 'دمشق 28 أغسطس 2017 (شينخوا) نقل مئات%'""",
    )
    assert body.split() == seed.split()
    assert dateline == ["دمشق", "2017-08-28", "شينخوا"]
    tags = rows(sample_settings.database, f"SELECT tag, subtype, trigger FROM tags WHERE revision_id = '{revision}'")
    assert ("evacuation", "deal_evacuation", "conflict") in tags
    assert ("evacuation", "medical_evacuation", "conflict") in tags
    assert {tag for tag, _, _ in tags} == {"conflict", "evacuation"}
    spans = rows(
        sample_settings.database,
        f"SELECT field, start_char, end_char, text FROM mentions WHERE revision_id = '{revision}' AND field = 'body'",
    )
    assert spans
    assert all(body[start:end] == text for _, start, end, text in spans)


def test_casualties_of_the_sample_are_rows_with_their_words(sample_settings: Settings) -> None:
    found = rows(
        sample_settings.database,
        """SELECT title, kind, low, high, substring(body, start_char + 1, end_char - start_char) = text
           FROM casualties JOIN revisions USING (revision_id)""",
    )
    assert len(found) > 20
    assert all(is_selected for *_, is_selected in found)
    assert any(
        title.startswith("مقتل 12 شخصا") and (kind, low, high) == ("killed", 12, 12)
        for title, kind, low, high, _ in found
    )
