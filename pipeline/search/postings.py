"""The postings of a segment of texts, made in pieces: which term stands where in which of them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.search.terms import Terms, common_terms

# These three numbers stand in sql/search and sql/macros too.
SEGMENT = 16_384
# Where the words of the body begin; a title is cut there, and no phrase reaches from it into the body.
BODY = 256
_LAST = 65_535
# So many times counts a word of the title.
TITLE = 3
# Texts of a segment that are read at once: words of all 16,384 and what sorts them took 300 MB in each process.
PIECE = 1_024
# Runs of letters kept with their terms: some 200 bytes each, and few that come after so many come again.
_KEPT = 400_000

Text = tuple[str | None, str]  # title, body


def postings(segment_no: int, first: int, texts: Sequence[Text], terms: Terms) -> tuple[pa.Table, list[int]]:
    """The rows of `postings` of a piece of a segment, in no order, and the number of words of each of its texts.

    `first` is the number of its first text within the segment. Two common terms in a row are a term too, with a space
    between them. Words of a body after the first 65,280 are not found. `terms` is filled on the way; it may be used for
    the next piece.
    """
    if len(terms) > _KEPT:
        terms.clear()
        terms.names.clear()
    found, counts, titles = array("I"), array("I"), array("I")
    look_up = terms.__getitem__
    for title, body in texts:
        before = len(found)
        found.extend(chain.from_iterable(map(look_up, (title or "").split())))
        del found[before + BODY :]
        titles.append(len(found) - before)
        found.extend(chain.from_iterable(map(look_up, body.split())))
        del found[before + titles[-1] + _LAST + 1 - BODY :]
        counts.append(len(found) - before)
    return _table(segment_no, first, found, counts, titles, list(terms.names)), counts.tolist()


def joined(pieces: Sequence[pa.Table]) -> pa.Table:
    """The rows of a segment, sorted by term, out of those of its pieces in their order."""
    rows = pa.concat_tables(pieces)
    rows = rows.take(pc.sort_indices(rows, [("term", "ascending")])).combine_chunks()
    if not rows.num_rows:
        return rows
    terms = rows["term"].chunk(0)
    is_other = pc.not_equal(terms[1:], terms[:-1]).to_numpy(zero_copy_only=False)
    firsts = np.flatnonzero(np.concatenate(([True], is_other)))
    ends = np.append(firsts, rows.num_rows)
    # The lists of a term stand one behind the other: what is between them are offsets that the joined ones lack.
    lists = {name: rows[name].chunk(0) for name in ("texts", "times", "positions")}
    return pa.table(
        {
            "segment_no": rows["segment_no"][: len(firsts)],
            "term": terms.take(pa.array(firsts)),
            **{
                name: pa.ListArray.from_arrays(pa.array(column.offsets.to_numpy()[ends]), column.values)
                for name, column in lists.items()
            },
        }
    )


def _table(
    segment_no: int, first: int, found: array[int], counts: array[int], titles: array[int], names: list[str]
) -> pa.Table:
    numbers, sizes, heads = (np.frombuffer(values, np.uint32) for values in (found, counts, titles))
    begins = np.cumsum(sizes, dtype=np.int64) - sizes
    position = (np.arange(len(numbers), dtype=np.int64) - np.repeat(begins, sizes)).astype(np.int32)
    head = np.repeat(heads, sizes).astype(np.int32)
    is_title = position < head
    position = np.where(is_title, position, position - head + BODY).astype(np.uint16)
    text = np.repeat(np.arange(first, first + len(sizes), dtype=np.uint16), sizes)
    begun, pairs = _pairs(numbers, position, text, names)
    numbers = np.concatenate((numbers, pairs))
    position, text, is_title = (np.concatenate((values, values[begun])) for values in (position, text, is_title))
    present = np.flatnonzero(np.bincount(numbers, minlength=len(names)))
    rank = np.zeros(len(names), np.uint32)
    rank[present] = np.arange(len(present), dtype=np.uint32)
    ranked = rank[numbers]
    # Sorting 16 bits at a time is a radix sort: a fifth of the time of sorting by the whole number.
    order = np.argsort((ranked & 0xFFFF).astype(np.uint16), kind="stable")
    order = order[np.argsort((ranked[order] >> 16).astype(np.uint16), kind="stable")]
    text, position, ranked, weight = text[order], position[order], ranked[order], np.where(is_title, TITLE, 1)[order]
    # Where a term begins to stand in another text.
    firsts = np.flatnonzero(np.concatenate(([True], (ranked[1:] != ranked[:-1]) | (text[1:] != text[:-1]))))
    firsts = firsts if len(ranked) else firsts[:0]
    times = (
        np.minimum(np.add.reduceat(weight, firsts), 255).astype(np.uint8) if len(firsts) else weight.astype(np.uint8)
    )
    ends = np.concatenate(([0], np.cumsum(np.bincount(ranked[firsts], minlength=len(present))))).astype(np.int32)
    spots = pa.ListArray.from_arrays(pa.array(np.append(firsts, len(ranked)).astype(np.int32)), pa.array(position))
    return pa.table(
        {
            "segment_no": pa.array(np.full(len(present), segment_no, np.int32)),
            "term": pa.array([names[at] for at in present], pa.string()),
            "texts": pa.ListArray.from_arrays(pa.array(ends), pa.array(text[firsts])),
            "times": pa.ListArray.from_arrays(pa.array(ends), pa.array(times)),
            "positions": pa.ListArray.from_arrays(pa.array(ends), spots),
        }
    )


@cache
def _common() -> frozenset[str]:
    """Read when they are first needed: all processes that read pages import this module, and few index texts."""
    return frozenset(common_terms())


def _pairs(
    numbers: np.ndarray[Any, Any], position: np.ndarray[Any, Any], text: np.ndarray[Any, Any], names: list[str]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Where two common terms follow each other in a text, and the number of the pair, whose name is added."""
    common = np.zeros(len(names) + 1, dtype=bool)
    words = _common()
    common[[at for at, name in enumerate(names) if name in words]] = True
    is_common = common[numbers]
    follows = (text[1:] == text[:-1]) & (position[1:] == position[:-1] + np.uint16(1))
    firsts = np.flatnonzero(is_common[:-1] & is_common[1:] & follows)
    codes = numbers[firsts].astype(np.int64) * len(names) + numbers[firsts + 1]
    kinds, which = np.unique(codes, return_inverse=True)
    before = len(names)
    names.extend(f"{names[code // before]} {names[code % before]}" for code in kinds.tolist())
    return firsts, (which + before).astype(np.uint32)
