"""The documents' side: every state of the table, of an update and of the trash."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

from citeleaf.documents import SUFFIXES
from citeleaf.trash import Trashed
from citeleaf_app import agreements, panel
from citeleaf_app.desk import DELETED, Table
from citeleaf_app.indexing import Indexing
from citeleaf_app.rows import Row, Status

CORPUS = Path("/home/someone/corpus")
ROW = Row("maps/border.txt", "The <border>", "txt", Status.INDEXED, date(2024, 3, 1), 12, 9000, document_id="d1")
BARE = Row("notes.txt", "", "txt", Status.INDEXED, passages=1, document_id="d2")


def words(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup))


def listing(
    *rows: Row, indexing: Indexing | None = None, trouble: str = "", search: str = "", trash: Sequence[Trashed] = ()
) -> str:
    table = Table(rows, indexing or Indexing(), trouble)
    return panel.listing(table, CORPUS, trash, search=search, shown=panel.SHOWN)


def test_a_document_is_listed_with_what_is_known_of_it() -> None:
    shown = words(listing(ROW, BARE))
    assert "The <border>" in shown
    assert "maps/border.txt · 1 Mar 2024 · 12 passages" in shown
    assert "notes.txt1 passage" in shown  # no title, no date: the file's name, once
    assert "2 documents, 13 passages" in shown


def test_a_row_carries_what_other_parts_look_for() -> None:
    shown = listing(ROW)
    assert 'data-path="maps/border.txt" data-document="d1"' in shown
    assert 'href="#document-d1"' in shown
    assert shown.count('id="document-d1"') == 1  # where the link leads without a script
    assert 'data-filter="path:maps/border.txt"' in shown
    assert 'data-filter="path:[*].txt"' in listing(Row("*.txt", "", "txt", Status.INDEXED, document_id="d3"))


def test_what_cannot_be_asked_is_not_linked() -> None:
    shown = listing(Row("a.txt", "", "txt", Status.QUEUED))
    assert "Queued" in words(shown)
    assert "#document-" not in shown
    assert "data-filter" not in shown
    assert 'data-action="delete"' in shown
    assert "data-action" not in listing(Row("a.txt", "", "txt", Status.REMOVING, document_id="d1"))


def test_a_long_list_is_drawn_in_part_and_offers_the_rest() -> None:
    shown = listing(*[BARE] * (panel.SHOWN + 3))
    assert shown.count('href="#document-') == panel.SHOWN
    assert "Show more (3)" in shown
    assert "Show more" not in listing(*[BARE] * panel.SHOWN)


def test_a_search_tells_how_many_were_found() -> None:
    assert "1 of 2 documents" in words(listing(ROW, BARE, search="border"))
    assert "No document is called that" in words(listing(ROW, BARE, search="qqq"))


def test_a_file_that_failed_is_named_with_its_reason_and_leads_to_its_like() -> None:
    shown = listing(ROW, Row("<scan>.pdf", "", "pdf", Status.FAILED, reason="it is encrypted"))
    assert "1 could not be read" in words(shown)
    assert 'data-sort="status"' in shown
    assert "Failed: it is encrypted." in words(shown)
    assert "<scan>" not in shown
    kept = words(listing(Row("a.pdf", "", "pdf", Status.FAILED, document_id="d1", reason="it is encrypted")))
    assert "Its last good version still answers." in kept


def test_the_file_dialog_offers_what_is_read() -> None:
    assert set(panel.ACCEPTED.split(",")) == set(SUFFIXES)


def test_an_empty_corpus_says_where_files_go() -> None:
    assert str(CORPUS) in listing()
    greeting = words(panel.welcome(Table((), Indexing()), CORPUS))
    assert "Drop files" in greeting
    assert str(CORPUS) in greeting
    assert "Update index" in greeting


def test_the_greeting_follows_the_state() -> None:
    def greeting(*rows: Row, running: bool = False, trouble: str = "") -> str:
        return words(panel.welcome(Table(rows, Indexing(running=running), trouble), CORPUS))

    unread = Row("torn.pdf", "", "pdf", Status.FAILED, reason="it is torn")
    assert "1 document in “corpus”" in greeting(ROW, unread)
    assert "No documents yet" in greeting(unread)
    assert "Reading your documents" in greeting(running=True)
    assert "it is damaged" in greeting(trouble="it is damaged")
    assert "Reading your documents" in greeting(running=True, trouble="it is damaged")


def test_progress_shows_how_far_and_which_file() -> None:
    shown = listing(indexing=Indexing(running=True, done=3, total=12, path="a/<b>.pdf"))
    assert "Indexing 3 of 12a/<b>.pdf" in words(shown)
    assert '<progress value="3" max="12"' in shown
    assert "go on asking" in shown


def test_progress_before_anything_is_counted_has_no_figure() -> None:
    assert "<progress aria-label" in listing(indexing=Indexing(running=True))


def test_the_end_of_an_update_is_told() -> None:
    assert "2 new" in listing(indexing=Indexing(summary="2 new"))
    assert 'role="alert"' in listing(indexing=Indexing(error="no such folder"))
    assert "process 7" in listing(indexing=Indexing(elsewhere="process 7"))


def test_what_is_gone_is_asked_about() -> None:
    shown = listing(BARE, indexing=Indexing(summary="1 unchanged", question="All 9 documents are gone"))
    assert "All 9 documents are gone" in words(shown)
    assert 'data-action="confirm-removal"' in shown


def test_an_index_that_cannot_be_read_is_told() -> None:
    shown = listing(trouble=DELETED, indexing=Indexing(summary="2 new", error="locked: wait"))
    assert words(shown) == f"locked: wait{DELETED}"
    running = listing(trouble=DELETED, indexing=Indexing(running=True))
    assert DELETED not in words(running)


def test_the_trash_offers_to_restore_each_file() -> None:
    trashed = Trashed("20240301T101500000000-0a1b2c3d", "<a>.txt", datetime(2024, 3, 1, 10, 15, tzinfo=UTC), 5)
    shown = listing(BARE, trash=[trashed])
    assert "Trash (1)" in words(shown)
    assert "<a>.txtsince 2024-03-01 10:15 UTC" in words(shown)
    assert f'data-restore="{trashed.id}"' in shown
    assert "Trash" not in words(listing(BARE))


def test_what_deleting_means_is_said_in_full() -> None:
    shown = words(agreements.removal(ROW, 1))
    for part in ("The <border>", "maps/border.txt", "12 passages", "1 kept answer of yours cites it", "trash"):
        assert part in shown
    assert "kept answer" not in words(agreements.removal(ROW, 0))
    assert "not in the index" in words(agreements.removal(Row("a.txt", "", "txt", Status.QUEUED), 0))


def test_who_is_signed_in_can_leave() -> None:
    shown = panel.account("<anna>")
    assert "Signed in as <anna>" in words(shown)
    assert 'action="/sign-out"' in shown
    assert panel.account("") == ""
