"""The variables with which a command of Marsad asks nobody but a server on loopback."""

from __future__ import annotations

import os
from pathlib import Path


def environment(home: Path, feeds: Path, port: int) -> dict[str, str]:
    """Those of this process without its own settings of Marsad and Prefect, and `home` as the home.

    Every request ends at `port`, links of real feeds too, and none waits for its turn.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MARSAD_", "PREFECT_"))}
    return inherited | {
        "MARSAD_HOME": str(home),
        "MARSAD_FEEDS": str(feeds),
        "MARSAD_CONNECT_TO": f"*=127.0.0.1:{port}",
        "MARSAD_HOST_DELAY_S": "0",
        "MARSAD_RETRY_WAIT_S": "0",
    }
