from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.derive.dates import parse_feed_date, parse_stamp, plausible

MAY_29 = datetime(2018, 5, 29, 14, 5, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2018-05-29 22:05:11", MAY_29),
        ("arabic.news.cn | 2018-05-29 22:05:11", MAY_29),
        ("2018-05-29 22:05", MAY_29.replace(second=0)),
        ("\u200f2018/05/29\u200f\u00a022:05:11", MAY_29),
        ("٢٠١٨-٠٥-٢٩ ٢٢:٠٥:١١", MAY_29),
        ("2018 05 / 29 22:05:11", MAY_29),
        ("2018:05:29.22:05 المصدر: شينخوا", MAY_29.replace(second=0)),
        ("02:04:38 01-04-2018 | Arabic. News. Cn", datetime(2018, 3, 31, 18, 4, 38, tzinfo=UTC)),
        ("2019年07月15日 10:20:30", datetime(2019, 7, 15, 2, 20, 30, tzinfo=UTC)),
        ("2012年8月1日　10:20  来源：新华网", datetime(2012, 8, 1, 2, 20, tzinfo=UTC)),
    ],
)
def test_stamp_is_the_newsrooms_clock(text: str, moment: datetime) -> None:
    assert parse_stamp(text) == moment


@pytest.mark.parametrize(
    "text",
    ["", "2018-05-29", "22:05:11", "2018-13-29 22:05:11", "2018-02-30 10:00", "2018-05-29 25:00", "12018-05-29 22:05"],
)
def test_half_or_impossible_stamp_is_no_stamp(text: str) -> None:
    assert parse_stamp(text) is None


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("Tue, 29 May 2018 14:05:11 GMT", MAY_29),
        ("Tue, 29 May 2018 22:05:11 +0800", MAY_29),
        ("Sat,16-Nov-2013 11:33:12 GMT", datetime(2013, 11, 16, 11, 33, 12, tzinfo=UTC)),
        ("2018-05-29T14:05:11Z", MAY_29),
        ("2018-05-29T17:05:11+03:00", MAY_29),
        ("2018-05-29 17:05:11 +0300", MAY_29),
        ("2018-05-29 14:05:11 GMT", MAY_29),
        ("2018-05-29 22:05:11 GMT+8", MAY_29),
        ("20180529T140511Z", MAY_29),
    ],
)
def test_feed_date_with_a_zone_keeps_it(raw: str, moment: datetime) -> None:
    assert parse_feed_date(raw) == moment


@pytest.mark.parametrize(
    "raw", ["Tue, 29 May 2018 22:05:11", "2018-05-29T22:05:11", "2018-05-29 22:05:11", "Tue, 29 May 2018 22:05:11 CST"]
)
def test_feed_date_without_a_zone_is_the_newsrooms(raw: str) -> None:
    assert parse_feed_date(raw) == MAY_29


def test_day_alone_is_its_start_in_the_newsroom() -> None:
    assert parse_feed_date("2018-05-29") == datetime(2018, 5, 28, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "yesterday",
        "2018",
        "2018-05-29 22:05:11 WXYZ",
        "2018/05/29 10:05 EDT",
        "2018/05/29 10:05+03:00",
        "2004-05-28 11:31:15 PM",
        "2004년 05월 28일  오후 01:31:15",
        "Tue, 31 Feb 2018 10:00:00 GMT",
    ],
)
def test_feed_date_that_is_not_understood_is_none(raw: str) -> None:
    assert parse_feed_date(raw) is None


@given(st.text(max_size=40))
def test_any_text_gives_an_aware_date_or_none(text: str) -> None:
    for found in (parse_feed_date(text), parse_stamp(text)):
        assert found is None or found.utcoffset() == timedelta(0)


def test_dates_that_cannot_be_are_dropped() -> None:
    seen = datetime(2018, 6, 1, tzinfo=UTC)
    assert plausible(MAY_29, seen) == MAY_29
    assert plausible(seen + timedelta(days=2), seen) is not None
    assert plausible(seen + timedelta(days=2, seconds=1), seen) is None
    assert plausible(datetime(1996, 12, 31, tzinfo=UTC), seen) is None
    assert plausible(None, seen) is None
