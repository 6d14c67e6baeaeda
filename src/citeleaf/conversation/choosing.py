"""The questions that a follow-up may mean -> the one that it does mean, told by what the corpus holds.

A pronoun put right asks for something that stands somewhere; put wrong, it asks for nothing in particular. So the
meaning counts for which a passage is nearest, as long as the conversation makes it nearly as likely. A question that
may be complete stays as it is where a passage is nearer to it than to all that it could be made into.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

Nearness = Callable[[Sequence[str]], Sequence[float]]
"""For each question, the cosine similarity of the passage that is nearest to it."""

_LESS_LIKELY = 0.1
"""How much nearer, for each place that it stands behind, a meaning must come to go first. Chosen on half of CANARD's
dialogues: between 0.05 and 0.15 it hardly matters."""


def choose(question: str, meanings: Sequence[str], nearness: Nearness) -> str:
    """The one of ``meanings``, the likeliest of which comes first, that is meant; at least one is given.

    ``nearness`` is asked once, and not at all where there is nothing to choose.
    """
    if len(meanings) == 1:
        return meanings[0]
    near = nearness(meanings)
    scores = [
        each if meaning == question else each - _LESS_LIKELY * place
        for place, (meaning, each) in enumerate(zip(meanings, near, strict=True))
    ]
    return meanings[scores.index(max(scores))]
