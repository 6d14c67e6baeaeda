"""A question on its way: shown at once, then with the passages found for it, then with its answer.

Where filters kept the answer out, it is looked for without them last, so that nobody takes "not in the chosen
documents" for "not in any".
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from citeleaf.assistant import NO_FILTERS
from citeleaf.errors import CiteleafError
from citeleaf.types import Answer, Filters, Reason, Turn
from citeleaf_app import render
from citeleaf_app.extras import Extras, Gaps
from citeleaf_app.markup import Html
from citeleaf_app.service import Service

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the id of its exchange, the turns it may lean on, and what it is asked of.

    ``as_written`` it stands alone, and none of its words is changed: somebody has put it so.
    """

    question: str
    exchange_id: str
    history: Sequence[Turn] = ()
    filters: Filters = NO_FILTERS
    as_written: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What to show now. ``answer`` comes once, when it stands; what follows it only adds to what is shown."""

    shown: Html
    answer: Answer | None = None


def steps(service: Service, asked: Asked, gaps: Callable[[], Gaps], keep: Callable[[Answer], Html]) -> Iterator[Step]:
    """Each state of the exchange. An error becomes one too: the last, without an answer.

    ``keep`` is called once, with the answer, and returns the tools to show with it; ``gaps`` where there is none.
    """
    yield Step(render.pending(asked.question, asked.exchange_id))
    try:
        yield from _answering(service, asked, gaps, keep)
    except CiteleafError as error:
        yield Step(render.failed(asked.question, asked.exchange_id, error))
    except Exception as error:
        logger.exception("A question could not be answered")
        yield Step(render.failed(asked.question, asked.exchange_id, error))


def _answering(
    service: Service, asked: Asked, gaps: Callable[[], Gaps], keep: Callable[[Answer], Html]
) -> Iterator[Step]:
    found = service.find(asked.question, asked.history, asked.filters, as_written=asked.as_written)
    yield Step(render.found(found, asked.exchange_id))
    considered = service.consider_found(found)
    answer = considered.answer
    if answer.answered:
        answer = replace(answer, related=service.related(considered))
    known = Extras(considered, gaps=Gaps() if answer.answered else gaps(), tools=keep(answer))
    yield Step(render.exchange(answer, asked.exchange_id, known), answer)
    if asked.filters and not answer.answered and answer.reason is not Reason.ABOUT_CITELEAF:
        outside = service.ask(answer.understood or asked.question, as_written=True)
        if outside.answered:
            yield Step(render.exchange(answer, asked.exchange_id, replace(known, outside=outside)))
