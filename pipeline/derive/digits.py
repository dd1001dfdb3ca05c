"""Digits with separators: 12.500, 12,500, 12 500 and 1,234.56, but no dates, times or addresses."""

from __future__ import annotations

Value = int | float

SPACES = frozenset(" \u00a0\u202f\u2009")
_GROUPING = frozenset(",.٬،'’") | SPACES
_DECIMAL = frozenset(".,٫")
_JOINS = frozenset("/:\\")


def links(gap: str, parts: list[str], word: str) -> bool:
    """Whether digits after `gap`, the text between, can belong to the digits before it."""
    if gap in SPACES or gap == "،":
        return len(word) == 3 and len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])
    return gap in _GROUPING or gap in _DECIMAL or gap in _JOINS


def plain(value: Value) -> Value:
    """A whole number as int; parts of a scale to 15 figures, for 5.7 ملايين is not 5700000.000000001."""
    rounded = float(f"{value:.15g}") if isinstance(value, float) else value
    return int(rounded) if rounded == int(rounded) else rounded


def digits_value(parts: list[str], gaps: list[str], is_before_scale: bool) -> Value | None:
    """The value of digits parted by single characters; None for an address, a date or a time of day."""
    if not gaps:
        return int(parts[0])
    if any(gap in _JOINS for gap in gaps):
        return None
    *groups, last = gaps
    is_scaled_decimal = is_before_scale and len(gaps) == 1 and last in _DECIMAL  # "2.125 مليون"
    if len(set(gaps)) == 1 and _is_grouped(parts) and last in _GROUPING and not is_scaled_decimal:
        return int("".join(parts))
    if last in _DECIMAL and last not in groups and len(set(groups)) <= 1 and _is_grouped(parts[:-1]):
        return plain(float("".join(parts[:-1]) + "." + parts[-1]))
    return None


def _is_grouped(parts: list[str]) -> bool:
    if len(parts) == 1:
        return True
    return 1 <= len(parts[0]) <= 3 and parts[0][0] != "0" and all(len(part) == 3 for part in parts[1:])
