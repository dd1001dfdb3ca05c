"""The command `marsad search`."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli_common import USAGE, Arabic, ArabicOption, JsonFlag, fail, live, read_settings
from pipeline.report.console import Console, print_json


def search(
    query: Annotated[str, typer.Argument(help="Words; those between quotation marks stand together, in this order.")],
    begin: Annotated[str | None, typer.Option("--from", help="Published from: a year, month or day.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Published up to the end of: a year, month or day.")] = None,
    tag: Annotated[str | None, typer.Option(help="Only with this tag: conflict, evacuation or displacement.")] = None,
    subtype: Annotated[str | None, typer.Option(help="Only with this subtype, such as deal_evacuation.")] = None,
    named: Annotated[
        str | None, typer.Option(help="Only where this place or actor is named: its Arabic name or its id.")
    ] = None,
    is_phrase: Annotated[bool, typer.Option("--phrase", help="The words stand together, in this order.")] = False,
    is_any_word: Annotated[bool, typer.Option("--any", help="One of the words is enough.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Show so many articles.")] = 10,
    skip: Annotated[int, typer.Option(min=0, help="Leave out the best ones, to see the next.")] = 0,
    as_json: JsonFlag = False,
    arabic: ArabicOption = Arabic.AUTO,
) -> None:
    """Search the current texts, best first, and show where they say it.

    Words are found in every spelling and with what Arabic writes on to them: إجلاء المسلحين finds وبإجلاء مسلحي. All
    must be there; where no article has all, those that have some are shown.

    Examples: `marsad search "إجلاء المسلحين" --from 2017-08 --tag evacuation`, `marsad search "مجلس الأمن" --phrase`,
    `marsad search 'حلب "وقف إطلاق النار"' --from 2016 --to 2016 --json`
    """
    from pipeline.report.search import Question, SearchError, ask, period, print_answer

    settings = read_settings()
    live(settings)
    try:
        question = Question(
            query='"' + query.replace('"', " ") + '"' if is_phrase else query,
            is_any_word=is_any_word,
            since=period(begin)[0] if begin else None,
            until=period(end)[1] if end else None,
            tag=tag,
            subtype=subtype,
            named=named,
            most=limit,
            offset=skip,
        )
        answer = ask(settings, question)
    except SearchError as error:
        fail(str(error), USAGE)
    if as_json:
        facts = {"found_count": answer.found_count, "is_any_word": answer.is_any_word, "hits": answer.hits}
        print_json(facts)
    else:
        print_answer(Console(), answer, question, arabic.value)
