"""Words that exclude each other, in question and text."""

from __future__ import annotations

import pytest

from citeleaf.opposites import ANTONYMS, opposed


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


def test_each_word_is_the_opposite_of_its_opposites() -> None:
    assert all(word in ANTONYMS[other] for word, others in ANTONYMS.items() for other in others)
