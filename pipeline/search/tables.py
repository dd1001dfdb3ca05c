"""The tables and macros of the index, empty."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from pipeline.search.terms import (
    BEHIND_AND,
    BEHIND_PREPOSITION,
    LONGEST,
    STEM,
    WORD,
    common_in_sql,
    common_terms_in_sql,
    folded_in_sql,
    known,
)

_INDEX = Path(__file__).resolve().parents[2] / "sql" / "search" / "index.sql"


def create_index(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the index, empty, in the attached database `search_index`."""
    made = _INDEX.read_text(encoding="utf-8").format(
        folded=folded_in_sql("written"),
        stem=STEM,
        longest=LONGEST,
        behind_and=BEHIND_AND,
        behind_preposition=BEHIND_PREPOSITION,
        word=WORD,
        common=common_in_sql(),
        common_terms=common_terms_in_sql(),
    )
    ((before,),) = connection.execute("SELECT current_database()").fetchall()
    connection.execute("USE search_index")
    connection.execute(made)
    connection.execute(f'USE "{before}"')


def fill_known(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the frequent words with their terms into the empty index."""
    words = pa.table({"word": list(known()), "term": list(known().values())})
    connection.register("known_words", words)
    connection.execute("INSERT INTO search_index.known FROM known_words")
    connection.unregister("known_words")
