"""How the two halves of the search become one ranking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from citeleaf.fusion import Fusion
from citeleaf.search import rerank, search
from citeleaf.store.local import LocalStore
from citeleaf.types import Filters, Form, Match, Passage, Ranked, Term
from support import BagOfWordsEncoder, make_document, make_finding, make_hit, make_passage, make_query, put

A = make_passage("a", path="a.txt")
B = make_passage("b", path="b.txt")
C = make_passage("c", path="c.txt")


def ranked(*passages: Passage) -> list[Ranked]:
    """In this order, with scores as an engine might give them."""
    return [Ranked(passage, 10.0 - rank) for rank, passage in enumerate(passages)]


@pytest.fixture
def encoder() -> BagOfWordsEncoder:
    return BagOfWordsEncoder()


@pytest.fixture
def empty(tmp_path: Path, encoder: BagOfWordsEncoder) -> Iterator[LocalStore]:
    store = LocalStore.open(tmp_path, encoder=encoder.name, dimensions=encoder.dimensions, create=True)
    yield store
    store.close()


class TestRerank:
    HITS = tuple(make_hit(passage) for passage in (A, B, C))

    def test_passages_come_in_the_order_of_their_best_findings(self) -> None:
        # C's finding is the second of all, B's the third; A's second one changes nothing.
        findings = [make_finding(A, "a"), make_finding(C, "c"), make_finding(B, "b"), make_finding(A, "a")]
        assert [hit.passage for hit in rerank(self.HITS, findings)] == [A, C, B]

    def test_what_was_not_read_follows_as_it_was(self) -> None:
        assert [hit.passage for hit in rerank(self.HITS, [make_finding(C, "c")])] == [C, A, B]
        assert rerank(self.HITS, []) == list(self.HITS)

    def test_hits_keep_what_the_search_said_of_them(self) -> None:
        hits = [replace(hit, score=1 / rank, lexical_rank=rank) for rank, hit in enumerate(self.HITS, start=1)]
        findings = [replace(make_finding(hit.passage, hit.passage.text), hit=hit) for hit in hits[::-1]]
        assert rerank(hits, findings) == hits[::-1]


class TestSearch:
    @pytest.fixture
    def store(self, empty: LocalStore, encoder: BagOfWordsEncoder) -> LocalStore:
        put(
            empty,
            encoder,
            make_document("The river crosses the valley.", path="river.txt"),
            make_document("Snow lies in winter.", path="snow.txt"),
            make_document("The river freezes in winter.", path="both.txt"),
        )
        return empty

    def test_finds_by_both_halves(self, store: LocalStore, encoder: BagOfWordsEncoder) -> None:
        query = make_query("river in winter", Term("river"), Term("winter"))
        hits = search(query, store, encoder, candidates=10).hits
        assert hits[0].passage.path == "both.txt"
        assert (hits[0].dense_rank, hits[0].lexical_rank) == (1, 1)
        # the question's three words among five: 3 / (√3 · √5); both content words are held, but not side by side
        expected = Match(similarity=3 / 15**0.5, meaning=1, wording=1, cover=1, focus=1, names=0, pairs=0)
        shares = ("similarity", "meaning", "wording", "cover", "focus", "names", "pairs")
        assert [getattr(hits[0].match, share) for share in shares] == pytest.approx(
            [getattr(expected, share) for share in shares], abs=1e-6
        )

    def test_ranks_by_the_given_fusion(self, store: LocalStore, encoder: BagOfWordsEncoder) -> None:
        query = make_query("the river crosses the valley", Term("winter"))
        by_meaning = search(query, store, encoder, 10, Fusion(Match(meaning=1))).hits
        by_words = search(query, store, encoder, 10, Fusion(Match(cover=1))).hits
        assert by_meaning[0].passage.path == "river.txt"
        assert [hit.passage.path for hit in by_words] == ["both.txt", "snow.txt", "river.txt"]

    def test_takes_so_many_candidates_from_each_half(self, store: LocalStore, encoder: BagOfWordsEncoder) -> None:
        # the meaning is nearest to river.txt, the one word looked for stands in snow.txt
        query = make_query("the river crosses the valley", Term("snow"))
        hits = search(query, store, encoder, candidates=1).hits
        assert {(hit.passage.path, hit.dense_rank, hit.lexical_rank) for hit in hits} == {
            ("river.txt", 1, None),
            ("snow.txt", None, 1),
        }

    def test_keeps_to_the_filters(self, store: LocalStore, encoder: BagOfWordsEncoder) -> None:
        query = replace(make_query("river in winter", Term("river"), Term("winter")), filters=Filters(("snow.*",)))
        found = search(query, store, encoder, candidates=10)
        assert [hit.passage.path for hit in found.hits] == ["snow.txt"]
        assert found.query == query

    def test_without_words_goes_by_meaning_alone(self, store: LocalStore, encoder: BagOfWordsEncoder) -> None:
        hits = search(make_query("snow"), store, encoder, candidates=10).hits
        assert hits[0].passage.path == "snow.txt"
        assert {hit.lexical_rank for hit in hits} == {None}

    def test_scores_fall_from_one_at_most_to_nothing_at_least(
        self, store: LocalStore, encoder: BagOfWordsEncoder
    ) -> None:
        found = search(make_query("river", Term("river")), store, encoder, candidates=10)
        scores = [hit.score for hit in found.hits]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)


class TestForms:
    """The one document defines a short form, another goes on with it, a third with the long one."""

    DEFINED = "The Trans River Authority (TRA) was founded."
    SHORT = "Boats pay a toll to the TRA."
    LONG = "Boats fear the Trans River Authority."

    @pytest.fixture
    def store(self, empty: LocalStore, encoder: BagOfWordsEncoder) -> LocalStore:
        texts = {"defined.txt": self.DEFINED, "short.txt": self.SHORT, "long.txt": self.LONG}
        others = {f"other{number}.txt": "Nobody counts the sheep." for number in range(3)}
        put(empty, encoder, *(make_document(text, path=path) for path, text in (texts | others).items()))
        return empty

    def test_wording_finds_what_stands_there_in_the_other_form(
        self, store: LocalStore, encoder: BagOfWordsEncoder
    ) -> None:
        query = make_query("What does the Trans River Authority ask?", *map(Term, ("Trans", "River", "Authority")))
        found = search(query, store, encoder, candidates=10)
        assert found.query == replace(query, forms=(Form("TRA", ("Trans", "River", "Authority")),))
        by_path = {hit.passage.path: hit for hit in found.hits}
        assert by_path["short.txt"].lexical_rank is not None
        # one word that stands for all three covers them, and they stand side by side
        assert (by_path["short.txt"].match.cover, by_path["short.txt"].match.pairs) == (1, 1)

    def test_it_goes_the_other_way_too(self, store: LocalStore, encoder: BagOfWordsEncoder) -> None:
        found = search(make_query("Who fears the TRA?", Term("fears"), Term("TRA")), store, encoder, candidates=10)
        assert found.hits[0].passage.path == "long.txt"
        assert (found.hits[0].match.cover, found.hits[0].match.names) == (1, 1)

    def test_what_the_question_itself_found_stays(self, store: LocalStore, encoder: BagOfWordsEncoder) -> None:
        """However many hold words of the long form: strewn, they are not it."""
        for number in range(3):
            document = make_document(f"A river authority trans-shipped river {number}.", path=f"strewn{number}.txt")
            put(store, encoder, document)
        found = search(make_query("What is the toll to the TRA?", Term("TRA")), store, encoder, candidates=2)
        lexical = {hit.passage.path for hit in found.hits if hit.lexical_rank is not None}
        assert {"short.txt", "defined.txt"} <= lexical
        assert not any(path.startswith("strewn") for path in lexical)

    def test_a_query_that_was_searched_before_is_searched_anew(
        self, store: LocalStore, encoder: BagOfWordsEncoder
    ) -> None:
        """Its forms were another corpus's, or those of a document that is gone."""
        stale = replace(make_query("Who counts sheep?", Term("sheep")), forms=(Form("TRA", ("Trans", "Rail", "Act")),))
        assert search(stale, store, encoder, candidates=3).query.forms == ()

    def test_a_filter_that_hides_the_definition_hides_the_form(
        self, store: LocalStore, encoder: BagOfWordsEncoder
    ) -> None:
        query = replace(make_query("Who fears the TRA?", Term("TRA")), filters=Filters(("long.*",)))
        assert search(query, store, encoder, candidates=10).query.forms == ()
