"""A page comes out of the pipe as it went in, and nothing that does not hold comes out at all."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable

import pytest

from citeleaf.documents.pdf.geometry import Edges, Frame
from citeleaf.documents.pdf.measuring import MAXIMUM_PIXELS, Glyph, MeasuredPage
from citeleaf.sandbox.page_wire import (
    PageJob,
    check_picture,
    decode_page,
    decode_page_job,
    encode_page,
    encode_page_job,
)
from citeleaf.sandbox.wire import BrokenMessage

FRAME = Frame(Edges(0.0, 0.0, 612.0, 792.0), 0, 90)
GLYPHS = (Glyph("ש", 0, Edges(72.5, 700.25, 80.0, 712.0), False), Glyph("-", 1, Edges(1.0, 2.0, 3.0, 4.0), True))
PAGE = MeasuredPage(3, 612.0, 792.5, FRAME, GLYPHS)


def said(change: Callable[[dict[str, object]], object]) -> bytes:
    head, _, edges = encode_page(PAGE).partition(b"\n")
    content = json.loads(head)
    change(content)
    return json.dumps(content).encode() + b"\n" + edges


def png(across: int, down: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", across, down, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


@pytest.mark.parametrize("glyphs", [GLYPHS, ()])
def test_a_page(glyphs: tuple[Glyph, ...]) -> None:
    page = decode_page(encode_page(MeasuredPage(3, 612.0, 792.5, FRAME, glyphs)))
    assert (page.count, page.width, page.height, page.glyphs) == (3, 612.0, 792.5, glyphs)
    assert vars(page.frame) == vars(FRAME)


@pytest.mark.parametrize("width", [None, 800])
def test_a_job(width: int | None) -> None:
    job = PageJob("0" * 64, 7, width, 6)
    assert decode_page_job(encode_page_job(job)) == job


@pytest.mark.parametrize(
    "change",
    [
        lambda it: it.update(count=0),
        lambda it: it.update(count="1"),
        lambda it: it.update(size=[612.0, float("inf")]),
        lambda it: it.update(size=[0.0, 792.0]),
        lambda it: it.update(size=[612.0]),
        lambda it: it.update(frame=[0, 0, float("nan"), 1]),
        lambda it: it.update(turns=[45, 0]),
        lambda it: it.update(text="one too many"),
        lambda it: it.update(text=7),
        lambda it: it.update(lines=["first", "second"]),
        lambda it: it.pop("vanishing"),
    ],
)
def test_what_does_not_hold_is_refused(change: Callable[[dict[str, object]], object]) -> None:
    with pytest.raises(BrokenMessage):
        decode_page(said(change))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[" * 100_000,
        b"null\n",
        encode_page(PAGE)[:-1],
        encode_page(PAGE)[:-4],
        encode_page(PAGE)[:-4] + struct.pack("<f", float("nan")),
    ],
)
def test_what_is_no_page_is_refused(content: bytes) -> None:
    with pytest.raises(BrokenMessage):
        decode_page(content)


def test_a_picture() -> None:
    check_picture(png(480, 621))


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>" + b" " * 20, png(0, 10), png(MAXIMUM_PIXELS, 2), png(480, 621)[1:]]
)
def test_what_is_no_picture_of_a_page_is_refused(content: bytes) -> None:
    with pytest.raises(BrokenMessage):
        check_picture(content)
