"""What the reader is trained to do: mark every annotator's answer, and score all passages of a question on one scale.

Two terms. Within a passage, the share of probability on the right places, where position 0 is right for a passage
that holds no answer. Across the examples of a group (a question's passages, its look-alikes), the share on the right
places of them all, without position 0, so that scores of different passages compare (the shared normalisation of Clark
and Gardner, ACL 2018, and the global one of Wang et al., EMNLP 2019). Several right places count together: their
probabilities are summed.
"""

from __future__ import annotations

import torch
from torch import Tensor

_NOWHERE = -1e4
"""The logit of a place that cannot be; finite, so that no gradient is undefined."""


def span_loss(logits: Tensor, right: Tensor, text: Tensor, groups: Tensor, group_weight: float) -> Tensor:
    """The mean loss of one end of the answers, a scalar.

    ``logits``, ``right`` and ``text`` have the shape (examples, tokens), ``groups`` (examples,): the example's group,
    numbered from 0. ``text`` are the places where an answer may be, ``right`` those where one is.
    """
    allowed = text.clone()
    allowed[:, 0] = True
    right_mass = _log_sum(logits, right)
    within = _log_sum(logits, allowed) - right_mass
    loss = within.mean()
    if group_weight:
        loss = loss + group_weight * _across(right_mass, _log_sum(logits, text), ~right[:, 0], groups)
    return loss


def distillation_loss(
    logits: Tensor, teacher: Tensor, text: Tensor, groups: Tensor, group_weight: float, temperature: float = 2.0
) -> Tensor:
    """The mean divergence of the student's places from the teacher's, a scalar (Hinton, Vinyals and Dean 2015).

    Within each passage, and across the examples of a group, as in ``span_loss``: what the teacher thinks of one passage
    beside another is as much to be learned as where it would look in each.
    """
    allowed = text.clone()
    allowed[:, 0] = True
    said, taught = logits / temperature, teacher / temperature
    alone = torch.arange(len(text), device=text.device)
    loss = _divergence(said, taught, allowed, alone)
    if group_weight:
        loss = loss + group_weight * _divergence(said, taught, text, groups)
    return loss * temperature**2


def _divergence(said: Tensor, taught: Tensor, places: Tensor, groups: Tensor) -> Tensor:
    """The mean, over groups, of the divergence of what is said from what is taught of all of a group's places."""
    count = int(groups.max()) + 1
    student, teacher = (
        logits - _log_sum_by(_log_sum(logits, places), groups, count)[groups, None] for logits in (said, taught)
    )
    parts = torch.where(places, teacher.exp() * (teacher - student), torch.zeros_like(student)).sum(-1)
    return parts.sum() / count


def _across(right: Tensor, text: Tensor, answered: Tensor, groups: Tensor) -> Tensor:
    """The mean over groups that hold an answer, of what is missing of all their probability on right places."""
    count = int(groups.max()) + 1
    everywhere = _log_sum_by(text, groups, count)
    rightly = _log_sum_by(torch.where(answered, right, torch.full_like(right, _NOWHERE)), groups, count)
    holds = torch.zeros(count, dtype=torch.bool, device=groups.device)
    holds[groups[answered]] = True
    return (everywhere - rightly)[holds].mean() if bool(holds.any()) else right.sum() * 0


def _log_sum(logits: Tensor, places: Tensor) -> Tensor:
    return torch.logsumexp(logits.masked_fill(~places, _NOWHERE), dim=-1)


def _log_sum_by(values: Tensor, groups: Tensor, count: int) -> Tensor:
    """The log of the summed exponentials of each group's ``values``, shape (count,)."""
    spread = torch.full((count, len(values)), _NOWHERE, dtype=values.dtype, device=values.device)
    spread = spread.index_put((groups, torch.arange(len(values), device=values.device)), values)
    return torch.logsumexp(spread, dim=-1)
