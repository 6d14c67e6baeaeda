"""Step 3: fine-tune the reader on the prepared records.

    python -m citeleaf.training.train WORK NAME [--start FOLDER] ...

Writes ``WORK/models/NAME`` (the model), ``NAME.log.jsonl`` (a line every few steps) and ``NAME.checkpoint.pt``, from
which the same command goes on where it was stopped. Everything random is seeded. On two cores a run of two stages
takes more than an hour; an accelerator is used when there is one. ``--workers 2`` trains in two processes of one thread
each: beside other work that is more than twice as fast as two threads, which wait for each other at every operation.
``--compile`` has PyTorch write the model's code first, and is a sixth faster where there is a C++ compiler.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from citeleaf.errors import UsageError
from citeleaf.models.encoder import packaged_folder
from citeleaf.training import losses, parallel
from citeleaf.training.batches import Batch, batches, features
from citeleaf.training.options import BATCHES, Options, add_options, chosen
from citeleaf.training.records import Record, read_records
from citeleaf.training.reporting import reported
from citeleaf.training.span_model import SpanModel, freeze, load_model
from citeleaf.training.stages import STAGES

if TYPE_CHECKING:
    from torch import Tensor

log = logging.getLogger(__name__)

_LOGGED_EVERY = 20
_SAVED_EVERY = 200

Step = Sequence[Batch]


def train(work: Path, name: str, options: Options, start: Path | None = None, teacher: Path | None = None) -> Path:
    """Train ``NAME`` from the model in ``start`` (the encoder's trunk by default); the folder it was written to.

    Raises UsageError when nothing was prepared, or a checkpoint of that name is of something else; ModelError when a
    model is missing.
    """
    # What is wrong is said here: a worker's error ends in a traceback.
    recipe = _recipe(work / "records", options, start, teacher)
    _saved(_checkpoint(work, name), recipe)
    parallel.run(options.workers, _train, work, name, options, recipe, start, teacher)
    return work / "models" / name


def _train(work: Path, name: str, options: Options, recipe: str, start: Path | None, teacher: Path | None) -> None:
    """What each worker does; the first one writes."""
    torch.manual_seed(options.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = load_model(start, options.layers).to(device)
    freeze(model, options.frozen)
    # Nothing is learned in the teacher, so that its weights can be rounded once instead of at every batch.
    taught_by = load_model(teacher).to(device, _precision(device)).eval() if teacher else None
    schedule = _schedule(work / "records", options)
    _Run(model, taught_by, schedule, options, recipe, _checkpoint(work, name), device).finish()
    if parallel.is_first():
        folder = work / "models" / name
        model.to("cpu").save(folder)
        shutil.copyfile(packaged_folder() / "tokenizer.json", folder / "tokenizer.json")


class _Run:
    """One training run: where it stands is in the checkpoint, the rest follows from the options."""

    def __init__(
        self,
        model: SpanModel,
        teacher: SpanModel | None,
        schedule: Sequence[Step],
        options: Options,
        recipe: str,
        checkpoint: Path,
        device: torch.device,
    ) -> None:
        self._model = model
        self._read = torch.compile(model, dynamic=True) if options.compiled else model
        self._teacher = torch.compile(teacher, dynamic=True) if teacher and options.compiled else teacher
        self._schedule = schedule
        self._options = options
        self._recipe = recipe
        self._checkpoint = checkpoint
        self._device = device
        self._trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
        self._optimizer = torch.optim.AdamW(
            self._trained, options.learning_rate, weight_decay=options.weight_decay, fused=True
        )
        self._decay = torch.optim.lr_scheduler.LambdaLR(self._optimizer, self._rate)

    def finish(self) -> None:
        """Train to the end, from the checkpoint if there is one."""
        done = self._restore()
        self._model.train()
        began, tokens, total = time.monotonic(), 0, 0.0
        for step, shared in enumerate(self._schedule[done:], start=done + 1):
            own = parallel.own(shared)
            total += sum(map(self._learn, own)) / max(1, len(own))
            self._step(len(shared))
            tokens += sum(int(batch.mask.sum()) for batch in shared)
            if step % _LOGGED_EVERY == 0:
                self._report(step, total / _LOGGED_EVERY, tokens / (time.monotonic() - began))
                began, tokens, total = time.monotonic(), 0, 0.0
            if step % _SAVED_EVERY == 0 and parallel.is_first():
                self._save(step)

    def _step(self, batches: int) -> None:
        """Follow the mean of the gradients of all workers' batches."""
        parallel.sum_gradients(self._trained)
        for parameter in self._trained:
            assert parameter.grad is not None
            parameter.grad /= batches
        torch.nn.utils.clip_grad_norm_(self._trained, 1.0)
        self._optimizer.step()
        self._decay.step()
        self._optimizer.zero_grad(set_to_none=True)

    def _learn(self, batch: Batch) -> float:
        """Add to the gradients what ``batch`` says; the loss."""
        ids, segments, mask, text, starts, ends, groups = (
            torch.from_numpy(array).to(self._device)
            for array in (
                batch.ids, batch.segments, batch.mask, batch.text, batch.starts, batch.ends, batch.groups,
            )
        )  # fmt: skip
        precision = _precision(self._device)
        with torch.autocast(self._device.type, precision, enabled=precision != torch.float32):
            said = self._read(ids, segments, mask)
        taught = self._taught(ids, segments, mask)
        loss = torch.zeros((), device=self._device)
        for at, right in enumerate((starts, ends)):
            logits = said[at].float()
            loss = loss + losses.span_loss(logits, right, text, groups, self._options.group_weight)
            if taught:
                loss = loss + self._options.teacher_weight * losses.distillation_loss(
                    logits, taught[at], text, groups, self._options.group_weight
                )
        loss.backward()  # type: ignore[no-untyped-call]  # torch types only part of itself
        return float(loss.detach())

    def _taught(self, ids: Tensor, segments: Tensor, mask: Tensor) -> tuple[Tensor, Tensor] | None:
        if self._teacher is None:
            return None
        with torch.no_grad():
            starts, ends = self._teacher(ids, segments, mask)
        return starts.float(), ends.float()

    def _rate(self, step: int) -> float:
        """The learning rate's share: up to 1 over the warm-up, then down to 0 in a straight line."""
        total = len(self._schedule)
        rising = max(1, round(total * self._options.warm_up))
        return min((step + 1) / rising, max(0.0, (total - step) / max(1, total - rising)))

    def _report(self, step: int, loss: float, speed: float) -> None:
        if not parallel.is_first():
            return
        line = {"step": step, "of": len(self._schedule), "loss": round(loss, 4), "tokens_per_second": round(speed)}
        with self._checkpoint.with_suffix("").with_suffix(".log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        log.info("%s", line)

    def _save(self, step: int) -> None:
        state = {
            "step": step,
            "of": len(self._schedule),
            "recipe": self._recipe,
            "model": self._model.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "decay": self._decay.state_dict(),
        }
        beside = self._checkpoint.with_suffix(".part")
        torch.save(state, beside)
        beside.replace(self._checkpoint)

    def _restore(self) -> int:
        self._checkpoint.parent.mkdir(parents=True, exist_ok=True)
        state = _saved(self._checkpoint, self._recipe)
        if state is None:
            return 0
        if state["of"] != len(self._schedule):  # the stages' own mixtures have changed
            raise _of_another(self._checkpoint)
        self._model.load_state_dict(state["model"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._decay.load_state_dict(state["decay"])
        return int(state["step"])


def _checkpoint(work: Path, name: str) -> Path:
    return work / "models" / f"{name}.checkpoint.pt"


def _saved(checkpoint: Path, recipe: str) -> dict[str, Any] | None:
    """What was saved there, if anything was. Raises UsageError where it was of another ``recipe``."""
    if not checkpoint.exists():
        return None
    state: dict[str, Any] = torch.load(checkpoint, map_location="cpu", weights_only=True)
    if state.get("recipe") != recipe:
        raise _of_another(checkpoint)
    return state


def _of_another(checkpoint: Path) -> UsageError:
    return UsageError(f"{checkpoint} is of other data or other options: delete it, or choose another name")


def _precision(device: torch.device) -> torch.dtype:
    """Sixteen bits, but on processors without AVX-512, where PyTorch takes forty times as long for them as in full."""
    slow = device.type == "cpu" and not torch.backends.cpu.get_cpu_capability().startswith("AVX512")
    return torch.float32 if slow else torch.bfloat16


def _recipe(records: Path, options: Options, start: Path | None, teacher: Path | None) -> str:
    """What the learning depends on, as far as names and sizes tell."""
    data = [(path.name, path.stat().st_size) for path in _records_in(records)]
    models = [path and str(path.absolute()) for path in (start, teacher)]
    return repr((data, replace(options, workers=1, compiled=False), models))


def _records_in(folder: Path) -> list[Path]:
    paths = sorted(folder.glob("*.jsonl"))
    if not paths:
        raise UsageError(f"there are no records in {folder}: run the prepare step first")
    return paths


def _schedule(folder: Path, options: Options) -> list[Step]:
    """The batches of every step of the run, in order: the same for the same records and options."""
    from tokenizers import Tokenizer

    records: dict[str, list[Record]] = {path.stem: list(read_records(path)) for path in _records_in(folder)}
    tokenizer = Tokenizer.from_file(str(packaged_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    made: list[Batch] = []
    for number in options.stages:
        chance = random.Random(options.seed + number)
        groups = STAGES[number - 1](records, chance)
        groups = groups[: round(len(groups) * options.share)]
        made += batches(features(groups, tokenizer), chance)
        log.info("stage %d: %d groups, %d batches so far", number, len(groups), len(made))
    return [tuple(made[at : at + BATCHES]) for at in range(0, len(made), BATCHES)]


@reported("train")
def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, train, and name the folder."""
    parser = argparse.ArgumentParser(description="Fine-tune the reader.")
    parser.add_argument("work", type=Path)
    parser.add_argument("name")
    add_options(parser)
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    log.info("written to %s", train(options.work, options.name, chosen(options), options.start))
    return 0


if __name__ == "__main__":
    sys.exit(main())
