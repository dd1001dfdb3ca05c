"""What no feed and no article of a newsroom is: told from the bytes alone, so that every machine says the same.

The budget of a document (`pipeline.derive.budget`) is the last line. It depends on the machine, so what is known to
cost too much is turned away here.
"""

from __future__ import annotations

import re

MOST_BYTES = 10_000_000
MOST_PAGE_TAGS = 50_000  # the largest of 186 saved news pages has 4,672; 140,000 paragraphs took 45 s
MOST_FEED_TAGS = 100_000  # 800,000 took 10 s
MOST_ENTRIES = 5_000
MOST_TEXT = 1_000_000  # code points of an article, which are tagged in 3 s at worst
MOST_ATTRIBUTES = 10_000  # of one tag; 100,000 took 9 s in a page and more than a minute in a feed

_LONG_TAG = re.compile(rb"<[^<>]{%d,}" % (3 * MOST_ATTRIBUTES))
_BETWEEN_ATTRIBUTES = re.compile(rb"[\s=/]+")


def excess(body: bytes, most_tags: int) -> str | None:
    """What of a document is too much to be read, as the end of a sentence; None where nothing is."""
    if len(body) > MOST_BYTES:
        return f"{len(body):,} bytes, more than {MOST_BYTES:,}"
    tags = body.count(b"<")
    if tags > most_tags:
        return f"{tags:,} tags, more than {most_tags:,}"
    for tag in _LONG_TAG.finditer(body):
        # Scripts have what looks like a tag: the most that such a stretch of 186 saved pages holds is 3,849.
        attributes = sum(1 for _ in _BETWEEN_ATTRIBUTES.finditer(tag[0]))
        if attributes > MOST_ATTRIBUTES:
            return f"about {attributes:,} attributes in one tag, more than {MOST_ATTRIBUTES:,}"
    return None
