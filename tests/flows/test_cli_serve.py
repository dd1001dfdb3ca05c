"""`marsad serve` listens on loopback, says where, and ends as asked."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx

from pipeline.report.explorer.choice import PARAMETERS
from pipeline.settings import Settings

EXPLORE = (Path(__file__).parents[2] / "docs" / "explore.md").read_text(encoding="utf-8")


def start(home: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "flows.cli", "serve", *arguments],
        env={**os.environ, "MARSAD_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Where the tests run in the background of a shell, Ctrl-C is ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def test_serves_until_interrupted(told_settings: Settings) -> None:
    with start(told_settings.home, "--port", "0") as process:
        try:
            assert process.stdout
            found = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
            assert found
            answer = httpx.get(found.group() + "download/reports.jsonl?tag=evacuation")
            assert "البوكمال" in answer.text
        finally:
            process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert errors == ""


def test_port_in_use_ends_with_a_sentence(tmp_path: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        start(tmp_path, "--port", str(taken.getsockname()[1])) as process,
    ):
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert re.fullmatch(
        r"marsad: Cannot listen on 127\.0\.0\.1 port \d+: .+ Choose another with --port, or 0 .+\n", errors
    )


def test_options_and_parameters_are_documented() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "flows.cli", "serve", "--help"], capture_output=True, text=True, check=True,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},
    ).stdout  # fmt: skip
    for option in ("--port", "--host", "--allow-host", "--open"):
        assert option in told
        assert option in EXPLORE
    for name in PARAMETERS:
        assert f"`{name}`" in EXPLORE
