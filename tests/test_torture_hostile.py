"""A part of the hostile inputs that `make torture` takes, small enough for every commit."""

from __future__ import annotations

from collections import Counter

from torture.hostile import hostile

FEEDS = {
    "external_file", "laughs", "quadratic", "items_million", "nested_90000", "attributes", "title_of_controls",
    "marked_sections",
    "encoding_lies", "links_odd", "date_of_9999", "html", "empty", "path_of_a_file",
}  # fmt: skip
PAGES = {
    "p_million", "div_nested_100000", "text_control", "text_control_known", "text_control_references_known",
    "attributes_many",
    "attributes_many_with_signs", "size_50_mb", "xss", "sql", "include", "utf_16_cut", "charset_rot13",
    "empty", "pdf",
}  # fmt: skip
ANSWERS = {
    "brotli_bomb", "gzip_in_gzip", "gzip_members", "headers_huge", "header_nul", "length_negative", "chunk_huge",
    "smtp", "nothing",
    "redirect_loopback", "redirect_broken", "redirect_to_itself", "retry_after_odd", "cookie_huge",
}  # fmt: skip


def wanted(kind: str, name: str) -> bool:
    return kind == "link" or name in {"feed": FEEDS, "page": PAGES, "answer": ANSWERS}[kind]


def test_hostile_inputs_beside_good_ones_have_one_outcome_each_and_all_good_articles_arrive() -> None:
    found = hostile(None, wanted)
    assert [outcome for outcome in found if not outcome.is_kept] == []
    counts = Counter(outcome.kind for outcome in found)
    assert counts["feed"] == len(FEEDS)
    assert counts["page"] == len(PAGES)
    assert counts["answer"] == len(ANSWERS)
    assert counts["link"] > 50
    assert counts["good"] == 24
