"""A text -> whether it denies something. English only."""

from __future__ import annotations

import re

_DENIAL = re.compile(  # "No. 1" is a number
    r"\b(?:not|no(?!\.? ?\d)|never|none|nobody|nothing|neither|nor|without|cannot|\w+n['’]t)\b", re.IGNORECASE
)


def denies(text: str) -> bool:
    """Whether ``text`` says or asks for what is not so: "which of them did not sign"."""
    return _DENIAL.search(text) is not None
