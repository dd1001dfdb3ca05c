"""Keeps the index of the current texts: made once, and renewed with the texts of each publication."""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Iterator
from datetime import datetime

import duckdb
import pyarrow as pa

from pipeline.collect.collect import Progress
from pipeline.durable import replace
from pipeline.literals import quoted
from pipeline.search.attached import attach_index
from pipeline.search.postings import PIECE, SEGMENT, Text, joined, postings
from pipeline.search.tables import create_index, fill_known
from pipeline.search.terms import Terms
from pipeline.settings import Settings
from pipeline.warehouse.processes import cores, several
from pipeline.warehouse.remove import remove_database
from pipeline.warehouse.scope import MEMORY_LIMIT
from pipeline.warehouse.versions import search_version

# What DuckDB keeps in memory while texts are taken in and sorted: each is read once, and to keep more gains nothing.
_MEMORY_LIMIT_BESIDE = "100MB"
# Below this, one process is done before others have started.
_WORTH_PROCESSES = 8 * PIECE
# A last segment with fewer texts is made again with the new ones, so that days share one.
SMALL = 4_096
# Above this share of texts that are gone from it, an index is made anew.
MOST_GONE = 0.2
# A new index is sorted by term so many parts after each other: as much as fits into memory.
_PARTS = 64
# Row groups in which a term is looked for. Small ones hold few terms, so that few of them have to be read.
_ROW_GROUP = 8_192


def renew_index(settings: Settings, progress: Progress) -> int:
    """Bring the index to the live snapshot; return how many texts it took in. The caller holds the home's lock.

    The new file takes the old one's place in one rename. Readers of the old one keep it: what it names and the
    snapshot no longer holds is not shown.
    """
    unfinished, segments = (settings.home / f".{name}.duckdb.unfinished" for name in ("search", "segments"))
    remove_database(unfinished)
    remove_database(segments)
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'; SET temp_directory = {quoted(f'{unfinished}.tmp')}")
        connection.execute(f"ATTACH {quoted(str(settings.database))} AS live (READ_ONLY)")
        state = _state(connection, settings)
        if state == "up to date":
            return 0
        if state == "behind":
            shutil.copyfile(settings.search_index, unfinished)
        connection.execute(f"ATTACH {quoted(str(unfinished))} AS search_index (ROW_GROUP_SIZE {_ROW_GROUP})")
        if state == "none":
            create_index(connection)
            fill_known(connection)
            connection.execute("INSERT INTO search_index.facts (index_version) VALUES (?)", [search_version()])
            connection.execute(f"ATTACH {quoted(str(segments))} AS segments")
            connection.execute("CREATE TABLE segments.postings AS FROM search_index.postings")
            count = _take_in(connection, "segments", progress)
            _sort(connection)
        else:
            count = _take_in(connection, "search_index", progress)
        connection.execute(
            """UPDATE search_index.facts SET text_count = sizes.text_count, mean_words = sizes.mean_words
               FROM (SELECT count(*) AS text_count, avg(word_count) AS mean_words FROM search_index.texts) AS sizes"""
        )
        connection.execute("DETACH search_index")
    remove_database(segments)
    shutil.rmtree(f"{unfinished}.tmp", ignore_errors=True)
    replace(unfinished, settings.search_index)
    return count


def _state(connection: duckdb.DuckDBPyConnection, settings: Settings) -> str:
    """Whether the index is `up to date`, `behind`, or as good as `none`.

    As good as none is one of other code, one of which much is not current, and one that is damaged: all that it says
    is in the snapshot.
    """
    try:
        if not attach_index(connection, settings):
            return "none"
        state = _attached_state(connection)
        connection.execute("DETACH search_index")
    except duckdb.Error:
        connection.execute("DETACH DATABASE IF EXISTS search_index")
        return "none"
    return state


def _attached_state(connection: duckdb.DuckDBPyConnection) -> str:
    if connection.execute("SELECT index_version FROM search_index.facts").fetchall() != [(search_version(),)]:
        return "none"
    ((same, held, wanted),) = connection.execute(
        """WITH current AS (SELECT revision_id, published_at FROM live.revisions WHERE is_current)
           SELECT
               count(*) FILTER (
                   texts.revision_id = current.revision_id
                   AND texts.published_at IS NOT DISTINCT FROM current.published_at),
               count(texts.revision_id),
               count(current.revision_id)
           FROM search_index.texts AS texts FULL JOIN current USING (revision_id)"""
    ).fetchall()
    if same < held * (1 - MOST_GONE):
        return "none"
    return "up to date" if same == held == wanted else "behind"


