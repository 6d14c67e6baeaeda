"""Which sentence the baseline reader chooses, and how much it quotes around it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from citeleaf.models.sentence_reader import PASSAGE_COVER, RANK, SENTENCE_COVER, SentenceReader
from citeleaf.quotes import QUOTE_SENTENCES, QUOTE_WORDS
from citeleaf.sentences import sentences, word_count
from citeleaf.types import Finding, Hit, Query, Span, Term
from support import BagOfWordsEncoder, make_hit, make_passage, make_query

RIVER = "The weather was fine. The river Panj is 1125 km long. Many people live there."
WINTER = "Winter is cold. Snow lies on every mountain. Nobody goes out."
QUERY = make_query("How long is the river Panj?", Term("river"), Term("Panj", weight=2.0))


@pytest.fixture
def reader() -> SentenceReader:
    return SentenceReader(BagOfWordsEncoder())


def hits(*texts: str) -> list[Hit]:
    """In this order, as found by both halves of the search: the first with 1, the best that fusion gives."""
    return [
        make_hit(make_passage(text, path=f"{number}.txt"), score=61 / (60 + number))
        for number, text in enumerate(texts, start=1)
    ]


def answer(finding: Finding) -> str:
    return finding.hit.passage.read(finding.answer)


def quote(finding: Finding) -> str:
    return finding.hit.passage.read(finding.sentence)


class TestRanking:
    def test_the_sentence_that_says_it_comes_first(self, reader: SentenceReader) -> None:
        found = reader.read(QUERY, hits(WINTER, RIVER))
        assert answer(found[0]) == "The river Panj is 1125 km long."
        assert [finding.scores.reader for finding in found] == sorted(
            (finding.scores.reader for finding in found), reverse=True
        )

    def test_every_sentence_is_a_finding(self, reader: SentenceReader) -> None:
        found = reader.read(QUERY, hits(WINTER, RIVER))
        assert len(found) == len({(finding.hit.passage.path, finding.answer) for finding in found}) == 6

    def test_scores_are_what_they_say(self, reader: SentenceReader) -> None:
        query = make_query("river panj", Term("river", weight=1.0), Term("panj", weight=2.0), Term("dam", weight=1.0))
        first, _ = reader.read(query, hits("The Panj flows. A river."))
        # "The Panj flows." holds panj: 2 of the weight of 4, cover 0.5; its cosine is 1 / (√3 · √2) = 0.4082.
        # "A river." holds river: 1 of 4, cover 0.25; its cosine is 1 / (√2 · √2) = 0.5.
        # The passage holds both, 3 of 4, and stands first in both halves, 1.
        assert answer(first) == "The Panj flows."
        assert first.scores.similarity == pytest.approx(0.4082, abs=1e-4)
        assert first.scores.cover == 0.5
        assert first.scores.reader == pytest.approx(
            0.4082 + SENTENCE_COVER * 0.5 + PASSAGE_COVER * 0.75 + RANK * 1.0, abs=1e-4
        )

    def test_a_word_counts_in_any_inflection(self, reader: SentenceReader) -> None:
        query = make_query("bridges", Term("bridges"))
        (finding,) = reader.read(query, hits("One BRIDGE is old."))
        assert finding.scores.cover == 1.0

    def test_what_stands_above_a_passage_speaks_for_it(self, reader: SentenceReader) -> None:
        query = make_query("How long is the Panj?", Term("Panj"))
        plain = make_passage("It is 1125 km long.", path="a.txt")
        titled = replace(plain, title="The Panj")
        (without,) = reader.read(query, [make_hit(plain)])
        (given,) = reader.read(query, [make_hit(titled)])
        assert given.scores.reader == pytest.approx(without.scores.reader + PASSAGE_COVER)
        assert given.scores.cover == without.scores.cover == 0.0

    def test_the_better_found_passage_goes_first_where_all_else_is_equal(self, reader: SentenceReader) -> None:
        found = reader.read(QUERY, hits(RIVER, RIVER))
        assert [finding.hit.passage.path for finding in found[:2]] == ["1.txt", "2.txt"]

    def test_ties_go_by_path_and_position(self, reader: SentenceReader) -> None:
        text = "The river is long. The river is long."
        tied = [make_hit(make_passage(text, path=path)) for path in ("b.txt", "a.txt")]
        places = [(each.hit.passage.path, each.answer.start) for each in reader.read(QUERY, tied)]
        assert places == [("a.txt", 0), ("a.txt", 19), ("b.txt", 0), ("b.txt", 19)]
        assert reader.read(QUERY, tied[::-1]) == reader.read(QUERY, tied)

    def test_without_content_words_goes_by_likeness(self, reader: SentenceReader) -> None:
        found = reader.read(Query("snow", "snow"), hits(RIVER, WINTER))
        assert answer(found[0]) == "Snow lies on every mountain."
        assert found[0].scores.cover == 0.0

    def test_without_hits_there_is_nothing(self, reader: SentenceReader) -> None:
        assert reader.read(QUERY, []) == []


class TestQuote:
    def test_prefers_the_better_neighbour(self, reader: SentenceReader) -> None:
        before, best, after = "The river is wide " * 4, "The river Panj is long " * 5, "Nothing else happened here " * 4
        text = " ".join(f"{sentence.strip()}." for sentence in (before, best, after))
        found = reader.read(QUERY, hits(text))
        assert quote(found[0]).startswith("The river is wide")
        assert not quote(found[0]).endswith("here.")

    def test_never_leaves_its_passage_nor_cuts_a_sentence(self, reader: SentenceReader) -> None:
        passages = [make_passage(RIVER * 3, path="a.txt", start=100), make_passage(WINTER, path="b.txt", start=7)]
        for finding in reader.read(QUERY, [make_hit(passage) for passage in passages]):
            passage = finding.hit.passage
            whole = [span.shifted(passage.span.start) for span in sentences(passage.text)]
            assert passage.span.contains(finding.sentence)
            assert finding.answer in whole
            held = [span for span in whole if finding.sentence.contains(span)]
            assert finding.sentence == Span(held[0].start, held[-1].end)
            assert len(held) <= QUOTE_SENTENCES
            assert len(held) == 1 or word_count(quote(finding)) <= QUOTE_WORDS
