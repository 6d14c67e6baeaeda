"""Amounts and dates are taken whole."""

from __future__ import annotations

import pytest

from citeleaf.amounts import whole
from citeleaf.types import Span


def taken(text: str, part: str) -> str:
    start = text.index(part)
    return whole(text, Span(start, start + len(part)), Span(0, len(text))).of(text)


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("a gap of six hours and forty minutes in it", "six hours", "six hours and forty minutes"),
        ("a gap of six hours and forty minutes in it", "forty minutes", "six hours and forty minutes"),
        ("two years and four months in prison", "two years", "two years and four months"),
        ("3 hours, 2 minutes and 10 seconds", "2 minutes", "3 hours, 2 minutes and 10 seconds"),
        ("Published on 14 September 2023 by the office.", "14 September", "14 September 2023"),
        ("He is 5 feet 11 inches tall.", "5 feet", "5 feet 11 inches"),
        ("Published on 14 September 2023.", "14 September", "14 September 2023"),
        ("Published on September 14th, 2023.", "September 14th", "September 14th, 2023"),
        ("on the 3rd of May 1998", "3rd of May", "3rd of May 1998"),
    ],
)
def test_what_was_cut_is_made_whole(text: str, part: str, expected: str) -> None:
    assert taken(text, part) == expected


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("terms of two years and four years", "two years"),  # two amounts
        ("six hours later, forty minutes passed", "six hours"),
        ("two years, of which four months were suspended", "two years"),
        ("Published on 14 September 2023.", "September"),  # the month may be what is asked for
        ("Published on 14 September 2023.", "2023"),
        ("14 September and 2023 others", "14 September"),
        ("six hours and forty people", "six hours"),
        ("Rent is 900 euros and 3 months notice applies.", "900 euros"),  # of two things
        ("Entry costs five euros, ten minutes before closing three.", "five euros"),
        ("one month, two weeks in the trial period", "one month"),
        ("forty minutes and six hours", "forty minutes"),
        ("On 14 September, 1500 men of the guild came.", "14 September"),
        ("On 4 May 1200 soldiers came.", "4 May"),
    ],
)
def test_what_is_whole_stays(text: str, part: str) -> None:
    assert taken(text, part) == part


def test_nothing_beyond_its_sentence_is_taken() -> None:
    text = "It lasted six hours and forty minutes."
    assert whole(text, Span(10, 19), Span(0, 27)).of(text) == "six hours"
