"""What a text has in common with its copies: a MinHash signature of its words."""

from __future__ import annotations

import re
import struct
from hashlib import sha256

from rensa import RMinHash

from pipeline.derive.arabic import fold

# Numbers in a signature: with 128, the likeness of two texts is told within about 0.04.
SLOTS = 128
# A text of fewer words has too few runs of words to be like another one: only the same words are its copy.
FEWEST_WORDS = 20
_SEED = 1
_WORD = re.compile(r"\w+")


def signature(title: str, body: str) -> bytes:
    """Return 512 bytes by which copies of a text are known, a digest of 32 for a short one, none without words.

    Folded words, so that spelling, vowel signs and punctuation do not count; runs of three, so that their order does.
    Of two signatures of 512 bytes, the share of equal numbers (32 bits each, little-endian) is about the share of runs
    that the texts have in common (Jaccard).
    """
    # A lone surrogate of a broken feed has no UTF-8, which the sketch is made of; it is in no word.
    words = _WORD.findall(fold(f"{title}\n{body}").text)
    if len(words) < FEWEST_WORDS:
        return sha256(" ".join(words).encode()).digest() if words else b""
    runs = list(map(" ".join, zip(words, words[1:], words[2:], strict=False)))
    sketch = RMinHash(SLOTS, _SEED)
    sketch.update(runs)
    return struct.pack(f"<{SLOTS}I", *sketch.digest())
