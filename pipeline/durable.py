"""What must survive a power cut: the bytes of a file, and apart from them its name in its folder."""

from __future__ import annotations

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Make the bytes of a file, or the names in a folder, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, where they are missing: each is a name in the one above."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync(folder.parent)


def replace(unfinished: Path, path: Path) -> None:
    """Put a finished file in the place of another: after a power cut one of them stands there, whole."""
    sync(unfinished)
    unfinished.replace(path)
    sync(path.parent)
