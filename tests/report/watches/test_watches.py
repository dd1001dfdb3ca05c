"""Watches over a snapshot that changes: what the feed reader and the receiver of notices get, and when."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import feedparser
import pytest

from pipeline.report.watches.run import Outcome, run_watches
from pipeline.settings import Settings, SettingsError
from tests.support import Receiver, raw_server, receiver

NOW = datetime(2026, 3, 11, 3, 17, tzinfo=UTC)
QALAMOUN = "(SELECT article_id FROM revisions WHERE is_current AND title LIKE '%القلمون الغربي%')"
WITHOUT_QALAMOUN = f"""
    DELETE FROM tags WHERE revision_id IN (SELECT revision_id FROM revisions WHERE article_id IN {QALAMOUN})"""


@pytest.fixture
def taker() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


class Home:
    """A home whose snapshot is published anew at will, and its watches."""

    def __init__(self, source: Settings, folder: Path) -> None:
        self.source = source
        self.settings = Settings(home=folder / "home", watches=folder / "watches.toml")
        self.settings.home.mkdir()
        shutil.copyfile(source.search_index, self.settings.search_index)
        self.publish()

    def publish(self, sql: str = "") -> None:
        """Swap in the sample snapshot after some SQL was run on it."""
        fresh = self.settings.home / "fresh.duckdb"
        shutil.copyfile(self.source.database, fresh)
        with duckdb.connect(str(fresh)) as connection:
            connection.execute(sql)
        fresh.replace(self.settings.database)

    def watch(self, toml: str) -> None:
        assert self.settings.watches
        self.settings.watches.write_text(toml, encoding="utf-8")

    def run(self, days: float = 0) -> list[Outcome]:
        return run_watches(self.settings, NOW + timedelta(days=days))

    def feed(self, watch: str) -> feedparser.FeedParserDict:
        told = feedparser.parse((self.settings.watched / f"{watch}.xml").read_bytes())
        assert (told.bozo, told.version) == (False, "atom10")
        return told


@pytest.fixture
def home(told_settings: Settings, tmp_path: Path) -> Home:
    return Home(told_settings, tmp_path)


def evacuations(taker_port: int | None = None) -> str:
    notify = f'notify = ["json://user:geheim@127.0.0.1:{taker_port}/hook-token"]' if taker_port else ""
    return f'[[watch]]\nid = "moves"\ntitle = "إجلاء"\ntag = "evacuation"\n{notify}\n'


def test_new_report_is_one_entry_and_one_notice_and_is_never_told_again(home: Home, taker: Receiver) -> None:
    home.watch(evacuations(taker.port))
    home.publish(WITHOUT_QALAMOUN)
    (first,) = home.run()
    before = home.feed("moves")
    assert (first.new_count, first.is_sent, taker.received) == (0, False, [])
    assert len(before.entries) == min(first.match_count, 20)
    home.publish()
    (second,) = home.run(1)
    assert (second.match_count, second.new_count, second.is_sent) == (first.match_count + 1, 1, True)
    (notice,) = taker.notices()
    assert notice["title"] == "Marsad: إجلاء: 1 new"
    assert "إجلاء مسلحي داعش وعائلاتهم من القلمون الغربي" in notice["message"]
    after = home.feed("moves")
    assert after.feed.id == before.feed.id
    assert after.feed.title == "إجلاء"
    assert [entry.id for entry in after.entries[1:]] == [entry.id for entry in before.entries]
    newest = after.entries[0]
    assert newest.link in notice["message"]
    assert (newest.published, newest.updated) == ("2017-08-28T17:58:20Z", "2026-03-12T03:17:00Z")
    assert {"evacuation", "deal_evacuation"} <= {tag.term for tag in newest.tags}
    written = (home.settings.watched / "moves.xml").read_bytes()
    home.publish(WITHOUT_QALAMOUN)
    home.run(2)
    home.publish()
    (fourth,) = home.run(3)
    assert (fourth.new_count, len(taker.received)) == (0, 1)
    assert (home.settings.watched / "moves.xml").read_bytes() == written


def test_notice_that_was_not_taken_is_sent_by_the_next_run_and_tells_no_secret(home: Home, taker: Receiver) -> None:
    home.watch(evacuations(taker.port))
    home.publish(WITHOUT_QALAMOUN)
    home.run()
    home.publish()
    taker.status = 503
    (failed,) = home.run(1)
    assert "moves" in failed.failure
    assert "503" in failed.failure
    kept = (home.settings.watched / "moves.json").read_text(encoding="utf-8")
    assert not {"geheim", "hook-token"} & {word for word in ("geheim", "hook-token") if word in failed.failure + kept}
    taker.status = 200
    (sent,) = home.run(2)
    assert (sent.new_count, sent.is_sent, sent.failure) == (0, True, "")
    home.run(3)
    assert [notice["title"] for notice in taker.notices()] == ["Marsad: إجلاء: 1 new"] * 2
    assert len({entry.id for entry in home.feed("moves").entries}) == len(home.feed("moves").entries)


def test_killed_while_it_sends_tells_it_with_the_next_run_and_then_no_more(home: Home, taker: Receiver) -> None:
    home.watch(evacuations(taker.port))
    home.publish(WITHOUT_QALAMOUN)
    home.run()
    home.publish()
    children: list[subprocess.Popen[bytes]] = []

    def kill(connection: object) -> None:
        children[0].send_signal(signal.SIGKILL)

    with raw_server(kill) as port:
        home.watch(evacuations(port))
        env = {name: value for name, value in os.environ.items() if not name.startswith("MARSAD_")}
        env |= {"MARSAD_HOME": str(home.settings.home), "MARSAD_WATCHES": str(home.settings.watches)}
        children.append(subprocess.Popen([sys.executable, "-m", "flows.cli", "watch", "run"], env=env))
        assert children[0].wait() == -signal.SIGKILL
    assert "القلمون الغربي" in home.feed("moves").entries[0].title
    home.watch(evacuations(taker.port))
    (after,) = home.run(1)
    assert (after.new_count, after.is_sent) == (0, True)
    home.run(2)
    assert len(taker.received) == 1
    assert sum("القلمون الغربي" in entry.title for entry in home.feed("moves").entries) == 1


def test_correction_renews_its_entry_and_sends_nothing(home: Home, taker: Receiver) -> None:
    home.watch(evacuations(taker.port).replace('tag = "evacuation"', 'place = "جرود قارة"'))
    home.run()
    (before,) = home.feed("moves").entries
    home.publish(f"""
        CREATE TEMP TABLE old AS
        SELECT article_id, revision_id FROM revisions WHERE is_current AND article_id IN {QALAMOUN};
        UPDATE articles SET current_revision_id = 'corrected' WHERE article_id IN (SELECT article_id FROM old);
        UPDATE revisions SET title = 'تصحيح <b>&amp;</b>' || chr(1), revision_id = 'corrected'
        WHERE revision_id IN (SELECT revision_id FROM old);
        UPDATE tags SET revision_id = 'corrected' WHERE revision_id IN (SELECT revision_id FROM old);
        UPDATE mentions SET revision_id = 'corrected' WHERE revision_id IN (SELECT revision_id FROM old)""")
    home.run(1)
    (after,) = home.feed("moves").entries
    assert (after.id, after.link) == (before.id, before.link)
    assert after.updated > before.updated
    assert "تصحيح" in after.title
    assert "<title>تصحيح &lt;b&gt;&amp;amp;&lt;/b&gt;" in (home.settings.watched / "moves.xml").read_text(
        encoding="utf-8"
    )
    assert taker.received == []


def test_copy_of_a_told_report_is_not_told(home: Home, taker: Receiver) -> None:
    home.watch(evacuations(taker.port))
    copy = (
        "(SELECT min(article_id) FROM reports WHERE list_contains(tags, 'evacuation') AND title NOT LIKE '%القلمون%')"
    )
    home.publish(
        f"DELETE FROM tags WHERE revision_id IN (SELECT current_revision_id FROM articles WHERE article_id = {copy})"
    )
    home.run()
    story = f"(SELECT story_id FROM articles WHERE article_id IN {QALAMOUN})"
    home.publish(
        f"CREATE TEMP TABLE one AS SELECT {copy} AS it, {story} AS story;"
        "UPDATE articles SET story_id = (SELECT story FROM one) WHERE article_id = (SELECT it FROM one)"
    )
    (outcome,) = home.run(1)
    assert (outcome.new_count, taker.received) == (0, [])


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ('subtype = "air_strike"', "SELECT article_id FROM reports WHERE list_contains(subtypes, 'air_strike')"),
        ('place = "geonames:1"', f"FROM {QALAMOUN}"),
        ('place = "البوكمال"\ntag = "evacuation"', f"FROM {QALAMOUN}"),
        ('place = "لا مكان"', "SELECT article_id FROM articles WHERE false"),
        ('actor = "test:daesh"', f"FROM {QALAMOUN}"),
        ("text = '«القلمون الغربي» مسلح'", f"FROM {QALAMOUN}"),
        (
            'sql = "SELECT article_id FROM evacuation_reports WHERE is_under_deal"\nplace = "البوكمال"',
            f"FROM {QALAMOUN}",
        ),
        (
            "sql = \"FROM articles WHERE status = 'read'\"",
            "SELECT current_revision_id FROM articles WHERE status = 'read'",
        ),
    ],
)
def test_watch_finds_what_fits_all_its_filters(home: Home, filters: str, expected: str) -> None:
    home.watch(f'[[watch]]\nid = "w"\n{filters}\n')
    (outcome,) = home.run()
    with duckdb.connect(str(home.settings.database), read_only=True) as connection:
        stories = connection.execute(f"""
            SELECT count(DISTINCT story_id) FROM articles
            WHERE article_id IN ({expected}) OR current_revision_id IN ({expected})""").fetchone()
    assert stories == (outcome.match_count,)
    assert outcome.failure == ""


def test_words_without_an_index_are_told_and_the_other_watches_asked(home: Home) -> None:
    home.settings.search_index.unlink()
    home.watch('[[watch]]\nid = "words"\ntext = "القلمون"\n' + evacuations())
    words, moves = home.run()
    assert f"no index of the texts at {home.settings.search_index}" in words.failure
    assert moves.failure == ""
    assert home.feed("moves").entries


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("SELECT 1", "must give a column article_id"),
        ("SELEC", "gives no answer"),
        ("SELECT content AS article_id FROM read_text('/etc/hostname')", "disabled by configuration"),
        ("CREATE TABLE t AS SELECT 1", "read-only"),
    ],
)
def test_sql_without_an_answer_leaves_the_other_watches_alone(home: Home, sql: str, why: str) -> None:
    home.watch(f'[[watch]]\nid = "bad"\nsql = "{sql}"\n' + evacuations())
    bad, good = home.run()
    assert why in bad.failure
    assert good.failure == ""
    assert home.feed("moves").entries


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ("", r"must hold tables \[\[watch\]\]"),
        ("[[watch]", "are not TOML"),
        ('[[watch]]\nid = "../x"\ntag = "conflict"', "id names its feed"),
        ('[[watch]]\nid = "x"', "looks for nothing"),
        ('[[watch]]\nid = "x"\ntag = "war"', "tag is one of reports, conflict"),
        ('[[watch]]\nid = "x"\ntags = "war"', "there is no key tags"),
        ('[[watch]]\nid = "x"\nplace = 3', "place must be a text"),
        ('[[watch]]\nid = "x"\ntext = "a"\n' * 2, "two watches have the id x"),
        ('[[watch]]\nid = "x"\ntext = "a"\nnotify = true', "MARSAD_NOTIFY, which is not set"),
        ('[[watch]]\nid = "x"\ntext = "a"\nnotify = "mailto://geheim"', "a list of Apprise URLs"),
        ('[[watch]]\nid = "x"\ntext = "a"\nnotify = ["geheim://geheim"]', "none that Apprise understands"),
    ],
)
def test_file_that_cannot_be_used_says_why(home: Home, toml: str, why: str) -> None:
    home.watch(toml)
    with pytest.raises(SettingsError, match=why) as error:
        home.run()
    assert "//geheim" not in str(error.value)
    assert not home.settings.watched.exists()
