"""Automations of a Prefect server that tell a person what no run can tell, through a notification block."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import httpx
from prefect.blocks.notifications import SlackWebhook
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.events.actions import SendNotification
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from prefect.exceptions import PrefectHTTPStatusError
from pydantic import SecretStr

from pipeline.settings import Settings

BLOCK = "marsad"
_OURS = ResourceSpecification({"prefect.resource.role": "tag", "prefect.resource.id": "prefect.tag.marsad"})
_DAILY = ResourceSpecification({"prefect.resource.role": "flow", "prefect.resource.name": "daily"})
_RUNS = ResourceSpecification({"prefect.resource.id": "prefect.flow-run.*"})
_EACH = {"prefect.resource.id"}
_RUN = "Run {{ flow_run.name }} of flow {{ flow.name }}: {{ flow_run.state.name }}. {{ flow_run.state.message }}"


class ServerError(Exception):
    """The Prefect server could not be told; the message says what to do."""


def save_automations(settings: Settings, within_hours: float) -> list[str]:
    """Save the block and the automations in the server of PREFECT_API_URL, in place of those of before; return names.

    The block is Prefect's for Slack, the plainest of those that hand their URL to Apprise as it is; the server keeps
    it encrypted. Prefect has none for Apprise URLs in general. Raises ServerError.
    """
    urls = SecretStr(" ".join(secret.value for secret in settings.notify))
    try:
        block_id = SlackWebhook(url=urls, notify_type="failure").save(BLOCK, overwrite=True)
        assert isinstance(block_id, UUID)  # noqa: S101  (outside an event loop it is no coroutine)
        with get_client(sync_client=True) as client:
            names = [_saved(client, one) for one in _automations(block_id, timedelta(hours=within_hours))]
    except (httpx.HTTPError, PrefectHTTPStatusError, RuntimeError) as error:
        # Prefect makes a RuntimeError of a server that it cannot reach.
        raise ServerError(
            f"The Prefect server could not be told: {type(error).__name__}. "
            "Look whether it runs at the address in PREFECT_API_URL."
        ) from error
    return [f"block {SlackWebhook.get_block_type_slug()}/{BLOCK}", *names]


def _automations(block_id: UUID, within: timedelta) -> list[AutomationCore]:
    hours = f"{within / timedelta(hours=1):g} hours"
    return [
        AutomationCore(
            name="marsad: no daily run was completed",
            description="Nothing else tells that no run came: a worker that is down, a schedule that is paused.",
            trigger=EventTrigger(
                expect={"prefect.flow-run.Completed"},
                match=_RUNS,
                match_related=_DAILY,
                posture=Posture.Proactive,
                threshold=1,
                within=within,
            ),
            actions=[_tell(block_id, "no daily run was completed", f"None was completed for {hours}.")],
        ),
        AutomationCore(
            name="marsad: a run is late",
            description="It was due and nobody began it: the worker is down or busy.",
            trigger=_at({"prefect.flow-run.Late"}),
            actions=[_tell(block_id, "a run is late", f"{_RUN} Look whether the worker runs.")],
        ),
        AutomationCore(
            name="marsad: a run failed",
            description="Also one that failed before it could read its settings, which can tell nobody itself.",
            trigger=_at({"prefect.flow-run.Failed", "prefect.flow-run.Crashed"}),
            actions=[_tell(block_id, "a run failed", _RUN)],
        ),
    ]


def _at(expect: set[str]) -> EventTrigger:
    return EventTrigger(
        expect=expect, match=_RUNS, match_related=_OURS, posture=Posture.Reactive, threshold=1, for_each=_EACH
    )


def _tell(block_id: UUID, subject: str, body: str) -> SendNotification:
    return SendNotification(block_document_id=block_id, subject=f"Marsad: {subject}", body=body)


def _saved(client: SyncPrefectClient, automation: AutomationCore) -> str:
    """Save one in place of those of its name; the new one first, so that there is never none."""
    before = client.read_automations_by_name(automation.name)
    client.create_automation(automation)
    for old in before:
        client.delete_automation(old.id)
    return f"automation {automation.name}"
