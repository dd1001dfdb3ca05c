"""The files that a user names: paths, folders and patterns."""

from __future__ import annotations

import glob
import gzip
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.collect.found import Input
from pipeline.settings import SettingsError


def inputs_of(paths: Iterable[str], suffixes: tuple[str, ...]) -> list[Input]:
    """The files that `paths` lead to, sorted by name, each once: files, `*` patterns, folders with all below them.

    In a folder those count that end in one of `suffixes`; a file that is named itself is taken as it is. The name is
    relative to the folder that holds what was named; where two would have the same one, it is the path.
    Raises SettingsError for a path that leads to nothing.
    """
    found: dict[Path, tuple[str, Path]] = {}
    for text in paths:
        before = len(found)
        for root in _roots(text):
            for path in _below(root, suffixes) if root.is_dir() else [root]:
                name = path.relative_to(root.parent).as_posix()
                found.setdefault(path.resolve(), (name, path))
        if len(found) == before and not any(root.is_file() for root in _roots(text)):
            raise SettingsError(
                f"{text}: nothing to read there; name a file, a folder that holds files ending in"
                f" {', '.join(suffixes)}, or a pattern such as '{text.rstrip('/')}/**/*{suffixes[0]}'."
            )
    doubles = Counter(name for name, _ in found.values())
    inputs = [
        Input(name if doubles[name] == 1 else path.as_posix(), path, path.stat().st_size)
        for name, path in found.values()
    ]
    return sorted(inputs, key=lambda item: item.name)


def read_small(path: Path, most_bytes: int) -> bytes | str:
    """The content of a file, unpacked when it is gzip; a sentence where it cannot be read or is larger than that."""
    try:
        with path.open("rb") as file:
            is_packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            data = (gzip.GzipFile(fileobj=file) if is_packed else file).read(most_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        return f"cannot be read: {error}"
    return data if len(data) <= most_bytes else f"is longer than {most_bytes:,} bytes"


def _roots(text: str) -> list[Path]:
    if Path(text).exists() or not glob.has_magic(text):
        return [Path(text)] if Path(text).exists() else []
    matches = glob.glob(text, recursive=True)  # noqa: PTH207  Path.glob takes no absolute pattern
    return [Path(match) for match in sorted(matches)]


def _below(folder: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.name.lower().endswith(suffixes) and path.is_file():
            yield path
