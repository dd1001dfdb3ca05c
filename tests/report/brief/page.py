"""Reads a brief's HTML as a browser would: elements by id, links, texts."""

from __future__ import annotations

from pathlib import Path

from lxml import html


def parsed(path: Path) -> html.HtmlElement:
    """The root of a page."""
    return html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


def spoken(element: html.HtmlElement, language: str) -> str:
    """The text of an element as one language shows it, spaces made one."""
    hidden = "en" if language == "ar" else "ar"
    parts: list[str] = []

    def walk(node: html.HtmlElement) -> None:
        if isinstance(node.tag, str) and node.get("class") != hidden:
            parts.append(node.text or "")
            for child in node:
                walk(child)
                parts.append(child.tail or "")

    walk(element)
    return " ".join("".join(parts).split())
