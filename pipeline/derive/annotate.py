"""What the text of a revision says: language, dateline, tags and the words that prove them."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipeline.derive.language import language_of
from pipeline.derive.rules import RuleSet
from pipeline.derive.tags import tag_report


def annotate(
    revision_id: str, title: str | None, body: str, published_on: date | None, rules: RuleSet
) -> dict[str, Any]:
    """Return the row of `staged_annotations` for one text.

    Only Arabic is tagged: the rules know no other language, and folded Persian looks like it.
    """
    language = language_of(body)
    tagged = tag_report(title or "", body, published_on, rules)
    dateline = tagged.dateline
    return {
        "revision_id": revision_id,
        "published_on": published_on,
        "language": language,
        "dateline_place": dateline.place if dateline else None,
        "dateline_date": dateline.on if dateline else None,
        "dateline_agency": dateline.agency if dateline else None,
        "tags": [
            {
                "tag": tag.tag,
                "subtype": tag.subtype,
                "trigger": tag.trigger,
                "score": tag.score,
                "evidence": [
                    {
                        "field": evidence.field,
                        "start_char": evidence.start,
                        "end_char": evidence.end,
                        "text": evidence.text,
                        "rule_id": evidence.rule_id,
                        "realis": evidence.realis,
                    }
                    for evidence in tag.evidence
                ],
            }
            for tag in tagged.tags
            if language in ("ar", "und")
        ],
        "casualties": [
            {
                "kind": toll.kind,
                "low": toll.low,
                "high": toll.high,
                "qualifier": toll.qualifier,
                "start_char": toll.start,
                "end_char": toll.end,
                "text": toll.text,
            }
            for toll in tagged.casualties
            if language in ("ar", "und")
        ],
    }
