"""Turns the bytes of a text file into its characters, and says so when they are no text.

Line ends become ``\\n`` and a leading byte order mark goes; nothing else changes, so that the offsets of the decoded
file are the document's own.
"""

from __future__ import annotations

import codecs
import re

from citeleaf.documents.bounds import check_length
from citeleaf.errors import DocumentError

_MARKS = (  # UTF-32's little-endian mark begins with UTF-16's: the longer ones come first
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MAXIMUM_CONTROLS = 0.01
_SAMPLE = 1 << 16
"""How many bytes, or characters, judge a whole file."""
_NOT_TEXT = "not text: its bytes are no characters of any known encoding; save it as plain text in UTF-8"


def decode(data: bytes) -> str:
    """The characters of a text file, with ``\\n`` as the only line end.

    Raises DocumentError when it is no text, or too much.
    """
    text = _characters(data)
    check_length(len(text))
    text = normalise_line_ends(text)
    if "\x00" in text or len(_CONTROLS.findall(text[:_SAMPLE])) > _MAXIMUM_CONTROLS * len(text[:_SAMPLE]):
        raise DocumentError(_NOT_TEXT)
    return text


def normalise_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _characters(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, errors="replace")
            return _accepted(text, lost=text.count("\ufffd"))
    wide = _wide_encoding(data)
    if wide:
        return _accepted(text := data.decode(wide, errors="replace"), lost=text.count("\ufffd"))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _damaged_utf8(data) or _legacy(data)


def _accepted(text: str, *, lost: int) -> str:
    if lost > _MAXIMUM_CONTROLS * len(text) + 1:
        raise DocumentError(_NOT_TEXT)
    return text


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark: in most scripts the high bytes are alike, and those of spaces and line ends are NUL."""
    sample = data[: _SAMPLE - _SAMPLE % 2]
    if len(data) % 2 or b"\x00" not in sample:
        return None
    for encoding, space in (("utf-16-le", (b" \x00", b"\n\x00")), ("utf-16-be", (b"\x00 ", b"\x00\n"))):
        units = [sample[index : index + 2] for index in range(0, len(sample), 2)]
        high = sample[1::2] if encoding == "utf-16-le" else sample[::2]
        alike = max(high.count(byte) for byte in set(high))
        if any(unit in space for unit in units) and alike > 0.6 * len(high):
            text = sample.decode(encoding, errors="replace")
            if "\x00" not in text and "\ufffd" not in text[:-1]:
                return encoding
    return None


def _damaged_utf8(data: bytes) -> str | None:
    """UTF-8 with a few broken bytes is still UTF-8: guessing another encoding would garble all of it."""
    text = data.decode("utf-8", errors="replace")
    lost = text.count("\ufffd")
    sound = sum(character > "\x7f" for character in text) - lost
    return text if sound > 5 * lost else None


def _legacy(data: bytes) -> str:
    from charset_normalizer import from_bytes

    if (
        b"\x00" in data
        or len(re.findall(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", data[:_SAMPLE])) > len(data[:_SAMPLE]) // 100
    ):
        raise DocumentError(_NOT_TEXT)
    best = from_bytes(data).best()
    if best is None:
        raise DocumentError(_NOT_TEXT)
    return str(best)
