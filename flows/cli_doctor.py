"""The command `marsad doctor`."""

from __future__ import annotations

import json
from contextlib import ExitStack

import typer

from flows.cli_common import FAILED, WITH_ISSUES, JsonFlag, fail, read_settings


def doctor(as_json: JsonFlag = False) -> None:
    """Read everything in the home, and tell what is damaged, lost or out of reach, with the command that mends it.

    Looks at disk, permissions, archive, snapshot, lake, history and what is derived, to the last byte; changes nothing.
    Exit code 0 where all is well, 3 where there is something to mend.

    Examples: `marsad doctor`, `MARSAD_HOME=/srv/marsad marsad doctor --json`
    """
    from pipeline.report.progress import shown_progress
    from pipeline.warehouse.doctor import find_faults
    from pipeline.warehouse.publish import BusyError, sole_writer

    settings = read_settings()
    with ExitStack() as held:
        try:
            if settings.home.is_dir():
                held.enter_context(sole_writer(settings))
        except BusyError as error:
            fail(str(error), FAILED)
        except OSError:
            pass  # read-only or without permission: that is what is then told
        with shown_progress() as progress:
            faults = find_faults(settings, progress)
    if as_json:
        told = [
            {"word": one.word, "file": str(one.file), "message": one.message, "command": one.command} for one in faults
        ]
        print(json.dumps({"home": str(settings.home), "faults": told}, ensure_ascii=False, indent=2))
    else:
        for one in faults:
            print(f"{one.word}: {one.file} {one.message}.")
        commands = list(dict.fromkeys(one.command for one in faults if one.command))
        # Accepting a loss repairs everything else on the way: one command mends all that is one's own to mend.
        for command in [one for one in commands if not any(other.startswith(f"{one} ") for other in commands)]:
            print(f"Run: {command}")
        if not faults:
            print(f"All is well in {settings.home}.")
    raise typer.Exit(WITH_ISSUES if faults else 0)
