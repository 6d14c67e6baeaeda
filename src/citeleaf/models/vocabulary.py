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
    first, *rest = _tokenizer().encode(word, add_special_tokens=False).tokens
    return not rest or (len(rest) == 1 and rest[0] in _ENDINGS and len(first) >= _LONG_ENOUGH)


@cache
def _tokenizer() -> Tokenizer:
    return load_tokenizer()
