"""A question -> whether it is none of the corpus's: a greeting, thanks, or a word to the program itself.

Only whole questions that a corpus cannot be meant with count, never a part of one: "Hello, how long is the border?"
asks the documents. English only.
"""

from __future__ import annotations

import re

from citeleaf.courtesy import GREETING, THANKS
from citeleaf.types import Query

HELP_TITLE = "Citeleaf answers from your documents"
HELP = (
    "Ask a whole question, such as “When was the treaty signed?”; the next one may lean on it (“And by whom?”). "
    "Each answer is a quote from a document, with its place and how likely it is to be right. Where the documents are "
    "silent, Citeleaf says so. It writes nothing of its own, and nothing leaves this machine. To add documents, drop "
    "them on the page, or put them into the folder that it answers from."
)
"""What is shown instead of an answer, apart from everything that comes from the corpus."""

_FAREWELL = r"(?:bye|goodbye|bye bye|good bye|good night|see you|see you later|ok|okay)"
_ADD = (
    r"(?:add|upload|put|import)"
    r"(?: (?:(?:a|new|more|other|another|the|some) )*documents?|(?: my(?: own)?)(?: new)? (?:documents?|files?|pdfs?))"
    r"(?: here| in(?:to)? here)?"
)
"""Other files than one's own may be what a manual among the documents speaks of."""
_TO_THE_PROGRAM = "|".join(
    (
        r"(?:who|what) are you",
        r"how are you(?: doing)?(?: today)?",
        r"what(?:s| is) your name",
        r"what (?:can|could|do) you do(?: for me| here)?",
        r"what can i ask(?: you)?(?: about| here)?",
        r"what (?:questions|kinds? of questions) can i ask(?: you)?",
        r"what do you know",
        r"how (?:can|could) you help(?: me)?",
        r"how do (?:you work|i use you|i ask (?:you )?(?:a question|questions))",
        rf"(?:how|where) (?:do|can|should) i {_ADD}",
        r"(?:please )?help(?: me)?(?: please)?",
        r"(?:can|could) you (?:please )?help(?: me)?(?: please)?",
        r"are you (?:there|human|real|(?:a|an) (?:ai|bot|chatbot|human|robot|machine|person|program))",
        r"who (?:made|built|created|wrote|programmed|developed) you",
    )
)
_BY_NAME = r"(?:what|who) is citeleaf|how does citeleaf work|what (?:can|does) citeleaf do|how do i use citeleaf"
_POINTING = (
    r"what(?:s| is) this(?: (?:tool|program|app|application|site|website|page|chat))?"
    r"|how does (?:this|it)(?: (?:tool|program|app|application|site|website|page|chat))? work"
    r"|how do i use (?:this|it)(?: (?:tool|program|app|application|site|website|page|chat))?"
)

_SMALL_TALK = re.compile(
    rf"(?:{GREETING}|{THANKS}|{_FAREWELL}|(?:{GREETING} )?(?:{_TO_THE_PROGRAM}))(?: citeleaf)?", re.IGNORECASE
)
_NAMED = re.compile(_BY_NAME, re.IGNORECASE)
_POINTED_AT = re.compile(_POINTING, re.IGNORECASE)
_APOSTROPHES = re.compile(r"['’]")
_BETWEEN_WORDS = re.compile(r"[^\w]+")


def is_small_talk(question: str) -> bool:
    """Whether the whole of ``question`` greets, thanks, or speaks to the program, whatever was said before it."""
    return bool(_SMALL_TALK.fullmatch(_plain(question)))


def asks_for_help(query: Query) -> bool:
    """Whether the question is small talk, or asks about Citeleaf where nothing else can be meant.

    Its name asks the corpus where that knows it, and "this" and "it" stand for what was talked about before.
    """
    question = _plain(query.original)
    if _NAMED.fullmatch(question):
        return not any(term.known and term.word.casefold() == "citeleaf" for term in query.terms)
    if _POINTED_AT.fullmatch(question):
        return query.text == query.original
    return is_small_talk(question)


def _plain(question: str) -> str:
    """The question's words, one space between them, without punctuation."""
    return _BETWEEN_WORDS.sub(" ", _APOSTROPHES.sub("", question)).strip()
