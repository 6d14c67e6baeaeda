"""What an answer quotes, and that it quotes nothing else than what the document says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from citeleaf.answer import SUPPORT, abstain, cite, compose
from citeleaf.errors import CitationError, UnknownDocument
from citeleaf.types import Answer, Block, BlockKind, Document, Filters, Finding, Reason, Span, Term
from support import make_document, make_finding, make_passage, make_query

RIVER = make_document("The river is long. It has two banks. Its bridges are old.", path="river.txt", title="The river")
WINTER = make_document("In winter the river freezes.", path="winter.txt")
RIVER_PASSAGE = make_passage(RIVER.text, path="river.txt", title="The river")
WINTER_PASSAGE = make_passage(WINTER.text, path="winter.txt")
QUERY = make_query("How long is the river?", Term("river"), Term("dam", known=False))


def corpus(*documents: Document) -> dict[str, Document]:
    return {document.id: document for document in documents}


DOCUMENTS = corpus(RIVER, WINTER)


def answer(*findings: Finding, quotes: int = 3) -> Answer:
    return compose(QUERY, findings, 0.75, DOCUMENTS.__getitem__, quotes)


def quoted(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations]


class TestCite:
    def test_quotes_what_the_document_says(self) -> None:
        # "It has two banks." begins after "The river is long. ", which has 19 characters, and has 17
        citation = cite(1, RIVER, RIVER_PASSAGE, Span(19, 36), Span(26, 35))
        assert citation.quote == "It has two banks."
        assert [highlight.of(RIVER.text) for highlight in citation.highlights] == ["two banks"]
        assert (citation.document_id, citation.path, citation.title) == (RIVER.id, "river.txt", "The river")
        assert (citation.number, citation.sha256, citation.page) == (1, RIVER.sha256, None)

    def test_counts_the_documents_characters_and_not_the_passages(self) -> None:
        later = make_passage("It has two banks.", path="river.txt", start=19)
        assert cite(1, RIVER, later, Span(22, 25)).quote == "has"

    @pytest.mark.parametrize(
        "text",
        [
            "The river is wide. It has two banks. Its bridges are old.",
            "The river is",
            "",
            "  The river is long. It has two",
        ],
        ids=["changed", "cut off", "emptied", "moved"],
    )
    def test_refuses_what_the_document_does_not_say(self, text: str) -> None:
        changed = replace(make_document(text, path="river.txt"), blocks=())
        with pytest.raises(
            CitationError, match=r"^river\.txt has changed since it was indexed: run `citeleaf ingest`$"
        ):
            cite(1, changed, RIVER_PASSAGE, Span(0, 18))

    def test_holds_where_only_another_part_has_changed(self) -> None:
        changed = make_document("The river is long. It has no banks.", path="river.txt")
        assert cite(1, changed, RIVER_PASSAGE, Span(0, 18)).quote == "The river is long."

    def test_is_on_the_page_where_the_quote_begins(self) -> None:
        blocks = (Block(Span(0, 18), BlockKind.PARAGRAPH, page=7), Block(Span(19, 56), BlockKind.PARAGRAPH, page=8))
        paged = replace(RIVER, blocks=blocks)
        assert cite(1, paged, RIVER_PASSAGE, Span(0, 36)).page == 7
        assert cite(1, paged, RIVER_PASSAGE, Span(19, 36)).page == 8


class TestCompose:
    def test_says_the_best_findings_words_and_shows_them_in_its_quote(self) -> None:
        said = answer(make_finding(RIVER_PASSAGE, "The river is long.", answer="long"))
        assert said.answered
        assert said.text == "long"
        assert said.confidence == 0.75
        assert (said.reason, said.nearest) == (None, ())
        (citation,) = said.citations
        assert citation.quote == "The river is long."
        assert [highlight.of(RIVER.text) for highlight in citation.highlights] == ["long"]

    def test_repeats_what_was_asked(self) -> None:
        filters = Filters(("river.*",))
        query = replace(QUERY, original="And how long?", filters=filters)
        said = compose(query, [make_finding(RIVER_PASSAGE, "long")], 0.75, DOCUMENTS.__getitem__, 3)
        assert (said.question, said.understood) == ("And how long?", "How long is the river?")
        assert (said.unknown_words, said.filters) == (("dam",), filters)

    def test_numbers_quotes_from_one_best_first(self) -> None:
        said = answer(
            make_finding(WINTER_PASSAGE, "In winter the river freezes.", reader=1.0),
            make_finding(RIVER_PASSAGE, "Its bridges are old.", reader=0.95),
            make_finding(RIVER_PASSAGE, "The river is long.", reader=0.9),
        )
        assert [(citation.number, citation.path) for citation in said.citations] == [
            (1, "winter.txt"),
            (2, "river.txt"),
            (3, "river.txt"),
        ]

    def test_shows_no_more_quotes_than_wanted(self) -> None:
        findings = [
            make_finding(RIVER_PASSAGE, "The river is long."),
            make_finding(RIVER_PASSAGE, "Its bridges are old."),
        ]
        assert quoted(answer(*findings, quotes=1)) == ["The river is long."]

    def test_a_further_quote_needs_its_share_of_the_best_ones_score(self) -> None:
        # 0.8 of a score of 2 is 1.6
        assert SUPPORT == 0.8
        said = answer(
            make_finding(RIVER_PASSAGE, "The river is long.", reader=2.0),
            make_finding(RIVER_PASSAGE, "Its bridges are old.", reader=1.6),
            make_finding(WINTER_PASSAGE, "In winter the river freezes.", reader=1.59),
        )
        assert quoted(said) == ["The river is long.", "Its bridges are old."]

    @pytest.mark.parametrize("score", [0.0, -0.5])
    def test_the_best_is_quoted_however_little_it_is_worth(self, score: float) -> None:
        said = answer(make_finding(RIVER_PASSAGE, "The river is long.", reader=score))
        assert quoted(said) == ["The river is long."]

    def test_no_two_quotes_share_words(self) -> None:
        said = answer(
            make_finding(RIVER_PASSAGE, "The river is long. It has two banks.", reader=1.0),
            make_finding(RIVER_PASSAGE, "It has two banks. Its bridges are old.", reader=0.99),
            make_finding(RIVER_PASSAGE, "Its bridges are old.", reader=0.98),
        )
        assert quoted(said) == ["The river is long. It has two banks.", "Its bridges are old."]

    def test_a_copy_of_a_document_takes_no_place_from_another(self) -> None:
        copy = make_passage(RIVER.text, path="copy.txt")
        other = make_passage("They say: the river is long.", path="other.txt")
        findings = [make_finding(passage, "iver is long.") for passage in (RIVER_PASSAGE, copy, other)]
        documents = corpus(RIVER, *(make_document(passage.text, path=passage.path) for passage in (copy, other)))
        said = compose(QUERY, findings, 0.75, documents.__getitem__, 3)
        assert [citation.path for citation in said.citations] == ["river.txt"]
        findings[2] = make_finding(other, other.text)
        said = compose(QUERY, findings, 0.75, documents.__getitem__, 3)
        assert [citation.path for citation in said.citations] == ["river.txt", "other.txt"]

    def test_raises_where_the_corpus_has_changed(self) -> None:
        changed = corpus(make_document("The river is short.", path="river.txt"))
        with pytest.raises(CitationError):
            compose(QUERY, [make_finding(RIVER_PASSAGE, "long")], 0.75, changed.__getitem__, 3)

    def test_raises_where_the_document_is_gone(self) -> None:
        def nothing(document_id: str) -> Document:
            raise UnknownDocument(f"{document_id} is not in the index")

        with pytest.raises(UnknownDocument):
            compose(QUERY, [make_finding(RIVER_PASSAGE, "long")], 0.75, nothing, 3)


class TestAbstain:
    @staticmethod
    def abstained(findings: Sequence[Finding], nearest: int) -> Answer:
        return abstain(
            QUERY,
            Reason.LOW_CONFIDENCE,
            confidence=0.25,
            findings=findings,
            documents=DOCUMENTS.__getitem__,
            nearest=nearest,
        )

    def test_says_nothing_and_why(self) -> None:
        said = self.abstained([], nearest=3)
        assert not said.answered
        assert (said.text, said.citations, said.nearest) == (None, (), ())
        assert (said.reason, said.confidence) == (Reason.LOW_CONFIDENCE, 0.25)
        assert said.unknown_words == ("dam",)

    def test_shows_the_nearest_whatever_they_are_worth_with_nothing_highlighted(self) -> None:
        said = self.abstained(
            [
                make_finding(RIVER_PASSAGE, "The river is long.", reader=1.0, answer="long"),
                make_finding(RIVER_PASSAGE, "The river is long. It has two banks.", reader=0.9),
                make_finding(WINTER_PASSAGE, "In winter the river freezes.", reader=0.1),
                make_finding(RIVER_PASSAGE, "Its bridges are old.", reader=0.0),
            ],
            nearest=2,
        )
        assert [(near.number, near.quote, near.highlights) for near in said.nearest] == [
            (1, "The river is long.", ()),
            (2, "In winter the river freezes.", ()),
        ]

    def test_without_findings_or_documents(self) -> None:
        def nothing(document_id: str) -> Document:
            raise AssertionError(f"nobody needs {document_id}")

        assert abstain(QUERY, Reason.EMPTY_CORPUS, documents=nothing).confidence == 0.0
