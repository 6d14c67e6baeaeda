"""Which blocks are one row of a list, and what an item says."""

from __future__ import annotations

from pathlib import Path

import pytest

from citeleaf.documents import load
from citeleaf.list_rows import fills, rows
from citeleaf.types import Document, Span


def written(folder: Path, name: str, text: str) -> Document:
    (folder / name).write_text(text, encoding="utf-8")
    return load(folder / name, folder)


def said(document: Document) -> list[list[str]]:
    return [[item.said.of(document.text) for item in row] for row in rows(document)]


def test_a_sublist_is_a_row_of_its_own_and_the_outer_one_goes_on_after_it(tmp_path: Path) -> None:
    text = "Members are:\n\n- Anta\n- Beru\n  - Inner one\n  - Inner two\n\n  More of Beru.\n- Caro\n"
    assert said(written(tmp_path, "list.md", text)) == [
        ["Anta", "Beru", "Caro"],
        ["Inner one", "Inner two"],
        ["More of Beru"],
    ]
    text = "1. Anta\n1. Beru\n1. Caro\n\nText.\n\n9. Dena\n10. Eldo\n"
    assert said(written(tmp_path, "same.md", text)) == [["Anta", "Beru", "Caro"], ["Dena", "Eldo"]]


def test_another_mark_or_a_number_that_starts_again_begins_another_row(tmp_path: Path) -> None:
    text = "- Anta\n- Beru\n\n1. First\n2. Second\n\n1. Again\n10. Tenth\n"
    assert said(written(tmp_path, "list.txt", text)) == [["Anta", "Beru"], ["First", "Second"], ["Again", "Tenth"]]


def test_a_web_page_s_list_is_one_row_with_what_is_nested_in_it(tmp_path: Path) -> None:
    inner = "<li>Founders<ul><li>Beru</li></ul></li>"
    page = (
        f"<article><h1>T</h1><p>Members are these, as all know:</p><ul><li>Anta</li>{inner}<li>Caro</li></ul></article>"
    )
    assert said(written(tmp_path, "list.html", page)) == [["Anta", "Founders", "Beru", "Caro"]]


def test_an_item_that_says_nothing_is_left_out(tmp_path: Path) -> None:
    assert said(written(tmp_path, "list.md", "- Anta\n- ...\n- Beru\n")) == [["Anta", "Beru"]]


@pytest.mark.parametrize("item", ["- Anta", "- **Anta**;", "- _Anta_.", "1. [Anta](http://beru.org/caro_(town))"])
def test_marks_links_and_stops_are_not_what_an_item_says(tmp_path: Path, item: str) -> None:
    document = written(tmp_path, "list.md", f"{item}\n")
    ((found,),) = rows(document)
    start = document.text.index("Anta")
    assert fills(Span(start, start + 4), found, document)
    assert fills(found.span, found, document)
    assert not fills(Span(start, start + 3), found, document)
    assert not fills(Span(len(document.text), len(document.text)), found, document)
