"""Sentences of a quote end as in the language of its document: after "17." no German one does."""

from __future__ import annotations

from citeleaf.answer import compose
from citeleaf.mismatches import mismatches
from citeleaf.passages import split
from support import make_document, make_finding, make_passage, make_query

TEXT = "Das Gutachten aus Graz vom 17. Juni 2022 ist lang."


def test_what_stands_in_the_sentence_of_an_answer_is_not_missing_from_it() -> None:
    def missing(language: str) -> int:
        finding = make_finding(make_passage(TEXT, language=language), TEXT, answer="Juni 2022")
        return mismatches(make_query("Wann kam das aus Graz?"), finding).names

    assert (missing("de"), missing("en")) == (0, 1)


def test_a_quote_grows_by_whole_sentences_to_hold_the_items_of_a_list() -> None:
    first = "Mitglied ist Anta."
    document = make_document(f"{first} Beru kam am 3. Mai dazu.", language="de")
    (passage,) = split(document, 100)
    findings = [make_finding(passage, first, answer="Anta"), make_finding(passage, "Beru kam", answer="Beru")]
    answer = compose(make_query("Which countries are members?"), findings, 0.75, {document.id: document}.__getitem__, 3)
    assert [citation.quote for citation in answer.citations] == [document.text]
