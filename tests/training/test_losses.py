"""The reader's losses, on numbers that can be worked by hand."""

from __future__ import annotations

import math

import pytest
import torch

from citeleaf.training.losses import distillation_loss, span_loss

pytestmark = pytest.mark.slow  # loads PyTorch

ONE_GROUP = torch.tensor([0, 0])


def places(*rows: list[int]) -> torch.Tensor:
    return torch.tensor(rows, dtype=torch.bool)


def test_all_places_that_annotators_marked_count_together() -> None:
    """Four equal logits (position 0 and three of text), two of them right: -log(2/4) = log 2."""
    loss = span_loss(torch.zeros(1, 4), places([0, 1, 1, 0]), places([0, 1, 1, 1]), torch.tensor([0]), 0.0)
    assert loss.item() == pytest.approx(math.log(2))


def test_places_outside_the_passage_take_no_probability() -> None:
    """The question's token at position 1 has a huge logit, and is no place: 1 of 2 remains."""
    logits = torch.tensor([[0.0, 50.0, 0.0]])
    loss = span_loss(logits, places([0, 0, 1]), places([0, 0, 1]), torch.tensor([0]), 0.0)
    assert loss.item() == pytest.approx(math.log(2), abs=1e-4)


def test_passages_of_a_question_share_one_scale() -> None:
    """Within: each passage has 2 equal places, 1 right: log 2. Across: the right one of the group's 2 places of text,
    whose other has logit 3: log(e^0 + e^3) - 0 = 3.0486."""
    logits = torch.tensor([[0.0, 0.0], [3.0, 3.0]])
    right = places([0, 1], [1, 0])
    text = places([0, 1], [0, 1])
    within = span_loss(logits, right, text, ONE_GROUP, 0.0)
    assert within.item() == pytest.approx(math.log(2))
    both = span_loss(logits, right, text, ONE_GROUP, 0.5)
    assert both.item() == pytest.approx(math.log(2) + 0.5 * 3.048587, abs=1e-4)


def test_passages_of_other_questions_do_not_compete() -> None:
    """In groups of their own, the answered passage has its one place to itself: log 1 = 0 across."""
    logits = torch.tensor([[0.0, 0.0], [3.0, 3.0]])
    loss = span_loss(logits, places([0, 1], [1, 0]), places([0, 1], [0, 1]), torch.tensor([0, 1]), 0.5)
    assert loss.item() == pytest.approx(math.log(2), abs=1e-4)


def test_a_batch_without_answers_has_no_share_across_passages() -> None:
    logits = torch.zeros(1, 2, requires_grad=True)
    loss = span_loss(logits, places([1, 0]), places([0, 1]), torch.tensor([0]), 0.5)
    loss.backward()  # type: ignore[no-untyped-call]  # torch types only part of itself
    assert loss.item() == pytest.approx(math.log(2))
    assert logits.grad is not None
    assert torch.isfinite(logits.grad).all()


def test_a_student_that_says_what_its_teacher_does_has_nothing_to_learn() -> None:
    logits, alone = torch.tensor([[0.3, -1.0, 2.0]]), torch.tensor([0])
    text = places([0, 1, 1])
    assert distillation_loss(logits, logits, text, alone, 0.5).item() == pytest.approx(0, abs=1e-6)
    # at temperature 1: taught (1/2, 1/2), said (1/4, 3/4): 1/2 log 2 + 1/2 log(2/3) = 0.143841
    said = torch.tensor([[0.0, math.log(3)]])
    loss = distillation_loss(said, torch.zeros(1, 2), places([0, 1]), alone, 0.0, temperature=1.0)
    assert loss.item() == pytest.approx(0.143841, abs=1e-5)


def test_a_student_learns_which_of_a_questions_passages_its_teacher_trusts() -> None:
    """Within each passage both say the same. Across them, of the two places of text, the teacher thinks 1/2 and 1/2,
    the student 1/4 and 3/4: 0.143841, as above; passages of two questions are not compared."""
    taught = torch.zeros(2, 2)
    said = torch.tensor([[0.0, 0.0], [math.log(3), math.log(3)]])
    text = places([0, 1], [0, 1])
    assert distillation_loss(said, taught, text, ONE_GROUP, 0.0, temperature=1.0).item() == pytest.approx(0, abs=1e-6)
    across = distillation_loss(said, taught, text, ONE_GROUP, 0.5, temperature=1.0)
    assert across.item() == pytest.approx(0.5 * 0.143841, abs=1e-5)
    apart = distillation_loss(said, taught, text, torch.tensor([0, 1]), 0.5, temperature=1.0)
    assert apart.item() == pytest.approx(0, abs=1e-6)
