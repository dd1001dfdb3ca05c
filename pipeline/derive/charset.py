"""The charset of a page or feed, decided by what decodes cleanly rather than by who declares it."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MARKS = tuple(mark for mark, _ in _BOMS)
# What browsers decode under these labels (WHATWG Encoding): a superset with the same letters.
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
}
_WESTERN = "cp1252"  # the default of servers that were never told a charset
_NOT_CHARSETS = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"})
_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_HEAD = 4096  # bytes in which a declaration must stand
_DAMAGE = 200  # one broken character in this many is damage, more is another charset
_ARABIC = re.compile(r"[ء-ي]")
_HIGH = re.compile(r"[\u0080-\U0010ffff]")


def decode(body: bytes, content_type: str | None) -> str:
    """The text of a body; broken bytes become U+FFFD, nothing is raised.

    A byte order mark decides, then valid UTF-8 (other charsets do not look like it by chance),
    then the declared charsets, then gb18030, windows-1256 and windows-1252.
    """
    name = charset_of(body, content_type)
    return body.decode(name, errors="replace").removeprefix("\ufeff")


def as_utf8(body: bytes, content_type: str | None) -> bytes:
    """The body as UTF-8 without a byte order mark: what `decode` gives, encoded; most bodies are that already."""
    if not body.startswith(_MARKS) and _is_utf8(body):
        return body
    return decode(body, content_type).encode(errors="replace")


def charset_of(body: bytes, content_type: str | None) -> str:
    """Python's name of the charset that `decode` uses.

    `content_type` is the HTTP header. A Western charset in it is the server's default more
    often than the truth, so what the document declares goes first then.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return name
    if _is_utf8(body):
        return "utf-8"
    declared = _declared(body, content_type)
    for name in declared:
        if _damage(body, name) == 0:
            return name
    for name in declared:
        if _damage(body, name) * _DAMAGE < len(body):
            return name
    return _guessed(body)


def _is_utf8(body: bytes) -> bool:
    # ISO-2022 is all ASCII with escapes; an escape in what is valid UTF-8 beyond ASCII is a stray sign.
    return (b"\x1b" not in body or not body.isascii()) and _damage(body, "utf-8") == 0


def _declared(body: bytes, content_type: str | None) -> list[str]:
    http = _CHARSET.search(content_type.encode("latin-1", "replace")) if content_type else None
    names = [_python_name(match[1]) for match in (http, _CHARSET.search(body, 0, _HEAD)) if match]
    return sorted((name for name in names if name), key=lambda name: name == _WESTERN)


def _python_name(label: bytes) -> str | None:
    try:
        info = codecs.lookup(label.decode("ascii", "replace"))
    except LookupError:
        return None
    if info.name in _NOT_CHARSETS or not getattr(info, "_is_text_encoding", True):
        return None
    return _SUPERSETS.get(info.name, info.name)


def _damage(body: bytes, name: str) -> int:
    """Characters that do not decode; 0 is clean."""
    try:
        body.decode(name)
    except UnicodeDecodeError:
        return body.decode(name, errors="replace").count("\ufffd")
    return 0


def _guessed(body: bytes) -> str:
    # Not gb18030 here: a Western letter before an ASCII one is a valid pair in it, not in gb2312.
    if _damage(body, "gb2312") == 0:
        return "gb18030"
    # windows-1256 decodes any bytes; it is meant only when the letters outside ASCII are Arabic.
    text = body.decode("cp1256", errors="replace")
    return "cp1256" if len(_ARABIC.findall(text)) * 2 > len(_HIGH.findall(text)) else _WESTERN
