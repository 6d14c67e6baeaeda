"""How much of a question a passage holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from citeleaf.matching import NEIGHBOURS, STRETCH, match, wanted
from citeleaf.types import Form, Match, Passage, Query, Term
from support import make_passage, make_query


def shares(query: Query, passage: Passage) -> Match:
    return match(wanted(query), passage, similarity=0, meaning=0, wording=0)


TREATY = make_query(
    "Who signed the Treaty of Versailles in 1919?",
    Term("signed", 1.0),
    Term("Treaty", 2.0),
    Term("Versailles", 4.0),
    Term("1919", 3.0),
)
"""Ten in all. Names and numbers: Treaty, Versailles, 1919, nine. Pairs: signed Treaty 3, Treaty Versailles 6,
Versailles 1919 7, sixteen in all."""


class TestCover:
    def test_is_the_weight_of_the_words_that_are_held(self) -> None:
        assert shares(TREATY, make_passage("It was signed at Versailles.")).cover == pytest.approx((1 + 4) / 10)

    def test_counts_each_word_once(self) -> None:
        assert shares(TREATY, make_passage("Treaty, treaty, treaty!")).cover == pytest.approx(2 / 10)

    def test_sees_the_title_and_headings(self) -> None:
        passage = make_passage("It followed.", title="Versailles", headings=("The treaty",))
        assert shares(TREATY, passage).cover == pytest.approx((4 + 2) / 10)

    @pytest.mark.parametrize("text", ["Signing it", "he SIGNS", "the signed paper"])
    def test_inflection_and_case_do_not_matter(self, text: str) -> None:
        assert shares(TREATY, make_passage(text)).cover == pytest.approx(1 / 10)

    def test_accents_do_not_matter_wherever_they_stand(self) -> None:
        query = make_query("elysee cafe", Term("elysee"), Term("Café"))
        assert shares(query, make_passage("Beside the Élysée, a cafe.")).cover == 1

    def test_another_word_with_the_same_beginning_is_another_word(self) -> None:
        assert shares(TREATY, make_passage("A signal to treat versatile men in 1918.")).cover == 0

    def test_two_forms_of_a_word_are_one(self) -> None:
        query = make_query("adopt adopted", Term("adopt", 1.0), Term("adopted", 1.0), Term("law", 1.0))
        assert shares(query, make_passage("It adopts.")).cover == pytest.approx(1 / 2)


class TestFocus:
    def test_is_the_best_stretch(self) -> None:
        filler = "and " * STRETCH
        passage = make_passage(f"It was signed. {filler} The treaty of Versailles. {filler} In 1919.")
        assert shares(TREATY, passage).focus == pytest.approx((2 + 4) / 10)
        assert shares(TREATY, passage).cover == 1

    @pytest.mark.parametrize(("between", "expected"), [(STRETCH - 2, 7 / 10), (STRETCH - 1, 4 / 10)])
    def test_a_stretch_has_so_many_words(self, between: int, expected: float) -> None:
        passage = make_passage(f"Versailles {'and ' * between}1919")
        assert shares(TREATY, passage).focus == pytest.approx(expected)

    def test_the_title_is_no_part_of_it(self) -> None:
        assert shares(TREATY, make_passage("In 1919.", title="Versailles")).focus == pytest.approx(3 / 10)


class TestNames:
    def test_are_capitals_and_numbers(self) -> None:
        assert shares(TREATY, make_passage("Signed in 1919.")).names == pytest.approx(3 / 9)

    def test_the_first_letter_of_a_question_makes_no_name(self) -> None:
        query = make_query("Snow covers Oslo", Term("Snow"), Term("covers"), Term("Oslo"))
        assert shares(query, make_passage("Snow.")).names == 0
        assert shares(query, make_passage("Oslo.")).names == 1

    def test_a_question_without_names_has_none(self) -> None:
        assert shares(make_query("deep snow", Term("deep"), Term("snow")), make_passage("Deep snow.")).names == 0


class TestPairs:
    @pytest.mark.parametrize("text", ["the Treaty of Versailles", "the Versailles treaty", "treaty Versailles"])
    def test_stand_side_by_side_in_either_order(self, text: str) -> None:
        assert shares(TREATY, make_passage(text)).pairs == pytest.approx(6 / 16)

    def test_no_longer_do_when_more_words_lie_between(self) -> None:
        assert shares(TREATY, make_passage(f"treaty {'and ' * NEIGHBOURS}Versailles")).pairs == 0

    def test_what_stands_twice_does_not_hide_its_neighbour(self) -> None:
        # "1919" is two words after "Versailles", with another "1919" between
        assert shares(TREATY, make_passage("Versailles 1919 1919")).pairs == pytest.approx(7 / 16)


def test_a_question_of_no_words_matches_nothing() -> None:
    assert shares(make_query(""), make_passage("Anything at all.")) == Match()


def test_the_searchs_own_shares_are_passed_on() -> None:
    found = match(wanted(TREATY), make_passage("x"), similarity=0.1, meaning=0.2, wording=0.3)
    assert found == Match(similarity=0.1, meaning=0.2, wording=0.3)


class TestForms:
    """Where a short form stands for words of the question, or they for it."""

    OSCE = Form("OSCE", ("Organization", "for", "Security", "and", "Cooperation", "in", "Europe"))
    LONG = replace(
        make_query(
            "What did the Organization for Security and Cooperation in Europe observe?",
            *map(Term, ("Organization", "Security", "Cooperation", "Europe", "observe")),
        ),
        forms=(OSCE,),
    )
    SHORT = replace(make_query("Who leads the OSCE mission?", *map(Term, ("leads", "OSCE", "mission"))), forms=(OSCE,))

    def test_the_short_form_is_all_of_the_long_one(self) -> None:
        found = shares(self.LONG, make_passage("In May the OSCE observed it."))
        assert (found.cover, found.focus, found.names) == (1, 1, 1)
        # all four pairs are held at one place or side by side, in whatever order of the alphabet
        assert found.pairs == pytest.approx(1)

    def test_the_long_form_is_the_short_one_at_both_its_ends(self) -> None:
        passage = make_passage("He leads the Organization for Security and Cooperation in Europe mission.")
        found = shares(self.SHORT, passage)
        assert (found.cover, found.pairs) == (1, 1)

    def test_its_words_strewn_are_not(self) -> None:
        passage = make_passage("Europe wants cooperation and security for an organization.")
        assert shares(self.SHORT, passage).cover == 0

    def test_what_says_both_loses_nothing(self) -> None:
        text = "The Organization for Security and Cooperation in Europe (OSCE) observed it."
        without = replace(self.LONG, forms=())
        assert shares(self.LONG, make_passage(text)).pairs >= shares(without, make_passage(text)).pairs
