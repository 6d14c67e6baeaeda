"""Each file gets a Document, or one line that says why not and what to do."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from citeleaf.documents import SUFFIXES, load, load_bytes, registry
from citeleaf.documents.draft import Draft
from citeleaf.errors import DocumentError
from citeleaf.types import document_id
from documents.cases import FOLDER, SEED


def archive(*members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        for member in members:
            opened.writestr(member, "x")
    return buffer.getvalue()


WORD, EPUB, SHEET = archive("word/document.xml"), archive("META-INF/container.xml"), archive("xl/workbook.xml")
PDF = b"%PDF-1.7\n1 0 obj\nendobj\n"
PAGE = b"<!DOCTYPE html><html><body><p>Hello</p></body></html>"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.xyz", b"text", r"files of type \.xyz are not read; save it as one of \.txt, .* or \.epub"),
        ("README", b"text", "files without a type at the end of their name are not read; save it as one of .*"),
        ("a.txt", b"", r"the file is empty \(0 bytes\)"),
        ("a.pdf", b"", r"the file is empty \(0 bytes\)"),
        ("a.txt", b" \n\t\r\n", "it holds only white space"),
        ("a.md", "\ufeff \u00a0\n".encode(), "it holds no text"),
        ("a.txt", b"\x00\x01\x02\x03\x04" * 99, "not text: .*"),
        ("a.md", bytes(range(256)), "not text: .*"),
        ("a.html", b"\x00\x01\x02\x03\x04" * 99, "not text: .*"),
        ("a.html", b"<html><body><script>x()</script></body></html>", "the page shows no text; .*"),
        ("a.txt", PDF, r"the name says plain text, but the file is a PDF; rename it to end in \.pdf"),
        ("a.html", PDF, r"the name says a web page, but the file is a PDF; .*"),
        ("a.pdf", WORD, r"the name says a PDF, but the file is a Word document; rename it to end in \.docx"),
        ("a.docx", EPUB, r"the name says a Word document, but the file is an e-book \(EPUB\); .*\.epub"),
        ("a.epub", SHEET, r".*, but the file is an Excel workbook; save it as one of .*"),
        ("a.pdf", PAGE, r"the name says a PDF, but the file is a web page; rename it to end in \.html"),
        ("a.txt", PAGE, r"the name says plain text, but the file is a web page; .*"),
        ("a.txt", "<html><p>x".encode("utf-16"), "the name says plain text, but the file is a web page; .*"),
        ("a.csv", SHEET, r".* a table in text \(CSV\), but the file is an Excel workbook; save it as one of .*"),
        ("a.csv", b"\x00\x01\x02\x03\x04" * 99, "not text: .*"),
        ("a.docx", OLD_OFFICE, ".* is an older Office document, or one that is locked with a password; .*"),
        ("a.md", b"{\\rtf1\\ansi text}", r".* is a Rich Text \(RTF\) document; save it as .*"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + b"\x00" * 9, ".* is an image; save it as .*"),
        ("a.pdf", b"just words", "not a PDF, whatever its name says; .*"),
        ("a.docx", b"just words", "not a Word document, whatever its name says; .*"),
    ],
)
def test_what_cannot_be_read_gives_a_reason_of_one_line(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=f"^{reason}$") as raised:
        load_bytes(data, name)
    assert "\n" not in str(raised.value)


def test_a_text_that_names_the_mark_of_a_pdf_is_a_text() -> None:
    assert load_bytes(b"A file that begins with %PDF- is a PDF.", "a.txt").media_type == "text/plain"


def test_endings_are_read_in_any_case() -> None:
    assert set(SUFFIXES) == {".txt", ".md", ".csv", ".tsv", ".html", ".htm", ".pdf", ".docx", ".epub"}
    assert load_bytes(b"Some words.", "folder/NOTES.TXT").path == "folder/NOTES.TXT"


def test_identity_and_digest() -> None:
    document = load(SEED, SEED.parent)
    assert document.path == SEED.name
    assert document.id == document_id(SEED.name) == hashlib.sha256(SEED.name.encode()).hexdigest()[:16]
    assert document.sha256 == hashlib.sha256(SEED.read_bytes()).hexdigest()
    assert document.text == SEED.read_text(encoding="utf-8")  # offsets that others took of the file hold
    assert (document.media_type, document.published) == ("text/plain", None)


def test_paths_are_relative_to_the_corpus(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "c.txt").write_text("Some words.", encoding="utf-8")
    assert load(tmp_path / "a" / "b" / "c.txt", tmp_path).path == "a/b/c.txt"


def test_the_same_bytes_give_the_same_document() -> None:
    for path in sorted(FOLDER.glob("*/*.txt")):
        assert load(path, FOLDER) == load(path, FOLDER)


def test_a_file_that_vanished(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"^there is no such file$"):
        load(tmp_path / "gone.txt", tmp_path)


def test_a_file_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:  # file modes would not stop a test that runs as root
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(DocumentError, match=r"^it may not be opened; give this account the right to read it$"):
        load(tmp_path / "locked.txt", tmp_path)


def test_a_folder_named_like_a_file(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(DocumentError, match=r"^it cannot be opened: .*directory$"):
        load(tmp_path / "folder.txt", tmp_path)


def test_a_parser_that_breaks_gives_a_reason_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(data: bytes) -> Draft:
        raise ValueError("too deep\nby far")

    monkeypatch.setattr("citeleaf.documents.text.parse", breaks)
    with pytest.raises(DocumentError, match=r"^it cannot be read as plain text, it may be damaged: too deep by far$"):
        load_bytes(b"words", "a.txt")


def test_every_format_names_a_parser() -> None:
    assert {file_format.module for file_format in registry._FORMATS.values()} == {
        "text",
        "markdown",
        "separated",
        "html",
        "pdf",
        "docx",
        "epub",
    }
