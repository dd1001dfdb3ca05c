"""What `make look` says where it cannot look; with a browser it is run by .ci/run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_without_chromium_it_says_in_a_sentence_what_to_install(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "looks", str(tmp_path / "looks")],
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert result.stderr == (
        "No Chromium on the PATH: install one (Debian: apt-get install chromium) and look again.\n"
    )
    assert not (tmp_path / "looks").exists()
