"""Where answers get lost: at which stage an answerable question stopped being answered right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from quality.trials import Trial


class Fate(StrEnum):
    """What became of a question whose answer has a place in the corpus, by the first stage that lost it."""

    NOT_RETRIEVED = "not among the candidates"
    NOT_READ = "among the candidates, but not among those read"
    NOT_CHOSEN = "read, but other words were chosen"
    WITHHELD = "chosen, but withheld"
    SHOWN = "chosen and shown"


def fate(trial: Trial) -> Fate:
    """Being right is looked at first: a quote may reach beyond its passage to where the answer is."""
    if trial.row.right:
        return Fate.SHOWN if trial.row.answered else Fate.WITHHELD
    if trial.evidence_read:
        return Fate.NOT_CHOSEN
    return Fate.NOT_RETRIEVED if trial.row.evidence_rank is None else Fate.NOT_READ


def losses(trials: Sequence[Trial]) -> dict[str, float]:
    """The share of each fate among answerable questions with evidence, which add up to 1; empty without any."""
    fates = Counter(fate(trial) for trial in trials if trial.answerable and trial.has_evidence)
    return {each.value: fates[each] / fates.total() for each in Fate} if fates else {}
