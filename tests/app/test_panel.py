"""The documents' side: every state of the list and of an update."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path

from citeleaf.types import Entry, Failure
from citeleaf_app import panel
from citeleaf_app.indexing import Indexing

CORPUS = Path("/home/someone/corpus")
ENTRY = Entry("d1", "maps/border.txt", "0" * 64, "The <border>", date(2024, 3, 1), "en", "text/plain", 12, 9000)
BARE = Entry("d2", "notes.txt", "0" * 64, "", None, None, "text/plain", 1, 90)


def words(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup))


def documents(*entries: Entry, failures: tuple[Failure, ...] = (), indexing: Indexing | None = None) -> str:
    return panel.documents(entries, failures, indexing or Indexing(), CORPUS)


def test_a_document_is_listed_with_what_is_known_of_it() -> None:
    shown = words(documents(ENTRY, BARE))
    assert "The <border>" in shown
    assert "maps/border.txt · 1 Mar 2024 · 12 passages" in shown
    assert "notes.txt1 passage" in shown  # no title, no date: the file's name, once
    assert "2 documents, 13 passages" in shown


def test_a_document_links_to_itself() -> None:
    assert 'href="#document-d1"' in documents(ENTRY)


def test_a_long_list_is_cut_and_says_so() -> None:
    shown = documents(*[BARE] * (panel.LISTED + 3))
    assert shown.count('href="#document-') == panel.LISTED
    assert "… and 3 more" in shown


def test_an_empty_corpus_says_where_files_belong_and_what_to_press() -> None:
    assert str(CORPUS) in documents()
    greeting = words(panel.welcome([], Indexing(), CORPUS))
    assert str(CORPUS) in greeting
    assert "Update index" in greeting


def test_the_greeting_follows_the_state() -> None:
    assert "2 documents in “corpus”" in words(panel.welcome([ENTRY, BARE], Indexing(), CORPUS))
    assert "Reading your documents" in words(panel.welcome([], Indexing(running=True), CORPUS))


def test_a_file_that_failed_is_named_with_its_reason() -> None:
    shown = documents(ENTRY, failures=(Failure("<scan>.pdf", "it is encrypted"),))
    assert "1 file could not be read" in shown
    assert "<scan>.pdfit is encrypted" in words(shown)
    assert "<scan>" not in shown


def test_progress_shows_how_far_and_which_file() -> None:
    shown = documents(indexing=Indexing(running=True, done=3, total=12, path="a/<b>.pdf"))
    assert "Indexing 3 of 12a/<b>.pdf" in words(shown)
    assert '<progress value="3" max="12"' in shown
    assert "go on asking" in shown


def test_progress_before_anything_is_counted_has_no_figure() -> None:
    assert "<progress aria-label" in documents(indexing=Indexing(running=True))


def test_the_end_of_an_update_is_told() -> None:
    assert "2 new" in documents(indexing=Indexing(summary="2 new"))
    assert 'role="alert"' in documents(indexing=Indexing(error="no such folder"))
    assert "process 7" in documents(indexing=Indexing(elsewhere="process 7"))


def test_an_index_that_cannot_be_read_is_told_in_both_places() -> None:
    listing, greeting = panel.without_index(panel.DELETED, Indexing(summary="2 new", error="locked: wait"))
    assert 'role="alert"' in listing
    assert words(listing) == f"locked: wait{panel.DELETED}"
    assert "Update index" in words(greeting)


def test_an_update_comes_before_what_is_wrong_with_the_index() -> None:
    listing, greeting = panel.without_index(panel.DELETED, Indexing(running=True))
    assert "Looking for changes" in listing
    assert panel.DELETED not in listing
    assert "Reading your documents" in greeting
