"""A question -> the same question without the words around it that only ask for an answer.

"Hi, could you please tell me when the treaty was signed? Thanks!" asks when the treaty was signed. To an encoder and a
reader the rest is a part of what is asked, and makes every passage less like it. English only.
"""

from __future__ import annotations

import re

from citeleaf.question_parts import AUXILIARIES, PREPOSITIONS, QUESTION_WORDS


def _any(words: frozenset[str]) -> str:
    return rf"(?:{'|'.join(sorted(map(re.escape, words)))})\b"


_BETWEEN = r"[\s,.!:;–—-]+"
_ASKS = rf"(?:{_any(PREPOSITIONS)}\s+)?{_any(QUESTION_WORDS)}"
_WHO = r"(?:you|anyone|anybody|someone|somebody)"
_I = r"(?:i|we)"
_AM = r"(?:'m|’m| am| was|'re|’re| are| were)"
_REQUEST = "|".join(
    (
        r"please",
        rf"(?:can|could|would|will) {_WHO}(?: please| kindly)? (?:tell|show|inform) (?:me|us)(?: please)?",
        r"(?:kindly )?(?:tell|inform) (?:me|us)(?: please)?",
        rf"(?:do|does|would) {_WHO}(?: happen to)? know",
        rf"{_I}(?:(?:'d|’d| would| should) like| want| need|{_AM} trying) to (?:know|find out|learn|ask(?: you)?)",
        rf"{_I}(?:{_AM} wondering| wonder|{_AM} curious(?: to know)?|{_AM} interested in)",
        rf"(?:can|could|may) {_I} (?:ask(?: you)?|know)",
        r"(?:(?:my|a|one) )?(?:(?:quick|first|next|last) )?question(?: is)?",
        r"(?:according to|based on|from|in) (?:the|these|my|our) (?:documents?|files?|texts?|sources?|corpus)(?=,)",
    )
)
_GREETING = re.compile(
    r"^\s*(?:hi|hello|hey|good (?:morning|afternoon|evening|day))(?: (?:there|again|all))?(?: citeleaf)?"
    rf"{_BETWEEN}(?={_ASKS}|{_any(AUXILIARIES)}|(?:{_REQUEST})\b)",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"^\s*(?:(?:{_REQUEST}){_BETWEEN})+(?={_ASKS})", re.IGNORECASE)
_AFTER = re.compile(
    r"\s*[?,.!]\s*(?:please|many thanks|thanks|thank you|thx|cheers)"
    r"(?: (?:a lot|so much|very much|in advance|for your help))?[\s.!?]*$",
    re.IGNORECASE,
)
"""Not without a mark before it: "Who gave thanks" asks for it."""


def bare(question: str) -> str:
    """``question`` without greeting, request and thanks around it; itself where there are none."""
    plain = _AFTER.sub(lambda thanks: "?" if "?" in thanks[0] else "", question)
    plain = _BEFORE.sub("", _GREETING.sub("", plain))
    if not plain or plain == question:
        return question
    return plain[0].upper() + plain[1:]
