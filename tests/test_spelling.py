"""Misspelt words are read as the ones that were meant, where the passages that were found have these."""

from __future__ import annotations

import unicodedata

import pytest

from citeleaf.models.vocabulary import is_english
from citeleaf.spelling import doubtful, respelled
from citeleaf.terms import content_words
from citeleaf.types import Query, Term

BORDER = "The border between Tajikistan and Afghanistan is 1,344 km long. Tajikistan has three others."
TREATY = "Treaties are kept there. The Treaty of Lisbon amended both treaties. A treaty was signed in 2007."


def asked(question: str, *unknown: str) -> Query:
    terms = tuple(Term(word, known=word not in unknown) for word in content_words(question))
    return Query(question, question, terms)


def read(question: str, *texts: str) -> str:
    """The question with its misspelt words as those of ``texts``, where all others are known."""
    held = {word.casefold() for text in texts for word in content_words(text)}
    unknown = [word for word in content_words(question) if word.casefold() not in held]
    return respelled(question, doubtful(asked(question, *unknown), is_english), texts)[0]


@pytest.mark.parametrize(
    ("question", "unknown", "words"),
    [
        ("Where is Tajikstan?", ["Tajikstan"], ["tajikstan"]),
        ("Where is Tajikistan?", [], []),
        ("Who was the signer?", ["signer"], []),  # English, though no document has it
        ("Where is Iraqq?", ["Iraqq"], ["iraqq"]),
        ("An wie vielen Stellen wurden Bodenproben genommen?", ["wurden"], []),  # no question of English
        ("Where is Irn?", ["Irn"], []),  # too short to tell
        ("What is B2Bxyz?", ["B2Bxyz"], []),  # no word of letters
        ("Кто подписал договор?", ["подписал"], []),
        ("東京都は日本の首都ですか", ["東京都は日本の首都ですか"], []),
        ("조약이라는 무엇인가요", ["조약이라는", "무엇인가요"], []),
    ],
)
def test_a_word_is_doubtful_that_is_neither_english_nor_in_any_document(
    question: str, unknown: list[str], words: list[str]
) -> None:
    assert doubtful(asked(question, *unknown), is_english) == words


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Where is Tajikstan?", "Where is Tajikistan?"),  # one left out
        ("Where is Tajikiistan?", "Where is Tajikistan?"),  # one too many
        ("Where is Tajikestan?", "Where is Tajikistan?"),  # one mistaken
        ("Where is Tajikisatn?", "Where is Tajikistan?"),  # two exchanged
        ("Where is Tajikistna?", "Where is Tajikistan?"),
        ("where is tajikstan", "where is Tajikistan"),
        ("WHERE IS TAJIKSTAN?", "WHERE IS TAJIKISTAN?"),
        ("Where is Tájikstan?", "Where is Tajikistan?"),
        ("Is Tajikstan's border tajikstan's only one?", "Is Tajikistan's border Tajikistan's only one?"),
        ("Who signed the traety?", "Who signed the treaty?"),
        ("Who signed the Traety?", "Who signed the Treaty?"),
        ("Where are traeties kept?", "Where are treaties kept?"),  # its capital was the sentence's
    ],
)
def test_a_slip_is_mended(question: str, meant: str) -> None:
    assert read(question, BORDER, TREATY) == meant


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How is hypothyroidism treated?", "Hyperthyroidism is treated with tablets."),
        ("How is hypokalemia treated?", "It is treated. Hyperkalemia is rare."),
        ("How much prednisone is treated?", "Much prednisolone is treated."),
        ("Who is Marianne Kowalska?", "Marianne Kowalski said so."),
        ("Who found Petrov?", "They found Petrova."),
        ("Where is Carpathia?", "The Carpathian hills."),
        ("Where is Catania?", "Catalonia is there."),
        ("Where is Kazan?", "Lazan and Razan."),
        ("What did they boast of?", "The boat sank."),
        ("Where is Kazakstan?", "Nothing is like it here."),
    ],
)
def test_a_right_word_that_no_document_holds_stays(question: str, text: str) -> None:
    assert read(question, text) == question


@pytest.mark.parametrize(
    "question",
    [
        'Who wrote "Tajikstan"?',
        "Who wrote “Tajikstan”?",
        "Who wrote ‘Tajikstan’?",
        "Who wrote 'Tajikstan'?",
        "Who wrote „Tajikstan“?",
        "Who wrote «Tajikstan»?",
        'WHO WROTE "TAJIKSTAN"?',
    ],
)
def test_what_stands_in_quotation_marks_is_meant(question: str) -> None:
    assert respelled(question, ["tajikstan"], [BORDER]) == (question, ())


def test_an_apostrophe_is_no_quotation_mark() -> None:
    assert read("Where's the leaders' Tajikstan's border?", BORDER) == "Where's the leaders' Tajikistan's border?"


def test_what_was_typed_is_told() -> None:
    text, misspelt = respelled("Is Afganistan or Tajikstan larger?", ["tajikstan", "afganistan"], [BORDER])
    assert (text, misspelt) == ("Is Afghanistan or Tajikistan larger?", ("Afganistan", "Tajikstan"))


def test_where_nothing_is_mended_not_a_character_changes() -> None:
    question = unicodedata.normalize("NFD", "Où est Kéłatx?")
    assert respelled(question, ["kexatx"], [BORDER]) == (question, ())


def test_of_two_that_are_equally_near_the_one_in_most_texts_is_taken() -> None:
    texts = ["The bank of Iceland.", "The bank of Ireland.", "In Ireland they voted twice."]
    assert read("When did Ieland vote?", *texts) == "When did Ireland vote?"


def test_where_all_words_are_known_no_dictionary_is_opened() -> None:
    def unopened(word: str) -> bool:
        raise AssertionError(word)

    assert doubtful(asked("Where is Tajikistan?"), unopened) == []


def test_of_a_question_of_unknown_words_none_is_doubtful() -> None:
    words = ["Zelmovia", "Urvikyrn", "Fjarnelund", "Jorvyrn", "Prelkonsk", "Norbbury"]
    assert len(doubtful(asked(f"Who was {' '.join(words[:5])}?", *words), is_english)) == 5
    assert doubtful(asked(f"Who was {' '.join(words)}?", *words), is_english) == []
