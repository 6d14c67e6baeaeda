"""What an answer quotes, and that it quotes nothing else than what the document says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from citeleaf.answer import Reading, abstain, cite, compose, compose_parts
from citeleaf.errors import CitationError, UnknownDocument
from citeleaf.listing import ITEM, ROW_WORDS, WHOLE_SENTENCE_ITEM
from citeleaf.support import ADDS, AGREES
from citeleaf.types import (
    Answer,
    AnsweredPart,
    Block,
    BlockKind,
    Document,
    Filters,
    Finding,
    Passage,
    Reason,
    Span,
    Term,
)
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
        assert ADDS == 0.8
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


PANJ = "The Panj is 1125 km long."
ELSEWHERE = "An atlas gives the Panj a length of 1125 km."
OTHERWISE = "Older maps give it 921 km."


def written(**texts: str) -> tuple[dict[str, Document], dict[str, Passage]]:
    """Documents of one passage each, by id, and their passages by name."""
    passages = {name: make_passage(text, path=f"{name}.txt") for name, text in texts.items()}
    return corpus(*(make_document(text, path=f"{name}.txt") for name, text in texts.items())), passages


class TestSupport:
    def said(self, agreeing: float, differing: float, copied: float = 0.0) -> list[str]:
        documents, passages = written(
            panj=PANJ, atlas=ELSEWHERE, maps=OTHERWISE, mirror=f"{PANJ} It rises in the east."
        )
        findings = [
            make_finding(passages["panj"], PANJ, answer="1125 km", reader=1.0),
            make_finding(passages["atlas"], ELSEWHERE, answer="length of 1125 km", reader=agreeing),
            make_finding(passages["maps"], OTHERWISE, answer="921 km", reader=differing),
            make_finding(passages["mirror"], passages["mirror"].text, answer="1125 km", reader=copied),
        ]
        findings.sort(key=lambda finding: -finding.scores.reader)
        answer = compose(QUERY, findings, 0.75, documents.__getitem__, 4)
        return [citation.path for citation in answer.citations]

    def test_what_agrees_needs_less_than_what_adds(self) -> None:
        assert (AGREES, ADDS) == (0.4, 0.8)
        assert self.said(agreeing=0.4, differing=0.79) == ["panj.txt", "atlas.txt"]
        assert self.said(agreeing=0.39, differing=0.8) == ["panj.txt", "maps.txt"]

    def test_better_ones_come_first(self) -> None:
        assert self.said(agreeing=0.85, differing=0.9) == ["panj.txt", "maps.txt", "atlas.txt"]

    def test_a_copy_bears_nothing_out(self) -> None:
        assert self.said(agreeing=0.5, differing=0.0, copied=0.99) == ["panj.txt", "atlas.txt"]

    def test_a_copy_in_which_another_answer_stands_is_shown(self) -> None:
        shared = "The river rises in the high mountains of the east, is {} km long and ends in the great lake."
        documents, passages = written(one=shared.format(1125), two=shared.format(921))
        findings = [
            make_finding(passages["one"], passages["one"].text, answer="1125", reader=1.0),
            make_finding(passages["two"], passages["two"].text, answer="921", reader=0.5),  # less than ``ADDS``
        ]
        answer = compose(QUERY, findings, 0.75, documents.__getitem__, 3)
        assert [citation.path for citation in answer.citations] == ["one.txt", "two.txt"]


class TestLists:
    QUESTION = make_query("Which countries are members?")
    TEXT = "Members are Anta and Beru. Later Caro joined them. Then Anta left. Prices rose in the winter of that year."

    def quotes(self, text: str, *found: tuple[str, str, float], count: int = 3) -> list[tuple[str, list[str]]]:
        """Each quote with its highlights, for findings of sentence, answer and score."""
        documents, passages = written(list=text)
        findings = [make_finding(passages["list"], words, answer=item, reader=score) for words, item, score in found]
        answer = compose(self.QUESTION, findings, 0.75, documents.__getitem__, count)
        assert answer.text == found[0][1]
        return [
            (citation.quote, [highlight.of(text) for highlight in citation.highlights]) for citation in answer.citations
        ]

    def test_items_of_the_first_quote_are_highlighted_in_it_in_their_order(self) -> None:
        both = "Members are Anta and Beru. Later Caro joined them."
        first, second = "Members are Anta and Beru.", "Later Caro joined them."
        # 0.5 of a score of 1 is 0.5
        assert ITEM == 0.5
        assert self.quotes(self.TEXT, (both, "Caro", 1.0), (first, "Anta and Beru", 0.5), (second, "Later", 0.49)) == [
            (both, ["Anta and Beru", "Caro"])
        ]

    def test_only_where_a_list_is_asked_for(self) -> None:
        both = "Members are Anta and Beru. Later Caro joined them."
        documents, passages = written(list=self.TEXT)
        findings = [
            make_finding(passages["list"], both, answer="Caro"),
            make_finding(passages["list"], "Members are Anta and Beru.", answer="Anta and Beru", reader=0.9),
        ]
        (citation,) = compose(QUERY, findings, 0.75, documents.__getitem__, 3).citations
        assert [highlight.of(self.TEXT) for highlight in citation.highlights] == ["Caro"]

    def test_names_in_a_row_with_the_one_that_was_found_are_part_of_the_answer(self) -> None:
        documents, passages = written(list=self.TEXT)
        finding = make_finding(passages["list"], "Members are Anta and Beru.", answer="Beru")
        answer = compose(self.QUESTION, [finding], 0.75, documents.__getitem__, 3)
        assert answer.text == "Anta and Beru"
        assert [highlight.of(self.TEXT) for highlight in answer.citations[0].highlights] == ["Anta and Beru"]
        assert compose(QUERY, [finding], 0.75, documents.__getitem__, 3).text == "Beru"

    def test_an_item_that_ends_beyond_the_quote_lengthens_it(self) -> None:
        """The item begins in the quote's last sentence and ends in the next one."""
        first, two = "Members are Anta with Beru.", "Members are Anta with Beru. Later Caro joined them."
        text = f"{two} Then Anta left. Prices rose in the winter of that year."
        assert self.quotes(text, (first, "Anta", 1.0), (two, "Beru. Later Caro", 0.9)) == [
            (two, ["Anta", "Beru. Later Caro"])
        ]

    def test_an_item_that_is_named_twice_is_highlighted_once(self) -> None:
        text = "Members are Anta and Beru. Then anta left."
        found = (text, "Anta and Beru", 1.0), ("Then anta left.", "anta", 0.9)
        assert self.quotes(text, *found) == [(text, ["Anta and Beru"])]

    def test_a_whole_sentence_is_an_item_only_where_it_is_nearly_as_good(self) -> None:
        quote = "Members are Anta and Beru. Later Caro joined them."
        first, second = "Members are Anta and Beru.", "Later Caro joined them."
        assert WHOLE_SENTENCE_ITEM == 0.8
        assert self.quotes(self.TEXT, (quote, first, 1.0), (quote, second, 0.79)) == [(quote, [first])]
        assert self.quotes(self.TEXT, (quote, first, 1.0), (quote, second, 0.8)) == [(quote, [first, second])]

    def test_the_quote_grows_by_the_rows_around_it(self) -> None:
        text = "Members are:\n- Anta\n- Beru\n- Caro\n\nPrices rose."
        rows = ("- Beru", "Beru", 1.0), ("- Anta", "Anta", 0.9), ("- Caro", "Caro", 0.8)
        assert self.quotes(text, *rows) == [("- Anta\n- Beru\n- Caro", ["Anta", "Beru", "Caro"])]

    def row(self, *names: str, found: Sequence[str]) -> list[tuple[str, list[str]]]:
        """Each quote with its highlights, of a list of ``names`` in which the reader found some."""
        items = [(BlockKind.LIST_ITEM, f"- {name}") for name in names]
        document = make_document("Members are:", *items, path="list.txt")
        passage = make_passage(document.text, path="list.txt")
        findings = []
        for name in found:
            item = next(text for _, text in items if text.startswith(f"- {name}"))
            findings.append(make_finding(passage, item, answer=name, reader=0.9))
        said = compose(self.QUESTION, findings, 0.75, corpus(document).__getitem__, 3)
        return [
            (citation.quote, [highlight.of(document.text) for highlight in citation.highlights])
            for citation in said.citations
        ]

    def test_where_two_items_of_a_row_are_found_all_are_shown(self) -> None:
        names = ["Anta", "Beru", "Caro", "Dena", "Eldo"]
        rows = "- Anta\n\n- Beru\n\n- Caro\n\n- Dena\n\n- Eldo"
        assert self.row(*names, found=["Beru", "Caro"]) == [(rows, names)]
        assert self.row(*names, found=["Eldo", "Anta"]) == [(rows, names)]  # two quotes became one

    def test_a_row_of_which_all_is_found_is_one_quote(self) -> None:
        # two items of thirty words are too many for a quote of prose, and few enough for one of a row
        one, two = (f"{name} joined {' '.join(['early'] * 28)}" for name in ("Anta", "Beru"))
        assert self.row(one, two, found=[one, two]) == [(f"- {one}\n\n- {two}", [one, two])]

    def test_where_one_item_says_nothing_but_what_is_found_all_are_shown(self) -> None:
        rows = "- Anta\n\n- Beru;\n\n- Caro."
        assert self.row("Anta", "Beru;", "Caro.", found=["Beru"]) == [(rows, ["Anta", "Beru", "Caro"])]

    def test_where_items_say_more_than_was_found_the_others_are_shown_but_not_lit(self) -> None:
        items = ["Anta left in 1999", "Beru joined in 2001", "Caro left in 1999"]
        rows = "- Anta left in 1999\n\n- Beru joined in 2001\n\n- Caro left in 1999"
        assert self.row(*items, found=["Anta", "Caro"]) == [(rows, ["Anta", "Caro"])]

    def test_one_whole_sentence_may_be_the_answer_by_itself(self) -> None:
        first, second = "The Anta is a long river.", "Prices rose in the winter."
        assert self.row(first, second, found=[first]) == [(f"- {first}\n\n- {second}", [first])]

    def test_an_item_that_says_nothing_is_not_lit(self) -> None:
        assert self.row("Anta", "...", "Beru", found=["Anta"]) == [("- Anta\n\n- ...\n\n- Beru", ["Anta", "Beru"])]

    def test_of_many_items_the_best_are_shown(self) -> None:
        # two sentences of thirty words are more than a quote has, so that each item is a quote of its own
        items = [f"{name} joined {' '.join(['early'] * 28)}." for name in ("Anta", "Beru", "Caro", "Dena")]
        found = [(item, item[:4], score) for item, score in zip(items, (1.0, 0.6, 0.7, 0.9), strict=True)]
        assert self.quotes(" ".join(items), *found, count=3) == [(items[n], [items[n][:4]]) for n in (0, 2, 3)]

    def test_one_item_that_says_more_is_an_answer_by_itself(self) -> None:
        assert self.row("Anta left", "Beru joined", found=["Beru"]) == [("- Beru joined", ["Beru"])]

    def test_items_of_different_rows_are_not_one_list(self) -> None:
        document = make_document(
            (BlockKind.LIST_ITEM, "1. Anta left"),
            (BlockKind.LIST_ITEM, "2. Beru joined"),
            "Guests are:",
            (BlockKind.LIST_ITEM, "Caro left"),
        )
        passage = make_passage(document.text)
        findings = [
            make_finding(passage, "1. Anta left", answer="Anta"),
            make_finding(passage, "Caro left", answer="Caro", reader=0.9),
        ]
        assert quoted(compose(self.QUESTION, findings, 0.75, corpus(document).__getitem__, 3)) == [
            "1. Anta left",
            "Caro left",
        ]

    def test_a_quote_of_a_sublist_is_taken_into_the_row_around_it(self) -> None:
        text = "- Anta\n- Beru\n  - Dena in the hills of the north\n- Caro"
        blocks = [Span(text.index(item), text.index(item) + len(item)) for item in ("- Anta", "- Beru", "- Caro")]
        inner = Span(text.index("- Dena"), text.index("\n- Caro"))
        document = replace(
            make_document(text), blocks=tuple(Block(span, BlockKind.LIST_ITEM) for span in sorted([*blocks, inner]))
        )
        passage = make_passage(text)
        found = [("- Anta", "Anta", 1.0), ("- Dena in the hills of the north", "Dena", 0.9), ("- Caro", "Caro", 0.8)]
        findings = [make_finding(passage, words, answer=item, reader=score) for words, item, score in found]
        (citation,) = compose(self.QUESTION, findings, 0.75, corpus(document).__getitem__, 3).citations
        assert citation.quote == text
        assert [light.of(text) for light in citation.highlights] == ["Anta", "Beru", "Dena", "Caro"]

    def test_of_a_row_too_long_to_read_only_what_was_found_is_shown(self) -> None:
        names = [f"member {number}" for number in range(ROW_WORDS)]
        assert self.row(*names, found=names[3:5]) == [("- member 3\n\n- member 4", names[3:5])]

    def test_a_row_that_goes_on_in_the_next_passage_is_shown_whole(self) -> None:
        document = make_document(*((BlockKind.LIST_ITEM, name) for name in ("Anta", "Beru", "Caro", "Dena")))
        passage = make_passage(document.text[:18])
        assert passage.text == "Anta\n\nBeru\n\nCaro\n\n"
        findings = [
            make_finding(passage, "Anta", answer="Anta"),
            make_finding(passage, "Caro", answer="Caro", reader=0.9),
        ]
        said = compose(self.QUESTION, findings, 0.75, corpus(document).__getitem__, 3)
        assert quoted(said) == ["Anta\n\nBeru\n\nCaro\n\nDena"]

    def test_what_goes_on_in_a_document_that_has_changed_is_not_shown(self) -> None:
        items = [(BlockKind.LIST_ITEM, name) for name in ("Anta", "Beru", "Caro")]
        found = make_finding(make_passage("Anta\n\nBero\n\n"), "Anta", answer="Anta")
        with pytest.raises(CitationError, match="has changed since it was indexed"):
            compose(self.QUESTION, [found], 0.75, corpus(make_document(*items)).__getitem__, 3)

    def test_of_a_row_too_long_to_read_each_passage_shows_its_own(self) -> None:
        long = [(BlockKind.LIST_ITEM, f"{name} joined {' '.join(['early'] * 48)}") for name in ("Anta", "Beru", "Caro")]
        document = make_document(*long)
        first, second = (words for _, words in long[:2])
        passage = make_passage(f"{first}\n\n{second}")
        findings = [make_finding(passage, words, answer=words[:4]) for words in (first, second)]
        said = compose(self.QUESTION, findings, 0.75, corpus(document).__getitem__, 3)
        assert quoted(said) == [f"{first}\n\n{second}"]

    def test_a_quote_does_not_outgrow_one_look(self) -> None:
        # two sentences of thirty words are sixty, more than the fifty of a quote
        one, two = (f"{name} joined {' '.join(['early'] * 28)}." for name in ("Anta", "Beru"))
        assert self.quotes(f"{two} {one}", (one, "Anta", 1.0), (two, "Beru", 0.9)) == [(one, ["Anta"]), (two, ["Beru"])]
        assert self.quotes(f"{two} {one}", (one, "Anta", 1.0), (two, "Beru", 0.9), count=1) == [(one, ["Anta"])]

    def test_a_further_quote_leaves_out_what_is_quoted_already(self) -> None:
        one, two = (f"{name} joined {' '.join(['early'] * 28)}." for name in ("Anta", "Beru"))
        text = f"{one} {two}"
        assert self.quotes(text, (one, "Anta", 1.0), (text, "Beru", 0.9)) == [(one, ["Anta"]), (two, ["Beru"])]

    def test_items_of_the_next_passage_are_further_citations(self) -> None:
        text = "Anta is one. Beru is one."
        passages = (
            make_passage("Anta is one.", path="list.txt"),
            make_passage("Beru is one.", path="list.txt", start=13),
        )
        findings = [
            make_finding(passages[0], "Anta is one.", answer="Anta"),
            make_finding(passages[1], "Beru is one.", answer="Beru", reader=0.5),
        ]
        documents = corpus(make_document(text, path="list.txt"))
        said = compose(self.QUESTION, findings, 0.75, documents.__getitem__, 3)
        assert quoted(said) == ["Anta is one.", "Beru is one."]

    def test_items_elsewhere_are_not_of_the_list(self) -> None:
        documents, passages = written(list="Anta is one.", other="Beru is one.")
        findings = [
            make_finding(passages["list"], "Anta is one.", answer="Anta"),
            make_finding(passages["other"], "Beru is one.", answer="Beru", reader=0.79),
        ]
        assert quoted(compose(self.QUESTION, findings, 0.75, documents.__getitem__, 3)) == ["Anta is one."]


