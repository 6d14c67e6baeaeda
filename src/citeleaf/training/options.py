"""How a reader is trained: what can be chosen, on the command line and by other steps."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from citeleaf.training.stages import STAGES

BATCHES = 2
"""Of one step. Workers share them, so that their number changes nothing that is learned."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to train. ``stages`` are read one after the other, numbered from 1, and ``share`` takes only so much of each;
    ``group_weight`` is what the one scale of all passages of a question counts beside each passage by itself (see
    ``losses``); ``layers`` are kept of the model that is trained (None: all), and the lowest ``frozen`` stay as they
    are. ``workers`` and ``compiled`` change nothing but the speed, and what is rounded."""

    learning_rate: float = 1.4e-4
    warm_up: float = 0.06
    weight_decay: float = 0.01
    group_weight: float = 0.5
    teacher_weight: float = 1.0
    stages: tuple[int, ...] = (1, 2)
    share: float = 1.0
    layers: int | None = None
    frozen: int = 0
    seed: int = 20
    workers: int = 1
    compiled: bool = False


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be chosen of any training: see ``Options``."""
    usual = Options()
    parser.add_argument("--start", type=Path, help="a model to go on from, instead of the encoder's trunk")
    parser.add_argument("--learning-rate", type=float, default=usual.learning_rate, help="the highest of the run")
    parser.add_argument(
        "--group-weight", type=float, default=usual.group_weight, help="of one scale for all passages of a question"
    )
    numbers = range(1, len(STAGES) + 1)
    parser.add_argument("--stages", type=int, nargs="+", choices=numbers, default=usual.stages, help="see stages.py")
    parser.add_argument("--share", type=float, default=usual.share, help="take only so much of every stage")
    parser.add_argument("--layers", type=int, help="keep only so many of the model's lowest layers")
    parser.add_argument(
        "--freeze", type=int, default=usual.frozen, help="how many of the lowest layers stay as they are"
    )
    parser.add_argument("--seed", type=int, default=usual.seed, help="of all that is drawn by chance")
    parser.add_argument("--workers", type=int, choices=range(1, BATCHES + 1), default=1, help="processes (default: 1)")
    parser.add_argument("--compile", action="store_true", help="write the model's code first; needs a C++ compiler")


def chosen(parsed: argparse.Namespace) -> Options:
    """What was chosen of ``add_options``."""
    return Options(
        learning_rate=parsed.learning_rate,
        group_weight=parsed.group_weight,
        stages=tuple(parsed.stages),
        share=parsed.share,
        layers=parsed.layers,
        frozen=parsed.freeze,
        seed=parsed.seed,
        workers=parsed.workers,
        compiled=parsed.compile,
    )
