"""The analyst's commands around watches: `marsad watch …`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from flows.cli_common import FAILED, USAGE, WITH_ISSUES, JsonFlag, fail, read_settings, usable

watch_app = typer.Typer(
    no_args_is_help=True,
    help="""Be told of new reports: each watch of the file `MARSAD_WATCHES` is an Atom feed in `MARSAD_HOME/watches`.

Every daily run renews the feeds and sends notices. `docs/takeaway.md` shows how a watch is written.""",
)


@watch_app.command("list")
def listed(as_json: JsonFlag = False) -> None:
    """Show the watches, what each looks for, and its feed.

    Example: `MARSAD_WATCHES=watches.toml marsad watch list`
    """
    from pipeline.report.watches.run import check_watches

    settings = read_settings()
    told = [
        {
            "id": watch.id,
            "title": watch.title,
            "looks_for": watch.described(),
            "is_notified": bool(watch.notify),
            "feed": str(settings.watched / f"{watch.id}.xml"),
        }
        for watch in usable(lambda: check_watches(settings))
    ]
    if as_json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    if not told:
        fail("There are no watches: MARSAD_WATCHES names the file that lists them (docs/takeaway.md).", USAGE)
    for one in told:
        print(f"{one['id']}: {one['looks_for']}{'; notices' if one['is_notified'] else ''}\n  {one['feed']}")


@watch_app.command()
def run(as_json: JsonFlag = False) -> None:
    """Ask every watch now, as each daily run does: write the feeds and send notices of what is new.

    A watch that is new, or looks for something else than before, tells nothing the first time: its feed begins with
    the newest reports that fit. Exit codes: 0 all is written and sent, 2 the file is wrong, 3 some watch failed.

    Example: `MARSAD_WATCHES=watches.toml marsad watch run`
    """
    from pipeline.collect.collect import utc_now
    from pipeline.report.watches.run import run_watches

    settings = read_settings()
    if settings.watches is None:
        fail("There are no watches: MARSAD_WATCHES names the file that lists them (docs/takeaway.md).", USAGE)
    outcomes = usable(lambda: run_watches(settings, utc_now()))
    if as_json:
        print(json.dumps([asdict(outcome) for outcome in outcomes], ensure_ascii=False, indent=2))
    for outcome in outcomes:
        if not as_json and outcome.feed:
            sent = ", notice sent" if outcome.is_sent else ""
            print(f"{outcome.id}: {outcome.match_count} reports, {outcome.new_count} new{sent}: {outcome.feed}")
    if failures := [outcome.failure for outcome in outcomes if outcome.failure]:
        fail("Some watches failed. " + " ".join(failures), WITH_ISSUES)


@watch_app.command("test")
def trial(
    watch_id: Annotated[str, typer.Argument(help="The watch's id.", metavar="ID")], as_json: JsonFlag = False
) -> None:
    """Show how many reports fit a watch, and the newest of them; nothing is noted, written or sent.

    `marsad notify test` sends a trial to the addresses of MARSAD_NOTIFY.

    Example: `MARSAD_WATCHES=watches.toml marsad watch test qalamoun`
    """
    from pipeline.report.explorer.snapshot import SnapshotError
    from pipeline.report.watches.matches import WatchError
    from pipeline.report.watches.run import check_watches, new_matches

    settings = read_settings()
    named = {watch.id: watch for watch in usable(lambda: check_watches(settings))}
    if watch_id not in named:
        fail(f"There is no watch {watch_id}; there are: {', '.join(named) or 'none'}.", USAGE)
    try:
        count, newest = new_matches(settings, named[watch_id])
    except (WatchError, SnapshotError) as error:
        fail(str(error), FAILED)
    if as_json:
        print(json.dumps({"match_count": count, "newest": newest}, ensure_ascii=False, indent=2))
        return
    print(f"{count} reports fit {watch_id} ({named[watch_id].described()}); the newest:")
    for told in newest:
        print(f"{(told['published_at'] or 'no date')[:10]}  {told['title']}\n            {told['url']}")
