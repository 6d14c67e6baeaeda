"""What short forms stand for, as the passages say, and only where a question needs it."""

from __future__ import annotations

import pytest

from citeleaf.abbreviations import forms, spelled_out
from citeleaf.excerpts import said
from citeleaf.terms import content_words
from citeleaf.types import Form, Query, Term
from support import make_finding, make_passage, make_query

CSTO = Form("CSTO", ("Collective", "Security", "Treaty", "Organization"))


def asked(question: str) -> Query:
    return make_query(question, *map(Term, content_words(question)))


@pytest.mark.parametrize(
    ("short", "long", "text"),
    [
        ("CSTO", "Collective Security Treaty Organization", "The {long} ({short}) met."),
        ("CSTO", "Collective Security Treaty Organization", "It met. {short} ({long}) said so."),
        ("CSTO", "Collective Security Treaty Organization", "{short} (the {long}) met."),
        ("NATO", "North Atlantic Treaty Organisation", "the {long} ({short}; founded 1949)"),
        ("DoD", "Department of Defense", "funded by the {long} ({short}, for short)"),
        ("HMMs", "hidden Markov models", "{long} ({short}) are trained"),
        ("HTTP", "Hypertext Transfer Protocol", "over {long} ({short})"),
        ("PCR", "polymerase chain reaction", "the {long} ({short})"),
        ("PCR", "polymerase chain reaction", "und so weiter, groß. The {long} ({short})"),
    ],
)
def test_a_form_is_what_the_passage_explains_it_as(short: str, long: str, text: str) -> None:
    passage = text.format(short=short, long=long)
    assert forms(asked(f"Who made {short}?"), [passage]) == (Form(short, tuple(long.split())),)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("Oslo", "The old sea lore office (Oslo) met."),  # one capital: a name
        ("WHO", "The World Health Organization (WHO) met."),  # the question's own word, more often than not
        ("CSTO", "The Treaty Organization (CSTO) met."),  # its letters are not all there
        ("CSTO", "A xylophone was played (CSTO)."),
        ("CSTO", "CSTO (founded in 2002) met."),
        ("CSTO", "CSTO (its Collective Security Treaty Organization) met."),  # more than the long form
        ("CSTO", "It was collective. Some do.\n\nTreat others (CSTO)."),  # over the ends of sentences
        ("SEC", "At the same conference (SEC) they met."),  # letters within words
        ("AB", "Alb (AB) met."),  # one word
        ("CSTO", "(CSTO)"),
    ],
)
def test_what_stands_in_parentheses_need_not_be_a_form(word: str, text: str) -> None:
    assert forms(asked(f"Where did {word} meet?"), [text]) == ()


DEFINED = "The Collective Security Treaty Organization (CSTO) met in Astana."


@pytest.mark.parametrize(
    "question",
    [
        "Who leads the CSTO?",
        "who leads the csto?",
        "Who leads the Collective Security Treaty Organization?",
        "Who leads collective security treaty organizations?",
    ],
)
def test_it_is_found_from_either_side(question: str) -> None:
    assert forms(asked(question), ["It rained (a lot).", DEFINED, DEFINED]) == (CSTO,)


@pytest.mark.parametrize(
    "question",
    [
        "What is the CSTO, the Collective Security Treaty Organization?",  # it says both itself
        "Who leads the collective?",
        "Which treaty is about the security of an organization?",
        "Who leads the Collective Security Treaty?",
    ],
)
def test_a_question_that_needs_none_is_given_none(question: str) -> None:
    assert forms(asked(question), [DEFINED]) == ()


LED = "Every light-emitting diode (LED) glows."


@pytest.mark.parametrize(
    ("question", "others"),
    [
        ("Who led the expedition?", []),  # it is written otherwise, in a question that has capitals
        ("who led the expedition?", ["Scott led it."]),  # the passages use it as a word
        ("How fast is it?", ["The Five-hundred-metre Aperture Spherical Telescope (FAST) is large."]),  # not looked for
    ],
)
def test_a_word_that_is_spelled_like_a_short_form_is_none(question: str, others: list[str]) -> None:
    assert forms(asked(question), [LED, *others]) == ()


def test_a_question_in_small_letters_may_mean_it() -> None:
    assert [form.short for form in forms(asked("why does an led glow?"), [LED])] == ["LED"]


def test_the_first_passage_that_explains_it_decides() -> None:
    cash = "An automated teller machine (ATM) was robbed."
    network = "Asynchronous transfer mode (ATM) is old."
    assert [form.long[0] for form in forms(asked("How old is ATM?"), [network, cash])] == ["Asynchronous"]
    (asked_for,) = forms(asked("Who made the automated teller machine?"), [network, cash])
    assert asked_for.long == ("automated", "teller", "machine")


def test_a_glossary_does_not_hold_up_the_question() -> None:
    """Only so many of a passage are looked at, whatever it holds: the forty-first is not found."""
    glossary = " ".join(
        f"Alpha Beta{letter} (AB{letter})" for letter in map(chr, range(0xC0, 0xC0 + 40)) if letter.isalpha()
    )
    assert forms(asked("Who leads the CSTO?"), [f"{DEFINED} {glossary}"]) == (CSTO,)
    many = " ".join(["Alpha Beta (AB)"] * 40)
    assert forms(asked("Who leads the CSTO?"), [f"{many} {DEFINED}"]) == ()


class TestSpelledOut:
    """Who asks what a short form stands for is told the whole of the long one."""

    SENTENCE = "In 2016 the Lorvane Port Authority (LPA) was founded."
    LATER = "The LPA (Lorvane Port Authority) builds quays."

    @staticmethod
    def said(question: str, text: str, found: str, sentence: str | None = None) -> str:
        """What is answered where ``found`` was, in a passage that does not begin its document."""
        finding = make_finding(make_passage(text, start=100), sentence or text, answer=found)
        return said(spelled_out(question, finding))

    @pytest.mark.parametrize(
        "question",
        [
            "What does LPA stand for?",
            "what does lpa stand for",
            "What is LPA short for?",
            "What is the full name of the LPA?",
            "What does the acronym LPA mean?",
        ],
    )
    @pytest.mark.parametrize("text", [SENTENCE, LATER, f"{SENTENCE} It met in May. {LATER}"])
    def test_the_whole_of_it_is_the_answer_where_a_part_was_found(self, question: str, text: str) -> None:
        assert self.said(question, text, "Port Authority") == "Lorvane Port Authority"

    @pytest.mark.parametrize(
        ("question", "found"),
        [
            ("Who founded the LPA?", "Port Authority"),  # asks for something else
            ("What does LNG stand for?", "Port Authority"),  # is about another one
            ("When was the acronym LPA made?", "2016"),  # was found elsewhere
        ],
    )
    def test_any_other_answer_stays(self, question: str, found: str) -> None:
        assert self.said(question, self.SENTENCE, found) == found

    def test_so_does_one_whose_quote_would_not_hold_it(self) -> None:
        text = "It is run by the Lorvane Port Authority (LPA)."
        assert self.said("What does LPA stand for?", text, "Authority", "Authority (LPA).") == "Authority"
