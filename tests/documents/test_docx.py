"""Word documents: what a reader of the final document sees, in its order and for what it is."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from citeleaf.documents import archives
from citeleaf.documents.docx import parse
from citeleaf.errors import DocumentError
from citeleaf.types import BlockKind

NAMESPACES = nsdecls("w")
STRICT = b"""<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main">
<w:body><w:p><w:r><w:t>Text.</w:t></w:r></w:p></w:body></w:document>"""
BODILESS = f"<w:document {NAMESPACES}/>".encode()


def saved(document: Document) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def member(data: bytes, name: str) -> bytes:
    with ZipFile(BytesIO(data)) as archive:
        return archive.read(name)


def repacked(data: bytes, changed: dict[str, bytes | None]) -> bytes:
    """The archive with members changed, added, or (None) left out."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        members = {name: source.read(name) for name in source.namelist()} | changed
        for name, content in members.items():
            if content is not None:
                target.writestr(name, content)
    return buffer.getvalue()


def kinds(document: Document) -> list[tuple[BlockKind, int, str]]:
    """The blocks, which together are all of the document."""
    draft = parse(saved(document))
    assert "\n\n".join(block.span.of(draft.text) for block in draft.blocks) == draft.text
    return [(block.kind, block.level, block.span.of(draft.text)) for block in draft.blocks]


