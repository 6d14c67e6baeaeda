"""Files made to do harm, each as small as shows it."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from documents.pdf_files import file_of
from fuzz import seeds


def bomb(megabytes: int) -> bytes:
    """A Word document whose text unpacks to so many megabytes of one letter."""
    body = seeds.DOCX_PARTS["word/document.xml"].replace(b"The lamp", b"a" * megabytes * 1024**2)
    return seeds.docx_with_part(b"\0" + body)


def book_bomb(megabytes: int) -> bytes:
    """An e-book whose chapter unpacks to so many megabytes."""
    chapter = seeds.EPUB_PARTS["OPS/one.xhtml"].replace(b"The crossing", b"b" * megabytes * 1024**2)
    return seeds.epub_with_part(b"\0" + chapter)


def pdf_bomb(megabytes: int) -> bytes:
    """A PDF whose page unpacks to so many megabytes of spaces and one word."""
    import zlib

    content = zlib.compress(b" " * megabytes * 1024**2 + b"BT /R 11 Tf 72 700 Td (word) Tj ET", 9)
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /R 5 0 R >> >> >>"
    )
    return file_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page,
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )


def deep_page(levels: int) -> bytes:
    return b"<html><body>" + b"<div>" * levels + b"at the bottom of it all" + b"</div>" * levels


def deep_word(levels: int) -> bytes:
    body = b"<w:p><w:r>" + b"<w:smartTag>" * levels + b"<w:t>deep</w:t>" + b"</w:smartTag>" * levels + b"</w:r></w:p>"
    document = seeds.DOCX_PARTS["word/document.xml"]
    return seeds.docx_with_part(b"\0" + document.replace(b"<w:body>", b"<w:body>" + body))


def archive_in_archive() -> bytes:
    """An archive that holds itself, under a document's name, several times over."""
    inner = b"nothing"
    for _ in range(5):
        buffer = BytesIO()
        with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
            for number in range(8):
                archive.writestr(f"word/{number}.docx", inner)
        inner = buffer.getvalue()
    return inner


def entities(target: str) -> bytes:
    """A Word document that names a file of this machine as part of its text."""
    document = seeds.DOCX_PARTS["word/document.xml"].decode()
    declared = f'<!DOCTYPE d [<!ENTITY leak SYSTEM "{target}">]>' + document.replace("The lamp", "The lamp &leak;")
    return seeds.docx_with_part(b"\0" + declared.encode())


def entities_in_book(target: str) -> bytes:
    chapter = seeds.EPUB_PARTS["OPS/one.xhtml"].decode()
    declared = f'<!DOCTYPE d [<!ENTITY leak SYSTEM "{target}">]>' + chapter.replace("stone", "stone &leak;")
    return seeds.epub_with_part(b"\0" + declared.encode())


def laughs() -> bytes:
    """Entities that would expand to a thousand million characters."""
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    document = seeds.DOCX_PARTS["word/document.xml"].decode().replace("The lamp", "The lamp &l9;")
    return seeds.docx_with_part(b"\0" + f'<!DOCTYPE d [<!ENTITY l0 "ha">{levels}]>{document}'.encode())


def climbing_members(outside: str) -> bytes:
    """A Word document with a member whose name leads out of wherever it is unpacked."""
    buffer = BytesIO(seeds.docx_with_part(b""))
    with ZipFile(buffer, "a") as archive:
        archive.writestr(f"../../../../{outside}", "written by an archive")
    return buffer.getvalue()
