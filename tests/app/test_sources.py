"""A link leads to its source, or says why it does not."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import cast

import pytest

from citeleaf.documents import load_bytes
from citeleaf.errors import IndexDamaged, UnknownDocument
from citeleaf.types import Answer, Citation, Document, Reason, Span, Turn
from citeleaf_app.originals import Originals
from citeleaf_app.pages import Pages
from citeleaf_app.service import Service
from citeleaf_app.session import Exchange, exchange_of, find_citation, new_id, turns
from citeleaf_app.sources import Sources
from documents.pdf_files import lines, pdf

TEXT = b"One. Two."
PDF = pdf(lines(72, 700, ["The river is long."]), lines(72, 700, ["The border is old."]))
NOTE, PAPER = load_bytes(TEXT, "a.txt"), load_bytes(PDF, "b.pdf")


def cite(document: Document, number: int, quote: str) -> Citation:
    start = document.text.index(quote)
    span = Span(start, start + len(quote))
    return Citation(number, document.id, document.path, "", span, quote, (), None, document.sha256)


FIRST, SECOND = cite(NOTE, 1, "One."), cite(NOTE, 2, "Two.")
LOST = Citation(3, "d9", "gone.txt", "", Span(0, 4), "Old.", (), None, "0" * 64)
ON_PAGE = cite(PAPER, 1, "The border is old.")
CONVERSATION = (
    Exchange("a1", Turn("first?", "One."), (FIRST, SECOND, LOST)),
    Exchange("b2", Turn("second?", ""), (SECOND,)),
    Exchange("c3", Turn("third?", ""), (ON_PAGE,)),
)


class Documents:
    """A service that holds two documents, or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error

    def document(self, document_id: str) -> Document:
        if self._error:
            raise self._error
        for document in (NOTE, PAPER):
            if document.id == document_id:
                return document
        raise UnknownDocument(f"no document {document_id}: it was removed")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_bytes(TEXT)
    (tmp_path / "b.pdf").write_bytes(PDF)
    return tmp_path


@pytest.fixture
def sources(corpus: Path) -> Sources:
    return Sources(cast(Service, Documents()), Pages(Originals(corpus)))


def failing(error: Exception, corpus: Path) -> Sources:
    return Sources(cast(Service, Documents(error)), Pages(Originals(corpus)))


def words(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup))


@pytest.mark.parametrize(("link", "quote"), [("#cite-a1-1", "One."), ("#cite-a1-2", "Two."), ("#cite-b2-2", "Two.")])
def test_a_citation_opens_with_its_own_quote_lit(sources: Sources, link: str, quote: str) -> None:
    assert f"<mark>{quote}</mark>" in sources.follow(link, CONVERSATION)


def test_what_is_shown_carries_its_link(sources: Sources) -> None:
    assert sources.follow("#cite-a1-1", CONVERSATION).startswith('<div data-link="#cite-a1-1">')


def test_a_citation_of_a_pdf_opens_on_its_page(sources: Sources) -> None:
    shown = sources.follow("#cite-c3-1", CONVERSATION, width=480)
    assert 'data-number="2"' in shown
    assert shown.count('class="box"') == 1
    assert "<mark>The border is old.</mark>" in shown


def test_the_pages_of_an_answers_first_citations_are_prepared(corpus: Path) -> None:
    class Noting(Pages):
        def draw_ahead(self, document: Document, number: int, width: int) -> None:
            noted.append((document.path, number, width))

    noted: list[tuple[str, int, int]] = []
    sources = Sources(cast(Service, Documents()), Noting(Originals(corpus)))
    sources.prepare(["#cite-a1-1", "#cite-a1-3", "#cite-c3-1", "#cite-c3-1"], CONVERSATION, 480)  # three at most
    assert noted == [("b.pdf", 2, 480)]


def test_another_page_of_it_shows_no_box(sources: Sources) -> None:
    shown = sources.follow("#cite-c3-1/page-1", CONVERSATION)
    assert 'data-number="1"' in shown
    assert 'class="box"' not in shown
    assert "<mark>" not in shown


