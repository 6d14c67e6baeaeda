"""Which words are English."""

from __future__ import annotations

import pytest

from citeleaf.models.vocabulary import is_english


@pytest.mark.parametrize(
    "word",
    ["treaty", "Treaty", "TREATY", "signer", "covertly", "France", "hypothyroidism", "quinine", "naïve", "Kowalski"],
)
def test_words_of_the_dictionary_and_common_names_are(word: str) -> None:
    assert is_english(word)


@pytest.mark.parametrize("word", ["traety", "Frensh", "concentraing", "occured", "begining", "Zelmovia"])
def test_misspelt_words_and_rare_names_are_not(word: str) -> None:
    assert not is_english(word)
