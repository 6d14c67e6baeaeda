"""Misspelt words are read as the ones that were meant, where the passages that were found have these."""

from __future__ import annotations

import pytest

from citeleaf.spelling import doubtful, likeness, respelled
from citeleaf.terms import content_words
from citeleaf.types import Query, Term

BORDER = "The border between Tajikistan and Afghanistan is 1,344 km long. Tajikistan has three others."
TREATY = "The Treaty of Lisbon amended both treaties. The treaty was signed in 2007."


def asked(question: str, *unknown: str) -> Query:
    terms = tuple(Term(word, known=word not in unknown) for word in content_words(question))
    return Query(question, question, terms)


def test_likeness_is_the_share_of_letters_in_the_same_order() -> None:
    assert likeness("treaty", "treaty") == 1.0
    assert likeness("frensh", "french") == pytest.approx(10 / 12)  # five of six letters in each
    assert likeness("treaty", "creaty") == 0.0  # another first letter
    assert likeness("treat", "treatise") == 0.0  # longer by three


@pytest.mark.parametrize(
    ("question", "unknown", "words"),
    [
        ("Where is Tajikstan?", ["Tajikstan"], ["Tajikstan"]),
        ("Where is Tajikistan?", [], []),
        ("Who was the signer?", ["signer"], []),  # English, though no document has it
        ("Where is Iraqq?", ["Iraqq"], ["Iraqq"]),
        ("Where is Irn?", ["Irn"], []),  # too short to tell
        ("What is B2Bxyz?", ["B2Bxyz"], []),  # no word of letters
        ('Who wrote "Tajikstan"?', ["Tajikstan"], []),
        ("Who wrote “Tajikstan”?", ["Tajikstan"], []),
    ],
)
def test_a_word_is_doubtful_that_is_neither_english_nor_in_any_document(
    question: str, unknown: list[str], words: list[str]
) -> None:
    assert doubtful(asked(question, *unknown)) == words


@pytest.mark.parametrize(
    ("question", "word", "meant"),
    [
        ("Where is Tajikstan?", "Tajikstan", "Where is Tajikistan?"),
        ("where is tajikstan", "tajikstan", "where is Tajikistan"),
        ("WHERE IS TAJIKSTAN?", "TAJIKSTAN", "WHERE IS TAJIKISTAN?"),
        (
            "Who rules Tajikstan's north and tajikstan's south?",
            "Tajikstan",
            "Who rules Tajikistan's north and Tajikistan's south?",
        ),
        ("Where is Kazakstan?", "Kazakstan", "Where is Kazakstan?"),  # nothing there is like it
        ("Who signed the traety?", "traety", "Who signed the treaty?"),  # in as many texts as "Treaty", and as typed
        ("Who signed the Traety?", "Traety", "Who signed the Treaty?"),
    ],
)
def test_the_word_most_like_it_is_taken(question: str, word: str, meant: str) -> None:
    assert respelled(question, [word], [BORDER, TREATY]) == meant


def test_of_two_that_are_equally_like_it_the_one_in_most_texts_is_taken() -> None:
    texts = ["Iceland is an island.", "Ireland joined in 1973.", "Ireland voted twice."]
    assert likeness("ierland", "iceland") == likeness("ierland", "ireland")
    assert respelled("When did Ierland join?", ["Ierland"], texts) == "When did Ireland join?"


def test_of_a_question_of_unknown_words_none_is_doubtful() -> None:
    words = ["Zelmovia", "Urvikyrn", "Fjarnelund", "Jorvyrn", "Prelkonsk", "Norbbury"]
    assert doubtful(asked(" ".join(words[:5]), *words)) == words[:5]
    assert doubtful(asked(" ".join(words), *words)) == []


def test_a_word_of_four_letters_is_never_taken() -> None:
    assert respelled("What did they boast of?", ["boast"], ["The boat sank."]) == "What did they boast of?"
