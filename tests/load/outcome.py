"""The figures of a run, what of them is a failure, and how they are printed."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from load.checks import Verdict
from load.memory import Sample, growth
from load.people import Tally

SHOWN = 20
"""Sentences of one kind that an outcome keeps."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done: how many people and documents, for how many seconds, asking after so many seconds each."""

    people: int
    documents: int
    seconds: float
    think: float
    growth: float
    """MB by which ten minutes may make the server grow at most."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All figures of a run. ``failures`` are what must not be: empty where all is well."""

    plan: Plan
    answered: int
    citations: int
    opened: int
    put_off: dict[str, int]
    verdicts: dict[str, dict[str, int]]
    median_seconds: float
    slow_seconds: float
    """The 95th percentile."""
    indexed_at: float | None
    growth: float | None
    samples: tuple[Sample, ...]
    failures: tuple[str, ...]
    wrong: tuple[str, ...]


def outcome_of(
    plan: Plan, tally: Tally, samples: Sequence[Sample], indexed_at: float | None, complaints: Sequence[str]
) -> Outcome:
    """``indexed_at``: the second at which the last document was indexed; growth counts from then, or half-time."""
    grown = None if indexed_at is None else growth(samples, max(indexed_at, plan.seconds / 2))
    failures = [*tally.faults]
    if indexed_at is None:
        failures.append("not every document was indexed in the time")
    if grown is not None and grown > plan.growth:
        failures.append(f"the memory grows by {grown:.1f} MB in ten minutes, more than {plan.growth:g}")
    if not tally.answered:
        failures.append("no question was answered")
    failures += [f"the server complained: {line}" for line in complaints]
    return Outcome(
        plan,
        tally.answered,
        tally.citations,
        tally.opened,
        {str(status): count for status, count in sorted(tally.put_off.items())},
        {kind: dict(counted) for kind, counted in sorted(tally.verdicts.items())},
        statistics.median(tally.seconds) if tally.seconds else 0.0,
        statistics.quantiles(tally.seconds, n=20)[-1] if len(tally.seconds) > 1 else 0.0,
        indexed_at,
        grown,
        tuple(samples),
        tuple(failures),
        tuple(tally.wrong[:SHOWN]),
    )


def in_words(outcome: Outcome) -> str:
    """The figures, a line each."""
    plan = outcome.plan
    indexed = "NOT ALL INDEXED" if outcome.indexed_at is None else f"all indexed after {outcome.indexed_at:.0f} s"
    lines = [
        f"{plan.people} people for {plan.seconds / 60:g} minutes, {plan.documents} documents arriving: {indexed}",
        f"{outcome.answered} questions answered, median {outcome.median_seconds:.2f} s, "
        f"95th percentile {outcome.slow_seconds:.2f} s",
        f"put off with Retry-After and asked again: {sum(outcome.put_off.values())} {outcome.put_off or ''}".rstrip(),
        f"{outcome.citations} citations held against their files, {outcome.opened} sources opened",
        f"{'of questions about':<20}{'asked':>7}{'right':>7}{'abstained':>11}{'wrong':>7}",
    ]
    for kind, counted in outcome.verdicts.items():
        right, abstained, wrong = (counted.get(verdict, 0) for verdict in Verdict)
        lines.append(f"{kind:<20}{sum(counted.values()):>7}{right:>7}{abstained:>11}{wrong:>7}")
    lines.append(_memory(outcome))
    lines += [f"FAILED: {failure}" for failure in outcome.failures[:SHOWN]]
    lines.append(f"{len(outcome.failures)} failures")
    return "\n".join(lines) + "\n"


def _memory(outcome: Outcome) -> str:
    held = [sample.all for sample in outcome.samples]
    if not held:
        return "memory: not sampled"
    grown = "too short to say whether it grows" if outcome.growth is None else f"{outcome.growth:+.1f} MB in 10 minutes"
    return (
        f"memory: {held[0]:.0f} MB at the start, {max(held):.0f} at most, {held[-1]:.0f} at the end; {grown}"
        f" once all was indexed (bound {outcome.plan.growth:g})"
    )
