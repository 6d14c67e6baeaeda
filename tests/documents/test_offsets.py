"""The offset law: whatever a file holds lies in a block, at the place the block says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citeleaf.documents import load, load_bytes
from citeleaf.documents.decoding import decode
from citeleaf.errors import DocumentError
from citeleaf.types import Document
from documents.cases import FOLDER, SEED, assert_covers

FIXTURES = [SEED, *sorted(FOLDER.glob("*/*.txt"))]
LINES = st.sampled_from(
    [
        "",
        " ",
        "# Heading",
        "- item",
        "\t1) nested",
        "> quote",
        "```",
        "---",
        "| a | b |",
        "|---|---|",
        "<div>",
        "</p>&amp;",
        "[x]: http://example.org",
        "שלום עולם",
        "👩‍🚀 e\u0301 \u202eabc\u202c",
        "Advertisement",
        "0",
        "We use cookies. By using our site you agree.",
        "A sentence that is long enough to be the prose of a document, with a full stop.",
        "Setext",
        "===",
        "\u2028\x0b\x0c\x85",
        "title: x",
    ]
)
TEXTS = st.lists(LINES | st.text(max_size=20), max_size=14).map("\n".join)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_fixtures(path: Path, suffix: str) -> None:
    document = load_bytes(path.read_bytes(), f"a{suffix}")
    assert document.text == path.read_text(encoding="utf-8")
    assert_covers(document)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_change_nothing(tmp_path: Path, encoding: str, line_end: str) -> None:
    plain = SEED.read_text(encoding="utf-8")
    path = tmp_path / "seed.txt"
    path.write_bytes(plain.replace("\n", line_end).encode(encoding))
    document, seed = load(path, tmp_path), load(SEED, SEED.parent)
    assert (document.text, document.blocks) == (seed.text, seed.blocks)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_any_text_is_covered_in_order(text: str) -> None:
    for suffix in (".txt", ".md"):
        try:
            document = load_bytes(text.encode(), f"a{suffix}")
        except DocumentError:
            continue
        assert document.text == decode(text.encode())
        assert_covers(document)


def outcome(data: bytes, name: str) -> Document | str:
    """The document, or the reason why there is none."""
    try:
        return load_bytes(data, name)
    except DocumentError as error:
        return str(error)


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_any_page_parses_or_says_why_not(text: str) -> None:
    found = outcome(f"<body>{text}".encode(), "a.html")
    if isinstance(found, str):
        assert "damaged" not in found
    else:
        assert_covers(found)


@given(st.binary(max_size=200), st.sampled_from([".txt", ".md", ".html"]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_parse_or_say_why_not(data: bytes, suffix: str) -> None:
    found = outcome(data, f"a{suffix}")
    assert found == outcome(data, f"a{suffix}")
    assert not isinstance(found, str) or ("\n" not in found and "damaged" not in found)