def test_a_document_opens_with_nothing_lit(sources: Sources) -> None:
    shown = sources.follow(f"#document-{NOTE.id}", CONVERSATION)
    assert "<mark>" not in shown
    assert "One. Two." in shown
    assert 'data-number="1"' in sources.follow(f"#document-{PAPER.id}", CONVERSATION)


def test_a_page_that_is_not_there_leaves_the_text(sources: Sources) -> None:
    shown = sources.follow("#cite-c3-1/page-9", CONVERSATION)
    assert "It has no page 9, only 2." in shown
    assert "<mark>The border is old.</mark>" in shown


class TestAFileThatIsNotWhatWasIndexed:
    """Never a box over other words: the indexed text, and why."""

    def test_because_it_changed(self, sources: Sources, corpus: Path) -> None:
        (corpus / "b.pdf").write_bytes(pdf(lines(72, 700, ["Something else."])))
        shown = sources.follow("#cite-c3-1", CONVERSATION)
        assert "<img" not in shown
        assert "has changed since it was indexed" in shown
        assert "<mark>The border is old.</mark>" in shown

    def test_because_it_is_gone(self, sources: Sources, corpus: Path) -> None:
        (corpus / "a.txt").unlink()
        shown = sources.follow("#cite-a1-1", CONVERSATION)
        assert "not in the documents’ folder any more" in shown
        assert "<mark>One.</mark>" in shown

    def test_because_another_version_read_it_otherwise(self, corpus: Path) -> None:
        class Otherwise(Documents):
            def document(self, document_id: str) -> Document:
                # the same file, and a reading of it that put other words on the page
                return Document(
                    PAPER.id,
                    "b.pdf",
                    PAPER.sha256,
                    PAPER.text.replace("old", "odd"),
                    PAPER.blocks,
                    "",
                    None,
                    "en",
                    PAPER.media_type,
                )

        citation = Citation(1, PAPER.id, "b.pdf", "", ON_PAGE.span, "The border is odd.", (), None, PAPER.sha256)
        conversation = (Exchange("c3", Turn("third?", ""), (citation,)),)
        shown = Sources(cast(Service, Otherwise()), Pages(Originals(corpus))).follow("#cite-c3-1", conversation)
        assert "<img" not in shown
        assert "citeleaf ingest --rebuild" in shown
        assert "<mark>The border is odd.</mark>" in shown


def test_a_removed_document_leaves_its_quote(sources: Sources) -> None:
    assert "Old." in words(sources.follow("#cite-a1-3", CONVERSATION))
    assert "it was removed" in words(sources.follow("#document-d9", CONVERSATION))


@pytest.mark.parametrize("link", ["#cite-a1-9", "#cite-ff-1", "#move-5", "javascript:alert(1)", "", "#<script>"])
def test_a_link_that_leads_nowhere_says_so(sources: Sources, link: str) -> None:
    shown = sources.follow(link, CONVERSATION)
    assert "earlier session" in shown
    assert "<script>" not in shown


def test_an_error_shows_its_remedy_and_another_only_that_it_was(corpus: Path) -> None:
    known, unknown = IndexDamaged("damaged: run citeleaf ingest"), RuntimeError("secret")
    link = f"#document-{NOTE.id}"
    assert "run citeleaf ingest" in failing(known, corpus).follow(link, CONVERSATION)
    assert "secret" not in failing(unknown, corpus).follow(link, CONVERSATION)


class TestSession:
    def test_turns_are_what_was_asked_and_answered(self) -> None:
        assert turns(CONVERSATION[:2]) == [Turn("first?", "One."), Turn("second?", "")]

    def test_a_number_belongs_to_its_exchange(self) -> None:
        assert find_citation(CONVERSATION, "b2", 1) is None
        assert find_citation(CONVERSATION, "b2", 2) is SECOND

    def test_an_abstention_keeps_the_nearest_passages(self) -> None:
        nothing = Answer("?", "?", None, 0.1, (), Reason.LOW_CONFIDENCE, (FIRST,))
        assert exchange_of(nothing, "c3") == Exchange("c3", Turn("?", "", "?"), (FIRST,), answered=False)

    def test_ids_are_new_and_fit_into_a_link(self) -> None:
        ids = {new_id() for _ in range(100)}
        assert len(ids) == 100
        assert all(re.fullmatch("[0-9a-f]+", made) for made in ids)
