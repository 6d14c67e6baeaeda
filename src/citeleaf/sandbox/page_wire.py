"""A page through the pipe: a line of JSON, and the characters' edges as 32-bit numbers, which is what pdfium gives.

None of it is believed before it has been checked here: numbers are finite, pictures are PNGs of a bounded size.
"""

from __future__ import annotations

import json
import math
import struct
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from citeleaf.documents.pdf.geometry import Edges, Frame
from citeleaf.documents.pdf.measuring import MAXIMUM_PIXELS, Glyph, MeasuredPage
from citeleaf.sandbox.wire import BrokenMessage

_TURNS = (0, 90, 180, 270)
_MOST_PAGES = 10_000_000
_PNG = struct.Struct(">8sI4sII")
_PNG_BEGINS = (b"\x89PNG\r\n\x1a\n", 13, b"IHDR")


@dataclass(frozen=True, slots=True)
class PageJob:
    """One page of the file of that hash: to draw so many pixels wide, or else to measure."""

    sha256: str
    number: int
    width: int | None
    processor_seconds: int


def encode_page_job(job: PageJob) -> bytes:
    return json.dumps([job.sha256, job.number, job.width, job.processor_seconds]).encode()


def decode_page_job(content: bytes) -> PageJob:
    sha256, number, width, processor_seconds = json.loads(content)
    return PageJob(sha256, number, width, processor_seconds)


def encode_page(page: MeasuredPage) -> bytes:
    frame = page.frame
    head = {
        "count": page.count,
        "size": [page.width, page.height],
        "frame": [*frame.page],
        "turns": [frame.shown_turn, frame.read_turn],
        "text": "".join(glyph.text for glyph in page.glyphs),
        "lines": [glyph.line for glyph in page.glyphs],
        "vanishing": [index for index, glyph in enumerate(page.glyphs) if glyph.vanishes],
    }
    edges = array("f", (edge for glyph in page.glyphs for edge in glyph.edges))
    if sys.byteorder == "big":
        edges.byteswap()
    return json.dumps(head, separators=(",", ":")).encode() + b"\n" + edges.tobytes()


def decode_page(content: bytes) -> MeasuredPage:
    """The page. Raises BrokenMessage where what was said of it does not hold."""
    try:
        line, _, rest = content.partition(b"\n")
        said = json.loads(line)
        width, height = (_length(number) for number in said["size"])
        shown, read = (_one_of(turn, _TURNS) for turn in said["turns"])
        frame = Frame(Edges(*(_finite(number) for number in said["frame"])), shown, read)
        count = _one_of(said["count"], range(1, _MOST_PAGES))
        return MeasuredPage(count, width, height, frame, tuple(_glyphs(said, rest)))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
        raise BrokenMessage(f"what was said of the page does not hold: {error!r}") from error


def check_picture(content: bytes) -> None:
    """Raises BrokenMessage where the bytes do not begin as a PNG of no more pixels than a page is drawn with."""
    if len(content) < _PNG.size:
        raise BrokenMessage("the picture is cut short")
    *begins, across, down = _PNG.unpack_from(content)
    if tuple(begins) != _PNG_BEGINS or not 0 < across * down <= 1.1 * MAXIMUM_PIXELS:  # sides are rounded up
        raise BrokenMessage("the picture is no PNG of a page")


def _glyphs(said: dict[str, list[int]], rest: bytes) -> Iterator[Glyph]:
    edges = array("f")
    edges.frombytes(rest)
    if sys.byteorder == "big":
        edges.byteswap()
    if not all(map(math.isfinite, edges)):
        raise ValueError("an edge is no number")
    vanishing = frozenset(said["vanishing"])
    places = zip(edges[::4], edges[1::4], edges[2::4], edges[3::4], strict=True)
    for index, (text, line, place) in enumerate(zip(said["text"], said["lines"], places, strict=True)):
        yield Glyph(_text(text), int(line), Edges(*place), index in vanishing)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not text")
    return value


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise ValueError("no number")
    return float(number)


def _length(number: float) -> float:
    if not 0 < number < math.inf:
        raise ValueError("no length")
    return float(number)


def _one_of(number: int, known: range | tuple[int, ...]) -> int:
    if number not in known:
        raise ValueError(f"{number} is not among what it may be")
    return int(number)
