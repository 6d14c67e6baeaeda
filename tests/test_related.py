"""Passages for reading on: not the ones that were quoted, each once, numbered on."""

from __future__ import annotations

from citeleaf.answer import cite
from citeleaf.errors import UnknownDocument
from citeleaf.related import related
from citeleaf.types import Answer, Consideration, Document, Passage, Span
from support import make_document, make_hit, make_passage

QUOTED = "The border is 1.3 thousand km long and was drawn by surveyors."
FURTHER = "The river rises in the mountains of the north and ends in the sea."
THIRD = "Merchants from the coast bring copper, salt and wool to the market."
DOCUMENTS = {
    document.id: document
    for document in (
        make_document(QUOTED, FURTHER, path="a.txt"),
        make_document(THIRD, path="b.txt"),
        make_document(FURTHER, path="copy.txt"),
    )
}


def passage(text: str, path: str, start: int = 0) -> Passage:
    return make_passage(text, path=path, start=start)


BEST = passage(QUOTED, "a.txt")
NEXT = passage(FURTHER, "a.txt", start=len(QUOTED) + 2)
OTHER = passage(THIRD, "b.txt")


def found(*passages: Passage) -> Consideration:
    citation = cite(1, DOCUMENTS[BEST.document_id], BEST, Span(0, len(QUOTED)))
    answer = Answer("?", "?", "1.3 thousand km", 0.8, (citation,), None, ())
    return Consideration(answer, answer, tuple(make_hit(passage) for passage in passages))


def test_what_is_quoted_is_left_out_and_numbers_go_on() -> None:
    further = related(found(BEST, NEXT, OTHER), DOCUMENTS.__getitem__, 3)
    assert [(citation.number, citation.quote) for citation in further] == [(2, FURTHER), (3, THIRD)]


def test_there_are_no_more_than_were_wanted() -> None:
    assert [citation.path for citation in related(found(BEST, NEXT, OTHER), DOCUMENTS.__getitem__, 1)] == ["a.txt"]


def test_a_copy_is_not_read_twice() -> None:
    copy = passage(FURTHER, "copy.txt")
    assert [citation.path for citation in related(found(NEXT, copy, OTHER), DOCUMENTS.__getitem__, 3)] == [
        "a.txt",
        "b.txt",
    ]


def test_a_document_that_has_gone_is_left_out() -> None:
    def documents(identity: str) -> Document:
        if identity == OTHER.document_id:
            raise UnknownDocument("gone")
        return DOCUMENTS[identity]

    assert [citation.path for citation in related(found(OTHER, NEXT), documents, 3)] == ["a.txt"]


def test_a_passage_that_has_changed_is_left_out() -> None:
    changed = passage("The river rises in the hills of the south.", "a.txt", start=len(QUOTED) + 2)
    assert related(found(changed), DOCUMENTS.__getitem__, 3) == ()
