"""What a PDF says of itself: its title, its date, the names of its pages and its outline, as pypdf reads them.

None of it is needed to read the text, and many files get it wrong: whatever cannot be read is left out.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING

from citeleaf.documents.file_titles import real_title

if TYPE_CHECKING:
    from pypdf import PdfReader

_MOST_ENTRIES = 5000  # an outline with more is no table of contents
_FIRST_YEAR = 1993  # of the format: an earlier date comes from a clock that was not set


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One line of the outline: ``level`` and ``page`` count from 1."""

    title: str
    level: int
    page: int


@dataclass(frozen=True, slots=True)
class Structure:
    """``title`` is empty where the file gives none or only a program's or a file's name.

    ``page_labels`` is empty where they are 1, 2, 3...
    """

    title: str = ""
    published: date | None = None
    page_labels: tuple[str, ...] = ()
    outline: tuple[OutlineEntry, ...] = ()


def read_structure(data: bytes) -> Structure:
    """What the PDF says of itself; nothing at all where pypdf cannot open it."""
    from pypdf import PdfReader

    with _quiet():
        try:
            reader = PdfReader(BytesIO(data), strict=False)
        except Exception:  # pypdf raises errors of every kind on damaged files; the text comes from pdfium
            return Structure()
        title, published = _metadata(reader)
        return Structure(title, published, _page_labels(reader), _outline(reader))


def has_no_pages(data: bytes) -> bool:
    """Whether the PDF is whole but lists no page, which pdfium does not tell from damage."""
    from pypdf import PdfReader

    with _quiet():
        try:
            return len(PdfReader(BytesIO(data), strict=False).pages) == 0
        except Exception:  # as above
            return False


@contextmanager
def _quiet() -> Iterator[None]:
    """pypdf logs what it mends in a file: of no use to the reader of that file."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _metadata(reader: PdfReader) -> tuple[str, date | None]:
    try:
        metadata = reader.metadata
        title = real_title(metadata.title) if metadata else ""
    except Exception:  # as above
        return "", None
    try:
        created = metadata.creation_date if metadata else None
    except Exception:  # a date that is not written as the standard says
        created = None
    published = created.date() if created and created.year >= _FIRST_YEAR else None
    return title, published


def _page_labels(reader: PdfReader) -> tuple[str, ...]:
    try:
        labels = tuple(str(label) for label in reader.page_labels)
    except Exception:  # as above
        return ()
    return () if labels == tuple(str(number) for number in range(1, len(labels) + 1)) else labels


def _outline(reader: PdfReader) -> tuple[OutlineEntry, ...]:
    try:
        return tuple(islice(_entries(reader), _MOST_ENTRIES))
    except Exception:  # as above, RecursionError included
        return ()


def _entries(reader: PdfReader) -> Iterator[OutlineEntry]:
    """The outline flattened: pypdf puts the entries below an entry into a list that follows it."""
    from pypdf.generic import Destination

    stack: list[Iterator[object]] = [iter(reader.outline)]
    while stack:
        entry = next(stack[-1], None)
        if entry is None:
            stack.pop()
        elif isinstance(entry, list):
            stack.append(iter(entry))
        elif isinstance(entry, Destination):
            page = reader.get_destination_page_number(entry)
            if page is not None and entry.title:
                yield OutlineEntry(str(entry.title), len(stack), page + 1)
