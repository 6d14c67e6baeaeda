"""A question -> the same question without the words around it that only ask for an answer.

"Hi, could you please tell me when the treaty was signed? Thanks!" asks when the treaty was signed. To an encoder and a
reader the rest is a part of what is asked, and makes every passage less like it. What may be a title or a name stays:
"I Want to Know What Love Is", "Hello", "No, Thank You". English only.
"""

from __future__ import annotations

import re
from itertools import pairwise

from citeleaf.question_parts import AUXILIARIES, PREPOSITIONS, QUESTION_WORDS

GREETING = (
    r"(?:hi|hello|hey|howdy|greetings|good (?:morning|afternoon|evening|day))"
    r"(?: (?:there|again|all|you|everyone|everybody|guys))?"
)
THANKS = (
    r"(?:(?:ok|okay|great|perfect|nice|good|super|wonderful) )?(?:many thanks|thanks|thank you|thx|cheers)"
    r"(?: (?:a lot|so much|very much|again|anyway|in advance|for (?:your|the) help|for that))?"
)
"""Both in small letters, with one space between their words."""


def _any(words: frozenset[str]) -> str:
    return rf"(?:{'|'.join(sorted(map(re.escape, words)))})\b"


_MARK = r"\s*[,.!:;–—-][\s,.!:;–—-]*"
_BETWEEN = rf"(?:{_MARK}|\s+)"
_ASKS = rf"(?:{_any(PREPOSITIONS)}\s+)?{_any(QUESTION_WORDS)}"
_WHO = r"(?:you|anyone|anybody|someone|somebody)"
_I = r"(?:i|we)"
_AM = r"(?:'m|’m| am| was|'re|’re| are| were)"
_REQUEST = "|".join(
    (
        r"please",
        rf"(?:can|could|would|will) {_WHO}(?: please| kindly)? (?:tell|show|inform) (?:me|us)(?: please| exactly)?",
        r"(?:kindly )?(?:tell|inform) (?:me|us)(?: please| exactly)?",
        rf"(?:do|does|would) {_WHO}(?: happen to)? know",
        rf"{_I}(?:(?:'d|’d| would| should) like| want| need|{_AM} trying) to (?:know|find out|learn|ask(?: you)?)",
        rf"{_I}(?:{_AM} wondering| wonder|{_AM} curious(?: to know)?|{_AM} interested in)",
        rf"(?:can|could|may) {_I} (?:ask(?: you)?|know)",
        rf"(?:{_I} have )?(?:(?:my|a|another|one) )?(?:(?:quick|first|next|last) )?question(?: is)?",
        r"(?:according to|based on|from|in) (?:the|these|my|our) (?:documents?|files?|texts?|sources?|corpus)(?=,)",
    )
)
_VERB = _any(AUXILIARIES)
_GREETED = re.compile(
    rf"^(?:(?:{GREETING}|{THANKS})(?: citeleaf)?{_MARK}(?={_VERB})"
    rf"|(?:{GREETING}|{THANKS})(?: citeleaf)?{_BETWEEN}(?={_ASKS}|(?:and|so|but)\b|(?:{_REQUEST})\b))",
    re.IGNORECASE,
)
"""Where a verb follows without a mark, the greeting is what is asked about: "Hello was recorded in which year"."""
_REQUESTED = re.compile(
    rf"^(?P<joint>(?:and|so|but|also)\b[\s,]+)?(?:(?:{_REQUEST}){_BETWEEN})+(?={_ASKS})", re.IGNORECASE
)
_TO_DO = re.compile(
    rf"^(?:can|could|would|will) {_WHO}(?: please| kindly)? "
    r"(?=(?:tell (?:me|us) about|explain|describe|define|list)\b)",
    re.IGNORECASE,
)
_SAID_AFTER = re.compile(rf"(?<=[?.!])\s*(?:please|{THANKS})[\s.!]*$", re.IGNORECASE)
_ADDED = re.compile(rf",\s*(?:please|{THANKS})(?P<end>\s*[?.!]*)$")
"""Not without a comma before it: "Who gave thanks" asks for it. Nor with a capital: then it is a title's."""

_ARTICLES = frozenset("the a an this these those his her its their our my".split())
_ARTICLE = _any(_ARTICLES)
_INDIRECT = re.compile(
    rf"^(?:(?:what|how (?:many|much)) (?={_ARTICLE})"
    rf"|(?:when|where|why|whom?|how(?: (?!many|much)\w+)?) (?={_ARTICLE}|[A-Z]))"
)
"""A question word with the subject right behind it, told by an article or, where no noun may follow, by a name."""
_MOVED = frozenset("is are was were has have had can could will would should may might must".split())
_DEPENDENT = QUESTION_WORDS | frozenset(
    "that because if whether unless once after before until till while although though as since than".split()
)
_SUBJECTS = _ARTICLES | {"he", "she", "it", "they", "we", "you"}


def bare(question: str) -> str:
    """``question`` without greeting, request and thanks around it, and as a question of its own; itself where there
    are none."""
    plain = _ADDED.sub(lambda thanks: thanks["end"].strip(), _SAID_AFTER.sub("", question))
    asked = _without_request(_GREETED.sub("", plain.lstrip()))
    if not asked or asked == plain:
        return plain or question
    return asked[0].upper() + asked[1:]


def _without_request(question: str) -> str:
    request = _REQUESTED.match(question)
    if request is None:
        return _TO_DO.sub("", question)
    said = request[0].split()[1:]
    if not question.isupper() and any(word[0].isupper() and word.rstrip(",.:;!") != "I" for word in said):
        return question  # as a title's words are written
    return (request["joint"] or "") + _direct(question[request.end() :])


def _direct(clause: str) -> str:
    """What was asked about ("when the treaty was signed") as it is asked ("when was the treaty signed").

    As it stands where it has no verb that would move, or more than one might.
    """
    clause = clause[0].lower() + clause[1:]
    indirect = _INDIRECT.match(clause)
    if indirect is None:
        return clause
    words = clause[indirect.end() :].split(" ")
    plain = [word.strip("?.!,;:").lower() for word in words]
    verbs = [at for at, word in enumerate(plain) if word in _MOVED]
    if len(verbs) != 1 or not verbs[0] or _DEPENDENT.intersection(plain[: verbs[0]]):
        return clause
    (at,) = verbs
    if words[at][0].isupper() and not clause[1:].isupper():  # the month of May, and no verb
        return clause
    if any(word in _SUBJECTS and before not in PREPOSITIONS for before, word in pairwise(plain[:at])):
        return clause  # another clause begins: "the report says the bridge was built"
    mark = words[at][len(words[at].rstrip("?.!,;:")) :]
    return f"{indirect[0]}{plain[at]} {' '.join([*words[:at], *words[at + 1 :]])}{mark}"
