"""What of the feeds is probably not here: gaps, days with too little, a calendar of them, and what would fill them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.report.status import dicts

# Rows of each list, newest first, and cells of the calendar: a year of weeks.
LISTED = 10
CELLS = 53
# Each state of view `coverage` with its sign and colour, the worst last: it speaks for its week.
SIGNS = {
    "open": (" ", ""),
    "complete": ("■", "green"),
    "thin": ("▪", "yellow"),
    "empty": ("·", "yellow"),
    "gap": ("×", "red"),
}

_GAPS = """
    SELECT feed_id, from_at, to_at, reason, estimated_missed, command, count(*) OVER () AS total,
        sum(estimated_missed) OVER () AS total_missed
    FROM gaps ORDER BY from_at DESC, feed_id LIMIT $limit
"""
# Days in a row are one stretch: their dates less their numbers are one date.
_SHORT = """
    WITH short AS (
        SELECT *, published_date - CAST(row_number() OVER (PARTITION BY feed_id ORDER BY published_date) AS INTEGER)
            AS stretch
        FROM days
        WHERE state IN ('thin', 'empty')
    )
    SELECT
        feed_id,
        min(published_date) AS from_date,
        max(published_date) AS to_date,
        sum(article_count) AS article_count,
        sum(expected_count) AS expected_count,
        'marsad backfill wayback --feed ' || feed_id || ' --from ' || min(published_date) || ' --to '
            || max(published_date) AS command,
        count(*) OVER () AS total,
        sum(count(*)) OVER () AS total_days
    FROM short
    GROUP BY feed_id, stretch
    ORDER BY from_date DESC, feed_id
    LIMIT $limit
"""
_CELLS = """
    SELECT feed_id, CAST(date_trunc($unit, published_date) AS DATE) AS cell,
        arg_max(state, list_position($states, state)) AS state
    FROM days WHERE published_date >= $since GROUP BY ALL
"""


def read_gaps(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return {gaps, short_days, calendar} of the connected snapshot; lists newest first and at most LISTED long.

    `gaps` and `short_days` hold the newest rows under `newest` beside their totals. `calendar` has a sign of SIGNS for
    each day; where there are more than CELLS days for each week, the sign of its worst day, and only the last CELLS.
    """
    connection.execute("CREATE TEMP TABLE days AS FROM coverage")
    gaps = dicts(connection.execute(_GAPS, {"limit": LISTED}))
    short = dicts(connection.execute(_SHORT, {"limit": LISTED}))
    calendar = _calendar(connection)
    return {
        "gaps": _listed(gaps, ("total", "total_missed")),
        "short_days": _listed(short, ("total", "total_days")),
        "calendar": calendar,
    }


def print_gaps(console: Console, facts: dict[str, Any]) -> None:
    """Print the facts of `read_gaps` for a person."""
    if not facts["calendar"]["feeds"]:
        console.print("No feed was read yet.")
        return
    _print_calendar(console, facts["calendar"])
    gaps, short = facts["gaps"], facts["short_days"]
    if not gaps["total"]:
        console.print("No gaps: each reading of a feed shares entries with the one before.")
    else:
        console.print(
            f"\n{gaps['total']} gaps, about {gaps['total_missed'] or 0} articles missed{_of(gaps)}:", highlight=False
        )
        table = Table("Feed", "From (UTC)", "To (UTC)", "Why", "Missed")
        for gap in gaps["newest"]:
            lost = "?" if gap["estimated_missed"] is None else f"{gap['estimated_missed']}"
            table.add_row(
                gap["feed_id"],
                f"{gap['from_at']:%Y-%m-%d %H:%M}",
                f"{gap['to_at']:%Y-%m-%d %H:%M}",
                gap["reason"],
                lost,
            )
        console.print(table)
    if short["total"]:
        days = f"{short['total_days']} days with less than half of the usual"
        console.print(f"\n{days}, in {short['total']} stretches{_of(short)}:", highlight=False)
        table = Table("Feed", "From", "To", "Articles", "Usual")
        for row in short["newest"]:
            usual = "?" if row["expected_count"] is None else f"{row['expected_count']:g}"
            table.add_row(row["feed_id"], f"{row['from_date']}", f"{row['to_date']}", f"{row['article_count']}", usual)
        console.print(table)
    commands = dict.fromkeys(row["command"] for row in (*gaps["newest"], *short["newest"]))
    if commands:
        console.print("\nWhat would look for more:")
        for command in commands:
            console.print(f"  {command}", markup=False, highlight=False, soft_wrap=True)


def _print_calendar(console: Console, calendar: dict[str, Any]) -> None:
    """One line a feed, a sign a day or week; the colour only repeats what the sign says."""
    styles = dict(SIGNS.values())
    head = f"by {calendar['unit']}"
    width = max(map(len, (head, *calendar["feeds"])))
    first, last = f"{calendar['from_date']}", f"{calendar['to_date']}"
    length = max(len(signs) for signs in calendar["feeds"].values())
    dates = f"{first}{last:>{max(length - len(first), len(last) + 1)}}"
    console.print(f"{head:<{width}} {dates}", highlight=False, soft_wrap=True)
    for feed, signs in calendar["feeds"].items():
        line = Text(f"{feed:<{width}} ")
        for sign in signs:
            line.append(sign, style=styles[sign])
        console.print(line, soft_wrap=True)
    console.print("■ complete   ▪ thin   · empty   × gap   blank: not judged", highlight=False)


def _calendar(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    ((first, last),) = connection.execute(
        "SELECT min(published_date), max(published_date) FROM days WHERE state <> 'open'"
    ).fetchall()
    if first is None:
        first, last = connection.execute("SELECT max(published_date), max(published_date) FROM days").fetchall()[0]
    if first is None:
        return {"unit": "day", "from_date": None, "to_date": None, "feeds": {}}
    unit, step = ("day", 1) if (last - first).days < CELLS else ("week", 7)
    end = last - timedelta(days=last.weekday()) if unit == "week" else last
    begin = max(_begin(first, unit), end - timedelta(days=(CELLS - 1) * step))
    cells = [begin + timedelta(days=step * number) for number in range((end - begin).days // step + 1)]
    states = list(SIGNS)
    found = connection.execute(_CELLS, {"unit": unit, "states": states, "since": begin}).fetchall()
    signs = {(feed, cell): SIGNS[state][0] for feed, cell, state in found}
    feeds = [feed for (feed,) in connection.execute("SELECT DISTINCT feed_id FROM days ORDER BY feed_id").fetchall()]
    return {
        "unit": unit,
        "from_date": cells[0],
        "to_date": last,
        "feeds": {feed: "".join(signs.get((feed, cell), " ") for cell in cells) for feed in feeds},
    }


def _begin(day: date, unit: str) -> date:
    return day - timedelta(days=day.weekday()) if unit == "week" else day


def _listed(rows: list[dict[str, Any]], totals: tuple[str, ...]) -> dict[str, Any]:
    """Rows under `newest` without their totals, and the totals, which are the same in each row, once."""
    first = rows[0] if rows else dict.fromkeys(totals, 0)
    newest = [{name: value for name, value in row.items() if name not in totals} for row in rows]
    return {total: int(first[total] or 0) for total in totals} | {"newest": newest}


def _of(listed: dict[str, Any]) -> str:
    return "" if len(listed["newest"]) == listed["total"] else f"; the {len(listed['newest'])} newest"
