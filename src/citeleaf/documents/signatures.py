"""Tells by a file's first bytes what it really is, whatever its name says.

A PDF that was renamed to .txt would otherwise be read as nonsense, and a web page saved as .pdf would fail with an
error about damage that is not there.
"""

from __future__ import annotations

import io
import zipfile
from enum import StrEnum


class Form(StrEnum):
    """What a file's bytes show it to be, in the words that a message uses."""

    PDF = "a PDF"
    WORD = "a Word document"
    EPUB = "an e-book (EPUB)"
    EXCEL = "an Excel workbook"
    POWERPOINT = "a PowerPoint presentation"
    OPEN_DOCUMENT = "an OpenDocument file"
    ZIP = "a ZIP archive"
    OLD_OFFICE = "an older Office document, or one that is locked with a password"
    RICH_TEXT = "a Rich Text (RTF) document"
    POSTSCRIPT = "a PostScript file"
    HTML = "a web page"
    IMAGE = "an image"
    SOUND_OR_FILM = "a sound or film file"
    ARCHIVE = "a compressed archive"
    PROGRAM = "a program"
    DATABASE = "a database"
    OTHER = "none of the types that have a mark of their own"


_SEARCHED = 1024
"""How far from its start a file's mark may stand (a PDF's header may follow other bytes)."""

_MARKS = (
    (b"PK\x03\x04", Form.ZIP),
    (b"PK\x05\x06", Form.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Form.OLD_OFFICE),
    (b"{\\rtf", Form.RICH_TEXT),
    (b"%!PS", Form.POSTSCRIPT),
    (b"\x89PNG\r\n\x1a\n", Form.IMAGE),
    (b"\xff\xd8\xff", Form.IMAGE),
    (b"GIF87a", Form.IMAGE),
    (b"GIF89a", Form.IMAGE),
    (b"II*\x00", Form.IMAGE),
    (b"MM\x00*", Form.IMAGE),
    (b"ID3", Form.SOUND_OR_FILM),
    (b"OggS", Form.SOUND_OR_FILM),
    (b"\x1aE\xdf\xa3", Form.SOUND_OR_FILM),
    (b"\x1f\x8b", Form.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Form.ARCHIVE),
    (b"Rar!\x1a\x07", Form.ARCHIVE),
    (b"\xfd7zXZ\x00", Form.ARCHIVE),
    (b"\x7fELF", Form.PROGRAM),
    (b"SQLite format 3\x00", Form.DATABASE),
)
_PAGE_STARTS = (b"<!doctype html", b"<html")
_ZIP_MEMBERS = (
    ("word/", Form.WORD),
    ("xl/", Form.EXCEL),
    ("ppt/", Form.POWERPOINT),
    ("META-INF/container.xml", Form.EPUB),
    ("content.xml", Form.OPEN_DOCUMENT),
)


def recognise(data: bytes) -> Form:
    """What ``data`` shows itself to be; OTHER for plain text, and for whatever bears no known mark."""
    for mark, form in _MARKS:
        if data.startswith(mark):
            return _inside_zip(data) if form is Form.ZIP else form
    start = data[:_SEARCHED]
    if start[:4] == b"RIFF" and start[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return Form.IMAGE if start[8:12] == b"WEBP" else Form.SOUND_OR_FILM
    if start[4:8] == b"ftyp":
        return Form.SOUND_OR_FILM
    if _plain_start(start).startswith(_PAGE_STARTS):
        return Form.HTML
    return Form.PDF if _is_pdf(start) else Form.OTHER


def _is_pdf(start: bytes) -> bool:
    """A PDF's header stands first, or after bytes that are no text: a text that names "%PDF-" is not one."""
    position = start.find(b"%PDF-")
    return position >= 0 and (not start[:position].strip() or b"\x00" in start or b"\nobj" in start or b" obj" in start)


def _plain_start(start: bytes) -> bytes:
    """The first bytes in lower case, without a byte order mark, an XML declaration or the NULs of UTF-16."""
    start = start.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    start = start.replace(b"\x00", b"").lstrip().lower()
    while start.startswith((b"<?xml", b"<!--")):
        _, closed, rest = start.partition(b">")
        if not closed:
            break
        start = rest.lstrip()
    return start


def _inside_zip(data: bytes) -> Form:
    """Office documents and e-books are ZIP archives: their members tell them apart."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        names = [member for member, _ in _ZIP_MEMBERS if member.encode() in data]  # cut short: no list of members
    for member, form in _ZIP_MEMBERS:
        if any(name == member or (member.endswith("/") and name.startswith(member)) for name in names):
            return form
    return Form.ZIP
