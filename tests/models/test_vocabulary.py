"""Which words are English."""

from __future__ import annotations

import pytest

from citeleaf.models.vocabulary import is_english


@pytest.mark.parametrize("word", ["treaty", "Treaty", "TREATY", "signer", "covertly", "France"])
def test_common_words_and_names_are_with_their_usual_endings(word: str) -> None:
    assert is_english(word)


@pytest.mark.parametrize("word", ["traety", "Frensh", "concentraing", "conflictde", "Zelmovia"])
def test_misspelt_words_and_rare_names_are_not(word: str) -> None:
    assert not is_english(word)
