"""A question and an answer -> whether a number is asked for and none is told. English only."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"\d")
_ORDINAL = re.compile(r"\b\d[\d,.]*(?:st|nd|rd|th)\b", re.IGNORECASE)

_ORDINAL_WORD = re.compile(
    r"\b\w*(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|teenth|tieth)\b",
    re.IGNORECASE,
)

_ASKS_FOR_YEAR = re.compile(r"\b(?:what|which)(?: \w+)? (?:year|years|decade|century|date)\b", re.IGNORECASE)
_ASKS_FOR_COUNT = re.compile(
    r"^(?:\w+ )?how (?:many|far|old|tall|high|heavy|deep)\b|\bhow many\b"
    r"|^(?:what|which)(?: (?:is|was|are|were) the(?: \w+){0,2})?"
    r" (?:percentage|percent|number|population|price|temperature)\b",
    re.IGNORECASE,
)
_ASKS_FOR_LENGTH = re.compile(r"\bhow long\b", re.IGNORECASE)
_COUNTS = re.compile(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    r"|(?:hundred|thousand|million|billion|trillion|dozen|score|half|quarter|third)s?"
    r"|no|none|nil|both|single|only|pair|couple|few|several|some|various|numerous|many|multiple|most|majority|all|every"
    r"|once|twice|double|triple|numbers?|centur(?:y|ies))\b",
    re.IGNORECASE,
)
"""Words that say how many or when without a digit."""
_LENGTH = re.compile(
    r"\b(?:(?:second|minute|hour|day|night|week|month|season|term|year|decade|generation|lifetime|page|word|line|mile"
    r"|yard|inche|(?:centi|milli|kilo)?met(?:er|re))s?|centur(?:y|ies)|foot|feet|inch|km|cm|mm|m|ft|hrs?|mins?|secs?|yrs?"
    r"|since|until|always|forever|indefinitely|permanently|temporarily|briefly|long|short)\b",
    re.IGNORECASE,
)
"""Words that say how long something is or lasts."""
_DATE = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b|^\D*(?:1\d|20)\d\d\D*$",
    re.IGNORECASE,
)


def uncounted(question: str, answer: str) -> bool:
    """Whether ``question`` asks for a year, how long or how many, and ``answer`` does not tell.

    "201st" is no number of soldiers, and "2 August" no time that a strike lasted.
    """
    if _ASKS_FOR_YEAR.search(question):
        return not (_NUMBER.search(answer) or _COUNTS.search(answer) or _ORDINAL_WORD.search(answer))
    if _ASKS_FOR_LENGTH.search(question):
        number = _NUMBER.search(answer) or _COUNTS.search(answer)
        return not _LENGTH.search(answer) and (not number or _DATE.search(answer) is not None)
    if _ASKS_FOR_COUNT.search(question):
        return not (_NUMBER.search(_ORDINAL.sub(" ", answer)) or _COUNTS.search(answer))
    return False
