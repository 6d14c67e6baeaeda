"""Words that exclude each other, in question and text."""

from __future__ import annotations

import pytest

from citeleaf.opposites import ANTONYMS, of_another_rank, opposed
from citeleaf.terms import is_function_word


@pytest.mark.parametrize(
    ("question", "text", "opposite"),
    [
        ("What increased in winter?", "The speed decreased in winter.", True),
        ("What increases?", "The speed was decreasing.", True),  # in any inflection
        ("Which full meeting was held?", "A partial meeting was held.", True),
        ("What increased in winter?", "The speed increased and decreased.", False),
        ("What increased or decreased?", "The speed decreased.", False),
        ("What grew in winter?", "The speed decreased in winter.", False),
        ("How old is the bridge?", "The new bridge is 34 years of age.", False),  # the measure that is asked for
    ],
)
def test_the_opposite_instead_of_the_word_is_told(question: str, text: str, opposite: bool) -> None:
    assert opposed(question, text) is opposite


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who founded the company?", "Ann set it up after she lost her job."),
        ("Which museum is close to the river?", "The Glass Museum, open daily, stands on the bank."),
        ("What rights did women win?", "Women who had left school could vote."),
    ],
)
def test_words_of_the_same_stem_that_mean_something_else_exclude_nothing(question: str, text: str) -> None:
    assert not opposed(question, text)


def test_every_pair_of_words_that_say_something_excludes_each_other() -> None:
    pairs = {(word, other) for word, others in ANTONYMS.items() for other in others}
    silent = {word for word in ANTONYMS if is_function_word(word)} | {"found", "founded", "closed", "left", "right"}
    told = {(one, other) for one, other in pairs if opposed(f"What house was {one} there?", f"It was {other}.")}
    assert {pair for pair in pairs - told if silent.isdisjoint(pair)} == set()
    assert {pair for pair in told if not silent.isdisjoint(pair)} == set()


@pytest.mark.parametrize(
    ("question", "text", "another"),
    [
        ("Who is the mayor?", "- Ruth Castellane (Deputy Mayor)", True),
        ("Who was the president?", "Vice-President Ann spoke.", True),
        ("Who is the mayor?", "Ann is the mayor, Ruth the deputy mayor.", False),
        ("Who is the deputy mayor?", "Ruth Castellane (Deputy Mayor)", False),
        ("Who was the president?", "Former president Ann spoke.", False),
        ("When did her career begin?", "Her acting career began in 1990.", False),
        ("Who is the mayor?", "The deputy spoke.", False),
        ("Who succeeded Nixholm as president?", "Vice President Fordham succeeded Nixholm.", False),
        ("Who was appointed head in 2010?", "Ann, the deputy head, was appointed in 2010.", False),
        ("Who was the prime minister?", "Deputy prime minister Ann spoke.", True),
    ],
)
def test_a_deputy_is_another(question: str, text: str, another: bool) -> None:
    assert of_another_rank(question, text) is another
