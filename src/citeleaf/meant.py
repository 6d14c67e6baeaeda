"""A question and a table -> the cells in which its answer may stand.

In a row of cells hardly anything tells a reader of sentences what belongs together. But a question names the row that
it means, by a cell of it, and the column by its head: "When do the baths close on Sunday?".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from citeleaf.echoes import Asked
from citeleaf.table_heads import column_names
from citeleaf.tables import cells
from citeleaf.terms import stems, words_of
from citeleaf.types import Span


def unmeant(asked: Asked, text: str, table: Sequence[Span]) -> Iterator[Span]:
    """The rows and cells of a ``table`` in which the answer does not stand; none where its first row is no head.

    The rows that are meant hold the most of the question's words that some rows hold and others do not. Of the cells
    in one of them, those that only repeat the question are not meant, unless it asks whether something is so; nor are
    the others where the heads of some hold words of the question, and theirs hold fewer. Where a row ends as a question
    does, it is a conversation, and any row may answer.
    """
    if any(row.of(text).endswith("?") for row in table):
        return
    names = column_names(text, table)
    if not names:
        return
    head, *rows = table
    of_head = asked.telling & _stems(head.of(text))
    held = [(asked.telling & _stems(row.of(text))) - of_head for row in rows]
    common = set.intersection(*map(set, held)) if held else set()
    counts = [len(words - common) for words in held]
    most = max(counts, default=0)
    if not most:
        return
    yield head
    heads = [asked.telling & _stems(name) for name in names]
    places = [cells(text, row) for row in rows]
    if any(len(row) > len(heads) for row in places):
        heads = []  # an empty cell at an edge is lost where tabs part them: the columns may be shifted
    for row, place, count in zip(rows, places, counts, strict=True):
        if count < most:
            yield row
        elif not asked.whether:
            yield from _unmeant_cells(asked, text, place, heads if len(place) == len(heads) else [])


def _unmeant_cells(asked: Asked, text: str, row: Sequence[Span], heads: Sequence[Set[str]]) -> Iterator[Span]:
    new = [not _stems(cell.of(text)) <= asked.words for cell in row]
    if not any(new):
        return
    named = [len(head) for head in heads] or [0] * len(row)
    most = max(count for count, is_new in zip(named, new, strict=True) if is_new)
    yield from (cell for cell, count, is_new in zip(row, named, new, strict=True) if not is_new or count < most)


def _stems(text: str) -> Set[str]:
    return stems(words_of(text))
