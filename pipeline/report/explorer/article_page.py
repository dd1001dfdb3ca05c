"""The page of one article: its text with every span marked, and the rules that found them."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from dash import dcc, html

from pipeline.report.explorer.article_facts import Row, marks_of
from pipeline.report.explorer.choice import Choice
from pipeline.report.explorer.marked import KINDS
from pipeline.report.explorer.parts import article_link, chips, figure_of, marked, moment, named, source_link, table
from pipeline.report.explorer.words import say


def article_page(choice: Choice, facts: Row | None) -> list[Any]:
    """The parts of the page; a sentence where there is no such article or no text of it."""
    language = choice.language
    back = dcc.Link(say(language, "article.back"), href="/" + choice.query(page=choice.page), className="back")
    if facts is None:
        return [back, html.H1(say(language, "article.unknown"), id="top")]
    text = facts["text"]
    if text is None:
        told = say(language, "article.unread", status=facts["article"]["status"])
        return [back, html.H1(told, id="top"), html.P(source_link(language, facts["article"]["url"]))]
    parts = [
        back,
        _head(language, facts),
        _text(language, facts),
        _movements(language, facts),
        _casualties(language, facts),
        _rules(language, facts),
        _other_texts(choice, facts),
        _where_it_stands(language, facts),
    ]
    return [part for part in parts if part is not None]


def _head(language: str, facts: Row) -> html.Div:
    text = facts["text"]
    title = marked(language, text["title"], marks_of(facts, "title")) if text["title"] else None
    known = [
        (say(language, "article.published"), moment(text["published_at"], language, text["published_source"])),
        (say(language, "article.source_of_date"), _date_source(language, text["published_source"])),
        (say(language, "article.section"), text["section"]),
        (say(language, "article.dateline"), text["dateline_place"]),
    ]
    return html.Div(
        [
            html.H1(
                title or say(language, "article.untitled"),
                id="top",
                className="text",
                lang="ar" if title else language,
                dir="rtl" if title else "auto",
            ),
            html.Dl([html.Div([html.Dt(name), html.Dd(html.Bdi(value))]) for name, value in known if value]),
            html.P(source_link(language, facts["article"]["url"])),
            html.Ul([_tag(language, tag) for tag in facts["tags"]], className="tags")
            if facts["tags"]
            else html.P(say(language, "article.no_tags"), className="note"),
        ]
    )


def _date_source(language: str, source: str | None) -> str:
    return say(language, f"date_source.{source}") if source else ""


def _tag(language: str, tag: Row) -> html.Li:
    score = f"{say(language, 'article.score')} {tag['score']:.2f}"
    return html.Li([chips(language, [tag["tag"]], [tag["subtype"]]), html.Span(score, className="faint")])


def _text(language: str, facts: Row) -> html.Section:
    marks = marks_of(facts, "body")
    paragraphs, start = [], 0
    for line in facts["text"]["body"].split("\n"):
        if line.strip():
            paragraphs.append(html.P(marked(language, line, marks, start), dir="auto"))
        start += len(line) + 1
    kinds = {mark[2] for field in ("title", "body") for mark in marks_of(facts, field)}
    legend = [html.Li(html.Mark(say(language, f"kind.{kind}"), className=kind)) for kind in KINDS if kind in kinds]
    return html.Section(
        [
            html.H2(say(language, "article.text")),
            html.Ul(legend, className="legend", **named(say(language, "article.legend"))) if legend else None,
            html.Div(paragraphs, className="text body", lang=facts["text"]["language"]),
        ]
    )


def _movements(language: str, facts: Row) -> html.Section | None:
    if not facts["movements"]:
        return None
    rows = []
    for movement in facts["movements"]:
        of_it = {
            name: [row for row in facts[name] if row["evacuation_id"] == movement["evacuation_id"]]
            for name in ("ends", "counts", "moved")
        }
        ends = {
            role: list(dict.fromkeys(row["name"] for row in of_it["ends"] if row["role"] == role))
            for role in ("origin", "destination")
        }
        who = list(dict.fromkeys(row["name"] for row in of_it["moved"]))
        people = [f"{figure_of(language, row)} {say(language, 'unit.' + row['unit'])}" for row in of_it["counts"]]
        status = [say(language, f"status.{movement['status']}"), say(language, f"subtype.{movement['subtype']}")]
        status += (
            [say(language, "article.under_deal")]
            if movement["is_under_deal"] and movement["subtype"] != "deal_evacuation"
            else []
        )
        rows.append(
            (
                "، ".join(status) if language == "ar" else ", ".join(status),
                _several(language, ends["origin"]),
                _several(language, ends["destination"]),
                _several(language, list(dict.fromkeys(people))),
                _several(language, who),
                movement["moved_on"].isoformat() if movement["moved_on"] else say(language, "article.not_told"),
                html.Bdi(movement["text"], lang="ar"),
            )
        )
    columns = ("status", "from", "to", "people", "who", "moved_on", "words")
    name = say(language, "article.movements")
    return html.Section([html.H2(name), table(language, columns, rows, name)])


def _several(language: str, names: list[str]) -> Any:
    if not names:
        return html.Span(say(language, "article.not_told"), className="faint")
    return html.Ul([html.Li(html.Bdi(name)) for name in names], className="plain")


def _casualties(language: str, facts: Row) -> html.Section | None:
    if not facts["casualties"]:
        return None
    rows = [
        html.Li(
            [
                f"{say(language, 'toll.' + row['kind'])}: {figure_of(language, row)} ",
                html.Q(html.Bdi(row["text"], lang="ar")),
            ]
        )
        for row in facts["casualties"]
    ]
    return html.Section([html.H2(say(language, "article.casualties")), html.Ul(rows)])


def _rules(language: str, facts: Row) -> html.Section | None:
    triggers = [mention for mention in facts["mentions"] if mention["kind"] == "trigger"]
    sections: list[Any] = []
    for name, found in (
        ("fired", [mention for mention in triggers if mention["tag_id"]]),
        ("held", [mention for mention in triggers if not mention["tag_id"]]),
    ):
        rows = []
        for rule_id, group in groupby(sorted(found, key=lambda mention: mention["rule_id"]), lambda m: m["rule_id"]):
            mentions = list(group)
            words = list(dict.fromkeys(mention["text"] for mention in mentions))
            realis = dict.fromkeys(say(language, f"status.{mention['realis']}") for mention in mentions)
            gives = dict.fromkeys(mention["tag"] or mention["rule_tag"] or "" for mention in mentions)
            weight = mentions[0]["weight"]
            rows.append(
                (
                    html.Code(rule_id),
                    html.Ul([html.Li(html.Bdi(word, lang="ar")) for word in words], className="plain"),
                    " / ".join(realis),
                    " / ".join(say(language, f"kind.{tag}") for tag in gives if tag),
                    f"{weight:.2f}" if weight is not None else "",
                    html.Bdi(mentions[0]["comment"] or "", lang="en"),
                )
            )
        if rows:
            title = say(language, f"article.{name}")
            sections += [
                html.H2(title),
                table(language, ("rule", "words", "realis", "gives", "weight", "why"), rows, title),
            ]
    return html.Section(sections) if sections else None


def _other_texts(choice: Choice, facts: Row) -> html.Section | None:
    language, parts = choice.language, []
    if len(facts["revisions"]) > 1:
        told = [
            html.Li(
                [
                    say(
                        language,
                        "article.revision",
                        n=row["revision_no"],
                        at=f"{row['first_fetched_at']:%Y-%m-%d %H:%M}",
                    ),
                    f" ({say(language, 'article.is_current')}): " if row["is_current"] else ": ",
                    html.Bdi(row["title"] or say(language, "article.untitled"), lang="ar"),
                ]
            )
            for row in facts["revisions"]
        ]
        parts += [html.H2(say(language, "article.revisions")), html.Ul(told)]
    copies = [row for row in facts["copies"] if row["article_id"] != facts["article"]["article_id"]]
    if copies:
        links = [
            html.Li(
                [
                    article_link(
                        choice, row["article_id"], html.Bdi(row["title"] or say(language, "article.untitled"))
                    ),
                    " ",
                    moment(row["published_at"], language),
                ]
            )
            for row in copies
        ]
        parts += [html.H2(say(language, "article.copies")), html.Ul(links)]
    return html.Section(parts) if parts else None


def _where_it_stands(language: str, facts: Row) -> html.Section:
    text = facts["text"]
    query = f"FROM reports WHERE article_id = '{facts['article']['article_id']}'"
    known = [
        (say(language, "article.id"), f"{facts['article']['article_id']} / {text['revision_id']}"),
        (
            say(language, "article.archived"),
            f"{text['warc_file']} : {text['warc_offset']}" if text["warc_file"] else "",
        ),
        (say(language, "article.cite"), f'marsad sql "{query}"'),
    ]
    items = [html.Div([html.Dt(name), html.Dd(html.Code(value, dir="ltr"))]) for name, value in known if value]
    return html.Section(html.Dl(items), className="note")
