"""Which sentences a correction changed."""

from __future__ import annotations

from difflib import SequenceMatcher

from pipeline.report.brief.quotes import sentence_bounds

_MOST = 4


def corrected_sentences(old: str, new: str) -> dict[str, list[str]]:
    """The first sentences that went (`removed`) and that came (`added`) between two texts of an article."""
    before, after = ([text[start:end] for start, end in sentence_bounds(text)] for text in (old, new))
    removed: list[str] = []
    added: list[str] = []
    for word, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if word != "equal":
            removed += before[a:b]
            added += after[c:d]
    return {"removed": removed[:_MOST], "added": added[:_MOST]}
