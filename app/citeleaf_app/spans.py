"""Cuts a stretch of text where something within it begins or ends, so that it can be drawn piece by piece."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from citeleaf.types import Span


def overlap(one: Span, other: Span) -> Span | None:
    """The characters that both cover; None where there are none."""
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Span(start, end) if start < end else None


def pieces(span: Span, lit: Sequence[Span]) -> list[tuple[Span, bool]]:
    """``span`` in consecutive pieces, each with whether it lies within any of ``lit``."""
    within = [common for other in lit if (common := overlap(span, other))]
    ends = {offset for common in within for offset in (common.start, common.end)}
    cuts = [Span(start, end) for start, end in pairwise(sorted({span.start, span.end, *ends}))]
    return [(cut, any(common.contains(cut) for common in within)) for cut in cuts]
