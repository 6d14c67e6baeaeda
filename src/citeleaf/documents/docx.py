"""Word document bytes -> Draft: paragraphs and the rows of tables, in the order of the document.

What a reader of the final document sees is read: insertions are, tracked deletions and hidden text are not. Running
heads and feet are kept apart in the file and are no part of the text; a note follows the paragraph that calls it, a
text box the paragraph it is anchored in.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types

from citeleaf.documents.archives import checked_archive
from citeleaf.documents.docx_text import ParagraphText, content_of, paragraph_text, property_of, word
from citeleaf.documents.draft import Draft, DraftBuilder
from citeleaf.documents.file_titles import real_title
from citeleaf.errors import DocumentError
from citeleaf.types import BlockKind

if TYPE_CHECKING:
    from docx.document import Document
    from docx.opc.coreprops import CoreProperties
    from docx.styles.style import BaseStyle

_TEMPLATE_CREATED = datetime(2013, 12, 23, 23, 15)  # of python-docx's template, which its users' files inherit
_HEADING_STYLE = re.compile(r"heading (\d)")
_STYLE_KINDS = (
    (re.compile(r"title$"), BlockKind.TITLE),
    (re.compile(r"toc |table of (?:figures|authorities)|index \d|(?:header|footer)$"), BlockKind.BOILERPLATE),
    (re.compile(r"caption$"), BlockKind.CAPTION),
    (re.compile(r"list\b"), BlockKind.LIST_ITEM),
)
_DEEPEST_LEVEL = 6
_PASSES_BOUNDS = "huge"
"""A word of libxml2's where a part passes its bounds: ten million bytes in one piece, 256 elements in one another."""
_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})

Kind = tuple[BlockKind, int]


def parse(data: bytes) -> Draft:
    """The text of a Word document and its blocks. Raises DocumentError."""
    with checked_archive(data) as archive:
        document = _opened(data, has_main_part="word/document.xml" in archive.namelist())
    body = document.element.find(word("body"))
    if body is None:  # or it has another namespace, as in what Word calls a Strict Open XML document
        raise DocumentError("its text is not where Word puts it; open it in Word and save it as a Word document")
    builder = DraftBuilder()
    _Reader(document, builder).add(body)
    if not builder.blocks:
        raise DocumentError("it holds no text; if its pages are pictures, run OCR over them first")
    properties = _properties(document)
    titles = (block.span.of(builder.text) for block in builder.blocks if block.kind is BlockKind.TITLE)
    title = real_title(properties.title) if properties else ""
    return Draft(builder.text, builder.blocks, title or next(titles, ""), _published(properties))


def _opened(data: bytes, *, has_main_part: bool) -> Document:
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        return docx.Document(BytesIO(data))
    except etree.XMLSyntaxError as error:
        if _PASSES_BOUNDS in str(error).lower():
            raise DocumentError(
                "a stretch of its text is too long, or lies too deep; split it into several files"
            ) from error
        raise DocumentError("it is damaged; fetch the file again or export it anew") from error
    except (BadZipFile, EOFError, zlib.error, PackageNotFoundError) as error:
        raise DocumentError("it is damaged; fetch the file again or export it anew") from error
    except (KeyError, ValueError) as error:
        if has_main_part:
            raise DocumentError("a part of it is missing; open it in Word and save it again") from error
        raise DocumentError("it is a ZIP archive without a Word document; rename it to what it is") from error


