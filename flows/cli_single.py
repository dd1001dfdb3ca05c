"""The commands `marsad extract` and `marsad tag`: one page, one text."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli_common import (
    FAILED,
    USAGE,
    Arabic,
    ArabicOption,
    JsonFlag,
    fail,
    opened,
    read_settings,
    usable,
)
from pipeline.report.console import Console, print_json, print_plain


def extract(
    page: Annotated[str, typer.Argument(help="An HTML file, or the address of a page.")],
    url: Annotated[
        str | None, typer.Option(help="Address the file was saved from: it carries a date and an id.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Show what derive makes of one page.

    Examples: `marsad extract page.html --url http://arabic.news.cn/2018-05/29/c_137215577.htm --json`
    """
    from pipeline.report.single import SingleError, page_facts, read_page

    try:
        facts = page_facts(read_page(read_settings(), page, url))
    except SingleError as error:
        fail(str(error), FAILED)
    if as_json:
        print_json(facts)
        return
    body = facts.pop("body")
    for name, value in facts.items():
        print_plain(f"{name}: {value}")
    print_plain(f"\n{body}")


def tag(
    file: Annotated[str, typer.Argument(help="A text file, or - for standard input.")],
    title: Annotated[str, typer.Option(help="Title of the text.")] = "",
    published: Annotated[str | None, typer.Option(help="Day of publication, YYYY-MM-DD.")] = None,
    as_json: JsonFlag = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read {"id","title","body","published"} a line, print one object a line.')
    ] = False,
    is_explained: Annotated[
        bool, typer.Option("--explain", help="Show the text with its marked words, what fired and what did not.")
    ] = False,
    arabic: ArabicOption = Arabic.AUTO,
) -> None:
    """Show the tags, movements and casualties of one text, or of a stream of texts, with the words that say so.

    Examples: `marsad tag report.txt --published 2017-08-28 --json`, `marsad tag report.txt --explain`,
    `marsad tag - --jsonl < texts.jsonl`
    """
    from pipeline.derive.explain import explain
    from pipeline.derive.rules import rules_for
    from pipeline.report.explained import explained_json, print_explained
    from pipeline.report.single import SingleError, day_of, plain_lines, tagged_lines, text_facts

    if is_explained and jsonl:
        fail("--explain shows one text; leave --jsonl out.", USAGE)
    settings = read_settings()
    rules = usable(lambda: rules_for(settings))
    try:
        with opened(file) as stream:
            if jsonl:
                for line in tagged_lines(stream, rules):
                    print(line)
                return
            text = stream.read()
        if is_explained:
            explained = explain(title, text, day_of(published), rules)
            if as_json:
                print_json(explained_json(explained))
            else:
                print_explained(Console(), explained, arabic.value)
            return
        facts = text_facts(title, text, published, rules)
    except SingleError as error:
        fail(str(error), USAGE)
    if as_json:
        print_json(facts)
        return
    for line in plain_lines(facts):
        print_plain(line)
