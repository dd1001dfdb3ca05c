"""Opens pages in Chromium as people do, takes their pictures and tells what is wrong with them.

Any page can be looked at, a file or one that is served: give a `Page`. A look is one page in one language, light or
dark, wide or as narrow as a phone.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Response, sync_playwright
from playwright.sync_api import Page as Tab

LANGUAGES = ("ar", "en")
SCHEMES = ("light", "dark")
WIDTHS = {"wide": 1200, "phone": 390}
_TALLEST_PX = 6_000  # of a picture; what comes further down looks like what came before


@dataclass(frozen=True, slots=True)
class Page:
    """A page to look at: its name in file names, its address, and what it may cost.

    `language_parameter` is put into the address to ask for a language. A page whose script makes it is interactive when
    all of the selectors `made` are there, and its picture is taken when those of `drawn` are there too.
    """

    name: str
    url: str
    most_bytes: int = 2_000_000
    most_interactive_ms: int = 1_000
    language_parameter: str = "lang"
    made: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found: sizes and times, and faults as sentences."""

    name: str
    received_bytes: int
    interactive_ms: int
    faults: list[str]


class NoBrowserError(Exception):
    """There is no Chromium; the message says how to get one."""


def chromium() -> str:
    """The path of the Chromium on the PATH. Raises NoBrowserError."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        raise NoBrowserError("No Chromium on the PATH: install one (Debian: apt-get install chromium) and look again.")
    return found


def look_at(pages: list[Page], folder: Path) -> Iterator[Look]:
    """Look at each page in each language, scheme and width; its pictures, and a PDF of a file, go into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium())
        for page in pages:
            for language, scheme, width in product(LANGUAGES, SCHEMES, WIDTHS):
                yield _look(browser, page, language, scheme, width, folder)
        browser.close()


def _look(browser: Browser, page: Page, language: str, scheme: str, width: str, folder: Path) -> Look:
    name = f"{page.name}-{language}-{scheme}-{width}"
    tab = browser.new_page(
        viewport={"width": WIDTHS[width], "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    faults: list[str] = []
    answers: list[Response] = []
    tab.on("console", lambda told: faults.append(f"the console says {told.text!r}") if told.type == "error" else None)
    tab.on("pageerror", lambda error: faults.append(f"a script failed: {error}"))
    tab.on("response", lambda answer: answers.append(answer))  # a function: it is given an attribute
    tab.goto(f"{page.url}{'&' if '?' in page.url else '?'}{page.language_parameter}={language}", wait_until="load")
    for selector in page.made:
        tab.wait_for_selector(selector)
    made_ms = tab.evaluate("performance.now()") if page.made else 0
    for selector in page.drawn:
        tab.wait_for_selector(selector, state="attached")
    received = {answer.url: len(answer.body()) for answer in answers if answer.ok and answer.status != 204}
    interactive = round(
        max(made_ms, tab.evaluate("performance.getEntriesByType('navigation')[0].domInteractive"))
        + tab.evaluate(
            "new Promise(done => { const at = performance.now(); setTimeout(() => done(performance.now() - at)) })"
        )
    )
    faults += [f"it loads {url}" for url in received if not _is_own(url, page.url)]
    size = sum(received.values())
    if size > page.most_bytes:
        faults.append(f"{size:,} bytes are more than {page.most_bytes:,}")
    if interactive > page.most_interactive_ms:
        faults.append(f"interactive after {interactive} ms, later than {page.most_interactive_ms}")
    faults += _layout_faults(tab, language) + _accessibility_faults(tab)
    height = min(_TALLEST_PX, tab.evaluate("document.documentElement.scrollHeight"))
    tab.screenshot(
        path=folder / f"{name}.png",
        full_page=True,
        clip={"x": 0, "y": 0, "width": WIDTHS[width], "height": height},
    )
    if (scheme, width) == ("light", "wide") and page.url.startswith("file:"):
        tab.pdf(path=folder / f"{page.name}-{language}.pdf", prefer_css_page_size=True)
    tab.close()
    return Look(name, size, interactive, faults)


def _is_own(url: str, page: str) -> bool:
    """Whether an address belongs to the page: the file itself, or the server that it comes from."""
    asked, own = urlsplit(url), urlsplit(page)
    return asked.scheme == "data" or (asked.scheme, asked.netloc) == (own.scheme, own.netloc)


def _layout_faults(tab: Tab, language: str) -> list[str]:
    faults = []
    wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        faults.append(f"it is {wide} px wider than the window")
    spoken = tab.evaluate("[document.documentElement.lang, getComputedStyle(document.documentElement).direction]")
    if spoken != [language, "rtl" if language == "ar" else "ltr"]:
        faults.append(f"asked for {language}, it is {' '.join(spoken)}")
    return faults


def _accessibility_faults(tab: Tab) -> list[str]:
    """What axe-core calls serious or critical."""
    found: list[dict[str, Any]] = Axe().run(tab).response["violations"]
    return [
        f"{rule['id']}: {rule['help']} ({len(rule['nodes'])} times, first {rule['nodes'][0]['html'][:160]})"
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]
