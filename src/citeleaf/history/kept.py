"""The types of what is kept: an answer with all that it takes to show it again, conversations, and judgements."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from citeleaf.citation_state import NOWHERE, Surroundings, surroundings_of
from citeleaf.errors import CiteleafError, HistoryDamaged
from citeleaf.history.codec import decode, encode
from citeleaf.types import Answer, Citation, Document

FORMAT = 1
"""Counts the ways in which a kept answer is written down; see ``codec`` for what needs no new one."""

TITLE_LENGTH = 80


class Verdict(StrEnum):
    """What a person says about an answer."""

    RIGHT = "right"
    WRONG_ANSWER = "wrong answer"
    RIGHT_PASSAGE = "right passage, wrong answer"
    SHOULD_HAVE_ABSTAINED = "should have abstained"


@dataclass(frozen=True, slots=True)
class Feedback:
    """A person's verdict and when it was given, in UTC; a later one takes its place."""

    verdict: Verdict
    given: datetime


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it was given: ``asked`` is in UTC, ``version`` Citeleaf's, ``generation`` the index's.

    ``surroundings`` are those of ``evidence``, in its order.
    """

    id: str
    asked: datetime
    answer: Answer
    policy: str
    version: str
    generation: int
    surroundings: tuple[Surroundings, ...] = ()

    @property
    def evidence(self) -> tuple[Citation, ...]:
        """Everything it quotes, shown or near."""
        return quoted(self.answer)

    def around(self, citation: Citation) -> Surroundings:
        """The text around one of ``evidence`` as it was."""
        kept = dict(zip(self.evidence, self.surroundings, strict=False))
        return kept.get(citation, NOWHERE)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A kept answer and what its reader said about it."""

    kept: KeptAnswer
    feedback: Feedback | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """Exchanges, oldest first. ``title`` is the first question until a person gives another."""

    id: str
    title: str
    exchanges: tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation on the list: ``changed`` is when its last question was asked, in UTC."""

    id: str
    title: str
    changed: datetime
    questions: int


def new_id() -> str:
    """An id that nobody guesses: it stands in links."""
    return secrets.token_hex(8)


def title_of(question: str) -> str:
    """A question as the title of the conversation that it begins: one line, cut between words."""
    line = " ".join(question.split())
    if len(line) <= TITLE_LENGTH:
        return line
    cut = line[: TITLE_LENGTH - 1]
    return (cut.rpartition(" ")[0].rstrip(" ,;:") or cut) + "…"


def quoted(answer: Answer) -> tuple[Citation, ...]:
    """Every passage that an answer shows: its quotes or the nearest passages, and those for reading on."""
    return answer.citations + answer.nearest + answer.related


def gather_surroundings(answer: Answer, document: Callable[[str], Document]) -> tuple[Surroundings, ...]:
    """The text around everything that ``answer`` quotes, from its documents; empty where one has changed since."""
    return tuple(_around(citation, document) for citation in quoted(answer))


def _around(citation: Citation, document: Callable[[str], Document]) -> Surroundings:
    try:
        found = document(citation.document_id)
    except CiteleafError:  # removed since; the quote itself is kept in any case
        return NOWHERE
    return surroundings_of(found, citation.span) if citation.span.of(found.text) == citation.quote else NOWHERE


def written(kept: KeptAnswer) -> str:
    """A kept answer as one line of JSON."""
    return json.dumps({"format": FORMAT, "kept": encode(kept)}, ensure_ascii=False, allow_nan=False)


def read(line: str) -> KeptAnswer:
    """What ``written`` wrote. Raises HistoryDamaged where it is not that, or a newer program's."""
    try:
        record = json.loads(line)
        if record["format"] != FORMAT:
            raise HistoryDamaged(
                f"a kept answer is of format {record['format']}, and this Citeleaf reads {FORMAT}: update Citeleaf"
            )
        return decode(KeptAnswer, record["kept"])
    except (ValueError, TypeError, KeyError) as error:
        raise HistoryDamaged(f"a kept answer cannot be read ({error}): restore it from a backup") from error
