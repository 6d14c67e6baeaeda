"""The same documents as files of each format that is read."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path

from benchmarks.sources import Source
from documents.pdf_files import LINE, Words, lines, pdf

LINES_A_PAGE = 45
CHARACTERS_A_LINE = 78


def write_all(folder: Path, sources: list[Source], suffix: str) -> None:
    """Each of ``sources`` as one file."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, source in enumerate(sources):
        (folder / f"{number:05}.{suffix}").write_bytes(FORMATS[suffix](source))


def _text(source: Source) -> bytes:
    return "\n\n".join([source.title, *source.pieces]).encode()


def _markdown(source: Source) -> bytes:
    return "\n\n".join([f"# {source.title}", *source.pieces]).encode()


def _html(source: Source) -> bytes:
    return _page(source).encode()


def _page(source: Source) -> str:
    title = html.escape(source.title)
    paragraphs = "".join(f"<p>{html.escape(piece)}</p>\n" for piece in source.pieces)
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>\n{paragraphs}</article></body></html>"
    )


def _pdf(source: Source) -> bytes:
    pages = list(_pages(source))
    return pdf(*([*_heading(source, number), *lines(72, 700, page)] for number, page in enumerate(pages)))


def _pages(source: Source) -> Iterator[list[str]]:
    """Lines, a page at a time; those that a page of Latin-1 can show."""
    shown = [piece.encode("latin-1", errors="ignore").decode("latin-1") for piece in source.pieces]
    every = [line for piece in shown for line in (*textwrap.wrap(piece, CHARACTERS_A_LINE), "")]
    for start in range(0, len(every), LINES_A_PAGE):
        yield every[start : start + LINES_A_PAGE]


def _heading(source: Source, page: int) -> list[Words]:
    title = source.title.encode("latin-1", errors="ignore").decode("latin-1")
    return [] if page else [Words(72, 700 + 2 * LINE, title[:60], 16, bold=True)]


def _docx(source: Source) -> bytes:
    from docx import Document

    document = Document()
    document.add_heading(source.title, 0)
    for piece in source.pieces:
        document.add_paragraph(piece)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _epub(source: Source) -> bytes:
    from ebooklib import epub

    book = epub.EpubBook()
    book.set_identifier(source.name)
    book.set_title(source.title or source.name)
    book.set_language("en")
    chapter = epub.EpubHtml(title=source.title or source.name, file_name="text.xhtml", lang="en")
    chapter.content = _page(source)
    book.add_item(chapter)
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    book.toc = [chapter]
    book.spine = [chapter]
    buffer = BytesIO()
    epub.write_epub(buffer, book)
    return buffer.getvalue()


FORMATS: Mapping[str, Callable[[Source], bytes]] = {
    "txt": _text,
    "md": _markdown,
    "html": _html,
    "pdf": _pdf,
    "docx": _docx,
    "epub": _epub,
}
