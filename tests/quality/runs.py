"""Asking a set's questions of every variant, and keeping what came of it, so that an interrupted measurement goes on.

An outcome is one file: a line with its fingerprint and its evaluation, then a line for each question. It counts while
the questions, the corpus, the variant and the program's code are what they were.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

import citeleaf
from citeleaf.errors import IndexMismatch
from citeleaf.evaluate import Evaluation
from citeleaf.output import ProgressBar, ingest_progress
from citeleaf.protocols import Encoder
from citeleaf.settings import Settings
from citeleaf.store.local import delete_index
from quality.large_sets import LargeSet
from quality.trials import Trial, run_trials
from quality.variants import VARIANTS, Variant, open_variant

_CODE = Path(citeleaf.__file__).parent
_NOT_ASKED = "training"
"""The room of the package that no answer depends on."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a variant made of a set."""

    variant: Variant
    evaluation: Evaluation
    trials: Sequence[Trial]


def run_set(large: LargeSet, encoder: Encoder, out: Path, variants: Sequence[Variant] = VARIANTS) -> list[Outcome]:
    """The outcome of each variant: read from the set's folder in ``out``, or measured and written there."""
    folder = out / large.name
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(corpus=large.corpus, index=folder / "index")
    code = code_digest()
    outcomes = []
    for variant in variants:
        path = folder / f"{variant.name}.jsonl"
        stamp = fingerprint(large, variant, code)
        outcome = read_outcome(path, variant, stamp)
        if outcome is None:
            outcome = _measure(large, variant, settings, encoder)
            write_outcome(path, outcome, stamp)
        outcomes.append(outcome)
    return outcomes


def _measure(large: LargeSet, variant: Variant, settings: Settings, encoder: Encoder) -> Outcome:
    try:
        assistant, reader = open_variant(variant, settings, encoder)
    except IndexMismatch:  # made by another encoder or version, and nothing is lost with it
        delete_index(settings.index)
        assistant, reader = open_variant(variant, settings, encoder)
    with closing(assistant):
        began = perf_counter()
        assistant.ingest(ingest_progress())
        seconds = perf_counter() - began
        progress = ProgressBar(f"{large.name}, {variant.name}")
        evaluation, trials = run_trials(assistant, reader, large.questions, ingest_seconds=seconds, progress=progress)
    return Outcome(variant, evaluation, trials)


def write_outcome(path: Path, outcome: Outcome, stamp: str) -> None:
    """Written beside and renamed: a file is a whole outcome or is not there."""
    head = json.dumps({"fingerprint": stamp, "evaluation": asdict(outcome.evaluation)})
    unfinished = path.with_suffix(".unfinished")
    lines = [head, *(trial.as_json() for trial in outcome.trials)]
    unfinished.write_bytes("".join(f"{line}\n" for line in lines).encode("utf-8"))
    unfinished.replace(path)


def read_outcome(path: Path, variant: Variant, stamp: str) -> Outcome | None:
    """The outcome in ``path``; None where there is none, or one with another fingerprint."""
    if not path.exists():
        return None
    head, *lines = [line for line in path.read_bytes().decode("utf-8").split("\n") if line]
    stored = json.loads(head)
    if stored["fingerprint"] != stamp:
        return None
    return Outcome(variant, Evaluation(**stored["evaluation"]), [Trial.from_json(line) for line in lines])


def fingerprint(large: LargeSet, variant: Variant, code: str) -> str:
    """A digest of the questions, the names and sizes of the documents, the variant, and the digest of the code."""
    documents = sorted(path for path in large.corpus.rglob("*") if path.is_file())
    listing = [f"{path.relative_to(large.corpus).as_posix()} {path.stat().st_size}" for path in documents]
    return hashlib.sha256(repr((large.questions, listing, variant, code)).encode()).hexdigest()


def code_digest(package: Path = _CODE) -> str:
    """One SHA-256 over the program's files, models among them."""
    total = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        parts = path.relative_to(package).parts
        if path.is_file() and parts[0] != _NOT_ASKED and path.suffix != ".pyc":
            total.update(f"{'/'.join(parts)}\0".encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
