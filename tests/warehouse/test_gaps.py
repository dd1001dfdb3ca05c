"""Polls that cannot overlap, stretches in which a feed was not read, and how they close."""

from __future__ import annotations

import random

import pytest

from tests.warehouse.polls import Polls, news

GAPS = """
    SELECT
        date_diff('hour', TIMESTAMP '2024-01-01', from_at) / 24,
        date_diff('hour', TIMESTAMP '2024-01-01', to_at) / 24,
        reason,
        estimated_missed
    FROM gaps
    ORDER BY feed_id, from_at
"""


def daily(polls: Polls, days: range, *, a_day: int = 10, held: int = 20, **options: str) -> None:
    """Poll each day, at its begin, a feed that holds the `held` newest articles."""
    for day in days:
        polls.poll(day, news(day * a_day - held, day * a_day - 1, a_day=a_day), **options)


def test_polls_that_share_an_entry_leave_no_gap() -> None:
    polls = Polls()
    daily(polls, range(10))
    assert polls.rows(GAPS) == []


def test_polls_that_share_no_entry_are_a_gap_with_what_it_cost() -> None:
    polls = Polls()
    daily(polls, range(30))
    daily(polls, range(36, 60))  # 60 articles came out meanwhile, 20 of them still stand in the feed
    assert polls.rows(GAPS) == [(29, 36, "no_overlap", 50)]
    ((before, after, command),) = polls.rows("SELECT before_capture_id, after_capture_id, command FROM gaps")
    assert command == "marsad backfill wayback --feed world --from 2024-01-30 --to 2024-02-06"
    ((fetched, again),) = polls.rows(
        f"""SELECT (SELECT fetched_at FROM captures WHERE capture_id = '{before}'),
                   (SELECT fetched_at FROM captures WHERE capture_id = '{after}')"""
    )
    assert polls.rows("SELECT from_at, to_at FROM gaps") == [(fetched, again)]


def test_not_modified_says_that_nothing_has_passed_until_then() -> None:
    polls = Polls()
    polls.poll(0, news(0, 9, a_day=10))
    for day in (1, 2, 3):
        polls.poll(day, outcome="not_modified")
    polls.poll(4, news(50, 59, a_day=10))
    polls.poll(5, news(55, 69, a_day=10))
    assert [row[:3] for row in polls.rows(GAPS)] == [(3, 4, "no_overlap")]


def test_entry_without_a_link_is_known_by_its_guid() -> None:
    polls = Polls()
    polls.poll(0, [("a", 0), ("b", 0)])
    polls.poll(1, [("c", 1), ("d", 1)])
    assert len(polls.rows(GAPS)) == 1
    polls.rows("UPDATE entries SET article_id = NULL, guid = 'same' WHERE article_id IN ('b', 'c')")
    assert polls.rows(GAPS) == []


def test_feed_that_was_down_is_told_though_its_readings_overlap() -> None:
    polls = Polls()
    daily(polls, range(20), a_day=4)
    for day in (20, 21, 22):
        polls.poll(day, outcome="timeout")
    daily(polls, range(23, 40), a_day=4)
    assert polls.rows(GAPS) == [(19, 23, "not_readable", 0)]


@pytest.mark.parametrize("failures", [1, 2])
def test_one_poll_that_failed_is_no_gap_where_the_next_one_overlaps(failures: int) -> None:
    polls = Polls()
    daily(polls, range(20), a_day=4)
    for day in range(20, 20 + failures):
        polls.poll(day, outcome="timeout")
    daily(polls, range(20 + failures, 40), a_day=4)
    assert len(polls.rows(GAPS)) == failures - 1


def test_feed_that_is_still_down_is_an_open_gap() -> None:
    polls = Polls()
    daily(polls, range(20), a_day=4)
    for day in range(20, 26):
        polls.poll(day, outcome="server_error")
    # Four articles a day from the last reading, at the begin of day 19, to the last poll, at the begin of day 25.
    assert polls.rows(GAPS) == [(19, 25, "not_readable", 24)]
    assert polls.rows("SELECT after_capture_id FROM gaps") == [(None,)]


def test_feed_without_entries_is_as_good_as_none() -> None:
    polls = Polls()
    daily(polls, range(20))
    for day in (20, 21, 22, 23):
        polls.poll(day, [])
    polls.poll(24, outcome="not_modified")  # that it is empty still
    daily(polls, range(25, 40))
    assert [row[:3] for row in polls.rows(GAPS)] == [(19, 25, "no_overlap")]


def test_rhythm_is_that_of_the_time() -> None:
    polls = Polls()
    for month in range(40):  # kept by others once a month
        polls.poll(month * 30, news(month, month + 3, a_day=1))
    daily(polls, range(1200, 1260), held=40)
    daily(polls, range(1264, 1300), held=60)
    told = [row[:3] for row in polls.rows(GAPS)]
    assert told == [(1170, 1200, "no_overlap"), (1259, 1264, "not_readable")]


def test_backfilled_capture_closes_the_gap_and_order_does_not_matter() -> None:
    days = [*range(20), *range(24, 40)]
    first, other = Polls(), Polls()
    for day in days:
        daily(first, range(day, day + 1))
    assert [row[:3] for row in first.rows(GAPS)] == [(19, 24, "no_overlap")]
    daily(first, range(22, 23))  # somebody else kept this one: it shares entries with neither 19 nor 24
    assert [row[:3] for row in first.rows(GAPS)] == [(19, 22, "no_overlap"), (22, 24, "no_overlap")]
    for day in (20, 21, 23):
        daily(first, range(day, day + 1), run="backfill")
    assert first.rows(GAPS) == []
    shuffled = [*days, 20, 21, 22, 23]
    random.Random(1).shuffle(shuffled)
    for day in shuffled:
        daily(other, range(day, day + 1))
    assert other.rows(GAPS) == []
    assert other.rows("FROM coverage ORDER BY ALL") == first.rows("FROM coverage ORDER BY ALL")


def test_feeds_do_not_fill_each_other() -> None:
    polls = Polls()
    daily(polls, range(10))
    daily(polls, range(16, 20))
    daily(polls, range(20), feed="china")
    assert polls.rows("SELECT DISTINCT feed_id FROM gaps") == [("world",)]