def with_paragraph(inner: str) -> Document:
    """A document of one paragraph, its runs given as XML."""
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:p {NAMESPACES}>{inner}</w:p>"))
    return document


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_paragraphs_and_tables_come_in_the_order_of_the_document() -> None:
    document = docx.Document()
    document.add_heading("The bridges", level=0)
    document.add_heading("In the town", level=1)
    document.add_paragraph("There are two of them.")
    table = document.add_table(rows=2, cols=2)
    for place, text in enumerate(["Name", "Length", "Old bridge", "112 m"]):
        table.cell(place // 2, place % 2).text = text
    document.add_paragraph("Table 1: Lengths", style="Caption")
    document.add_heading("Outside it", level=2)
    document.add_paragraph("The stone bridge", style="List Bullet")
    assert kinds(document) == [
        (BlockKind.TITLE, 0, "The bridges"),
        (BlockKind.HEADING, 1, "In the town"),
        (BlockKind.PARAGRAPH, 0, "There are two of them."),
        (BlockKind.TABLE, 0, "Name\tLength"),
        (BlockKind.TABLE, 0, "Old bridge\t112 m"),
        (BlockKind.CAPTION, 0, "Table 1: Lengths"),
        (BlockKind.HEADING, 2, "Outside it"),
        (BlockKind.LIST_ITEM, 0, "The stone bridge"),
    ]


def test_merged_cells_are_said_once() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    for row in (0, 1):
        for column in (0, 1, 2):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "across"
    table.cell(0, 2).merge(table.cell(1, 2)).text = "down"
    assert [text for _, _, text in kinds(document)] == ["across\tdown", "10\t11"]


def test_a_table_of_one_column_is_a_frame_round_its_paragraphs() -> None:
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "A note in a box."
    cell.add_paragraph("Its second paragraph.")
    assert kinds(document) == [
        (BlockKind.PARAGRAPH, 0, "A note in a box."),
        (BlockKind.PARAGRAPH, 0, "Its second paragraph."),
    ]


def test_a_table_within_a_cell_is_part_of_the_row() -> None:
    document = docx.Document()
    row = document.add_table(rows=1, cols=2).rows[0]
    row.cells[0].text = "Piers"
    row.cells[1].add_table(rows=1, cols=2).cell(0, 1).text = "seven"
    assert kinds(document) == [(BlockKind.TABLE, 0, "Piers\tseven")]


def test_insertions_are_read_and_deletions_are_not() -> None:
    document = with_paragraph(
        f"{run('It has ')}<w:del w:id='1'><w:r><w:delText>six</w:delText></w:r></w:del>"
        f"<w:ins w:id='2'>{run('seven')}</w:ins><w:moveFrom w:id='3'>{run(' old')}</w:moveFrom>{run(' piers.')}"
    )
    assert [text for _, _, text in kinds(document)] == ["It has seven piers."]


def test_links_and_content_controls_are_read_and_hidden_text_is_not() -> None:
    document = with_paragraph(
        f"<w:hyperlink w:anchor='a'>{run('The plans')}</w:hyperlink>"
        f"<w:sdt><w:sdtContent>{run(' of 1911')}</w:sdtContent></w:sdt>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t> secret</w:t></w:r>"
        "<w:r><w:fldChar w:fldCharType='begin'/><w:instrText> PAGE </w:instrText></w:r>"
        f"<w:r><w:noBreakHyphen/><w:tab/></w:r>{run('are kept.')}"
    )
    assert [text for _, _, text in kinds(document)] == ["The plans of 1911\u2011 are kept."]


def test_a_content_control_round_paragraphs_is_read() -> None:
    document = docx.Document()
    wrapped = f"<w:sdt {NAMESPACES}><w:sdtContent><w:p>{run('In a control.')}</w:p></w:sdtContent></w:sdt>"
    document.element.body.insert(0, parse_xml(wrapped))
    assert [text for _, _, text in kinds(document)] == ["In a control."]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent><w:p>{run('In the box.')}</w:p></w:txbxContent>"
    document = docx.Document()
    document.element.body.insert(
        0,
        parse_xml(
            f'<w:p {NAMESPACES} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f"{run('Beside the box.')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing>"
            f"</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        ),
    )
    assert [text for _, _, text in kinds(document)] == ["Beside the box.", "In the box."]


def test_a_line_break_stays_a_line_break() -> None:
    document = docx.Document()
    document.add_paragraph("12 Mill Lane\nNorthbridge")
    assert [text for _, _, text in kinds(document)] == ["12 Mill Lane\nNorthbridge"]


def test_a_style_that_is_based_on_a_heading_is_one() -> None:
    document = docx.Document()
    style = document.styles.add_style("Chapter", 1)
    style.base_style = document.styles["Heading 2"]
    document.add_paragraph("The piers", style="Chapter")
    assert kinds(document) == [(BlockKind.HEADING, 2, "The piers")]


def test_running_heads_and_feet_are_no_part_of_the_text() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Internal"
    document.add_paragraph("The body.")
    assert parse(saved(document)).text == "The body."


def test_a_footnote_follows_the_paragraph_that_calls_it() -> None:
    document = with_paragraph(f"{run('It was rebuilt.')}<w:r><w:footnoteReference w:id='2'/></w:r>")
    document.add_paragraph("It stands.")
    notes = (
        f"<w:footnotes {NAMESPACES}><w:footnote w:type='separator' w:id='0'><w:p>{run('---')}</w:p></w:footnote>"
        f"<w:footnote w:id='2'><w:p>{run('In 1911.')}</w:p></w:footnote></w:footnotes>"
    )
    data = with_footnotes(saved(document), notes.encode())
    assert parse(data).text == "It was rebuilt.\n\nIn 1911.\n\nIt stands."


def with_footnotes(data: bytes, notes: bytes) -> bytes:
    relations = member(data, "word/_rels/document.xml.rels")
    types = member(data, "[Content_Types].xml")
    relation = (
        b'<Relationship Id="rIdNotes" Target="footnotes.xml" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/></Relationships>'
    )
    part = (
        b'<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument'
        b'.wordprocessingml.footnotes+xml"/></Types>'
    )
    changed: dict[str, bytes | None] = {
        "word/_rels/document.xml.rels": relations.replace(b"</Relationships>", relation),
        "[Content_Types].xml": types.replace(b"</Types>", part),
        "word/footnotes.xml": notes,
    }
    return repacked(data, changed)


def test_title_and_date_are_those_the_file_gives() -> None:
    document = docx.Document()
    document.add_paragraph("The body.")
    assert parse(saved(document)).title == ""
    assert parse(saved(document)).published is None  # the date in python-docx's template is not this file's
    document.core_properties.title = "Bridges of the north"
    document.core_properties.created = datetime(2019, 3, 14, 12)
    draft = parse(saved(document))
    assert draft.title == "Bridges of the north"
    assert draft.published == date(2019, 3, 14)


def test_a_file_without_properties_gets_none_made_up() -> None:
    document = docx.Document()
    document.add_paragraph("The body.")
    data = saved(document)
    relations = member(data, "_rels/.rels").replace(b"core-properties", b"other")
    draft = parse(repacked(data, {"_rels/.rels": relations}))
    assert (draft.title, draft.published) == ("", None)


@pytest.mark.parametrize("text", ["Граница", "حدود طويلة", "長い国境", "🌉 e\u0301", "a\u200db"])
def test_text_of_any_script_is_kept(text: str) -> None:
    document = docx.Document()
    document.add_paragraph(text)
    draft = parse(saved(document))
    assert draft.text == text
    assert draft == parse(saved(document))


def empty() -> bytes:
    return saved(docx.Document())


def ole(content: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + content.encode("utf-16-le")


def archive_of(name: str, content: bytes) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"just some text", "it is damaged or cut short"),
        (empty()[:5000], "it is damaged or cut short"),
        (repacked(empty(), {"word/document.xml": b"<w:document"}), "it is damaged"),
        (repacked(empty(), {"word/document.xml": STRICT}), "its text is not where Word puts it"),
        (repacked(empty(), {"word/document.xml": BODILESS}), "its text is not where Word puts it"),
        (repacked(empty(), {"word/styles.xml": None}), "a part of it is missing; open it in Word and save it again"),
        (ole("EncryptedPackage"), "it is encrypted; save a copy without the password"),
        (ole("WordDocument"), "it is in the format of an older Office"),
        (archive_of("notes.txt", b"text"), "it is a ZIP archive without a Word document"),
        (empty(), "it holds no text"),
    ],
)
def test_why_a_file_cannot_be_read(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse(data)
    assert str(caught.value).startswith(reason)
    assert "\n" not in str(caught.value)


def test_an_archive_that_would_unpack_to_far_too_much_is_refused() -> None:
    """60 MB of zeros pack some thousand to one."""
    with pytest.raises(DocumentError, match="unpack to 60 MB"):
        parse(archive_of("word/document.xml", bytes(60 * 1024**2)))


def test_an_archive_may_be_large_or_well_packed_but_not_both(monkeypatch: pytest.MonkeyPatch) -> None:
    data = archive_of("a", bytes(1024**2))
    archives.checked_archive(data).close()
    monkeypatch.setattr(archives, "LARGEST", 1024**2 - 1)
    with pytest.raises(DocumentError, match="unpack to 1 MB"):
        archives.checked_archive(data)


def test_members_with_a_password_are_named() -> None:
    data = bytearray(archive_of("word/document.xml", b"<x/>"))
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the flag of the archive's directory
    with pytest.raises(DocumentError, match="it is encrypted"):
        parse(bytes(data))