class TestParts:
    TEXT = "The club was founded by Ada Byron in 1901. It was dissolved in 1950. Its house still stands."
    QUERY = make_query("Who founded the club and when was it dissolved?")
    WORDS = ("Who founded the club", "when was it dissolved?")

    def readings(self, *found: tuple[str, str, float]) -> tuple[dict[str, Document], list[Reading]]:
        documents, passages = written(club=self.TEXT)
        return documents, [
            Reading(words, make_query(words), [make_finding(passages["club"], quote, answer=answer)], confidence)
            for words, (quote, answer, confidence) in zip(self.WORDS, found, strict=False)
        ]

    def test_each_part_has_its_quote(self) -> None:
        first, second = "The club was founded by Ada Byron in 1901.", "It was dissolved in 1950."
        documents, readings = self.readings((first, "Ada Byron", 0.9), (second, "1950", 0.6))
        said = compose_parts(self.QUERY, readings, (), documents.__getitem__)
        assert said.parts == (
            AnsweredPart(self.WORDS[0], "Ada Byron", 0.9, 1),
            AnsweredPart(self.WORDS[1], "1950", 0.6, 2),
        )
        assert quoted(said) == [first, second]
        # the least sure part has 0.6
        assert (said.text, said.confidence, said.unanswered_parts) == ("Ada Byron", 0.6, ())

    def test_two_parts_at_one_place_share_a_citation(self) -> None:
        both = "The club was founded by Ada Byron in 1901. It was dissolved in 1950."
        documents, readings = self.readings((both, "Ada Byron", 0.9), ("It was dissolved in 1950.", "1950", 0.6))
        said = compose_parts(self.QUERY, readings, (), documents.__getitem__)
        (citation,) = said.citations
        assert [highlight.of(self.TEXT) for highlight in citation.highlights] == ["Ada Byron", "1950"]
        assert [part.citation for part in said.parts] == [1, 1]

    def test_quotes_that_overlap_show_no_sentence_twice(self) -> None:
        first = "The club was founded by Ada Byron in 1901."
        documents, readings = self.readings((first, "Ada Byron", 0.9), (self.TEXT, "1950", 0.6))
        said = compose_parts(self.QUERY, readings, (), documents.__getitem__)
        assert quoted(said) == [first, "It was dissolved in 1950. Its house still stands."]

    def test_a_quote_amid_a_later_part_s_list_is_taken_into_it(self) -> None:
        document = make_document(*((BlockKind.LIST_ITEM, name) for name in ("Anta", "Beru of the hills", "Caro")))
        passage = make_passage(document.text)
        one = [make_finding(passage, "Beru of the hills", answer="Beru")]
        several = [make_finding(passage, name, answer=name) for name in ("Anta", "Caro")]
        who, which = make_query("Who came?"), make_query("Which towns are members?")
        readings = [Reading("Who came", who, one, 0.9), Reading("which towns are members?", which, several, 0.8)]
        said = compose_parts(self.QUERY, readings, (), corpus(document).__getitem__)
        (citation,) = said.citations
        assert citation.quote == document.text
        assert [light.of(document.text) for light in citation.highlights] == [
            "Anta",
            "Beru of the hills",
            "Caro",
        ]
        assert [part.citation for part in said.parts] == [1, 1]

    def test_a_part_without_an_answer_is_named(self) -> None:
        documents, readings = self.readings(("It was dissolved in 1950.", "1950", 0.6))
        said = compose_parts(self.QUERY, readings, ("Who founded the club",), documents.__getitem__)
        assert said.answered
        assert said.unanswered_parts == ("Who founded the club",)


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
