"""What happens around every run: its lines in the log, the word it leaves, and who is told how it ended."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypedDict

from prefect import Flow, State
from prefect.client.schemas.objects import FlowRun
from prefect.flows import FlowStateHook
from prefect.runtime import flow_run as present

from pipeline.collect.collect import new_run_id, utc_now
from pipeline.logs import event, is_json, name_run, run_id, set_up_logs
from pipeline.report.disk import note_sizes
from pipeline.report.notes import read_note, write_note
from pipeline.report.signals import beat, tell_person
from pipeline.report.status import read_status
from pipeline.settings import Settings, from_environment

_MOST_TOLD = 2_000  # code points of a failure's message; the log has all of it


class Hooks(TypedDict):
    """What a flow is decorated with, so that each of its ends is told."""

    on_completion: list[FlowStateHook[..., Any]]
    on_failure: list[FlowStateHook[..., Any]]
    on_crashed: list[FlowStateHook[..., Any]]


def begin(settings: Settings) -> str:
    """Say in the log that a run begins; return its id, which is on every line from here on."""
    set_up_logs(settings)
    name_run(new_run_id(utc_now()), str(present.flow_name), str(present.id))
    event("run started", home=str(settings.home.absolute()))
    return run_id()


def announce(settings: Settings) -> None:
    """Send the heartbeat that a run begins, once it holds the home: one that does not get it has not begun."""
    beat(settings, "start", f"Run {run_id()} started.", str(present.id), utc_now())


def end(settings: Settings, facts: dict[str, Any]) -> None:
    """Say in the log how a run ended, and take back the word of a failure that it has mended.

    That a rebuild or a backfill failed outlives the success of the other; a daily run does all that they do, but for
    what only a backfill can fetch.
    """
    flow = str(present.flow_name)
    event("run ended", **facts)
    path = settings.home / "last_failure.json"
    if flow == "daily" or (read_note(path) or {}).get("flow") == flow:
        path.unlink(missing_ok=True)


def after_success(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:  # noqa: ARG001  (Prefect's)
    """Send the heartbeat that the daily run was published, and tell what needs a person now."""
    settings = from_environment()
    if flow.name == "daily":
        beat(settings, "end", f"Run {run_id()} published.", str(flow_run.id), utc_now())
    _safely(lambda: note_sizes(settings, utc_now()), "The sizes of the home could not be noted")
    _tell(settings)


def after_failure(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Leave word of a failed or crashed run where `marsad status` finds it, and tell it."""
    settings = from_environment()
    set_up_logs(settings)  # for a crash the worker runs this, in another process than the run's
    message = (state.message or "").removeprefix("Flow run encountered an exception: ")
    tell_failure(settings, flow.name, (flow_run.name, str(flow_run.id)), state.name or "Failed", message)


def tell_failure(settings: Settings, flow: str, flow_run: tuple[str, str], state: str, message: str) -> None:
    """Leave word that a run of a flow ended in that state, and tell it; `flow_run` is Prefect's (name, id)."""
    message = message[:_MOST_TOLD]
    why = {"at": datetime.now(UTC).isoformat(), "flow": flow, "flow_run": flow_run[0], "state": state, "why": message}
    if is_json():
        event(f"run {state}", logging.ERROR, why=message, flow=flow, flow_run=flow_run[1])
    _safely(lambda: write_note(settings.home / "last_failure.json", why), "No word of the failure could be left")
    if flow == "daily":
        beat(settings, "fail", f"{state}: {message}", flow_run[1], utc_now())
    _tell(settings)


HOOKS: Hooks = {"on_completion": [after_success], "on_failure": [after_failure], "on_crashed": [after_failure]}


def _tell(settings: Settings) -> None:
    _safely(lambda: tell_person(settings, read_status(settings, utc_now())["needs"], utc_now()), "Nobody could be told")


def _safely(work: Callable[[], None], what: str) -> None:
    """What comes after a run neither fails it nor stops what is still to be done."""
    try:
        work()
    except Exception as error:  # noqa: BLE001  (the run is over; a full disk or a damaged snapshot is told as it is)
        event(f"{what}: {type(error).__name__}: {error}", logging.WARNING)
