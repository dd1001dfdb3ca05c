"""An Atom feed (RFC 4287) of what a watch has told, one entry a report."""

from __future__ import annotations

import uuid
from typing import Any

from lxml import etree

from pipeline.report.watches.watch_list import Watch
from pipeline.settings import VERSION

_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"


def atom_feed(watch: Watch, feed_id: str, updated: str, entries: list[dict[str, Any]]) -> bytes:
    """The feed as bytes, the same for the same entries. Ids are UUIDs: an entry keeps its own when it is corrected.

    Texts are those of the reports, as published and in Arabic; none of them is taken for markup.
    """
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item]
    feed.set(f"{{{_XML}}}lang", "ar")
    _add(feed, "id", feed_id)
    _add(feed, "title", watch.title)
    _add(feed, "subtitle", f"Marsad: {watch.described()}")
    _add(feed, "updated", updated)
    _add(_add(feed, "author", None), "name", "Marsad")
    _add(feed, "generator", "Marsad", version=VERSION)
    for told in entries:
        entry = _add(feed, "entry", None)
        _add(entry, "id", f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, told['url'])}")
        _add(entry, "title", told["title"])
        _add(entry, "link", None, rel="alternate", type="text/html", href=told["url"])
        if told["published_at"]:
            _add(entry, "published", told["published_at"])
        _add(entry, "updated", told["updated_at"])
        for word in (*told["tags"], *told["subtypes"]):
            _add(entry, "category", None, term=word)
        _add(entry, "summary", summary(told))
    tree: bytes = etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return tree


def summary(told: dict[str, Any]) -> str:
    """The words that prove the report's tags, and the places and actors that it names."""
    words = [
        one
        for one in dict.fromkeys(told["evidence"])
        if not any(one != other and one in other for other in told["evidence"])
    ]
    parts = (" … ".join(words), "، ".join(told["places"]), "، ".join(told["actors"]))
    return "\n".join(part for part in parts if part)


def _add(parent: etree._Element, name: str, text: str | None, **attributes: str) -> etree._Element:
    element = etree.SubElement(
        parent, f"{{{_ATOM}}}{name}", {key: _printable(value) for key, value in attributes.items()}
    )
    element.text = _printable(text) if text is not None else None
    return element


def _printable(text: str) -> str:
    """Without the signs that XML has no way to write."""
    return "".join(
        sign
        for sign in text
        if sign in "\t\n" or (sign >= " " and not "\ud800" <= sign <= "\udfff" and sign not in "\ufffe\uffff")
    )
