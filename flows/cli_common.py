"""What the commands of `marsad` share: exit codes, options, and how they end when something is wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn, TextIO, TypeVar

import typer

from pipeline.logs import LOG, set_up_logs
from pipeline.settings import Settings, SettingsError, from_environment

FAILED, USAGE, WITH_ISSUES = 1, 2, 3
T = TypeVar("T")


class Arabic(StrEnum):
    """How Arabic is written to a terminal."""

    AUTO = "auto"
    VISUAL = "visual"
    LOGICAL = "logical"


ArabicOption = Annotated[
    Arabic, typer.Option(help="Order and join Arabic letters here (visual) or leave it to the terminal (logical).")
]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
AllowChanges = Annotated[
    bool,
    typer.Option(
        "--allow-changes",
        help="Publish even where rows get lost or new rules or code change more than a fifth of the tags.",
    ),
]


def read_settings() -> Settings:
    """The settings of the environment; the log is written as they say from here on."""
    settings = usable(from_environment)
    set_up_logs(settings)
    return settings


def usable(load: Callable[[], T]) -> T:
    """Return what `load` gives; a setting or file that cannot be used ends the command with code 2."""
    try:
        return load()
    except SettingsError as error:
        fail(str(error), USAGE)


def live(settings: Settings) -> Path:
    """The live snapshot; the command ends where there is none yet."""
    if not settings.database.exists():
        fail(f"{settings.database} does not exist yet: run `marsad daily` or `marsad demo` first.", FAILED)
    return settings.database


@contextmanager
def opened(file: str) -> Iterator[TextIO]:
    """Open a file, or standard input for `-`; lone surrogates and other broken bytes survive as signs."""
    if file == "-":
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        yield sys.stdin
        return
    try:
        with Path(file).open(encoding="utf-8", errors="replace") as stream:
            yield stream
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}.", USAGE)


def tell(message: str, code: int) -> None:
    """Say in a sentence why a command ends; what a message quotes from a file cannot steer the terminal."""
    LOG.error("".join(sign if sign.isprintable() else " " for sign in message), extra={"fields": {"exit_code": code}})


def fail(message: str, code: int) -> NoReturn:
    """End the command with a sentence."""
    tell(message, code)
    raise typer.Exit(code)
