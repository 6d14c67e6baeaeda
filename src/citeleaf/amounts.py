"""A text and a span of it -> the span with all of the amount or date that it holds a part of.

"Six hours" is not what is said of six hours and forty minutes, nor "14 September" of that of 2023. English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citeleaf.types import Span

_NUMBER = (
    r"(?:\d[\d.,]*|an?|half an?|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ]\w+)?|one|two|three"
    r"|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
)
_SCALES = (
    ("year", "month", "week", "day", "hour", "minute", "second"),
    ("mile", "yard", "foot", "inch"),
    ("kilometre", "metre", "centimetre", "millimetre"),
    ("stone", "pound", "ounce"),
    ("kilogram", "gram"),
    ("pound", "shilling", "penny"),
    ("euro", "cent"),
    ("dollar", "cent"),
)
"""Units of one thing each, the largest first."""
_APART_BY_COMMA = frozenset({("year", "month"), ("hour", "minute"), ("minute", "second"), ("foot", "inch")})
"""Of which one follows the other without an "and"; "one month, two weeks in the trial period" are two amounts."""
_UNITS = {unit: unit for scale in _SCALES for unit in scale} | {
    "feet": "foot", "pence": "penny", "inche": "inch", "meter": "metre", "kilometer": "kilometre",
    "centimeter": "centimetre", "millimeter": "millimetre",
}  # fmt: skip
_PART = re.compile(rf"\b{_NUMBER}[ -](?P<unit>{'|'.join(_UNITS)})s?\b", re.IGNORECASE)
_AND = re.compile(r",? and ")
_COMMA = re.compile(r",? ")
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_COUNTED = re.compile(r" (?!(?:by|in|at|on|to|and|or|for|from|with|when|as|that|there|after|before|until)\b)[a-z]")
"""Behind what is no year but a number of something: "on 14 September, 1500 men came"."""
_DATE = re.compile(rf"\b(?P<day>(?:{_DAY}(?: day)?(?: of)? {_MONTH}|{_MONTH} {_DAY})),? (?:in )?[12]\d\d\d\b")


def whole(text: str, span: Span, within: Span) -> Span:
    """``span`` with the rest of what it holds a part of, as far as that lies in ``within``."""
    for amount in _amounts(text, within):
        if any(span.contains(part) for part in amount):
            span = Span(min(span.start, amount[0].start), max(span.end, amount[-1].end))
    for date in _DATE.finditer(text, within.start, within.end):
        if span.contains(Span(*date.span("day"))) and not _COUNTED.match(text, date.end(), within.end):
            span = Span(span.start, max(span.end, date.end()))
    return span


def _amounts(text: str, within: Span) -> Iterator[list[Span]]:
    """The parts of each amount, in ever smaller units of one thing: "900 euros and 3 months" are two amounts."""
    parts: list[Span] = []
    last = ""
    for found in _PART.finditer(text, within.start, within.end):
        unit = _UNITS[found["unit"].lower()]
        if parts and not _goes_on(last, unit, text[parts[-1].end : found.start()]):
            yield parts
            parts = []
        parts.append(Span(*found.span()))
        last = unit
    if parts:
        yield parts


def _goes_on(unit: str, smaller: str, between: str) -> bool:
    if (unit, smaller) in _APART_BY_COMMA and _COMMA.fullmatch(between):
        return True
    scales = (scale for scale in _SCALES if unit in scale and smaller in scale)
    return bool(_AND.fullmatch(between)) and any(scale.index(unit) < scale.index(smaller) for scale in scales)
