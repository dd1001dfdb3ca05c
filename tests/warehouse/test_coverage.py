"""How much of each day of a feed is here, against what it usually has on that weekday."""

from __future__ import annotations

from datetime import date, timedelta

from tests.warehouse.polls import START, Polls

MONDAY = START.date()


def published(polls: Polls, counts: dict[int, int], *, feed: str = "world", polled: range | None = None) -> None:
    """Poll at the begin of each day a feed that still holds all of the last four days, `counts` by day."""
    for day in polled or range(max(counts) + 2):
        held = [
            (f"{feed}{before}-{number}", before + number / 1000)
            for before in range(day - 1, day - 5, -1)
            for number in range(counts.get(before, 0))
        ]
        if held:
            polls.poll(day, held, feed=feed)
        else:
            polls.poll(day, outcome="not_modified", feed=feed)


def states(polls: Polls, *columns: str) -> dict[date, tuple[object, ...]]:
    query = f"SELECT published_date, {', '.join(columns)} FROM coverage ORDER BY ALL"
    return {day: tuple(values) for day, *values in polls.rows(query)}  # type: ignore[misc]


def on(day: int) -> date:
    return MONDAY + timedelta(days=day)


def week(day: int) -> int:
    """Ten articles a day, three on Saturdays, none on Fridays."""
    return {4: 0, 5: 3}.get(day % 7, 10)


def test_usual_is_that_of_the_weekday_and_a_day_off_is_complete() -> None:
    polls = Polls()
    published(polls, {day: week(day) for day in range(60)})
    found = states(polls, "article_count", "expected_count", "share", "state", "command")
    assert found[on(30)] == (10, 10, 1, "complete", None)
    assert found[on(32)] == (0, 0, None, "complete", None)
    assert found[on(33)] == (3, 3, 1, "complete", None)
    assert {state for _, _, _, state, _ in found.values()} == {"complete", "open"}


def test_thin_and_empty_days_are_told_with_the_command_that_would_fill_them() -> None:
    polls = Polls()
    published(polls, {day: {30: 4, 31: 5, 35: 0}.get(day, week(day)) for day in range(60)})
    found = states(polls, "article_count", "expected_count", "state", "command")
    command = "marsad backfill wayback --feed world --from {0} --to {0}"
    assert found[on(30)] == (4, 10, "thin", command.format("2024-01-31"))
    assert found[on(31)] == (5, 10, "complete", None)
    assert found[on(35)] == (0, 10, "empty", command.format("2024-02-05"))
    assert polls.rows("FROM feed_breaks") == []


def test_usual_follows_a_feed_that_grows() -> None:
    polls = Polls()
    published(polls, {day: 4 if day < 140 else 12 for day in range(280)})
    found = states(polls, "expected_count", "state")
    assert found[on(100)] == (4, "complete")
    assert found[on(180)] == (12, "complete")


def test_each_day_between_first_and_last_poll_has_a_row_even_in_a_long_gap() -> None:
    polls = Polls()
    counts = {day: week(day) for day in range(220)}
    published(polls, counts, polled=range(60))
    published(polls, counts, polled=range(180, 222))
    found = states(polls, "article_count", "expected_count", "state", "command IS NOT NULL")
    assert set(found) >= {on(day) for day in range(221)}
    assert found[on(120)] == (0, 10, "gap", True)
    assert found[on(123)] == (0, 0, "complete", False)  # a Friday: nothing is usual, nothing is missing
    assert {found[on(day)][2] for day in range(62, 175)} == {"gap", "complete"}


def test_day_is_not_judged_before_it_is_over() -> None:
    polls = Polls()
    published(polls, dict.fromkeys(range(40), 10))
    polls.poll(41.5, [("world39-1", 39), ("fresh", 41.2)])
    found = states(polls, "article_count", "state")
    assert found[on(41)] == (1, "open")
    assert found[on(0)] == (10, "open")
    assert found[on(40)] == (0, "empty")


def test_article_is_counted_once_on_the_day_of_its_text_and_told_whether_it_was_read() -> None:
    polls = Polls()
    published(polls, dict.fromkeys(range(12), 2))
    revision = {
        "revision_id": "r", "article_id": "world5-1", "revision_no": 1, "is_current": True, "title": "", "body": "",
        "text_sha256": "", "language": "ar", "image_urls": [], "page_count": 1, "is_complete": True,
        "published_at": START + timedelta(days=6), "published_source": "stamp", "published_spread_days": 0,
        "template": "", "extractor_version": "", "capture_id": "", "run_id": "", "first_fetched_at": START,
        "last_fetched_at": START,
    }  # fmt: skip
    polls.add("revisions", [revision])
    found = states(polls, "article_count", "read_count", "unread_count")
    assert found[on(5)] == (1, 0, 1)
    assert found[on(6)] == (3, 1, 2)


def test_feed_that_was_down_for_days_and_still_held_them_has_no_gap_days() -> None:
    polls = Polls()
    counts = dict.fromkeys(range(60), 10)
    published(polls, counts, polled=range(31))
    for day in (31, 32):
        polls.poll(day, outcome="dns")
    published(polls, counts, polled=range(33, 62))
    assert polls.rows("SELECT reason, estimated_missed FROM gaps") == [("not_readable", 0)]
    found = states(polls, "article_count", "state")
    assert {found[on(day)] for day in range(28, 35)} == {(10, "complete")}
