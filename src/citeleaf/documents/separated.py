"""Tables saved as text with a sign between their cells (CSV): each row as those of other files, a block with tabs.

What parts the cells is told by the rows: it gives most of them the same number of cells. A cell stands in one line
here, without the quotation marks that hold commas and line ends together. What is alone in its row is a paragraph.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from citeleaf.documents.decoding import decode
from citeleaf.documents.draft import Draft, DraftBuilder
from citeleaf.errors import DocumentError
from citeleaf.types import BlockKind

if TYPE_CHECKING:
    from _csv import Reader

_SIGNS = "\t;|,"
"""The likelier first, where two part the rows equally well: a comma stands within numbers and names as well."""
_SAMPLE = 1 << 16
"""How many characters tell what parts the cells of a whole file."""
_STATED = re.compile(r"sep=([^\w\s\"]|\t)[ \t]*(?:\n|$)", re.IGNORECASE)
"""Spreadsheets write this above the rows, and are told by it; nobody reads it."""
_END = "\x00"
"""A last line of our own, which no text holds: a quotation that never ends swallows it."""


def parse(data: bytes) -> Draft:
    """The Draft of a table in text. Raises DocumentError when the bytes are no text, or a quotation never ends."""
    text = decode(data)
    stated = _STATED.match(text)
    builder = DraftBuilder()
    builder.add(stated.group() if stated else "", BlockKind.BOILERPLATE)
    lines = text[stated.end() if stated else 0 :].split("\n")
    above = text.count("\n", 0, stated.end()) if stated else 0
    for cells in _records(lines, stated[1] if stated else _sign(text), above):
        row = "\t".join(" ".join(cell.split()) for cell in cells).strip()
        builder.add(row, BlockKind.TABLE if "\t" in row else BlockKind.PARAGRAPH)
    return Draft(builder.text, builder.blocks)


def _records(lines: list[str], sign: str, above: int) -> Iterator[list[str]]:
    """The cells of each row. ``above`` is how many lines of the file stand over the first of ``lines``."""
    reader = _reader([*lines, _END], sign)
    begin = 0
    try:
        for cells in reader:
            if reader.line_num > len(lines):
                if cells != [_END]:
                    raise _unended(above + begin + 1)
                return
            begin = reader.line_num
            yield cells
    except csv.Error as error:
        raise DocumentError(
            f"a cell in the row from line {above + begin + 1} on has more than {csv.field_size_limit():,} characters,"
            ' or a quotation mark (") that opens it is never closed: mend the table, or save it as plain text'
        ) from error


def _reader(lines: Sequence[str], sign: str) -> Reader:
    return csv.reader((f"{line}\n" for line in lines), delimiter=sign, skipinitialspace=True)


def _unended(line: int) -> DocumentError:
    return DocumentError(
        f'the quotation mark (") that opens a cell in the row from line {line} on is never closed: '
        "close it, or save the table again"
    )


def _sign(text: str) -> str:
    """What parts the cells: not the standard library's Sniffer, which takes seconds where quotation marks are many."""
    lines = text[:_SAMPLE].split("\n")
    lines = lines[:-1] if len(text) > _SAMPLE and len(lines) > 1 else lines
    return max(_SIGNS, key=lambda sign: _evenness(lines, sign))


def _evenness(lines: list[str], sign: str) -> float:
    """The share of the rows that have the number of cells, of two or more, that most of them have."""
    widths = Counter(len(cells) for cells in _reader(lines, sign) if cells)
    several = [times for width, times in widths.items() if width > 1]
    return max(several, default=0) / max(1, widths.total())
