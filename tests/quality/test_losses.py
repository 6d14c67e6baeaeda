from __future__ import annotations

import pytest

from quality.examples import make_trial
from quality.losses import Fate, fate, losses
from quality.trials import Trial


def lost(**seen: int | bool | None) -> Trial:
    return make_trial(right=False, **seen)  # type: ignore[arg-type]  # each of a kind that make_trial takes


@pytest.mark.parametrize(
    ("trial", "expected"),
    [
        (lost(evidence_rank=None, evidence_read=False), Fate.NOT_RETRIEVED),
        (lost(evidence_rank=9, evidence_read=False), Fate.NOT_READ),
        (lost(evidence_rank=2, evidence_read=True), Fate.NOT_CHOSEN),
        (lost(evidence_rank=2, evidence_read=True, answered=False), Fate.NOT_CHOSEN),  # rightly withheld: still lost
        (make_trial(answered=False), Fate.WITHHELD),
        (make_trial(), Fate.SHOWN),
        (make_trial(evidence_rank=None, evidence_read=False), Fate.SHOWN),  # the quote reached beyond its passage
    ],
)
def test_a_question_is_lost_by_the_first_stage_that_loses_it(trial: Trial, expected: Fate) -> None:
    assert fate(trial) is expected


def test_shares_are_of_the_answerable_questions_that_name_places() -> None:
    trials = [
        *[make_trial()] * 5,
        make_trial(answered=False),
        *[lost(evidence_rank=3)] * 2,
        lost(evidence_rank=30, evidence_read=False),
        lost(evidence_rank=None, evidence_read=False),
        make_trial(answerable=False),  # neither of these two counts
        make_trial(has_evidence=False),
    ]
    # of 10: 5 shown, 1 withheld, 2 not chosen, 1 not read, 1 not retrieved
    assert losses(trials) == {
        Fate.NOT_RETRIEVED: 0.1,
        Fate.NOT_READ: 0.1,
        Fate.NOT_CHOSEN: 0.2,
        Fate.WITHHELD: 0.1,
        Fate.SHOWN: 0.5,
    }


def test_without_answerable_questions_nothing_is_lost() -> None:
    assert losses([make_trial(answerable=False)]) == {}
