"""What `marsad status` and `marsad feeds check` print for a person."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.report.arabic_terminal import harmless
from pipeline.report.summary import entry_outcomes


def print_status(console: Console, facts: dict[str, Any]) -> None:
    """Print the facts of `read_status` for a person."""
    snapshot, run, upkeep = facts["snapshot"], facts["last_run"], facts["upkeep"]
    if snapshot:
        _line(console, "Snapshot", f"{snapshot['snapshot_id']} of {snapshot['built_at']:%Y-%m-%d %H:%M} UTC")
        if "citation" in snapshot:
            _line(console, "Cite as", snapshot["citation"])
        _line(console, "File", facts["database"])
    if run:
        outcomes = f", entries: {entry_outcomes(run)}" if "seen_entry_count" in run else ""
        _line(console, "Last run", f"{run['run_id']}: {run['status']}{outcomes}")
    if upkeep.get("last_good_run_at"):
        due = f"the next is overdue after {upkeep['due_by']:%Y-%m-%d %H:%M}"
        _line(console, "Last good", f"{upkeep['last_good_run_at']:%Y-%m-%d %H:%M} UTC; {due}")
    if facts["running"]:
        _line(console, "Running", facts["running"])
    _line(console, "Archive", _archive_line(facts))
    if facts["disk"]:
        _line(console, "Disk", _disk_line(facts["disk"]))
    if facts["feeds"]:
        _print_feeds(console, facts["feeds"])
    if facts["rows"]:
        _line(console, "Rows", ", ".join(f"{count} {name}" for name, count in facts["rows"].items()))
    for failed in facts["failures"]:
        _line(
            console,
            "Failed",
            f"{failed['attempt_count']} × {failed['purpose']} {failed['word']}, such as {failed['example_url']}",
        )
    for issue in facts["issues"]:
        _line(console, "Issue", f"{issue['word']} {issue['subject']}: {issue['message']}")
    if not facts["needs"]:
        _line(console, "Needs", "nothing", "green")
    for need in facts["needs"]:
        _line(console, "Needs you", f"{need['word']} {need['subject']}: {need['message']}", "red")


def _line(console: Console, label: str, text: str, style: str = "") -> None:
    console.print(Text(f"{label:<10}", style) + Text(harmless(text).replace("\n", " ")), soft_wrap=True)


def _archive_line(facts: dict[str, Any]) -> str:
    archive, upkeep = facts["archive"], facts["upkeep"]
    if not archive["file_count"]:
        return "empty"
    parts = [f"{archive['file_count']} files, runs {archive['first_run_id']} to {archive['last_run_id']}"]
    if upkeep.get("capture_count"):
        parts.append(f"{upkeep['capture_count']:,} responses, the oldest of {upkeep['oldest_capture_at']:%Y-%m-%d}")
        parts.append(f"{_size(upkeep['response_bytes_30_days'])} came in the last 30 days")
    return "; ".join(parts)


def _disk_line(disk: dict[str, Any]) -> str:
    sizes = ", ".join(f"{part} {_size(size)}" for part, size in disk["bytes"].items() if size)
    line = f"{sizes or 'nothing'}; {_size(disk['free_bytes'])} free"
    if growth := disk["growth"]:
        grown = ", ".join(f"{part} {_size(size)}" for part, size in growth["bytes_per_day"].items() if size)
        line += f"; a day since {growth['since'][:10]}: {grown or 'nothing'}"
        line += f"; full in {growth['days_until_full']} days" if growth["days_until_full"] is not None else ""
    return line


def _size(count: int) -> str:
    value = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if abs(value) < 1000:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"


def _print_feeds(console: Console, feeds: list[dict[str, Any]]) -> None:
    table = Table("Feed", "Health", "Rhythm", "Newest", "Silent", "Usually", "Entries")
    for feed in feeds:
        newest = f"{feed['newest_published_at']:%Y-%m-%d}" if feed["newest_published_at"] else ""
        table.add_row(
            Text(harmless(feed["feed_id"])),
            _coloured(feed["health"]),
            _coloured(feed["state"]),
            newest,
            _hours(feed["silence_h"]),
            _hours(feed["usual_silence_h"]),
            str(feed["entry_count"]),
        )
    console.print(table)


def _hours(hours: float | None) -> str:
    return "" if hours is None else f"{hours:.1f} h" if hours < 100 else f"{hours / 24:.0f} days"


def _coloured(word: str) -> str:
    colour = {"alive": "green", "fresh": "green", "stale": "yellow", "empty": "yellow", "late": "yellow"}
    return f"[{colour.get(word, 'red')}]{word}[/]"


def print_checks(console: Console, checks: list[dict[str, Any]]) -> None:
    """Print one row a feed: health, newest entry, entries, address."""
    table = Table("Feed", "Health", "Newest entry (UTC)", "Entries", "Address")
    for check in checks:
        newest = f"{check['newest']:%Y-%m-%d %H:%M}" if check["newest"] else ""
        table.add_row(check["feed_id"], _coloured(check["health"]), newest, str(check["entry_count"]), check["url"])
    console.print(table)
