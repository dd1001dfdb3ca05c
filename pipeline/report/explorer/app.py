"""The Dash application: its page in the language of the address, and what the head of every answer says."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import urlsplit

from dash import Dash
from flask import Response, has_request_context, request

from pipeline.report.explorer.answers import answer
from pipeline.report.explorer.callback import add_callback, parts_of
from pipeline.report.explorer.choice import read_choice
from pipeline.report.explorer.downloads import add_downloads
from pipeline.report.explorer.outlines import base_map
from pipeline.report.explorer.page import frame_of_page
from pipeline.report.explorer.snapshot import Snapshots
from pipeline.report.explorer.words import say

MOST_BYTES = 200_000  # of a request
_HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # The page asks for its parts with its own address, which says what to show; no other site learns it.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_INDEX = """<!DOCTYPE html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
{css}
</head>
<body>
{app_entry}
<noscript>{script}</noscript>
{config}
{scripts}
{renderer}
</body>
</html>"""


class Explorer(Dash):
    """Dash with a page whose language and direction are those of its address."""

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]  # Dash names them one by one
        """The HTML of the page before any script runs."""
        language = read_choice(request.query_string.decode("ascii", "replace")).language
        entry = f'<div id="react-entry-point"><p class="loading">{escape(say(language, "page.loading"))}</p></div>'
        return _INDEX.format(
            language=language,
            direction="rtl" if language == "ar" else "ltr",
            title=escape(f"{say(language, 'page.site')} · {say(language, 'page.title')}"),
            script=escape(say(language, "page.script")),
            app_entry=entry,
            **{name: parts[name] for name in ("css", "config", "scripts", "renderer")},
        )


def explorer(snapshots: Snapshots, hosts: list[str]) -> Explorer:
    """The application on the live snapshot; requests that name another host than `hosts` are refused.

    It writes nothing and asks no other machine for anything.
    """
    # Without the last option Dash writes the whole layout into the page a second time, to check ids by it.
    app = Explorer(__name__, update_title="", suppress_callback_exceptions=True)
    app.server.config.update(TRUSTED_HOSTS=hosts, MAX_CONTENT_LENGTH=MOST_BYTES)
    app.layout = lambda: _layout(snapshots)
    add_callback(app, snapshots)
    add_downloads(app.server, snapshots)
    # Plotly asks for the file of its scope and scale, which are always those that the map is drawn with.
    app.server.add_url_rule("/base-map/world_110m.json", view_func=_base_map)
    scripts = " ".join(["'self'", *app.csp_hashes()])
    # Plotly and the lists of Dash set styles by script; scripts come from files of ours or have these hashes.
    policy = (
        f"default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )

    @app.server.after_request  # type: ignore[untyped-decorator]
    def _secure(response: Response) -> Response:
        response.headers.update(_HEADERS)
        response.headers["Content-Security-Policy"] = policy
        return response

    return app


def _base_map() -> Response:
    return Response(base_map(), mimetype="application/json", headers={"Cache-Control": "max-age=86400"})


def _layout(snapshots: Snapshots) -> Any:
    # The layout is asked for by the page, at the address that it shows; and once by Dash itself, before anybody asks,
    # which opens the snapshot.
    address = urlsplit((request.referrer or "") if has_request_context() else "")
    path, query = address.path or "/", f"?{address.query}" if address.query else ""
    found = answer(snapshots, path, query, has_pictures=False)
    return frame_of_page(found.choice, found.offered, parts_of(found, path, query))
