"""Bytes become characters in whatever encoding they came, and other bytes are refused."""

from __future__ import annotations

import pytest

from citeleaf.documents.decoding import decode
from citeleaf.errors import DocumentError

MIXED = "Grüße, мир, שלום, 你好, 👩‍🚀 and e\u0301\nsecond line"
RUSSIAN = "Сегодня в городе открыли новую библиотеку, в которой собрано больше ста тысяч книг на разных языках мира."
GERMAN = "Größe und Maß der Äpfel prüfen wir später, sagte der Gärtner, und ging über die nasse Straße nach Hause."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_with_and_without_a_mark(encoding: str) -> None:
    assert decode(MIXED.encode(encoding)) == MIXED


@pytest.mark.parametrize(("text", "encoding"), [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (GERMAN, "cp1252")])
def test_older_encodings_are_recognised(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_line_ends_become_one_and_nothing_else_changes() -> None:
    assert decode(b"one\r\ntwo\rthree\n\r\n\tfour \x0c") == "one\ntwo\nthree\n\n\tfour \x0c"


def test_only_a_leading_mark_is_dropped() -> None:
    assert decode("\ufeffa\ufeffb".encode()) == "a\ufeffb"


def test_utf8_with_a_broken_byte_stays_utf8() -> None:
    assert decode("Привет, мир".encode() + b"\xff") == "Привет, мир\ufffd"


@pytest.mark.parametrize(
    "data",
    [b"\x00\x01\x02\x03\xff\xfe" * 50, b"text\x00with a nul", bytes(range(1, 9)) * 40, b"\xff\xfe\x00\xd8" * 20],
    ids=["binary", "nul", "control characters", "lone surrogates"],
)
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"^not text: .*save it as plain text in UTF-8$"):
        decode(data)
