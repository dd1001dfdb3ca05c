"""Sends word of runs: a heartbeat whose absence is the alarm, and notices to a person."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import httpx

from pipeline.logs import event
from pipeline.report.notes import read_note, write_note
from pipeline.settings import Secret, Settings, SettingsError

Signal = Literal["start", "end", "fail", "log"]
Tone = Literal["info", "success", "warning", "failure"]
# What is worth a message by itself. Issues of single pages are not: `marsad status` lists them.
NOTIFIED = (
    "run_failed", "snapshot_damaged", "not_published", "no_new_articles", "feed_late", "feed_not_read",
    "feed_never_read", "feed_empty", "feed_gap", "disk_low",
)  # fmt: skip
# The same thing is told again after so long; runs of a day need not begin at the same minute.
_AGAIN_AFTER = dict.fromkeys(("run_failed", "no_new_articles"), timedelta(hours=20))
_AGAIN_AFTER_ELSE = timedelta(days=7)
_TIMEOUT_S = 10.0
_ATTEMPTS = 3

# On these levels the libraries log addresses, which are the secrets here.
for _name, _level in (("httpx", logging.WARNING), ("httpcore", logging.INFO), ("urllib3", logging.INFO)):
    logging.getLogger(_name).setLevel(max(logging.getLogger(_name).level, _level))


class SendError(Exception):
    """Word that could not be sent; the message says why and holds nothing of the address but its kind."""


def send_heartbeat(settings: Settings, signal: Signal, text: str, flow_run: str = "") -> bool:
    """Send a signal to `settings.heartbeat`; return whether there was one to send. Raises SendError.

    In style healthchecks `start`, `fail` and `log` are ends of the path and `text` is the body; `flow_run`, a UUID,
    tells which start an end belongs to. In style plain only `end` is sent, a GET of the address as it is.
    """
    if settings.heartbeat is None or (settings.heartbeat_style == "plain" and signal != "end"):
        return False
    url = settings.heartbeat.value
    if settings.heartbeat_style == "healthchecks":
        parts = urlsplit(url)
        path = parts.path.rstrip("/") + ("" if signal == "end" else f"/{signal}")
        query = [*parse_qsl(parts.query, keep_blank_values=True), *([("rid", flow_run)] if flow_run else [])]
        url = urlunsplit(parts._replace(path=path, query=urlencode(query)))
    method = "GET" if settings.heartbeat_style == "plain" else "POST"
    request = httpx.Request(method, url, content=text.encode(errors="backslashreplace"))
    with httpx.Client(timeout=_TIMEOUT_S, headers={"user-agent": settings.user_agent}) as client:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                answer = client.send(request)
                why = f"it answered {answer.status_code}"
                is_final = answer.status_code < 500 and answer.status_code != 429
                if answer.is_success:
                    return True
            except httpx.HTTPError as error:
                why, is_final = f"{type(error).__name__}: {error}", False
            if is_final or attempt == _ATTEMPTS:
                break
            time.sleep(settings.retry_wait_s)
    host = urlsplit(settings.heartbeat.value).hostname
    raise SendError(f"The heartbeat to {host} ({signal}) was not taken: {redacted(why, [settings.heartbeat])}")


def send_notice(settings: Settings, title: str, body: str, tone: Tone = "info") -> bool:
    """Send a notice to every URL of `settings.notify`; return whether there was one to send.

    `tone` is what Apprise colours and orders notices by.
    Raises SendError when one of them did not take it; the others have it then. Raises SettingsError for a URL that
    Apprise does not understand.
    """
    failed = [why for secret in settings.notify if (why := _sent(secret, title, body, tone))]
    if failed:
        raise SendError(f"{len(failed)} of {len(settings.notify)} notices were not taken: " + "; ".join(failed))
    return bool(settings.notify)


def check_notify(settings: Settings) -> None:
    """Raise SettingsError for a URL of `settings.notify` that Apprise does not understand."""
    for secret in settings.notify:
        _target(secret)


def _target(secret: Secret) -> Any:
    # Half a second, which only those pay who are to be notified.
    import apprise

    # It tells what went wrong in lines that can hold the address; what of them is told is taken from a LogCapture.
    logging.getLogger("apprise").propagate = False
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    target = apprise.Apprise()
    if not target.add(secret.value):
        raise SettingsError(
            f"MARSAD_NOTIFY, or a watch: a URL that begins with {_kind(secret)} is none that Apprise understands; "
            "https://appriseit.com/services lists them."
        )
    return target


def _sent(secret: Secret, title: str, body: str, tone: Tone) -> str | None:
    """None where the notice was taken, else why it was not."""
    target = _target(secret)
    import apprise

    with apprise.LogCapture(level=logging.WARNING) as log:  # type: ignore[no-untyped-call]
        if target.notify(title=title, body=body, notify_type=tone):
            return None
        lines = log.getvalue().splitlines()
    reason = lines[-1].rpartition(" - ")[2] if lines else "no reason was given"
    return f"{_kind(secret)} {redacted(reason, [secret])}"


def _kind(secret: Secret) -> str:
    return f"{secret.value.partition('://')[0]}://…"


def redacted(text: str, secrets: Iterable[Secret]) -> str:
    """`text` without addresses, and without any part of the secrets but the name of their host."""
    text = re.sub(r"[\w+.-]+://\S+", "…", text)
    for secret in secrets:
        parts = urlsplit(secret.value)
        pieces = {parts.username, parts.password, *parts.path.split("/"), *dict(parse_qsl(parts.query)).values()}
        for piece in sorted((piece for piece in pieces if piece and len(piece) > 3), key=len, reverse=True):
            text = text.replace(piece, "…")
    return text


def tell_person(settings: Settings, needs: list[dict[str, str]], now: datetime) -> None:
    """Send what is new among `needs` and what is over, and what was told long ago and still stands.

    What was told stands in `notices.json`, so that a run every hour does not say the same every hour. What could not be
    sent is logged and noted there, and the next run tries again; it fails nothing.
    """
    if not settings.notify:
        return
    told = _kept(settings, "told")
    open_needs = {f"{need['word']} {need['subject']}": need for need in needs if need["word"] in NOTIFIED}
    due = {key: need for key, need in open_needs.items() if key not in told or _is_due_again(need, told[key], now)}
    over = [key for key in told if key not in open_needs]
    if not due and not over:
        return
    still = {key: at for key, at in told.items() if key in open_needs}
    title, body, tone = _words(settings, due, over, [key for key in still if key not in due])
    try:
        send_notice(settings, title, body, tone)
    except (SendError, SettingsError) as error:
        _keep(settings, "notice", {"at": now.isoformat(), "what": title, "why": str(error)}, told)
        event(str(error), logging.WARNING, unsent=title)
        return
    _keep(settings, "notice", None, still | dict.fromkeys(due, now.isoformat()))
    event("notice sent", title=title)


def beat(settings: Settings, signal: Signal, text: str, flow_run: str, now: datetime) -> None:
    """Send a heartbeat; that it was not taken is logged and noted, and fails nothing."""
    try:
        if not send_heartbeat(settings, signal, text, flow_run):
            return
    except SendError as error:
        _keep(settings, "heartbeat", {"at": now.isoformat(), "what": f"heartbeat {signal}", "why": str(error)})
        event(str(error), logging.WARNING, signal=signal)
        return
    _keep(settings, "heartbeat", None)
    event("heartbeat sent", signal=signal)


def unsent_words(settings: Settings) -> dict[str, dict[str, str]]:
    """What could not be sent last, {at, what, why}, of `notice` and `heartbeat`."""
    return _kept(settings, "unsent")


def _notices(settings: Settings) -> Path:
    return settings.home / "notices.json"


def _keep(settings: Settings, kind: str, unsent: dict[str, str] | None, told: dict[str, str] | None = None) -> None:
    before = {"told": _kept(settings, "told"), "unsent": _kept(settings, "unsent")}
    others = {name: word for name, word in before["unsent"].items() if name != kind}
    note = {
        "told": before["told"] if told is None else told,
        "unsent": others | ({kind: unsent} if unsent else {}),
    }
    if note == before:
        return
    try:
        write_note(_notices(settings), note)
    except OSError as error:
        # A run may still succeed on a disk that is full for a moment; its word is no reason to fail it.
        event(f"{_notices(settings)} could not be written: {error.strerror}", logging.WARNING)


def _kept(settings: Settings, part: str) -> dict[str, Any]:
    kept = (read_note(_notices(settings)) or {}).get(part)
    return kept if isinstance(kept, dict) else {}


def _is_due_again(need: dict[str, str], told_at: str, now: datetime) -> bool:
    # A moment to come was told by a clock that has stepped back since.
    return (
        not timedelta(0) <= now - datetime.fromisoformat(told_at) <= _AGAIN_AFTER.get(need["word"], _AGAIN_AFTER_ELSE)
    )


def _words(
    settings: Settings, due: dict[str, dict[str, str]], over: list[str], still: list[str]
) -> tuple[str, str, Tone]:
    """Title, text and tone of a notice."""
    tone: Tone = "warning" if due else "success"
    if {need["word"] for need in due.values()} & {"run_failed", "snapshot_damaged"}:
        tone = "failure"
    first, *more = [*due] or [f"over: {key}" for key in over]
    title = f"Marsad: {first}" + (f" and {len(more)} more" if more else "")
    if not due and not still:
        title = "Marsad: all is well again"
    lines = [f"{key}: {need['message']}" for key, need in due.items()]
    lines += [f"Over: {key}" for key in over] + [f"Still: {key}" for key in still]
    return title, "\n".join([*lines, f"Home: {settings.home.absolute()}"]), tone
