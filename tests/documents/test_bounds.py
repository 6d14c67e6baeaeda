"""What is too large, or no file of its own, is refused before it is read; what holds broken characters, after."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from citeleaf.documents import bounds, contents, load_bytes
from citeleaf.documents.bounds import LARGEST_FILE, MAXIMUM_CHARACTERS, check_length, check_size
from citeleaf.documents.draft import Draft
from citeleaf.documents.html_tree import html_tree
from citeleaf.errors import DocumentError
from citeleaf.types import Block, BlockKind, Span
from documents.pdf_files import lines, pdf
from fuzz import seeds


def test_up_to_the_largest_size_and_no_further() -> None:
    check_size(LARGEST_FILE)
    with pytest.raises(DocumentError, match=r"^it has 1,024 MB, and files of up to 512 MB are read; split it"):
        check_size(1024**3)


def test_a_sparse_file_of_a_gigabyte_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(1024**3)
    with pytest.raises(DocumentError, match="split it into several files"):
        contents(path)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.csv", "a.html", "b.html", "a.pdf", "a.docx", "a.epub"])
def test_a_text_that_is_too_long_is_refused_in_every_format(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound is patched where it is asked: a real one takes files of twenty megabytes."""
    data = {
        "a.txt": "\n".join(seeds.STORY).encode(),
        "a.md": "\n".join(seeds.STORY).encode(),
        "a.csv": seeds.table_seeds()[0],
        "a.html": seeds.html_seeds()[0],
        "b.html": seeds.html_seeds()[2],
        "a.pdf": pdf(lines(72, 700, seeds.STORY)),
        "a.docx": seeds.docx_with_part(b""),
        "a.epub": seeds.epub_with_part(b""),
    }[name]
    load_bytes(data, name)
    monkeypatch.setattr(bounds, "MAXIMUM_CHARACTERS", 20)
    with pytest.raises(DocumentError, match=r"^it holds more than 20 characters; split it"):
        load_bytes(data, name)


def test_the_longest_text() -> None:
    check_length(MAXIMUM_CHARACTERS)
    with pytest.raises(DocumentError, match="more than 20,000,000 characters"):
        check_length(MAXIMUM_CHARACTERS + 1)


def test_contents_are_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\r\n\x00")
    assert contents(tmp_path / "a.txt") == b"\r\n\x00"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes")
def test_neither_a_pipe_nor_a_link_nor_a_folder_is_opened(tmp_path: Path) -> None:
    """A pipe that nobody writes to would be waited for without an end."""
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "secret").write_text("not in the corpus")
    (tmp_path / "link.txt").symlink_to(tmp_path / "secret")
    (tmp_path / "folder.txt").mkdir()
    for name, reason in (("pipe.txt", "no file"), ("link.txt", "a link"), ("folder.txt", "no file")):
        with pytest.raises(DocumentError, match=reason):
            contents(tmp_path / name)


LONG = b"<p>Before it.</p>" + b"<p>" + b"word " * 2_200_000 + b"</p><p>After it all.</p>"
"""Eleven million bytes in one piece: more than libxml2 takes unless it is told to."""


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(LONG, id="text"),
        pytest.param(b"<p>Before it.</p><img src='data:" + b"A" * 11_000_000 + b"'><p>After it all.</p>", id="picture"),
        pytest.param(b"<p>Before it.</p><!--" + b"x" * 11_000_000 + b"--><p>After it all.</p>", id="comment"),
        pytest.param(b"<p>Before it.</p>" + b"<div>" * 1000 + b"<p>After it all.</p>", id="depth"),
    ],
)
def test_nothing_behind_a_large_part_of_a_page_is_lost(page: bytes) -> None:
    tree = html_tree(b"<html><body>" + page + b"</body></html>")
    assert "Before it." in (text := "".join(tree.itertext()))
    assert text.endswith("After it all.")


def test_a_page_that_is_nested_beyond_reading_is_refused_and_not_cut_off() -> None:
    page = b"<p>Before it.</p>" + b"<div>" * 5000 + b"<p>After it all.</p>"
    with pytest.raises(DocumentError, match="lie too deep within one another"):
        load_bytes(page, "a.html")
    chapter = seeds.EPUB_PARTS["OPS/one.xhtml"].replace(b"<ul>", page + b"</div>" * 5000 + b"<ul>")
    with pytest.raises(DocumentError, match="lie too deep within one another"):
        load_bytes(seeds.epub_with_part(b"\0" + chapter), "a.epub")


def test_a_chapter_of_one_long_text_is_read() -> None:
    chapter = seeds.EPUB_PARTS["OPS/one.xhtml"].replace(b"The crossing", b"x" * 11_000_000)
    document = load_bytes(seeds.epub_with_part(b"\0" + chapter), "a.epub")
    assert len(document.text) > 11_000_000
    assert "of stone" in document.text


def test_a_word_document_of_one_long_text_is_refused_with_the_reason() -> None:
    """Its library takes no longer ones."""
    body = seeds.DOCX_PARTS["word/document.xml"].replace(b"The lamp", b"x" * 11_000_000)
    with pytest.raises(DocumentError, match="a stretch of its text is too long"):
        load_bytes(seeds.docx_with_part(b"\0" + body), "a.docx")


def test_half_a_character_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which some formats can spell, and no catalogue and no page can hold."""
    half = Draft("half \ud83d", (Block(Span(0, 6), BlockKind.PARAGRAPH),))
    monkeypatch.setattr("citeleaf.documents.text.parse", lambda data: half)
    with pytest.raises(DocumentError, match="lone surrogates"):
        load_bytes(b"Words.", "a.txt")


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param("word " * 200 + " " * 100_000 + "x", id="spaces"),
        pytest.param("word " * 200 + "\t" * 100_000 + "x", id="tabs"),
        pytest.param("a few words, " * 100 + "\u00a0" * 100_000 + "end. ", id="no-break spaces"),
        pytest.param("*" * 50_000, id="stars"),
        pytest.param("[" * 50_000, id="brackets"),
        pytest.param("# " + "[](" * 10_000, id="links in a heading"),
        pytest.param("# a" + " " * 50_000 + "b", id="spaces in a heading"),
        pytest.param("# " + "[" * 50_000, id="brackets in a heading"),
        pytest.param("---\na: b" + " " * 50_000 + "c\n---\nwords", id="spaces in a front matter"),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_no_text_takes_time_that_grows_with_its_square(hostile: str, suffix: str) -> None:
    """Most of these took from ten seconds to hours, and take a moment now."""
    from citeleaf.passages import split

    document = load_bytes(hostile.encode(), f"a{suffix}")
    assert "".join(passage.text for passage in split(document)).strip() or document.blocks
