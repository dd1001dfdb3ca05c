"""What hostile pages and feeds are made of."""

from __future__ import annotations

from collections.abc import Callable

HOST = "arabic.news.example"
TEXT = "قال مسؤول إن الجيش أجلى 700 من المقاتلين وعائلاتهم من بلدة عرسال إلى إدلب بموجب اتفاق. "
ESCAPES = "\x1b[31m\x1b]0;owned\x07\u009b2J\u202egnp.exe\u2066\u200f\x7f\x00\ufffe"
Body = Callable[[], bytes]
SIGNS, NAMESPACES = "a{}='>'", "xmlns:a{}='u'"


def page(markup: str, head: str = "") -> bytes:
    """A page of unknown layout."""
    return f"<html><head><title>عنوان</title>{head}</head><body>{markup}</body></html>".encode()


def known(markup: str) -> bytes:
    """A page of a known layout."""
    stamp = '<div class="h-title">عنوان</div><div class="h-time">2018-06-04 10:00:00</div>'
    return page(f'{stamp}<div id="p-detail">{markup}</div>')


def rss(items: str, doctype: str = "") -> bytes:
    """A feed."""
    head = f'<?xml version="1.0" encoding="utf-8"?>{doctype}<rss version="2.0"><channel><title>x</title>'
    return f"{head}{items}</channel></rss>".encode()


def item_of(title: str) -> bytes:
    """A feed of one item."""
    return rss(f"<item><title>{title}</title></item>")


def attributes(count: int, form: str = "a{}='1'") -> str:
    """So many attributes."""
    return " ".join(form.format(number) for number in range(count))
