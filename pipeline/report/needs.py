"""What of Marsad's state a person should look at, each with a fixed word and what to do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

# A day on which nothing new came, and some hours less, so that runs need not begin at the same minute.
NOTHING_NEW_AFTER = timedelta(hours=20)
FULL_IN_DAYS = 30
_LEAST_FREE_BYTES = 1_000_000_000


def needs_of(facts: dict[str, Any], now: datetime) -> list[dict[str, str]]:
    """Return [{word, subject, message}], the gravest first, of the facts of `read_status`; empty when all is well.

    Words: run_failed, no_snapshot, snapshot_damaged, other_version, not_published, run_overdue, no_new_articles,
    feed_late, feed_not_read, feed_never_read, feed_empty, feed_gap, disk_low, notice_unsent,
    heartbeat_unsent, issues.
    """
    return [
        *_of_runs(facts, now.astimezone(UTC).replace(tzinfo=None)),
        *_of_feeds(facts),
        *_of_disk(facts["disk"]),
        *_of_notices(facts["unsent"]),
        *_of_issues(facts["issues"]),
    ]


def need(word: str, subject: str, message: str) -> dict[str, str]:
    """One thing that a person should look at."""
    return {"word": word, "subject": subject, "message": message}


def _of_runs(facts: dict[str, Any], now: datetime) -> list[dict[str, str]]:
    found = []
    if failure := facts["last_failure"]:
        message = f"failed at {failure.get('at')}: {failure.get('why')}"
        found.append(need("run_failed", failure.get("flow", "daily"), message))
    if unreadable := facts["unreadable"]:
        found.append(need(unreadable["word"], "snapshot", unreadable["message"]))
    elif facts["snapshot"] is None:
        found.append(
            need("no_snapshot", "snapshot", f"{facts['database']} does not exist yet: run `marsad daily` first.")
        )
    left = facts["archive"]["unpublished"]
    if left and facts["snapshot"] and not facts["running"] and not facts["last_failure"]:
        found.append(
            need(
                "not_published",
                "archive",
                f"It holds {len(left)} runs that the snapshot does not know, last {left[-1]}: they were killed. "
                "The next `marsad daily` publishes them, or `marsad rebuild` at once.",
            )
        )
    upkeep = facts["upkeep"]
    due_by = upkeep.get("due_by")
    if due_by and now > due_by:
        found.append(
            need(
                "run_overdue",
                "daily",
                f"The last good run ended at {upkeep['last_good_run_at']:%Y-%m-%d %H:%M} UTC; by its own rhythm the "
                f"next was due by {due_by:%Y-%m-%d %H:%M}. Look whether the schedule still starts it.",
            )
        )
    return found + _of_news(facts)


def _of_news(facts: dict[str, Any]) -> list[dict[str, str]]:
    ended, newest = facts["upkeep"].get("last_good_run_at"), facts["upkeep"].get("last_new_article_at")
    if ended is None:
        return []
    silences = [feed["usual_silence_h"] for feed in facts["feeds"] if feed["usual_silence_h"] is not None]
    usual = timedelta(hours=2 * min(silences, default=0))
    if newest and ended - newest <= max(NOTHING_NEW_AFTER, usual):
        return []
    since = f"since {newest:%Y-%m-%d %H:%M} UTC" if newest else "ever"
    return [
        need(
            "no_new_articles",
            "daily",
            f"Runs end well, and none has brought a new article {since}. "
            "`marsad feeds check` tells what the feeds say now; open one of them in a browser.",
        )
    ]


def _of_feeds(facts: dict[str, Any]) -> list[dict[str, str]]:
    found = []
    for feed in facts["feeds"]:
        state, mend = feed["state"], f"Open {feed['url']} and mend or remove the feed."
        if state == "late":
            message = (
                f"Its newest article was {feed['silence_h']:.0f} hours old when it was last read; "
                f"{feed['late_after_h']:.0f} hours are the most that is usual for it. {mend}"
            )
        elif state == "not_read":
            message = f"It has given no answer for {feed['unread_h']:.0f} hours: {feed['health']}. {mend}"
        elif state in ("never_read", "empty"):
            message = f"It has never {'answered' if state == 'never_read' else 'named an article'}. {mend}"
        else:
            continue
        found.append(need(f"feed_{state}", feed["feed_id"], message))
    for gap in facts["breaks"]:
        message = (
            f"Articles may have passed unseen between {gap['from_at']:%Y-%m-%d %H:%M} and "
            f"{gap['to_at']:%Y-%m-%d %H:%M} UTC. `marsad status --gaps` shows how many, and what would fill it."
        )
        found.append(need("feed_gap", gap["feed_id"], message))
    return found


def _of_disk(disk: dict[str, Any] | None) -> list[dict[str, str]]:
    if disk is None:
        return []
    # A publication writes snapshot and lake once more before it deletes the old ones.
    wanted = _LEAST_FREE_BYTES + 2 * disk["bytes"]["database"] + disk["bytes"]["derived"]
    days = (disk["growth"] or {}).get("days_until_full")
    if disk["free_bytes"] >= wanted and (days is None or days > FULL_IN_DAYS):
        return []
    free = f"{disk['free_bytes'] / 1e9:.1f} GB are free"
    last = f", full in {days} days as it grows now" if days is not None else ""
    return [need("disk_low", "home", f"{free}{last}. A run wants {wanted / 1e9:.1f} GB: make room or move the home.")]


def _of_notices(unsent: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    return [
        need(
            f"{kind}_unsent",
            word["what"],
            f"could not be sent at {word['at']}: {word['why']} Try the settings with `marsad notify test`.",
        )
        for kind, word in unsent.items()
    ]


def _of_issues(issues: list[dict[str, str]]) -> list[dict[str, str]]:
    if not issues:
        return []
    words = sorted({issue["word"] for issue in issues})
    return [need("issues", ", ".join(words), f"{len(issues)} issues are open, listed by `marsad status`.")]
