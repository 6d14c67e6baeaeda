"""E-book bytes -> Draft: the chapters in the order they are read in, as ebooklib lists them.

Pages of contents that stand among the chapters are labelled boilerplate; those that only the reading device uses are
no part of the text.
"""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types

from citeleaf.documents.archives import checked_archive
from citeleaf.documents.dates import parse_date
from citeleaf.documents.draft import Draft, DraftBuilder
from citeleaf.documents.file_titles import bare, real_title
from citeleaf.documents.html_tree import html_tree
from citeleaf.documents.markup import pieces
from citeleaf.errors import DocumentError
from citeleaf.types import BlockKind

if TYPE_CHECKING:
    from ebooklib.epub import EpubBook

_FONT_MANGLING = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")  # hides fonts, not text
_DAMAGED = "it is damaged or cut short; fetch the file again or export it anew"


@dataclass(frozen=True, slots=True)
class _Chapter:
    content: bytes
    is_contents: bool


def parse(data: bytes) -> Draft:
    """The text of an e-book and its blocks. Raises DocumentError."""
    with checked_archive(data) as archive:
        _refuse_if_locked(archive)
    book = _read_book(data)
    title = real_title(book.title)
    builder = DraftBuilder()
    for chapter in _chapters(book):
        _add_chapter(builder, chapter, title)
    if not builder.blocks:
        raise DocumentError("it has no chapters with text; if its pages are pictures, run OCR over them first")
    return Draft(builder.text, builder.blocks, title, _published(book), _language(book))


def _refuse_if_locked(archive: ZipFile) -> None:
    """Shops lock the chapters of their books; locked fonts alone do no harm."""
    try:
        listed = archive.read("META-INF/encryption.xml")
    except KeyError:
        return
    except (BadZipFile, EOFError, zlib.error) as error:
        raise DocumentError(_DAMAGED) from error
    methods = _markup(listed).iter("{*}EncryptionMethod")
    if any(method.get("Algorithm") not in _FONT_MANGLING for method in methods):
        raise DocumentError("it is locked by the shop it comes from (DRM); only a copy without the lock can be read")


def _read_book(data: bytes) -> EpubBook:
    from ebooklib import epub

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # ebooklib warns of what it will change in itself
        try:
            return epub.read_epub(BytesIO(data))
        except Exception as error:  # it lets the errors of everything below it through
            raise DocumentError(_DAMAGED) from error


def _chapters(book: EpubBook) -> Iterator[_Chapter]:
    from ebooklib import epub

    items = {item.id: item for item in book.get_items()}
    contents = {str(entry["href"]).partition("#")[0] for entry in book.guide if entry.get("type") == "toc"}
    for item_id, _ in book.spine:
        item = items.get(item_id)
        if item is not None and item.content:
            yield _Chapter(item.content, isinstance(item, epub.EpubNav) or item.file_name in contents)


def _add_chapter(builder: DraftBuilder, chapter: _Chapter, title: str) -> None:
    for piece in pieces(_markup(chapter.content)):
        kind, level = piece.kind, piece.level
        if chapter.is_contents:
            kind, level = BlockKind.BOILERPLATE, 0
        elif kind is BlockKind.HEADING and title and bare(piece.text) == bare(title):
            kind, level = BlockKind.TITLE, 0
        builder.add(piece.text, kind, level=level)


def _markup(content: bytes) -> etree._Element:
    """The tree of XHTML as it should be, or of HTML as it often is. Nothing is fetched or expanded."""
    try:
        return _xml(content)
    except etree.XMLSyntaxError:
        return html_tree(content)


def _xml(content: bytes) -> etree._Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _published(book: EpubBook) -> date | None:
    """The date of publication, or the one date that is given without a name; never that of a later change."""
    dates = {_event(attributes): parse_date(value or "") for value, attributes in _dublin_core(book, "date")}
    return dates.get("publication") or dates.get("")


def _event(attributes: dict[str, str]) -> str:
    return next((value for name, value in attributes.items() if name.endswith("event")), "")


def _language(book: EpubBook) -> str | None:
    """The first language named, without its region: "en" for "en-GB"."""
    for value, _ in _dublin_core(book, "language"):
        if value and value.strip():
            return value.strip().replace("_", "-").partition("-")[0].lower()
    return None


def _dublin_core(book: EpubBook, name: str) -> list[tuple[str | None, dict[str, str]]]:
    try:
        return list(book.get_metadata("DC", name))
    except KeyError:  # ebooklib knows of no such namespace when the book uses none of it
        return []
