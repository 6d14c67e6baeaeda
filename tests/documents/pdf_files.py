"""Writes small PDFs to the point: what stands where, how large, in which colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import accumulate

from pypdf import PdfWriter

LINE = 14.0
"""Points from one line of the body to the next."""

_FONTS = (
    b"/R << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> "
    b"/B << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >> "
)
_WIDTH = 600  # of a glyph, in thousandths of the font size
_MATRICES = {0: "1 0 0 1", 90: "0 1 -1 0", 180: "-1 0 0 -1", 270: "0 -1 1 0"}


@dataclass(frozen=True, slots=True)
class Words:
    """Text from (x, y), points from the bottom left; ``angle`` turns it counter-clockwise, in degrees.

    Each of ``glyphs``, where given, is one glyph of a font that maps it to those characters, whatever they are; with
    ``leftwards`` each stands left of the one before it.
    """

    x: float
    y: float
    text: str = ""
    size: float = 11
    bold: bool = False
    red: bool = False
    angle: int = 0
    glyphs: tuple[str, ...] = ()
    leftwards: bool = False


def lines(x: float, y: float, texts: Iterable[str], *, size: float = 11, leading: float = LINE) -> list[Words]:
    """One line below the other, the first at (x, y)."""
    return [Words(x, y - number * leading, text, size) for number, text in enumerate(texts)]


def pdf(*pages: Sequence[Words], crop: tuple[float, float, float, float] | None = None, rotate: int = 0) -> bytes:
    """A PDF of Letter pages (612 x 792 points), each showing its words."""
    glyphs = tuple(dict.fromkeys(glyph for page in pages for words in page for glyph in words.glyphs))
    kids = b" ".join(b"%d 0 R" % (6 + 2 * index) for index in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Sample /Encoding /Identity-H "
        b"/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Sample /DW %d "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>" % _WIDTH,
        stream(_to_unicode(glyphs)),
    ]
    shown = b"" if crop is None else b"/CropBox [%s] " % " ".join(f"{edge:g}" for edge in crop).encode()
    for index, page in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] %s/Rotate %d /Contents %d 0 R "
            b"/Resources << /Font << %s /U 3 0 R >> >> >>" % (shown, rotate, 7 + 2 * index, _FONTS)
        )
        objects.append(stream("\n".join(_shown(words, glyphs) for words in page).encode("cp1252")))
    return file_of(objects)


def finished(writer: PdfWriter) -> bytes:
    """The bytes that ``writer`` makes."""
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _shown(words: Words, glyphs: Sequence[str]) -> str:
    font = "U" if words.glyphs else "B" if words.bold else "R"
    back = 2 * _WIDTH if words.leftwards else 0  # over the glyph just drawn, and as far again
    codes = f" {back} ".join(f"<{glyphs.index(glyph) + 1:04x}>" for glyph in words.glyphs)
    escaped = words.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    strings = f"[{codes}]" if words.glyphs else f"[({escaped})]"
    colour = "1 0 0 rg" if words.red else "0 g"
    return f"BT {colour} /{font} {words.size:g} Tf {_MATRICES[words.angle]} {words.x:g} {words.y:g} Tm {strings} TJ ET"


def _to_unicode(glyphs: Sequence[str]) -> bytes:
    mapped = "\n".join(f"<{code:04x}> <{glyph.encode('utf-16-be').hex()}>" for code, glyph in enumerate(glyphs, 1))
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def /CMapName /Sample def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(glyphs)} beginbfchar\n{mapped}\nendbfchar\nendcmap end end"
    ).encode()


def stream(content: bytes) -> bytes:
    """An object that is a stream."""
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def file_of(objects: Sequence[bytes]) -> bytes:
    """A PDF of those objects, numbered from 1; the first is its catalogue."""
    parts = [b"%PDF-1.7\n", *(b"%d 0 obj\n%s\nendobj\n" % (number, body) for number, body in enumerate(objects, 1))]
    offsets = list(accumulate(len(part) for part in parts))
    entries = b"".join(b"%010d 00000 n \n" % offset for offset in offsets[:-1])
    size = len(objects) + 1
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, entries))
    parts.append(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, offsets[-1]))
    return b"".join(parts)
