"""Which characters of a wrapped quote stand out, and on which streams."""

from __future__ import annotations

import io
import sys
import textwrap

import pytest

from citeleaf.emphasis import can_emphasise, emphasised
from citeleaf.types import Span

QUOTE = "Their leader was\n  Nell Armitage, a fishwife."
ANSWER = Span(19, 32)


def seen(text: str) -> str:
    """The codes as brackets, so that a test can be read."""
    return text.replace("\x1b[1;4m", "[").replace("\x1b[0m", "]")


def wrapped(width: int) -> str:
    return textwrap.fill(" ".join(QUOTE.split()), width, initial_indent="  ", subsequent_indent="  ")


def test_the_words_that_answer_and_the_space_between_them_stand_out() -> None:
    assert seen(emphasised(wrapped(80), QUOTE, [ANSWER])) == "  Their leader was [Nell Armitage], a fishwife."


def test_not_the_margin_of_the_next_line() -> None:
    # 23 columns end the first line behind "Nell"
    assert seen(emphasised(wrapped(23), QUOTE, [ANSWER])) == "  Their leader was [Nell]\n  [Armitage], a fishwife."


def test_several_places_and_the_very_end() -> None:
    spans = [Span(0, 5), Span(len(QUOTE) - 9, len(QUOTE))]
    assert seen(emphasised(wrapped(80), QUOTE, spans)) == "  [Their] leader was Nell Armitage, a [fishwife.]"


def test_nothing_stands_out_where_nothing_is_marked() -> None:
    assert emphasised(wrapped(80), QUOTE, []) == wrapped(80)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.skipif(sys.platform == "win32", reason="consoles there may print the codes")
@pytest.mark.parametrize(
    ("stream", "environment", "expected"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"NO_COLOR": "", "TERM": "xterm"}, True),  # empty counts as unset: no-color.org
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {}, False),
    ],
)
def test_only_a_terminal_that_does_not_refuse_it_gets_codes(
    stream: io.StringIO, environment: dict[str, str], expected: bool
) -> None:
    assert can_emphasise(stream, environment) is expected