def _take_in(connection: duckdb.DuckDBPyConnection, place: str, progress: Progress) -> int:
    """Take out what is no longer current, and what is to share a segment with the new; take in all that is missing."""
    connection.execute(_BEHIND.format(segment=SEGMENT, small=SMALL))
    connection.execute(f"SET memory_limit = '{_MEMORY_LIMIT_BESIDE}'")
    ((total,),) = connection.execute("SELECT count(*) FROM missing").fetchall()
    ((segment_no,),) = connection.execute(
        "SELECT coalesce(max(segment_no) + 1, 0) FROM search_index.postings"
    ).fetchall()
    # Temporary tables are the connection's own, so it reads, and its cursor writes.
    writer, done = connection.cursor(), 0
    named: deque[list[tuple[str, datetime | None]]] = deque()
    pieces: list[pa.Table] = []
    progress("texts indexed", 0, total)
    with several(cores() if total > _WORTH_PROCESSES else 1, None, _prepare) as spread:
        for rows, counts in spread(_piece, _jobs(connection, segment_no, named)):
            revision_ids, days = zip(*named.popleft(), strict=True)
            first = segment_no * SEGMENT + done
            texts = pa.table(
                {
                    "text_no": pa.array(range(first, first + len(counts)), pa.int32()),
                    "revision_id": revision_ids,
                    "published_at": pa.array(days, pa.timestamp("us")),
                    "word_count": pa.array(counts, pa.int32()),
                }
            )
            _insert(writer, "search_index.texts", texts)
            pieces.append(rows)
            done += len(counts)
            if done % SEGMENT == 0:
                rows, pieces = joined(pieces), []
                _insert(writer, f"{place}.postings", rows)
            progress("texts indexed", done, total)
    if pieces:
        _insert(writer, f"{place}.postings", joined(pieces))
    return done


def _insert(writer: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    writer.register("new_rows", rows)
    writer.execute(f"INSERT INTO {table} FROM new_rows")
    writer.unregister("new_rows")


def _sort(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the postings of all segments into the index, those of one term together, a part of the alphabet at a time."""
    if connection.execute("FROM segments.postings LIMIT 1").fetchone() is None:
        return
    borders = [term for (term,) in connection.execute(_BORDERS, {"parts": _PARTS}).fetchall()]
    for first, last in zip(["", *borders[1:]], [*borders[1:], None], strict=True):
        connection.execute(
            """INSERT INTO search_index.postings FROM segments.postings
               WHERE term >= $first AND ($last IS NULL OR term < $last) ORDER BY term, segment_no""",
            {"first": first, "last": last},
        )


def _jobs(
    connection: duckdb.DuckDBPyConnection, segment_no: int, named: deque[list[tuple[str, datetime | None]]]
) -> Iterator[tuple[int, int, list[Text]]]:
    """The texts of each piece with the number of its segment and its place there; what else is known goes into `named`.

    A piece is of one segment: as many make a whole one.
    """
    reader = connection.execute(
        "SELECT revision_id, published_at, title, body FROM live.revisions SEMI JOIN missing USING (revision_id)"
    )
    first = segment_no * SEGMENT
    while rows := reader.fetchmany(PIECE):
        named.append([(revision_id, published_at) for revision_id, published_at, _, _ in rows])
        yield first // SEGMENT, first % SEGMENT, [(title, body) for _, _, title, body in rows]
        first += len(rows)


_terms: list[Terms] = []


def _prepare() -> None:
    _terms[:] = [Terms()]


def _piece(job: tuple[int, int, list[Text]]) -> tuple[pa.Table, list[int]]:
    return postings(*job, _terms[0])


_BEHIND = """
CREATE TEMP TABLE current AS SELECT revision_id, published_at FROM live.revisions WHERE is_current;
DELETE FROM search_index.texts WHERE revision_id NOT IN (SELECT revision_id FROM current);
UPDATE search_index.texts AS texts SET published_at = current.published_at
FROM current
WHERE current.revision_id = texts.revision_id AND current.published_at IS DISTINCT FROM texts.published_at;
CREATE TEMP TABLE small AS
    SELECT text_no // {segment} AS segment_no
    FROM search_index.texts
    GROUP BY ALL
    HAVING count(*) < {small};
DELETE FROM search_index.postings WHERE segment_no IN (FROM small);
DELETE FROM search_index.texts WHERE text_no // {segment} IN (FROM small);
CREATE TEMP TABLE missing AS SELECT revision_id FROM current ANTI JOIN search_index.texts USING (revision_id);
"""

# Terms between which about as much is to be found, judged by every eighth segment.
_BORDERS = """
WITH sizes AS (SELECT term, sum(len(texts)) AS size FROM segments.postings WHERE segment_no % 8 = 0 GROUP BY term),
running AS (SELECT term, sum(size) OVER (ORDER BY term) AS run, sum(size) OVER () AS total FROM sizes)
SELECT min(term) FROM running GROUP BY run * $parts // total ORDER BY ALL
"""
