"""Which words are English: those that the bundled tokenizer has whole, some 22,000 common ones and names, and these
with a usual ending."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from citeleaf.models.bundle import load_tokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_ENDINGS = frozenset(("##s", "##es", "##ed", "##ing", "##er", "##ers", "##ly", "##able", "##less", "##ness"))
_LONG_ENOUGH = 4
"""Letters: what stands before an ending is seldom a word of its own where it is shorter."""


def is_english(word: str) -> bool:
    """Whether ``word`` is among them. Raises ModelError when the bundle is damaged."""
    pieces = _tokenizer().encode(word, add_special_tokens=False).tokens
    return len(pieces) < 2 or (len(pieces) == 2 and pieces[1] in _ENDINGS and len(pieces[0]) >= _LONG_ENOUGH)


@cache
def _tokenizer() -> Tokenizer:
    return load_tokenizer()
