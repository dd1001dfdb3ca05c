"""Layouts that no template knows: invented frames of blogs and newspapers, 30 to 80 KB each with their ballast."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from random import Random
from string import Template

from bench.archive import words
from samples.render import Link
from samples.texts import Article

_VARIANTS = 6  # of the ballast of each frame: a site's scripts and menus hardly change between its pages

FRAMES = tuple(Template(path.read_text("utf-8")) for path in sorted((Path(__file__).parent / "layouts").glob("*.html")))

_FUNCTION = (
    "function w{0}(e,t){{var n=document.querySelector('.c{0}');if(!n)return;n.dataset.v=t;"
    "n.addEventListener('click',function(){{window.dataLayer=window.dataLayer||[];dataLayer.push({{event:'c{1}',k:{2}}})}})}}\n"
)
_RULE = ".c{0}{{margin:{1}px;padding:{2}px;color:#{3:06x};display:flex}}.c{0}:hover{{color:#{4:06x}}}\n"


def render_unknown(rng: Random, article: Article, related: Sequence[Link]) -> bytes:
    """The article's page in one of the frames, which one the random state says."""
    frame = int(rng.random() * len(FRAMES))
    values = _ballast(frame, int(rng.random() * _VARIANTS)) | {
        "title": html.escape(article.title),
        "section": html.escape(article.section),
        "editor": html.escape(article.editor),
        "iso": article.published.isoformat(),
        "day": f"{article.published.day} {words.MONTHS[article.published.month - 1]} {article.published.year}",
        "number": str(rng.getrandbits(24)),
        "paragraphs": "".join(f"<p>{html.escape(text)}</p>\n" for text in article.body),
        "related": _list((link.url, link.title) for link in related),
    }
    return FRAMES[frame].substitute(values).encode()


@cache
def _ballast(frame: int, variant: int) -> dict[str, str]:
    """Everything of a page that is not its article: menus, links, comments, scripts and styles."""
    rng = Random(frame * 1_000 + variant)
    names = rng.sample([*words.PLACES, *words.COUNTRIES, *words.OFFICES], 110)
    menu = _list((f"/section/{number}", name) for number, name in enumerate(names[:40]))
    links = _list(
        (f"/news/{rng.getrandbits(32)}", f"{rng.choice(names)} و{rng.choice(names)} في {rng.choice(names)}")
        for _ in range(40)
    )
    remarks = "".join(
        f"<li><b>{rng.choice(words.FIRST_NAMES)}</b><p>شكرا على هذا الخبر عن {rng.choice(names)}</p></li>"
        for _ in range(8 + rng.randrange(12))
    )
    functions = "".join(
        _FUNCTION.format(number, rng.getrandbits(20), rng.getrandbits(30)) for number in range(20 + rng.randrange(120))
    )
    rules = "".join(
        _RULE.format(number, rng.randrange(40), rng.randrange(40), rng.getrandbits(24), rng.getrandbits(24))
        for number in range(60 + rng.randrange(100))
    )
    state = json.dumps({f"k{number}": rng.getrandbits(60) for number in range(150 + rng.randrange(150))})
    return {
        "menu": menu,
        "links": links,
        "comments": f"<ul>{remarks}</ul>",
        "tags": "".join(f'<li><a href="/tag/{number}">{name}</a></li>' for number, name in enumerate(names[70:])),
        "styles": f"<style>{rules}</style>",
        "scripts": f"<script>{functions}</script>",
        "tail": f"<script>window.__STATE__={state};</script>",
    }


def _list(rows: Iterable[tuple[str, str]]) -> str:
    return (
        "<ul>"
        + "".join(f'<li><a href="{html.escape(url)}">{html.escape(title)}</a></li>' for url, title in rows)
        + "</ul>"
    )
