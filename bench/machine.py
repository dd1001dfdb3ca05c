"""What the figures were measured on."""

from __future__ import annotations

import platform
from pathlib import Path


def machine() -> str:
    """Processor and system, as far as they are told."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.machine()}, {len(names)} cores, {platform.system()}"
