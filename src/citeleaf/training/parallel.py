"""Several processes that train one model: each reads its share of a step's batches, and their gradients are summed.

Processes of one thread each lose less to other work on the machine than threads do, which meet at every operation.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import torch
from torch import distributed
from torch.multiprocessing import spawn  # type: ignore[attr-defined]  # it is public, and not exported for types

if TYPE_CHECKING:
    from torch.nn import Parameter

Arguments = ParamSpec("Arguments")
Part = TypeVar("Part")


def run(workers: int, work: Callable[Arguments, None], *arguments: Arguments.args, **named: Arguments.kwargs) -> None:
    """Call ``work`` in ``workers`` processes, in this one if that is one.

    Raises what ``work`` does in this one, and else ProcessRaisedException, which tells it.
    """
    if workers == 1:
        work(*arguments, **named)
        return
    with TemporaryDirectory(prefix="citeleaf-") as folder:
        meeting = Path(folder, "workers")
        spawn(_join, (workers, meeting, work, arguments), nprocs=workers)  # type: ignore[no-untyped-call]  # torch types only part of itself


def is_first() -> bool:
    """Whether this process is the one that writes."""
    return _rank() == 0


def own(parts: Sequence[Part]) -> Sequence[Part]:
    """Those of ``parts`` that this process is to do; none where there are fewer than workers."""
    return parts[_rank() :: _workers()]


def sum_gradients(parameters: Sequence[Parameter]) -> None:
    """Replace the gradients of ``parameters`` by their sums over all processes."""
    if _workers() == 1:
        return
    gradients = [
        parameter.grad if parameter.grad is not None else torch.zeros_like(parameter) for parameter in parameters
    ]
    flat = torch.cat([gradient.reshape(-1) for gradient in gradients])
    distributed.all_reduce(flat)
    at = 0
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = flat[at : at + gradient.numel()].view_as(gradient)
        at += gradient.numel()


def _join(rank: int, workers: int, meeting: Path, work: Callable[..., None], arguments: Sequence[object]) -> None:
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")  # they are all on this machine
    torch.set_num_threads(1)
    distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=workers)
    try:
        work(*arguments)
        distributed.barrier()
    finally:
        distributed.destroy_process_group()


def _rank() -> int:
    return distributed.get_rank() if distributed.is_initialized() else 0


def _workers() -> int:
    return distributed.get_world_size() if distributed.is_initialized() else 1
