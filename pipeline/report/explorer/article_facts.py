"""What the snapshot holds of one article: its texts, and what the current one was found to say."""

from __future__ import annotations

from typing import Any

import duckdb

Row = dict[str, Any]
_ARTICLE = "SELECT * FROM live.articles WHERE article_id = $id"
_TEXT = """SELECT revisions.*, captures.warc_file, captures.warc_offset
    FROM live.revisions LEFT JOIN live.captures USING (capture_id) WHERE revision_id = $id"""
_REVISIONS = """SELECT revision_no, is_current, title, first_fetched_at FROM live.revisions
    WHERE article_id = $id ORDER BY revision_no"""
_COPIES = """SELECT article_id, title, published_at
    FROM live.articles JOIN live.revisions USING (article_id)
    WHERE story_id = $id AND is_current ORDER BY published_at, article_id LIMIT 50"""
_TAGS = """SELECT tag_id, tag, subtype, trigger, score FROM live.tags
    WHERE revision_id = $id ORDER BY tag, score DESC, subtype"""
_MENTIONS = """SELECT mentions.*, tags.tag, tags.subtype, rules.comment, rules.weight, rules.tag AS rule_tag,
        name_in($language, coalesce(places.name, actors.name), coalesce(places.name_en, actors.name_en)) AS name
    FROM live.mentions
    LEFT JOIN live.tags ON tags.tag_id = mentions.tag_id
    LEFT JOIN live.rules ON rules.rule_id = mentions.rule_id
    LEFT JOIN live.places ON places.place_id = mentions.place_id
    LEFT JOIN live.actors ON actors.actor_id = mentions.actor_id
    WHERE mentions.revision_id = $id ORDER BY field DESC, start_char, end_char, mention_id"""
_MOVEMENTS = "SELECT * FROM live.evacuations WHERE revision_id = $id ORDER BY evacuation_no"
_ENDS = """SELECT evacuation_id, role, field, start_char, end_char,
        name_in($language, coalesce(places.name, evacuation_places.name), name_en) AS name
    FROM live.evacuation_places LEFT JOIN live.places USING (place_id)
    WHERE revision_id = $id ORDER BY field DESC, start_char"""
_COUNTS = """SELECT evacuation_id, unit, low, high, qualifier, start_char, end_char, text FROM live.counts
    WHERE revision_id = $id ORDER BY start_char"""
_MOVED = """SELECT evacuation_id, role, name_in($language, actors.name, name_en) AS name, start_char, end_char
    FROM live.evacuation_actors JOIN live.actors USING (actor_id) WHERE revision_id = $id ORDER BY start_char"""
_CASUALTIES = """SELECT kind, low, high, qualifier, start_char, end_char, text FROM live.casualties
    WHERE revision_id = $id ORDER BY start_char, kind"""


def article_facts(cursor: duckdb.DuckDBPyConnection, article_id: str, language: str) -> Row | None:
    """The article's row, and beside it what is known of its current text; None where no article has that id.

    Places and actors have their names in `language`. `text` is None while none was read; then the lists are empty.
    """
    found = _ask(cursor, _ARTICLE, id=article_id)
    if not found:
        return None
    article = found[0]
    key = article["current_revision_id"]
    of_text = {
        "tags": _TAGS,
        "mentions": _MENTIONS,
        "movements": _MOVEMENTS,
        "ends": _ENDS,
        "counts": _COUNTS,
        "moved": _MOVED,
        "casualties": _CASUALTIES,
    }
    return {
        "article": article,
        "text": _ask(cursor, _TEXT, id=key)[0] if key else None,
        "revisions": _ask(cursor, _REVISIONS, id=article_id),
        "copies": _ask(cursor, _COPIES, id=article["story_id"]) if article["story_id"] else [],
    } | {name: _ask(cursor, sql, id=key, language=language) if key else [] for name, sql in of_text.items()}


def marks_of(facts: Row, field: str) -> list[tuple[int, int, str, str]]:
    """[start, end), kind and what to say of each span in title or body."""
    marks = []
    for mention in facts["mentions"]:
        if mention["field"] != field:
            continue
        kind = (mention["tag"] or "held") if mention["kind"] == "trigger" else mention["kind"]
        told = mention["rule_id"] or mention["name"] or mention["text"]
        marks.append((mention["start_char"], mention["end_char"], kind, told))
    if field == "body":
        marks += [(c["start_char"], c["end_char"], "count", c["unit"]) for c in facts["counts"]]
        marks += [(c["start_char"], c["end_char"], "casualty", c["kind"]) for c in facts["casualties"]]
    return marks


def _ask(cursor: duckdb.DuckDBPyConnection, sql: str, **values: str) -> list[Row]:
    # DuckDB refuses a value that the query does not name.
    cursor.execute(sql, {name: value for name, value in values.items() if f"${name}" in sql})
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
