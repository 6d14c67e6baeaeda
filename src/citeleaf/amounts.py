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
_UNIT = (
    r"(?:second|minute|hour|day|week|month|year|mile|yard|inche|ounce|pound|stone|gallon|pint|degree|cent|shilling|penny"
    r"|dollar|euro|(?:centi|milli|kilo)?(?:met(?:er|re)|gram|gramme))s?|feet|foot|inch|pence"
)
_PART = re.compile(rf"\b{_NUMBER}[ -](?P<unit>{_UNIT})\b", re.IGNORECASE)
_JOINT = re.compile(r"(?:,| and|, and)? ")
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = re.compile(rf"\b(?P<day>(?:{_DAY}(?: day)?(?: of)? {_MONTH}|{_MONTH} {_DAY})),? (?:in )?[12]\d\d\d\b")


def whole(text: str, span: Span, within: Span) -> Span:
    """``span`` with the rest of what it holds a part of, as far as that lies in ``within``."""
    for amount in _amounts(text, within):
        if any(span.contains(part) for part in amount):
            span = Span(min(span.start, amount[0].start), max(span.end, amount[-1].end))
    for date in _DATE.finditer(text, within.start, within.end):
        if span.contains(Span(*date.span("day"))):
            span = Span(span.start, max(span.end, date.end()))
    return span


def _amounts(text: str, within: Span) -> Iterator[list[Span]]:
    """The parts of each amount: what follows each other in other units ("two years and four years" are two)."""
    parts: list[Span] = []
    units: set[str] = set()
    for found in _PART.finditer(text, within.start, within.end):
        unit = found["unit"].lower().rstrip("s")
        if parts and (unit in units or not _JOINT.fullmatch(text, parts[-1].end, found.start())):
            yield parts
            parts, units = [], set()
        parts.append(Span(*found.span()))
        units.add(unit)
    if parts:
        yield parts
