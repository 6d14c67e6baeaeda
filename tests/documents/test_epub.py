"""E-books: chapters in the order they are read in, and only what a reader of the book sees."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest

from citeleaf.documents.draft import Draft
from citeleaf.documents.epub import parse
from citeleaf.errors import DocumentError
from citeleaf.types import BlockKind

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
NAVIGATION = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>'
    '<nav epub:type="toc"><ol><li><a href="one.xhtml">The crossing</a></li></ol></nav></body></html>'
)
METADATA = "<dc:title>Bridges of the north</dc:title><dc:language>en-GB</dc:language>"
ENCRYPTION = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#"><EncryptionMethod Algorithm="{}"/>'
    '<CipherData><CipherReference URI="OPS/one.xhtml"/></CipherData></EncryptedData></encryption>'
)


def chapter(body: str) -> str:
    return f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>not shown</title></head><body>{body}</body></html>'


def book(
    chapters: dict[str, str],
    *,
    spine: tuple[str, ...] | None = None,
    metadata: str = METADATA,
    guide: str = "",
    extra: dict[str, str] | None = None,
) -> bytes:
    """An e-book of those chapters, by file name; ``spine`` is the order they are read in."""
    items = "".join(f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in chapters)
    references = "".join(f'<itemref idref="{name}"/>' for name in (chapters if spine is None else spine))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">'
        f'<dc:identifier id="id">1</dc:identifier>{metadata}</metadata>'
        f'<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>{items}'
        f"</manifest><spine>{references}</spine><guide>{guide}</guide></package>"
    )
    members = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OPS/book.opf": package}
    members |= {"OPS/nav.xhtml": NAVIGATION} | {f"OPS/{name}": text for name, text in chapters.items()} | (extra or {})
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def blocks(draft: Draft) -> list[tuple[BlockKind, int, str]]:
    """The blocks, which together are all of the book."""
    assert "\n\n".join(block.span.of(draft.text) for block in draft.blocks) == draft.text
    return [(block.kind, block.level, block.span.of(draft.text)) for block in draft.blocks]


def test_chapters_are_read_in_the_order_of_the_spine() -> None:
    chapters = {
        "two.xhtml": chapter("<h1>The piers</h1><p>There are <i>seven</i> of them.</p><ul><li>of stone</li></ul>"),
        "one.xhtml": chapter("<h1>The crossing</h1><h2>By boat</h2><p>It took an hour.</p>"),
    }
    draft = parse(book(chapters, spine=("one.xhtml", "two.xhtml")))
    assert blocks(draft) == [
        (BlockKind.HEADING, 1, "The crossing"),
        (BlockKind.HEADING, 2, "By boat"),
        (BlockKind.PARAGRAPH, 0, "It took an hour."),
        (BlockKind.HEADING, 1, "The piers"),
        (BlockKind.PARAGRAPH, 0, "There are seven of them."),
        (BlockKind.LIST_ITEM, 0, "of stone"),
    ]


def test_contents_among_the_chapters_are_boilerplate_and_others_are_left_out() -> None:
    chapters = {
        "contents.xhtml": chapter("<h1>Contents</h1><p>The crossing</p>"),
        "one.xhtml": chapter("<p>It took an hour.</p>"),
    }
    draft = parse(
        book(
            chapters,
            spine=("contents.xhtml", "nav", "one.xhtml"),
            guide='<reference type="toc" href="contents.xhtml#a"/>',
        )
    )
    assert blocks(draft) == [
        (BlockKind.BOILERPLATE, 0, "Contents"),
        (BlockKind.BOILERPLATE, 0, "The crossing"),
        (BlockKind.BOILERPLATE, 0, "The crossing"),
        (BlockKind.PARAGRAPH, 0, "It took an hour."),
    ]
    assert parse(book(chapters, spine=("one.xhtml",))).text == "It took an hour."


def test_what_the_book_says_of_itself() -> None:
    chapters = {"one.xhtml": chapter("<h1>BRIDGES of the North</h1><p>It took an hour.</p>")}
    draft = parse(book(chapters, metadata=METADATA + "<dc:date>2011-09-03T00:00:00Z</dc:date>"))
    assert (draft.title, draft.language, draft.published) == ("Bridges of the north", "en", date(2011, 9, 3))
    assert blocks(draft)[0] == (BlockKind.TITLE, 0, "BRIDGES of the North")


@pytest.mark.parametrize(
    ("dates", "published"),
    [
        ('<dc:date opf:event="modification">2020-01-01</dc:date>', None),
        (
            '<dc:date opf:event="creation">1999-01-01</dc:date><dc:date opf:event="publication">2001-02-03</dc:date>',
            date(2001, 2, 3),
        ),
        ("<dc:date>some time ago</dc:date>", None),
        ("", None),
    ],
)
def test_only_a_date_of_publication_is_one(dates: str, published: date | None) -> None:
    draft = parse(book({"one.xhtml": chapter("<p>It took an hour.</p>")}, metadata=METADATA + dates))
    assert draft.published == published


def test_a_book_that_says_nothing_of_itself_is_read() -> None:
    draft = parse(book({"one.xhtml": chapter("<p>It took an hour.</p>")}, metadata=""))
    assert (draft.text, draft.title, draft.language) == ("It took an hour.", "", None)


def test_named_characters_and_slovenly_markup_are_read() -> None:
    chapters = {
        "one.xhtml": chapter("<p>An&nbsp;hour &mdash; or&#160;two</p>"),
        "two.xhtml": "<html><body><p>Fish & chips<br>at noon<p>Then home</body></html>",
    }
    text = parse(book(chapters)).text.replace("\u00a0", " ")
    assert text == "An hour — or two\n\nFish & chips\nat noon\n\nThen home"


def test_entities_are_neither_fetched_nor_expanded() -> None:
    bomb = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 20))
    chapters = {
        "one.xhtml": '<!DOCTYPE html [<!ENTITY file SYSTEM "file:///etc/passwd">]>' + chapter("<p>It says: &file;</p>"),
        "two.xhtml": f'<!DOCTYPE html [<!ENTITY e0 "ha">{bomb}]>' + chapter("<p>It laughs: &e19;</p>"),
    }
    draft = parse(book(chapters))
    assert "root:" not in draft.text
    assert "haha" not in draft.text
    assert draft.text.startswith("It says:")


@pytest.mark.parametrize("text", ["Граница", "حدود طويلة", "長い国境", "🌉 e\u0301", "a\u200db"])
def test_text_of_any_script_is_kept(text: str) -> None:
    data = book({"one.xhtml": chapter(f"<p>{text}</p>")})
    assert parse(data).text == text
    assert parse(data) == parse(data)


def test_locked_fonts_do_not_lock_the_book() -> None:
    mangled = ENCRYPTION.format("http://www.idpf.org/2008/embedding")
    data = book({"one.xhtml": chapter("<p>It took an hour.</p>")}, extra={"META-INF/encryption.xml": mangled})
    assert parse(data).text == "It took an hour."


LOCKED = {"META-INF/encryption.xml": ENCRYPTION.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")}
ONE = {"one.xhtml": chapter("<p>It took an hour.</p>")}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"just some text", "it is damaged or cut short"),
        (book(ONE)[:900], "it is damaged or cut short"),
        (book(ONE).replace(b"OPS/book.opf", b"OPS/none.opf", 1), "it is damaged or cut short"),
        (book(ONE, extra=LOCKED), "it is locked by the shop it comes from (DRM)"),
        (book(ONE, spine=()), "it has no chapters with text"),
        (book({"one.xhtml": chapter("<img src='scan.png'/>")}), "it has no chapters with text"),
    ],
)
def test_why_a_file_cannot_be_read(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse(data)
    assert str(caught.value).startswith(reason)
    assert "\n" not in str(caught.value)
