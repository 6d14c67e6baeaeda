"""A question and an answer -> whether a number is asked for and none is told. English only."""

from __future__ import annotations

import re

_ORDINAL = re.compile(r"\b\d[\d,.]*(?:st|nd|rd|th)\b", re.IGNORECASE)
_ORDINAL_WORD = re.compile(
    r"\b\w*(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|teenth|tieth)\b",
    re.IGNORECASE,
)

_FIRST = r"^(?!who|what|which|where|why|when)(?:\w+ ){0,2}"
"""Up to two words before what is asked for ("By about how many"), none of which asks for something else."""
_VERB = r"(?=\W*$| (?:did|was|were|is|are|do|does|has|have|had|will|would|could|can|should|must)\b)"
_ASKS_FOR_YEAR = re.compile(
    rf"^(?:\w+ )?(?:what|which)(?: \w+)? (?:year|decade|century|date)s?{_VERB}|\bin (?:what|which) year\W*$",
    re.IGNORECASE,
)
_ASKS_FOR_COUNT = re.compile(
    rf"{_FIRST}how (?:many|far|old|tall|high|heavy|deep)\b"
    r"|^(?:what|which) (?:percentage|percent|number|proportion) of\b"
    r"|^what (?:is|was|are|were) the (?:\w+ )?(?:percentage|number|population|price|temperature)(?: (?:of|in)\b|\W*$)",
    re.IGNORECASE,
)
_ASKS_FOR_LENGTH = re.compile(rf"{_FIRST}how long\b", re.IGNORECASE)
_LASTED = re.compile(r"how long (?:did|does|has|have|had|was|were|will|would)\b", re.IGNORECASE)
_COUNTS = re.compile(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    r"|(?:hundred|thousand|million|billion|trillion|dozen|score|half|quarter|third)s?"
    r"|no|none|nobody|nil|both|single|only|pair|couple|few|several|some|various|numerous|many|multiple|most|majority|all|every"
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
    r"|nov(?:ember)?|dec(?:ember)?)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"^\D*(?:1\d|20)\d\d\D*$")


def uncounted(question: str, answer: str) -> bool:
    """Whether ``question`` asks for a year, how long or how many, and ``answer`` does not tell.

    "201st" is no number of soldiers, and "2 August" no time that a strike lasted.
    """
    if _ASKS_FOR_YEAR.search(question):
        return not (_counts(answer) or _ORDINAL_WORD.search(answer))
    if _ASKS_FOR_LENGTH.search(question):
        when = _DATE.search(answer) or (_YEAR.search(answer) and _LASTED.search(question))
        return not _LENGTH.search(answer) and (not _counts(answer) or when is not None)
    if _ASKS_FOR_COUNT.search(question):
        return not _counts(_ORDINAL.sub(" ", answer))
    return False


def _counts(answer: str) -> bool:
    return any(map(str.isnumeric, answer)) or _COUNTS.search(answer) is not None
