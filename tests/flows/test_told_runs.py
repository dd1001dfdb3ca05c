"""How a run is told: lines of its log, heartbeat and notices, as they leave a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from samples.server import SampleServer
from tests.flows.test_daily import marsad
from tests.support import receiver, rows, with_prefect

LOGS = """
import logging, os, sys, warnings
from pipeline.logs import LOG, event, name_run, set_up_logs
from pipeline.settings import Settings
set_up_logs(Settings(log="json"))
event("before any run", text="x")
name_run("run-1", "daily", "uuid-1")
event("إجلاء \\u202e\\u2028\\x85\\x1b[31m\\n \\ud800", run_id="another", title="قصف «البلدة»")
logging.getLogger("somebody.else").warning("of %s", "another library")
logging.getLogger("somebody.else").info("which nobody asked for")
warnings.warn("deprecated")
raise KeyError("مفتاح")
"""


NOWHERE = 9


def lines_of(stderr: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stderr.splitlines()]


def one_run(stderr: str, flow: str) -> list[dict[str, Any]]:
    """The lines of a log, each with the id of the one run that it tells of."""
    lines = lines_of(stderr)
    assert lines[0]["message"] == "run started"
    assert len({(line["run_id"], line["flow_run"]) for line in lines}) == 1
    assert {line["flow"] for line in lines} == {flow}
    assert all(line["at"] and line["logger"] for line in lines)
    return lines


def test_runs_are_told_by_heartbeat_notice_and_log_and_no_secret_is(
    server: SampleServer, prefect_api: str, tmp_path: Path
) -> None:
    home = tmp_path / "أرشيف"
    with receiver() as taker:
        told = {
            "heartbeat": f"http://127.0.0.1:{taker.port}/ping/uuid-of-this-check",
            "notify": f"json://127.0.0.1:{taker.port}/hook-token",
        }
        good = marsad(with_prefect(home), server.port, "daily", log="json", **told)
        assert good.returncode == 3, good.stderr
        bad = marsad(home, NOWHERE, "daily", api=prefect_api, log="json", **told)
        assert bad.returncode == 1, bad.stderr
    beats = [path.removeprefix("/ping/uuid-of-this-check") for path in taker.paths() if "/ping" in path]
    assert beats == ["/start", "", "/start", "/fail"]
    # The two ends of a run bear one id, that of its flow run.
    ids = [path.partition("?rid=")[2] for _, path, _ in taker.received if "/ping" in path]
    assert ids[0] == ids[1] != ids[2] == ids[3]
    first, failed = taker.notices()
    assert "feed_late frozen_world" in first["message"]
    assert failed["title"] == "Marsad: run_failed daily"
    assert "None of the 9 feeds gave an answer" in failed["message"]

    told_by_log = one_run(good.stderr, "daily")
    assert [line["message"] for line in told_by_log if "snapshot_id" in line] == ["run ended"]
    assert {line["level"] for line in told_by_log} == {"info"}
    assert rows(home / "marsad.duckdb", "SELECT run_id FROM runs") == [(told_by_log[0]["run_id"],)]
    assert str(home) in good.stderr  # the letters themselves, not escapes
    end = one_run(bad.stderr, "daily")[-1]
    assert (end["level"], end["exit_code"]) == ("error", 1)
    assert end["message"].startswith("None of the 9 feeds gave an answer")

    # Nobody takes it now: that fails no run, and is told.
    dead = {name: url.replace(str(taker.port), str(NOWHERE)) for name, url in told.items()}
    alone = marsad(home, server.port, "daily", api=prefect_api, **dead)
    assert alone.returncode == 3, alone.stderr
    assert "marsad: The heartbeat to 127.0.0.1 (start) was not taken" in alone.stderr
    assert "marsad: 1 of 1 notices were not taken: json://…" in alone.stderr
    status = marsad(home, server.port, "status", "--json", **dead)
    assert {"heartbeat_unsent", "notice_unsent"} <= {need["word"] for need in json.loads(status.stdout)["needs"]}
    outputs = "".join(done.stdout + done.stderr for done in (good, bad, alone, status)).encode()
    for content in (outputs, *(path.read_bytes() for path in home.rglob("*") if path.is_file())):
        assert b"uuid-of-this-check" not in content
        assert b"hook-token" not in content


def test_command_that_ends_before_a_run_says_so_in_the_form_of_the_log(tmp_path: Path) -> None:
    done = marsad(tmp_path / "home", NOWHERE, "daily", log="json", feeds=str(tmp_path / "none.toml"))
    (line,) = lines_of(done.stderr)
    assert (done.returncode, line["level"], line["exit_code"]) == (2, "error", 2)
    assert "none.toml" in line["message"]


def test_nothing_that_is_logged_breaks_a_line_or_hides_the_run() -> None:
    env = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run([sys.executable, "-c", LOGS], capture_output=True, env=env, check=False)
    text = done.stderr.decode("utf-8")
    lines = lines_of(text)
    assert [line["message"] for line in lines[:1]] == ["before any run"]
    assert all(line["run_id"] == "run-1" for line in lines[1:])
    assert lines[1]["message"] == "إجلاء \u202e\u2028\x85\x1b[31m\n \ud800"
    assert lines[1]["title"] == "قصف «البلدة»"
    assert "إجلاء" in text
    assert "\x1b" not in text
    assert [line["logger"] for line in lines[2:]] == ["somebody.else", "py.warnings", "marsad"]
    assert lines[-1]["message"] == "KeyError: 'مفتاح'"
    assert "Traceback" in lines[-1]["exception"]


def test_address_that_apprise_does_not_know_stops_the_run_before_it_begins(
    server: SampleServer, tmp_path: Path
) -> None:
    done = marsad(tmp_path / "home", server.port, "daily", notify="nosuch://token-2")
    assert done.returncode == 2
    assert "MARSAD_NOTIFY" in done.stderr
    assert "token-2" not in done.stderr
    assert not (tmp_path / "home").exists()
