"""What the training reads, stage by stage: first what reading is, then what most documents are like.

The third stage, contrasts, the fourth, look-alikes, and the fifth, those written for this project, are read where they
are asked for.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from citeleaf.training.contrasts import build_contrasts
from citeleaf.training.examples import Group, Mix, build
from citeleaf.training.records import Record

GENERAL: Mapping[str, Mix] = {
    "wiki": Mix(1, 0.8, 0.2, 0.6, 0.8),
    "nq": Mix(1, 0.8, 0.2, 0.3, 0.6),
    "amazon": Mix(0.7, 0.4, 0.1, 0.3, 0.2, 0.75),
    "reddit": Mix(0.7, 0.4, 0.1, 0.3, 0.2, 0.75),
    "covid": Mix(0.6, 0.4, 0.1, 0.2, 0.2),
    "policy": Mix(0.2, 0.3, 0.1, 0, 0),
    "subjqa": Mix(0.05, 0, 0, 0, 0, 0.5),
}
"""First what reading is, on everything there is."""

ENCYCLOPEDIA: Mapping[str, Mix] = {
    "wiki": Mix(1.5, 1.2, 0.3, 0.8, 1.0),
    "nq": Mix(0.8, 1.0, 0.2, 0.3, 0.7),
    "amazon": Mix(0.2, 0.5, 0.1, 0.4, 0.2, 0.75),
    "reddit": Mix(0.2, 0.5, 0.1, 0.4, 0.2, 0.75),
    "covid": Mix(0.3, 0.4, 0.1, 0.1, 0.1),
    "policy": Mix(0.1, 0.3, 0.1, 0, 0),
}
"""Then the kind that most documents are like, with the rest kept in mind."""

LOOKALIKES: Mapping[str, Mix] = {
    "wiki": Mix(1.5, 0.4, 0.3, 1.6, 2.0, 0.8),
    "nq": Mix(0.8, 0.4, 0.2, 0.8, 1.6, 0.8),
    "amazon": Mix(0.2, 0.3, 0.1, 1.0, 1.0, 0.9),
    "reddit": Mix(0.2, 0.3, 0.1, 1.0, 1.0, 0.9),
    "covid": Mix(0.3, 0.3, 0.1, 0.4, 0.4, 0.8),
    "policy": Mix(0.1, 0.3, 0.1, 0, 0, 0.5),
}
"""Questions that look as if a text answered them, mostly of texts as short as quotes."""

WRITTEN: Mapping[str, Mix] = {
    "written": Mix(1, 0.5, 0.1, 2, 0, 0.5),
    "wiki": Mix(0.3, 0.4, 0.1, 0.3, 0.3, 0.5),
    "nq": Mix(0.2, 0.4, 0.1, 0.2, 0.3, 0.5),
    "amazon": Mix(0.03, 0.3, 0.1, 0.3, 0.2, 0.75),
    "reddit": Mix(0.03, 0.3, 0.1, 0.3, 0.2, 0.75),
    "covid": Mix(0.1, 0.3, 0.1, 0.1, 0.1, 0.5),
    "policy": Mix(0.02, 0.3, 0.1, 0, 0, 0.5),
}
"""The questions written for this project, with those that look like them, and the rest kept in mind."""

Stage = Callable[[Mapping[str, Sequence[Record]], random.Random], list[Group]]
"""Makes the groups of one stage, in random order."""

STAGES: tuple[Stage, ...] = (
    partial(build, mix=GENERAL),
    partial(build, mix=ENCYCLOPEDIA),
    build_contrasts,
    partial(build, mix=LOOKALIKES),
    partial(build, mix=WRITTEN),
)
