"""Whether a feed is followed and silent for longer than it usually is; whether a run is overdue; what went wrong."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.warehouse.polls import START, Polls, news

STATES = "SELECT feed_id, state FROM feed_freshness ORDER BY feed_id"


def followed(days: int, *, a_day: float = 10, feed: str = "world", stale_after_days: int = 30) -> Polls:
    """A feed polled once a day that holds the articles of three days."""
    polls = Polls()
    configured(polls, feed, stale_after_days)
    for day in range(days):
        polls.poll(day, dated(day, a_day), feed=feed)
    return polls


def dated(day: float, a_day: float) -> list[tuple[str, float]]:
    return [
        (f"a{number}", number / a_day) for number in range(int(day * a_day), max(0, int((day - 3) * a_day)) - 1, -1)
    ]


def configured(polls: Polls, feed: str, stale_after_days: int = 30) -> None:
    polls.add("feeds", [{"feed_id": feed, "title": feed, "url": feed, "kind": "rss",
                         "stale_after_days": stale_after_days, "is_polled": True}])  # fmt: skip


def ran(polls: Polls, *days: float, status: str = "completed", kind: str = "daily") -> None:
    for day in days:
        at = START + timedelta(days=day)
        polls.add("runs", [{"run_id": f"run-{at:%Y%m%d%H%M}", "kind": kind, "started_at": at, "ended_at": at,
                            "status": status, "marsad_version": "1", "feed_count": 1, "warc_file": ""}])  # fmt: skip


def test_feed_that_names_news_as_it_always_did_is_fresh() -> None:
    polls = followed(40)
    ((usual_read, silence, usual_silence, late_after),) = polls.rows(
        "SELECT usual_read_h, silence_h, round(usual_silence_h, 1), late_after_h FROM feed_freshness"
    )
    assert (usual_read, silence, usual_silence, late_after) == (24, 0, 2.4, 12)
    assert polls.rows(STATES) == [("world", "fresh")]


def test_lively_feed_is_late_after_a_day_and_a_slow_one_is_not() -> None:
    polls = followed(40)
    polls.poll(40)
    assert polls.rows(STATES) == [("world", "late")]
    slow = followed(40, a_day=0.5)
    slow.poll(40)
    slow.poll(41)
    assert slow.rows(STATES) == [("world", "fresh")]
    slow.poll(43)
    assert slow.rows(STATES) == [("world", "late")]


def test_week_without_polls_teaches_no_silence() -> None:
    polls = followed(30)
    for day in range(38, 60):
        polls.poll(day, dated(day, 10))
    assert polls.rows("SELECT round(usual_silence_h, 1), state FROM feed_freshness") == [(2.4, "fresh")]
    polls.poll(60)
    assert polls.rows(STATES) == [("world", "late")]


def test_feed_without_a_past_is_judged_by_the_days_of_the_feeds_file() -> None:
    polls = followed(3, stale_after_days=2)
    assert polls.rows("SELECT usual_silence_h, late_after_h, state FROM feed_freshness") == [(None, 48, "fresh")]
    polls.poll(4.5)
    assert polls.rows(STATES) == [("world", "late")]


def test_feed_that_gives_no_answer_once_is_fresh_and_twice_is_not_read() -> None:
    polls = followed(20)
    polls.poll(20, outcome="timeout")
    assert polls.rows(STATES) == [("world", "fresh")]
    polls.poll(21, outcome="dns")
    assert polls.rows("SELECT state, unread_h FROM feed_freshness") == [("not_read", 48)]


def test_feed_polled_every_hour_is_not_read_after_some() -> None:
    polls = Polls()
    configured(polls, "world")
    for hour in range(48):
        polls.poll(hour / 24, news(max(0, hour - 20), hour, a_day=24))
    polls.poll(50 / 24, outcome="reset")
    assert polls.rows(STATES) == [("world", "fresh")]
    polls.poll(51 / 24, outcome="reset")
    assert polls.rows(STATES) == [("world", "not_read")]


def test_feeds_that_never_answered_or_never_named_an_article_say_so() -> None:
    polls = Polls()
    configured(polls, "dead")
    configured(polls, "empty")
    configured(polls, "new")
    polls.poll(0, outcome="dns", feed="dead")
    polls.poll(0, [], feed="empty")
    assert polls.rows(STATES) == [("dead", "never_read"), ("empty", "empty"), ("new", "never_read")]


def test_article_with_a_stamp_of_the_future_does_not_hide_a_silence() -> None:
    polls = followed(30)
    polls.poll(30, [("prank", 400.0), *dated(29, 10)])
    for day in (31, 32):
        polls.poll(day)
    ((newest, state),) = polls.rows("SELECT newest_published_at, state FROM feed_freshness")
    assert (newest, state) == (START + timedelta(days=30), "late")


@pytest.mark.parametrize(
    ("days", "usual_h", "due"),
    [
        # A day is presumed, whatever was tried by hand: due 30 hours after the last good run began.
        ([0.0], 24, 1.25),
        ([0.0, 0.001, 0.002, 1.0], 24, 2.25),
        ([number / 24 for number in range(30)], 1, 29 / 24 + 3 / 24),
        ([float(number) for number in (*range(20), *range(27, 40))], 24, 40.25),
        ([7.0 * number for number in range(10)], 168, 63 + 8.75),
    ],
)
def test_next_run_is_overdue_by_the_rhythm_of_those_before(days: list[float], usual_h: float, due: float) -> None:
    polls = Polls()
    ran(polls, *days)
    ((usual, due_by),) = polls.rows("SELECT round(usual_run_h, 2), due_by FROM upkeep")
    assert usual == usual_h
    assert isinstance(due_by, datetime)
    assert abs(due_by - (START + timedelta(days=due))) < timedelta(minutes=1)


def test_interrupted_run_and_backfill_are_no_good_run() -> None:
    polls = Polls()
    ran(polls, 0)
    ran(polls, 1, status="interrupted")
    ran(polls, 2, kind="backfill")
    assert polls.rows("SELECT last_good_run_at, kept_since FROM upkeep") == [(START, START)]


def test_upkeep_of_an_empty_snapshot_is_one_row() -> None:
    assert Polls().rows("SELECT last_good_run_id, due_by, capture_count, response_bytes FROM upkeep") == [
        (None, None, 0, 0)
    ]


def test_failures_are_counted_by_word_with_an_example() -> None:
    polls = Polls()
    polls.connection.execute("INSERT INTO outcomes VALUES ('ok', 'read'), ('dns', 'failed'), ('gone', 'missing')")
    polls.poll(0, [("a", 0)], run="r1")
    polls.poll(0.5, outcome="dns", run="r1", feed="one")
    polls.poll(0.5, outcome="dns", run="r1", feed="two")
    polls.poll(1, outcome="gone", run="r2")
    assert polls.rows("SELECT run_id, word, attempt_count, url_count, example_url FROM failure_words ORDER BY ALL") == [
        ("r1", "dns", 2, 2, "one"),
        ("r2", "gone", 1, 1, "world"),
    ]
