"""Which words are English: those of a dictionary, and those that the bundled tokenizer has whole, common names among
them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from citeleaf.models.bundle import load_tokenizer
from citeleaf.unicode import fold

if TYPE_CHECKING:
    from spellchecker import SpellChecker
    from tokenizers import Tokenizer


def is_english(word: str) -> bool:
    """Whether ``word`` is among them, in whatever case. Raises ModelError when the bundle is damaged."""
    return fold(word) in _dictionary() or _tokenizer().token_to_id(fold(word)) is not None


@cache
def _dictionary() -> SpellChecker:
    from spellchecker import SpellChecker  # where it is needed: its 160,000 words take a tenth of a second

    return SpellChecker(language="en")


@cache
def _tokenizer() -> Tokenizer:
    return load_tokenizer()
