"""A link leads to its source, or says why it does not."""

from __future__ import annotations

import re
from html import unescape
from typing import cast

import pytest

from citeleaf.errors import IndexDamaged, UnknownDocument
from citeleaf.types import Answer, Block, BlockKind, Citation, Document, Reason, Span, Turn
from citeleaf_app.service import Service
from citeleaf_app.session import Exchange, exchange_of, find_citation, new_id, turns
from citeleaf_app.sources import Viewing, follow

DOCUMENT = Document(
    "d1", "a.txt", "0" * 64, "One. Two.", (Block(Span(0, 9), BlockKind.PARAGRAPH),), "", None, "en", "text/plain"
)
FIRST = Citation(1, "d1", "a.txt", "", Span(0, 4), "One.", (), None, "0" * 64)
SECOND = Citation(2, "d1", "a.txt", "", Span(5, 9), "Two.", (), None, "0" * 64)
LOST = Citation(3, "d9", "gone.txt", "", Span(0, 4), "Old.", (), None, "0" * 64)
CONVERSATION = (
    Exchange("a1", Turn("first?", "One."), (FIRST, SECOND, LOST)),
    Exchange("b2", Turn("second?", ""), (SECOND,)),
)


class OneDocument:
    """A service that holds one document, or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error

    def document(self, document_id: str) -> Document:
        if self._error:
            raise self._error
        if document_id != DOCUMENT.id:
            raise UnknownDocument(f"no document {document_id}: it was removed")
        return DOCUMENT


def words(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup))


def open_link(link: str, viewing: Viewing | None = None, error: Exception | None = None) -> tuple[str, Viewing | None]:
    return follow(cast(Service, OneDocument(error)), link, CONVERSATION, viewing)


@pytest.mark.parametrize(("link", "quote"), [("#cite-a1-1", "One."), ("#cite-a1-2", "Two."), ("#cite-b2-2", "Two.")])
def test_a_citation_opens_with_its_own_quote_lit(link: str, quote: str) -> None:
    shown, viewing = open_link(link)
    assert f"<mark>{quote}</mark>" in shown
    assert viewing == Viewing("d1", FIRST if quote == "One." else SECOND)


def test_what_is_shown_carries_its_link() -> None:
    assert open_link("#cite-a1-1")[0].startswith('<div data-link="#cite-a1-1">')


def test_a_document_opens_with_nothing_lit() -> None:
    shown, viewing = open_link("#document-d1")
    assert "<mark>" not in shown
    assert "One. Two." in shown
    assert viewing == Viewing("d1")


def test_another_window_keeps_what_is_viewed() -> None:
    assert open_link("#move-0", Viewing("d1", SECOND))[1] == Viewing("d1", SECOND)


def test_a_removed_document_leaves_its_quote() -> None:
    assert "Old." in words(open_link("#cite-a1-3")[0])
    assert "it was removed" in words(open_link("#document-d9")[0])


@pytest.mark.parametrize(
    "link", ["#cite-a1-9", "#cite-ff-1", "#move-5", "#cite-a1-", "javascript:alert(1)", "", "#cite-a1-1\n", "#<script>"]
)
def test_a_link_that_leads_nowhere_says_so(link: str) -> None:
    shown, viewing = open_link(link)
    assert "earlier session" in shown
    assert viewing is None
    assert "<script>" not in shown


def test_an_error_shows_its_remedy_and_another_only_that_it_was() -> None:
    assert "run citeleaf ingest" in open_link("#document-d1", error=IndexDamaged("damaged: run citeleaf ingest"))[0]
    assert "secret" not in open_link("#document-d1", error=RuntimeError("secret"))[0]


class TestSession:
    def test_turns_are_what_was_asked_and_answered(self) -> None:
        assert turns(CONVERSATION) == [Turn("first?", "One."), Turn("second?", "")]

    def test_a_number_belongs_to_its_exchange(self) -> None:
        assert find_citation(CONVERSATION, "b2", 1) is None
        assert find_citation(CONVERSATION, "b2", 2) is SECOND

    def test_an_abstention_keeps_the_nearest_passages(self) -> None:
        nothing = Answer("?", "?", None, 0.1, (), Reason.LOW_CONFIDENCE, (FIRST,))
        assert exchange_of(nothing, "c3") == Exchange("c3", Turn("?", ""), (FIRST,))

    def test_ids_are_new_and_fit_into_a_link(self) -> None:
        ids = {new_id() for _ in range(100)}
        assert len(ids) == 100
        assert all(re.fullmatch("[0-9a-f]+", made) for made in ids)
