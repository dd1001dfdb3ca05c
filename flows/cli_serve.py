"""`marsad serve`: the explorer in a browser."""

from __future__ import annotations

import sys
import webbrowser
from typing import Annotated

import typer

from flows.cli_common import FAILED, fail, read_settings


def serve(
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port to listen on; 0 takes one that is free.")] = 8321,
    host: Annotated[
        str, typer.Option(help="Address of this machine to listen on. Only this machine sees 127.0.0.1.")
    ] = ("127.0.0.1"),
    allow_host: Annotated[
        list[str] | None,
        typer.Option(help="A name or address under which others reach this machine; may be repeated."),
    ] = None,
    is_opened: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
) -> None:
    """Explore the live snapshot in a browser: filter, map, time line, the words behind each tag, downloads.

    It only reads, and shows nothing to other machines unless `--host` says so. Ctrl-C ends it.

    Examples: `marsad serve --open`, `marsad serve --port 0`, `marsad serve --host 0.0.0.0 --allow-host observatory.lan`
    """
    from pipeline.report.explorer.serving import LOOPBACK, ServeError, listen

    settings = read_settings()
    try:
        serving = listen(settings, host, port, tuple(allow_host or ()))
    except ServeError as error:
        fail(str(error), FAILED)
    if not settings.database.exists():
        print(f"marsad: {settings.database} does not exist yet; the page will say so until a run has made it.",
              file=sys.stderr)  # fmt: skip
    if host not in LOOPBACK:
        print(f"marsad: whoever reaches {host} can read the whole warehouse; there is no password.", file=sys.stderr)
    print(f"Explorer on {serving.url} (Ctrl-C ends it)", flush=True)
    if is_opened:
        webbrowser.open(serving.url)
    serving.run()
