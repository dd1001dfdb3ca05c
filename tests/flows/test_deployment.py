"""The deployment on a real Prefect server and a real worker, all of it on loopback."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import httpx
import pytest
from prefect.exceptions import TerminationSignal

from flows.daily import bare_termination
from samples.server import SampleServer
from tests.support import receiver, with_prefect

ROOT = Path(__file__).resolve().parents[2]
PREFECT = Path(sys.executable).with_name("prefect")
T = TypeVar("T")
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


@dataclass(frozen=True)
class Station:
    """A Prefect server with the deployment, a worker, and the home that its runs write to."""

    api: httpx.Client
    home: Path
    environment: dict[str, str]
    leases: Path
    restart_server: Callable[[], None]

    def run(self, **settings: str) -> str:
        """Ask for a run, with these settings over the worker's; return its id."""
        deployment = self.get("/deployments/name/daily/daily")["id"]
        return str(self.post(f"/deployments/{deployment}/create_flow_run", {"job_variables": {"env": settings}})["id"])

    def get(self, path: str) -> Any:
        return self._asked(lambda: self.api.get(path))

    def post(self, path: str, content: dict[str, Any]) -> Any:
        return self._asked(lambda: self.api.post(path, json=content))

    def _asked(self, ask: Callable[[], httpx.Response]) -> Any:
        # The server answers 503 where SQLite was busy and nothing was done; Prefect's own client asks again, too.
        answered = eventually(lambda: [answer for answer in (ask(),) if answer.status_code != 503], "another than 503")
        return answered[0].raise_for_status().json()

    def state(self, run: str) -> dict[str, Any]:
        state: dict[str, Any] = self.get(f"/flow_runs/{run}")["state"]
        return state

    def ended(self, run: str) -> dict[str, Any]:
        """Wait for the end of a run; return its last state."""
        eventually(lambda: self.state(run)["type"] in ENDED, f"the end of run {run}")
        return self.state(run)

    def fetching(self) -> str:
        """Start a run that pauses for an hour after its first answers; return its id."""
        archived = set(self.home.glob("archive/*/*"))
        run = self.run(MARSAD_HOST_DELAY_S="3600")
        eventually(lambda: set(self.home.glob("archive/*/*")) != archived, f"run {run} to fetch")
        return run

    def noted(self, state: str) -> bool:
        """Whether the word that is left of a failure tells this state."""
        note = self.home / "last_failure.json"
        return note.exists() and f'"state": "{state}"' in note.read_text(encoding="utf-8")

    def snapshot(self) -> tuple[int, bytes]:
        """What tells the live file from any other, also from an equal one."""
        database = self.home / "marsad.duckdb"
        return database.stat().st_ino, database.read_bytes()


def eventually(look: Callable[[], T], what: str, within_s: float = 240) -> T:
    """Return the first thing seen that is true; the only waiting in this file."""
    deadline = time.monotonic() + within_s
    while not (seen := look()):
        assert time.monotonic() < deadline, f"waited {within_s} s for {what}"
        time.sleep(0.1)
    return seen


