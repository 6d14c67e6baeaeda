"""Findings -> those that can be an answer beside the others: all, where none can.

Beside a number that is asked for, nothing else is an answer; nor is the deputy beside the mayor, nor what is denied of
Finland beside what is said of Sweden, of which it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from citeleaf.counting import uncounted
from citeleaf.denial import of_another
from citeleaf.excerpts import around, said
from citeleaf.opposites import asks_for_holder, of_another_rank
from citeleaf.question_kinds import QuestionKind, kind_of
from citeleaf.types import Finding
from citeleaf.unicode import fold


def standing(question: str, findings: Sequence[Finding]) -> Sequence[Finding]:
    """Those of ``findings`` that hold against the others, in their order."""
    findings = _unless(findings, lambda each: uncounted(question, said(each)))
    if asks_for_holder(question):  # to part a quote into sentences takes time
        findings = _unless(findings, lambda each: of_another_rank(question, around(each)))
    return _of_whom_it_is_asked(question, findings) if kind_of(question) is QuestionKind.YES_NO else findings


def _unless(findings: Sequence[Finding], falls: Callable[[Finding], bool]) -> Sequence[Finding]:
    return [each for each in findings if not falls(each)] or findings


def _of_whom_it_is_asked(question: str, findings: Sequence[Finding]) -> Sequence[Finding]:
    """Without what denies it of others, where another finding speaks of those that are asked about."""
    texts = [fold(around(each)) for each in findings]

    def denies_of_others(finding: Finding) -> bool:
        asked_of = of_another(question, around(finding), finding.hit.passage.context)
        return any(fold(name) in text for name in asked_of for text in texts)

    return _unless(findings, denies_of_others)