class _Reader:
    """Adds the blocks of a document, and knows its styles and notes."""

    def __init__(self, document: Document, builder: DraftBuilder) -> None:
        self._builder = builder
        self._kinds = {style.style_id: _style_kind(style) for style in document.styles}
        self._notes = _notes(document)

    def add(self, parent: etree._Element) -> None:
        """Append what is in ``parent``: a body, a cell, a text box or a note."""
        for element in content_of(parent):
            if element.tag == word("p"):
                self._add_paragraph(element)
            elif element.tag == word("tbl"):
                self._add_table(element)

    def _add_paragraph(self, element: etree._Element) -> None:
        paragraph = paragraph_text(element)
        kind, level = self._kind(element)
        self._builder.add(paragraph.text, kind, level=level)
        for box in paragraph.boxes:
            self.add(box)
        self._add_notes(paragraph.notes)

    def _add_notes(self, called: Iterable[tuple[str, str]]) -> None:
        for identity in called:
            note = self._notes.pop(identity, None)
            if note is not None:
                self.add(note)

    def _add_table(self, table: etree._Element) -> None:
        """One block for each row; a table of one column only frames what is in it."""
        for row in content_of(table):
            if row.tag != word("tr"):
                continue
            cells = [cell for cell in content_of(row) if cell.tag == word("tc")]
            if len(cells) == 1:
                self.add(cells[0])
            else:
                seen = [cell for cell in cells if property_of(cell, "tcPr", "vMerge") in (None, "restart")]
                held = [list(_paragraphs_within(cell)) for cell in seen]
                self._builder.add("\t".join(_on_one_line(paragraphs) for paragraphs in held), BlockKind.TABLE)
                self._add_notes(note for paragraphs in held for paragraph in paragraphs for note in paragraph.notes)

    def _kind(self, element: etree._Element) -> Kind:
        """What the paragraph is for: its own outline level and numbering say it, and else its style."""
        outline_level = property_of(element, "pPr", "outlineLvl")
        if outline_level is not None and outline_level.isdecimal() and int(outline_level) < 9:  # 9 is body text
            return BlockKind.HEADING, min(int(outline_level) + 1, _DEEPEST_LEVEL)
        kind = self._kinds.get(property_of(element, "pPr", "pStyle") or "", (BlockKind.PARAGRAPH, 0))
        if kind[0] is BlockKind.PARAGRAPH and property_of(element, "pPr", "numPr", "numId") not in (None, "0"):
            return BlockKind.LIST_ITEM, 0
        return kind


def _style_kind(style: BaseStyle) -> Kind:
    """What the style is for, by its name (which Word stores in English) or that of a style it is based on."""
    seen: set[str] = set()
    current: BaseStyle | None = style
    while current is not None and current.style_id not in seen:
        seen.add(current.style_id)
        name = (current.name or "").lower()
        heading = _HEADING_STYLE.match(name)
        if heading:
            return BlockKind.HEADING, min(max(int(heading.group(1)), 1), _DEEPEST_LEVEL)
        for pattern, kind in _STYLE_KINDS:
            if pattern.match(name):
                return kind, 0
        current = getattr(current, "base_style", None)
    return BlockKind.PARAGRAPH, 0


def _paragraphs_within(parent: etree._Element) -> Iterator[ParagraphText]:
    """The paragraphs in a cell, those of tables and text boxes within it included."""
    for element in content_of(parent):
        if element.tag == word("p"):
            paragraph = paragraph_text(element)
            yield paragraph
            for box in paragraph.boxes:
                yield from _paragraphs_within(box)
        elif element.tag in (word("tbl"), word("tr"), word("tc")):
            yield from _paragraphs_within(element)


def _on_one_line(paragraphs: Iterable[ParagraphText]) -> str:
    return " ".join(" ".join(paragraph.text for paragraph in paragraphs).split())


def _notes(document: Document) -> dict[tuple[str, str], etree._Element]:
    """The footnotes and endnotes, by kind and identity."""
    from docx.oxml import parse_xml

    found: dict[tuple[str, str], etree._Element] = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in ("footnotes", "endnotes") and not relation.is_external:
            for note in parse_xml(relation.target_part.blob):
                if note.get(word("type")) not in _SEPARATORS:
                    found[kind, note.get(word("id"), "")] = note
    return found


def _properties(document: Document) -> CoreProperties | None:
    """The file's own properties: asked for those of a file without any, python-docx makes some up."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    package = document.part.package
    if package is None or not any(rel.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES for rel in package.rels.values()):
        return None
    properties: CoreProperties = document.core_properties
    return properties


def _published(properties: CoreProperties | None) -> date | None:
    """The day on which the document was begun, where the file says so itself."""
    try:
        created: datetime | None = properties.created if properties else None
    except ValueError:  # a date that is not written as the standard says
        return None
    if created is None or created.replace(tzinfo=None) == _TEMPLATE_CREATED:
        return None
    return created.date()