@contextmanager
def process(*arguments: str, environment: dict[str, str], log: Path) -> Iterator[None]:
    """A Prefect command in the background; nothing that it started outlives the block."""
    with log.open("wb") as output:
        child = subprocess.Popen(
            [PREFECT, *arguments], cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield
    except BaseException as error:
        error.add_note(f"prefect {arguments[0]} said:\n{log.read_text(encoding='utf-8')[-3000:]}")
        raise
    finally:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def prefect(*arguments: str, environment: dict[str, str]) -> None:
    """Run a Prefect command to its end, as an operator would."""
    done = subprocess.run(
        [PREFECT, "--no-prompt", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def unit_environment(unit: str) -> dict[str, str]:
    """The variables that a systemd unit in deploy/ sets."""
    lines = (ROOT / "deploy" / unit).read_text(encoding="utf-8").splitlines()
    words = [word for line in lines if line.startswith("Environment=") for word in line.split("=", 1)[1].split()]
    return dict(word.split("=", 1) for word in words)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(api: httpx.Client) -> bool:
    try:
        return api.get("/health").is_success
    except httpx.TransportError:
        return False


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    place = tmp_path_factory.mktemp("station")
    with_prefect(place)
    port = free_port()
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MARSAD_", "PREFECT_")) and not name.lower().endswith("_proxy")
    }
    here = {"PREFECT_HOME": str(place / "prefect"), "PREFECT_API_URL": f"http://127.0.0.1:{port}/api"}
    server = inherited | unit_environment("marsad-server.service") | here
    common = inherited | unit_environment("marsad-worker.service") | here
    with ExitStack() as stack:
        site = stack.enter_context(SampleServer())
        worker = common | {
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "MARSAD_HOME": str(place / "home"),
            "MARSAD_FEEDS": str(ROOT / "samples" / "feeds.toml"),
            "MARSAD_CONNECT_TO": f"*=127.0.0.1:{site.port}",
            "MARSAD_HOST_DELAY_S": "0",
            "MARSAD_RETRY_WAIT_S": "0.1",
        }
        listen = ("server", "start", "--host", "127.0.0.1", "--port", str(port))
        serving = stack.enter_context(ExitStack())
        serving.enter_context(process(*listen, environment=server, log=place / "server.log"))
        # A connection of its own for each request: the server hangs up on one that was idle for five seconds.
        limits = httpx.Limits(max_keepalive_connections=0)
        api = stack.enter_context(
            httpx.Client(base_url=here["PREFECT_API_URL"], trust_env=False, timeout=120, limits=limits)
        )
        eventually(lambda: answers(api), "the server")
        prefect("work-pool", "create", "marsad", "--type", "process", environment=common)
        work = ("worker", "start", "--pool", "marsad", "--type", "process", "--install-policy", "never")
        stack.enter_context(process(*work, environment=worker, log=place / "worker.log"))
        prefect("deploy", "--all", environment=common)

        def restart_server() -> None:
            serving.close()  # by kill -9
            serving.enter_context(process(*listen, environment=server, log=place / "server-again.log"))
            eventually(lambda: answers(api), "the server again")

        yield Station(api, place / "home", common, place / "prefect" / "concurrency_leases", restart_server)


@pytest.fixture(scope="module")
def first_run(station: Station) -> str:
    """The id of a run that was asked for on the command line and has ended."""
    prefect("deployment", "run", "daily/daily", "--flow-run-name", "first", environment=station.environment)
    (run,) = station.post("/flow_runs/filter", {"flow_runs": {"name": {"any_": ["first"]}}})
    station.ended(run["id"])
    return str(run["id"])


def test_deployment_is_due_once_a_day_in_utc_and_one_at_a_time(station: Station) -> None:
    deployment = station.get("/deployments/name/daily/daily")
    (schedule,) = deployment["schedules"]
    minute, hour, *every_day = schedule["schedule"]["cron"].split()
    assert (minute.isdigit(), hour.isdigit(), every_day) == (True, True, ["*", "*", "*"])
    assert (schedule["schedule"]["timezone"], schedule["active"]) == ("UTC", True)
    assert deployment["global_concurrency_limit"]["limit"] == 1
    assert deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"


def test_server_plans_the_next_run_for_the_hour_of_the_schedule(station: Station) -> None:
    cron = station.get("/deployments/name/daily/daily")["schedules"][0]["schedule"]["cron"]
    minute, hour = map(int, cron.split()[:2])
    waiting = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
    planned = eventually(lambda: station.post("/flow_runs/filter", waiting), "a planned run", within_s=30)
    assert {run["expected_start_time"][10:] for run in planned} == {f"T{hour:02}:{minute:02}:00Z"}


def test_run_by_the_worker_publishes_reports_and_its_page(station: Station, first_run: str) -> None:
    assert station.state(first_run)["name"] == "Completed"
    with duckdb.connect(str(station.home / "marsad.duckdb"), read_only=True) as connection:
        assert connection.sql("FROM reports LIMIT 1").fetchall()
        ((run_id,),) = connection.sql("SELECT run_id FROM runs").fetchall()
    page = station.get("/artifacts/daily-summary/latest")
    assert page["flow_run_id"] == first_run
    assert (page["type"], run_id in page["data"]) == ("markdown", True)


def test_rebuilding_on_request_publishes_the_same_rows_without_a_schedule(station: Station, first_run: str) -> None:
    deployment = station.get("/deployments/name/rebuild/rebuild")
    assert deployment["schedules"] == []
    form = {"MARSAD_LOG": "json", "PREFECT_LOGGING_SETTINGS_PATH": str(ROOT / "flows" / "logging.yml")}
    content = {"parameters": {"tags_only": True}, "job_variables": {"env": form}}
    run = station.post(f"/deployments/{deployment['id']}/create_flow_run", content)["id"]
    before, _ = station.snapshot()
    assert station.ended(run)["name"] == "Completed"
    after, _ = station.snapshot()
    assert before != after
    with duckdb.connect(str(station.home / "marsad.duckdb"), read_only=True) as connection:
        assert connection.sql("SELECT count(*) FROM runs").fetchall() == [(1,)]
    # Its log, as the worker passes it on: Prefect's lines and ours, with the id of the run once it has begun.
    log = (station.home.parent / "worker.log").read_text(encoding="utf-8").splitlines()
    lines = [json.loads(line) for line in log if line.startswith('{"at"')]
    assert {"marsad", "prefect.flow_runs"} <= {line["logger"] for line in lines}
    begun = [line["message"] for line in lines].index("run started")
    assert {line.get("flow_run") for line in lines[begun:]} == {run}
    assert len({line.get("run_id") for line in lines[begun:]}) == 1


def test_run_with_a_malformed_feeds_file_fails_and_the_snapshot_stays(
    station: Station, first_run: str, tmp_path: Path
) -> None:
    feeds = tmp_path / "feeds.toml"
    feeds.write_text("[[feed]\n", encoding="utf-8")
    before = station.snapshot()
    state = station.ended(station.run(MARSAD_FEEDS=str(feeds)))
    assert (state["name"], str(feeds) in state["message"]) == ("Failed", True)
    assert station.snapshot() == before
    eventually(lambda: station.noted("Failed"), "the word of the failure")
    assert str(feeds) in (station.home / "last_failure.json").read_text(encoding="utf-8")


def test_server_tells_by_itself_that_a_run_failed_and_that_none_was_completed(
    station: Station, first_run: str, tmp_path: Path
) -> None:
    with receiver() as taker:
        env = station.environment | {"MARSAD_NOTIFY": f"json://127.0.0.1:{taker.port}/hook-token"}
        for _ in range(2):  # the second time in place of the first
            command = [sys.executable, "-m", "flows.cli", "notify", "automations", "--within-hours", "0.003"]
            done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            assert "hook-token" not in done.stdout + done.stderr
        automations = station.post("/automations/filter", {})
        assert len(automations) == 3
        block = station.get("/block_types/slug/slack-webhook/block_documents/name/marsad")
        assert "hook-token" not in json.dumps(block)
        # It cannot read its settings, so it can tell nobody itself.
        state = station.ended(station.run(MARSAD_HOST_DELAY_S="soon"))
        assert state["name"] == "Failed"
        titles = {"Marsad: a run failed", "Marsad: no daily run was completed"}
        eventually(lambda: titles <= {notice["title"] for notice in taker.notices()}, "both notices")
        (failed,) = (notice for notice in taker.notices() if notice["title"] == "Marsad: a run failed")
        assert "flow daily: Failed" in failed["message"]
        assert "MARSAD_HOST_DELAY_S" in failed["message"]
        for automation in automations:
            station.api.delete(f"/automations/{automation['id']}").raise_for_status()


def test_run_asked_for_while_one_is_running_does_not_run_beside_it(station: Station, first_run: str) -> None:
    before = station.snapshot()
    slow = station.fetching()
    second = station.ended(station.run())
    assert (second["name"], second["message"]) == ("Cancelled", "Deployment concurrency limit reached.")
    assert station.state(slow)["name"] == "Running"
    # On disk, or a restart of the server now would leave the slot taken for ever.
    assert [lease for lease in station.leases.glob("*.json") if lease.name != "expirations.json"]
    station.post(f"/flow_runs/{slow}/set_state", {"state": {"type": "CANCELLING"}})
    assert station.ended(slow)["name"] == "Cancelled"
    assert station.snapshot() == before


def test_killed_run_is_noted_and_the_next_one_publishes_what_it_had_fetched(station: Station, first_run: str) -> None:
    before = station.snapshot()
    killed = station.fetching()
    os.kill(int((station.home / "lock").read_text(encoding="utf-8").split()[1]), signal.SIGKILL)
    assert station.ended(killed)["name"] == "Crashed"
    # The worker runs the hook; the run itself had no time to.
    eventually(lambda: station.noted("Crashed"), "the word of the crash")
    assert station.snapshot() == before
    assert station.ended(station.run())["name"] == "Completed"
    assert not (station.home / "last_failure.json").exists()
    with duckdb.connect(str(station.home / "marsad.duckdb"), read_only=True) as connection:
        assert ("interrupted",) in connection.sql("SELECT DISTINCT status FROM runs").fetchall()


def test_server_that_is_killed_and_started_again_in_mid_run_loses_nothing(station: Station, first_run: str) -> None:
    texts = "SELECT article_id, title, body, is_current FROM revisions ORDER BY ALL"

    def read() -> list[Any]:
        with duckdb.connect(str(station.home / "marsad.duckdb"), read_only=True) as connection:
            return connection.execute(texts).fetchall()

    before = read()
    archived = set(station.home.glob("archive/*/*"))
    run = station.run(MARSAD_HOST_DELAY_S="2")
    eventually(lambda: set(station.home.glob("archive/*/*")) != archived, f"run {run} to fetch")
    station.restart_server()
    # Its process asked again until there was a server, and went on.
    assert station.ended(run)["name"] == "Completed"
    assert read() == before
    assert station.ended(station.run())["name"] == "Completed"
    assert read() == before


def test_signal_that_interrupts_a_request_reaches_prefect_bare() -> None:
    async def interrupted() -> None:
        raise TerminationSignal(signal.SIGTERM)

    async def requests() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(interrupted())

    with pytest.raises(TerminationSignal), bare_termination():
        asyncio.run(requests())


def test_error_of_a_request_stays_as_it_is() -> None:
    with pytest.raises(ExceptionGroup), bare_termination():
        raise ExceptionGroup("requests", [ValueError("a page")])
