"""The tagged reports as an SVG picture, for a README: right to left, light and dark."""

from __future__ import annotations

from html import escape
from typing import Any

from pipeline.report.arabic_terminal import harmless

WIDTH, ROW, TOP = 1120, 58, 92
MAX_ROWS = 10
_COLOURS = {"conflict": "#b3372f", "evacuation": "#1f6f8b", "displacement": "#8a6d1b"}
_STYLE = """
  .page { fill: #ffffff } .ink { fill: #1b1f24 } .faint { fill: #667080 } .line { stroke: #d8dee4 }
  @media (prefers-color-scheme: dark) {
    .page { fill: #12161b } .ink { fill: #e8edf2 } .faint { fill: #97a3b0 } .line { stroke: #2d353e }
  }
  text { font-family: "Noto Naskh Arabic", "Noto Sans Arabic", "DejaVu Sans", sans-serif }
  .small { font-size: 13px } .title { font-size: 17px } .head { font-size: 22px; font-weight: bold }
"""


def draw_reports(reports: list[dict[str, Any]]) -> str:
    """Return an SVG of the first reports of `tagged_reports`: date, title, tags, the words that prove them."""
    rows = reports[:MAX_ROWS]
    height = TOP + ROW * len(rows) + 24
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-label="Tagged reports in Marsad, newest first">',
        f"<style>{_STYLE}</style>",
        f'<rect class="page" width="{WIDTH}" height="{height}" rx="10"/>',
        _text("مرصد", WIDTH - 30, 46, "head ink", rtl=True),
        _text(f"{len(reports)} tagged reports; the newest {len(rows)}", 30, 46, "title ink"),
        _text("the words that say so", 30, 74, "small faint"),
        _text("العنوان", WIDTH - 30, 74, "small faint", rtl=True),
    ]
    for number, report in enumerate(rows):
        parts += _row(report, TOP + ROW * number)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _row(report: dict[str, Any], top: int) -> list[str]:
    day = f"{report['published_at']:%Y-%m-%d}" if report["published_at"] else ""
    words = " · ".join(dict.fromkeys(report["evidence"] or ()))
    parts = [
        f'<line class="line" x1="30" x2="{WIDTH - 30}" y1="{top}" y2="{top}"/>',
        _text(_cut(report["title"] or "", 78), WIDTH - 30, top + 24, "title ink", rtl=True),
        _text(day, WIDTH - 30, top + 46, "small faint", rtl=True),
        _text(_cut(words, 60), 30, top + 24, "small ink", rtl=True, anchor="end"),
    ]
    left = 30
    for tag, subtype in report["labels"]:
        width = 7 * len(subtype) + 16
        parts.append(f'<rect x="{left}" y="{top + 32}" width="{width}" height="18" rx="9" fill="{_COLOURS[tag]}"/>')
        parts.append(f'<text x="{left + 8}" y="{top + 45}" font-size="12" fill="#fff">{escape(subtype)}</text>')
        left += width + 6
    return parts


def _text(text: str, x: int, y: int, style: str, *, rtl: bool = False, anchor: str = "start") -> str:
    # With direction rtl, the start of a text is its right edge and the end its left one.
    direction = f' direction="rtl" text-anchor="{anchor}"' if rtl else ""
    return f'<text x="{x}" y="{y}" class="{style}"{direction}>{escape(harmless(text))}</text>'


def _cut(text: str, size: int) -> str:
    return text if len(text) <= size else text[: size - 1].rstrip() + "…"
