"""Heartbeats and notices as a loopback receiver sees them: what is sent when, how often, and that no secret is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from pipeline.report.needs import need
from pipeline.report.notes import read_note
from pipeline.report.signals import SendError, Signal, beat, redacted, send_heartbeat, send_notice, tell_person
from pipeline.report.status import read_status
from pipeline.settings import Secret, Settings, SettingsError, from_environment
from tests.support import Receiver, receiver

NOW = datetime(2026, 3, 10, 3, 17, tzinfo=UTC)
LATE = need("feed_late", "world", "Its newest article is old.")
FAILED = need("run_failed", "daily", "the disk is full")
ISSUES = need("issues", "no_date", "3 issues are open")


@pytest.fixture
def taker() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


def settings_of(taker: Receiver, home: Path, style: str = "healthchecks") -> Settings:
    return Settings(
        home=home,
        heartbeat=Secret(f"http://user:geheim@127.0.0.1:{taker.port}/ping/2f1d-uuid"),
        heartbeat_style=style,
        notify=(Secret(f"json://user:geheim@127.0.0.1:{taker.port}/hook-token"),),
        retry_wait_s=0,
    )


def notify(*words: str, **variables: str) -> Result:
    return CliRunner().invoke(app, ["notify", *words], env=variables)


def test_healthchecks_style_has_an_address_for_each_signal(taker: Receiver, tmp_path: Path) -> None:
    settings = settings_of(taker, tmp_path)
    signals: tuple[Signal, ...] = ("start", "end", "fail", "log")
    for signal in signals:
        assert send_heartbeat(settings, signal, "قصف", "b3f1")
    assert [path for _, path, _ in taker.received] == [
        f"/ping/2f1d-uuid{end}?rid=b3f1" for end in ("/start", "", "/fail", "/log")
    ]
    assert {(method, body) for method, _, body in taker.received} == {("POST", "قصف")}


def test_plain_style_gets_its_address_as_it_is_at_the_end_only(taker: Receiver, tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path, heartbeat=Secret(f"http://127.0.0.1:{taker.port}/push/T?status=up&msg="), heartbeat_style="plain"
    )
    assert [send_heartbeat(settings, signal, "") for signal in ("start", "end", "fail", "log")] == [
        False,
        True,
        False,
        False,
    ]
    assert taker.received == [("GET", "/push/T?status=up&msg=", "")]


@pytest.mark.parametrize(("status", "attempts"), [(404, 1), (500, 3), (429, 3), (301, 1)])
def test_heartbeat_that_is_not_taken_says_so_without_its_address(
    taker: Receiver, tmp_path: Path, status: int, attempts: int
) -> None:
    taker.status = status
    with pytest.raises(SendError, match=f"127.0.0.1 .end. was not taken: it answered {status}") as error:
        send_heartbeat(settings_of(taker, tmp_path), "end", "")
    assert "uuid" not in str(error.value)
    assert len(taker.received) == attempts


def test_heartbeat_to_nobody_is_logged_and_noted_and_a_later_one_takes_the_note_back(
    taker: Receiver, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = Settings(home=tmp_path, heartbeat=Secret("http://127.0.0.1:9/ping/2f1d-uuid"), retry_wait_s=0)
    beat(nobody, "end", "", "", NOW)
    assert "marsad: The heartbeat to 127.0.0.1 (end) was not taken: ConnectError" in capsys.readouterr().err
    assert "heartbeat_unsent" in {found["word"] for found in read_status(nobody, NOW)["needs"]}
    beat(settings_of(taker, tmp_path), "end", "", "", NOW)
    assert "heartbeat_unsent" not in {found["word"] for found in read_status(nobody, NOW)["needs"]}


def test_what_needs_a_person_is_told_once_then_again_after_its_time_and_when_it_is_over(
    taker: Receiver, tmp_path: Path
) -> None:
    settings = settings_of(taker, tmp_path)

    def told(needs: list[dict[str, str]], days: float) -> list[str]:
        before = len(taker.received)
        tell_person(settings, needs, NOW + timedelta(days=days))
        return [notice["title"] for notice in taker.notices()[before:]]

    assert told([ISSUES], 0) == []
    assert told([LATE, ISSUES], 0) == ["Marsad: feed_late world"]
    assert told([LATE], 0.5) == []
    assert told([FAILED, LATE], 1) == ["Marsad: run_failed daily"]
    assert told([FAILED, LATE], 1.5) == []
    assert told([FAILED, LATE], 2) == ["Marsad: run_failed daily"]
    assert told([LATE], 3) == ["Marsad: over: run_failed daily"]
    assert "Still: feed_late world" in taker.notices()[-1]["message"]
    assert told([LATE], 7.1) == ["Marsad: feed_late world"]
    assert told([], 8) == ["Marsad: all is well again"]
    assert told([], 9) == []
    assert [notice["type"] for notice in taker.notices()] == [
        "warning", "failure", "failure", "success", "warning", "success",
    ]  # fmt: skip
    assert str(tmp_path) in taker.notices()[0]["message"]


def test_notice_that_was_not_taken_is_sent_by_the_next_run_and_shown_by_status(
    taker: Receiver, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_of(taker, tmp_path)
    taker.status = 503
    tell_person(settings, [FAILED], NOW)
    assert "notices were not taken" in capsys.readouterr().err
    words = {found["word"]: found["message"] for found in read_status(settings, NOW)["needs"]}
    assert "503" in words["notice_unsent"]
    taker.status = 200
    tell_person(settings, [FAILED], NOW)
    assert taker.notices()[-1]["title"] == "Marsad: run_failed daily"
    assert (read_note(tmp_path / "notices.json") or {})["unsent"] == {}


@pytest.mark.parametrize(
    "note", ['{"told": []}', "[1]", "", '{"unsent": 3}', '{"told": {"feed_late world": "2031-01-01T00:00:00+00:00"}}']
)
def test_note_that_is_damaged_or_of_a_clock_that_stepped_back_keeps_nobody_from_being_told(
    taker: Receiver, tmp_path: Path, note: str
) -> None:
    (tmp_path / "notices.json").write_text(note)
    settings = settings_of(taker, tmp_path)
    assert read_status(settings, NOW)["unsent"] == {}
    beat(settings, "fail", "lone \ud800 surrogate", "", NOW)
    tell_person(settings, [LATE], NOW)
    assert [notice["title"] for notice in taker.notices()] == ["Marsad: feed_late world"]


def test_home_that_cannot_be_written_stops_no_signal(
    taker: Receiver, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    home.write_text("a file where the folder should be")
    settings = settings_of(taker, home)
    beat(settings, "start", "", "", NOW)
    tell_person(settings, [FAILED], NOW)
    assert taker.paths() == ["/ping/2f1d-uuid/start", "/hook-token"]
    assert "could not be written" in capsys.readouterr().err


def test_one_dead_address_does_not_keep_the_others_from_being_told(taker: Receiver, tmp_path: Path) -> None:
    living = settings_of(taker, tmp_path).notify
    settings = Settings(home=tmp_path, notify=(Secret("json://127.0.0.1:9/dead-token"), *living))
    with pytest.raises(SendError, match="1 of 2 notices were not taken: json://…") as error:
        send_notice(settings, "title", "text")
    assert "dead-token" not in str(error.value)
    assert [notice["title"] for notice in taker.notices()] == ["title"]


def test_arabic_of_a_notice_arrives_as_it_is(taker: Receiver, tmp_path: Path) -> None:
    send_notice(settings_of(taker, tmp_path), "إجلاء", "نقل مئات\u200f")
    assert taker.notices() == [taker.notices()[0] | {"title": "إجلاء", "message": "نقل مئات\u200f", "type": "info"}]


def test_trial_says_what_was_taken(taker: Receiver, tmp_path: Path) -> None:
    variables = {
        "MARSAD_HOME": str(tmp_path),
        "MARSAD_NOTIFY": f"json://127.0.0.1:{taker.port}/hook-token",
        "MARSAD_HEARTBEAT": f"http://127.0.0.1:{taker.port}/ping/uuid",
        "MARSAD_RETRY_WAIT_S": "0",
    }
    done = notify("test", **variables)
    assert (done.exit_code, done.stdout) == (0, "notice: sent\nheartbeat: sent\n")
    assert taker.paths() == ["/hook-token", "/ping/uuid/log"]
    taker.status = 500
    refused = notify("test", "--json", **variables)
    assert refused.exit_code == 1
    assert set(json.loads(refused.stdout)) == {"notice", "heartbeat"}
    assert "token" not in refused.output + refused.stderr
    assert "uuid" not in refused.output + refused.stderr
    assert notify("test", MARSAD_HOME=str(tmp_path)).exit_code == 2


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MARSAD_NOTIFY", "hook-token"),
        ("MARSAD_NOTIFY", "://hook-token"),
        ("MARSAD_NOTIFY", "nosuch://hook-token"),
        ("MARSAD_NOTIFY", "slack://hook-token"),
        ("MARSAD_HEARTBEAT", "ftp://hook-token/"),
        ("MARSAD_HEARTBEAT", "hook-token"),
        ("MARSAD_HEARTBEAT", "https://a/ hook-token"),
        ("MARSAD_HEARTBEAT", "https://a:99999/hook-token"),
        ("MARSAD_HEARTBEAT", "https://[::1/hook-token"),
        ("MARSAD_HEARTBEAT", "https://موقع/hook-token"),
    ],
)
def test_address_that_cannot_be_used_is_refused_and_not_shown(variable: str, value: str, tmp_path: Path) -> None:
    done = notify("test", **{"MARSAD_HOME": str(tmp_path), variable: value})
    assert done.exit_code == 2
    assert variable in done.stderr
    assert "hook-token" not in done.stderr


def test_automations_need_a_server_and_an_address(tmp_path: Path) -> None:
    home = {"MARSAD_HOME": str(tmp_path)}
    without = notify("automations", **home)
    assert (without.exit_code, "MARSAD_NOTIFY" in without.stderr) == (2, True)
    nowhere = notify("automations", **home, MARSAD_NOTIFY="json://127.0.0.1:9")
    assert (nowhere.exit_code, "PREFECT_API_URL" in nowhere.stderr) == (2, True)


def test_secret_is_shown_nowhere() -> None:
    settings = from_environment({"MARSAD_HEARTBEAT": "https://hc/uuid-1", "MARSAD_NOTIFY": "json://a/b-2 json://c/d-3"})
    assert len(settings.notify) == 2
    for text in (repr(settings), str(settings.heartbeat), f"{settings.notify}", f"{settings.notify[0]!r}"):
        assert not {"uuid-1", "b-2", "d-3"} & set(text.replace("/", " ").replace("'", " ").split())
        assert "uuid" not in text
    with pytest.raises(SettingsError) as error:
        from_environment({"MARSAD_HEARTBEAT": "uuid-1"})
    assert "uuid" not in str(error.value)


def test_reason_of_a_failure_is_told_without_addresses_and_their_parts() -> None:
    secret = Secret("slack://botname:p4ssword@host.example/TOKEN1234/abc?key=value99")
    told = redacted("POST https://x.example/TOKEN1234 by botname (p4ssword, value99, TOKEN1234) failed", [secret])
    assert told == "POST … by … (…, …, …) failed"
