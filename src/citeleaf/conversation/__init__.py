"""A follow-up question and the turns before it -> a question that stands alone, without a model that writes.

A question leans on what was said before where it has a pronoun without its noun, begins as a continuation, or is
hardly more than a question word (``leaning``). What the conversation is about (``focus``), told by the names and nouns
in its turns (``subjects``), is put into the question (``wording``), or the last question is asked again with one thing
changed (``ellipsis``). Where several meanings are left (``resolving``), the corpus decides (``choosing``). Complete
questions are left alone, and cost nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from citeleaf.conversation.choosing import Nearness, choose
from citeleaf.conversation.leaning import leans
from citeleaf.conversation.resolving import meanings
from citeleaf.types import Turn

__all__ = ["Nearness", "choose", "leans", "meanings", "resolve"]


def resolve(question: str, history: Sequence[Turn], nearness: Nearness | None = None) -> str:
    """``question`` as it can be asked on its own: itself where it is complete.

    ``nearness`` tells how near the corpus comes to each of several meanings; without it, the likeliest is taken.
    """
    meant = meanings(question, history)
    return meant[0] if nearness is None else choose(question, meant, nearness)
