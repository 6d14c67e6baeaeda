"""A quote, wrapped for a terminal -> the same with the words that answer standing out, or left plain."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TextIO

from citeleaf.types import Span

_ON = "\x1b[1;4m"
"""Bold and underlined: one of the two shows on every terminal, whatever its colours are."""
_OFF = "\x1b[0m"


def can_emphasise(stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether ``stream`` shows emphasis instead of its codes: on a terminal, and where nobody refused it.

    ``NO_COLOR`` refuses it, as https://no-color.org asks of it. Consoles of Windows may print the codes.
    """
    refused = bool(environment.get("NO_COLOR")) or environment.get("TERM") == "dumb"
    return stream.isatty() and not refused and sys.platform != "win32"


def emphasised(wrapped: str, quote: str, spans: Sequence[Span]) -> str:
    """``wrapped`` with what stands at ``spans`` of ``quote`` emphasised.

    ``wrapped`` differs from ``quote`` in white space alone. No emphasis goes on into the next line, where it would
    underline the margin.
    """
    places = [at for at, character in enumerate(quote) if not character.isspace()]
    marked = {order for order, at in enumerate(places) if any(span.start <= at < span.end for span in spans)}
    return "".join(_switched(wrapped, marked))


def _switched(wrapped: str, marked: Collection[int]) -> Iterator[str]:
    """``wrapped`` with the codes between its characters; ``marked`` counts those that are no white space."""
    order, on = 0, False
    for character in wrapped:
        space = character.isspace()
        wanted = order in marked and character != "\n" and (on or not space)  # of spaces, those between such words
        if wanted != on:
            yield _ON if wanted else _OFF
            on = wanted
        yield character
        order += not space
    if on:
        yield _OFF
