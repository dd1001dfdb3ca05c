"""The operator's commands around notices: `marsad notify …`."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli_common import FAILED, USAGE, JsonFlag, fail, read_settings, usable
from pipeline.report.console import print_json

notify_app = typer.Typer(
    no_args_is_help=True,
    help="""Who is told when something needs a person: `MARSAD_HEARTBEAT`, `MARSAD_NOTIFY`, Prefect's automations.

`docs/operate.md` tells what is sent when.""",
)


@notify_app.command("test")
def trial(as_json: JsonFlag = False) -> None:
    """Send a notice and a heartbeat as they are set, and say what was taken.

    In style healthchecks the heartbeat is a `log` signal, which does not count as a good run; in style plain there is
    only one signal, and it counts. Exit codes: 0 all was taken, 1 something was not, 2 nothing is set.

    Examples: `marsad notify test`, `MARSAD_NOTIFY=json://127.0.0.1:8080 marsad notify test --json`
    """
    from pipeline.report.signals import SendError, Signal, send_heartbeat, send_notice

    settings = read_settings()
    if not settings.notify and settings.heartbeat is None:
        fail("Nothing is set: MARSAD_NOTIFY and MARSAD_HEARTBEAT say who is told (docs/operate.md).", USAGE)
    signal: Signal = "log" if settings.heartbeat_style == "healthchecks" else "end"
    text = f"A trial of the settings by `marsad notify test`. Home: {settings.home.absolute()}"
    sent: dict[str, str] = {}
    for name, send in (
        ("notice", lambda: send_notice(settings, "Marsad: a trial", text)),
        ("heartbeat", lambda: send_heartbeat(settings, signal, text)),
    ):
        try:
            sent[name] = "sent" if usable(send) else "not set"
        except SendError as error:
            sent[name] = str(error)
    if as_json:
        print_json(sent)
    else:
        for name, what in sent.items():
            print(f"{name}: {what}")
    raise typer.Exit(0 if set(sent.values()) <= {"sent", "not set"} else FAILED)


@notify_app.command()
def automations(
    within_hours: Annotated[
        float, typer.Option(min=0.003, help="Tell when no daily run was completed for so many hours.")
    ] = 30,
) -> None:
    """Have the Prefect server tell what no run can: that none was completed, that one is late, that one failed.

    Saves `MARSAD_NOTIFY` in the server as the block slack-webhook/marsad, and three automations that notify through it.
    Run it again after a change of the setting: it replaces what it made before. Needs PREFECT_API_URL.

    Example: `PREFECT_API_URL=http://127.0.0.1:4200/api marsad notify automations`
    """
    import os

    from pipeline.report.signals import check_notify

    settings = read_settings()
    if not settings.notify:
        fail("Set MARSAD_NOTIFY to the Apprise URLs that are to be told (docs/operate.md).", USAGE)
    if not os.environ.get("PREFECT_API_URL"):
        fail("Set PREFECT_API_URL to the server that is to watch, such as http://127.0.0.1:4200/api.", USAGE)
    usable(lambda: check_notify(settings))
    from flows.automations import ServerError, save_automations

    try:
        names = save_automations(settings, within_hours)
    except ServerError as error:
        fail(str(error), FAILED)
    for name in names:
        print(f"saved: {name}")
