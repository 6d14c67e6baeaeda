"""What goes through the pipe comes out as it went in, and nothing that does not hold comes out at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from citeleaf.passages import split
from citeleaf.sandbox.wire import (
    BrokenMessage,
    Job,
    decode_document,
    decode_job,
    encode_document,
    encode_job,
    receive,
    send,
)
from citeleaf.types import Document
from support import make_document

DOCUMENT = replace(
    make_document(
        "The rock is 31 metres high. 👍🏽 שלום", "Its lamp burned oil\tuntil 1921.", path="a/б.txt", title="Light"
    ),
    published=date(2024, 3, 12),
    page_labels=("iv", "1"),
)


def said(change: Callable[[dict[str, object]], object]) -> bytes:
    content = json.loads(encode_document(DOCUMENT, split(DOCUMENT)))
    change(content)
    return json.dumps(content).encode()


def decoded(content: bytes) -> tuple[Document, list[object]]:
    document, passages = decode_document(content, DOCUMENT.path, DOCUMENT.sha256)
    return document, list(passages)


def test_a_document_and_its_passages() -> None:
    passages = split(DOCUMENT, words=6)
    assert decoded(encode_document(DOCUMENT, passages)) == (DOCUMENT, passages)


def test_a_job() -> None:
    job = Job("a/б \U0001f44d.txt", 120, 60)
    assert decode_job(encode_job(job)) == job


def test_path_and_hash_are_this_sides_own() -> None:
    document, _ = decoded(said(lambda it: it.update(path="../../etc/passwd", sha256="0", id="other")))
    assert document == DOCUMENT


@pytest.mark.parametrize(
    "change",
    [
        lambda it: it.update(text="short"),
        lambda it: it.update(text=7),
        lambda it: it.update(blocks=[[0, 5, "paragraph", 0, None], [3, 9, "paragraph", 0, None]]),
        lambda it: it.update(blocks=[[0, 5, "program", 0, None]]),
        lambda it: it.update(passages=[[0, 10_000, [], None]]),
        lambda it: it.update(passages=[[-3, 2, [], None]]),
        lambda it: it.update(passages=[[0, 5, [1], None]]),
        lambda it: it.update(published="yesterday"),
        lambda it: it.pop("title"),
    ],
)
def test_what_does_not_hold_is_refused(change: Callable[[dict[str, object]], object]) -> None:
    with pytest.raises(BrokenMessage):
        decoded(said(change))


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000, b"null", b"\xff"])
def test_what_is_no_message_is_refused(content: bytes) -> None:
    with pytest.raises(BrokenMessage):
        decoded(content)


def test_messages_are_bounded() -> None:
    pipe = BytesIO()
    send(pipe, b"four", b"")
    pipe.seek(0)
    assert (receive(pipe, 4), receive(pipe, 4)) == (b"four", b"")
    pipe.seek(0)
    with pytest.raises(BrokenMessage, match="more than 3"):
        receive(pipe, 3)


def test_a_pipe_that_ends() -> None:
    with pytest.raises(EOFError):
        receive(BytesIO(), 10)
    for cut in (b"\0\0\0", b"\0\0\0\0\0\0\0\5abc"):
        with pytest.raises(BrokenMessage):
            receive(BytesIO(cut), 10)
