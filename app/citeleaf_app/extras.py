"""What surrounds an answer on the page, beside the answer itself: all of it may be missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from citeleaf.types import Answer, Consideration
from citeleaf_app.markup import Html


@dataclass(frozen=True, slots=True)
class Gaps:
    """Files in which an answer may stand unseen: those that could not be read, and those not indexed yet."""

    unread: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Extras:
    """``why`` is what the answer rests on. ``outside`` answers the question, where the filtered answer does not.

    ``tools`` are further controls for the answer's last row. ``marks`` tell, by citation number, what has become of a
    citation since.
    """

    why: Consideration | None = None
    outside: Answer | None = None
    gaps: Gaps = Gaps()
    tools: Html = field(default_factory=Html)
    marks: Mapping[int, Html] = field(default_factory=dict)


NO_EXTRAS = Extras()
