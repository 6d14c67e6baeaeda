"""Fit the weights with which passages are ranked, on questions whose evidence is known.

    python -m citeleaf.training.fuse OUTPUT.json QUESTIONS.jsonl:CORPUS[:INDEX] [...] [--held ...]

Each set is asked of its own corpus, which is indexed in a temporary folder unless an index is named, and counts the
same however many questions it has. The fit is a conditional logit (McFadden 1974): it maximises the probability of the
passages with evidence among all that were found for a question. Printed is how often such a passage is among the first
ones: by reciprocal ranks alone, by the fit, and, for each set that was fitted, by a fit to all the other sets.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from citeleaf.assistant import Assistant
from citeleaf.errors import UsageError
from citeleaf.fusion import Fusion, reciprocal
from citeleaf.metrics import contains_answer, mean
from citeleaf.output import ProgressBar
from citeleaf.questions import Question, read_questions
from citeleaf.settings import load_settings
from citeleaf.training.reporting import reported
from citeleaf.types import Hit, Match, Passage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

DEPTHS = (1, 5, 8, 10, 12, 16, 20)
PENALTY = 1e-3
"""On the squared weights: keeps shares that say the same from sharing their weight wildly."""

Score = Callable[[Hit], float]


@dataclass(frozen=True, slots=True)
class Asked:
    """All that was found for one question, and which of it answers."""

    hits: tuple[Hit, ...]
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """A set of questions: its name, and what was found for each answerable one."""

    name: str
    asked: tuple[Asked, ...]


def ask(questions: Path, corpus: Path, index: Path | None = None) -> Asking:
    """Ask the answerable ones of ``questions`` of ``corpus``."""
    answerable = [question for question in read_questions(questions) if question.answerable]
    show = ProgressBar("questions")
    asked = []
    with TemporaryDirectory(prefix="citeleaf-") as folder:
        settings = load_settings(corpus=corpus, index=index or Path(folder), passages_read=1)  # the reader is idle here
        with closing(Assistant.open(settings, create=True)) as assistant:
            assistant.ingest()
            for done, question in enumerate(answerable, start=1):
                hits = assistant.consider(question.text, question.history).hits
                asked.append(Asked(hits, tuple(_answers(question, hit.passage) for hit in hits)))
                show(done, len(answerable))
    return Asking(f"{corpus.absolute().parent.name}/{questions.name}", tuple(asked))


def fit(sets: Sequence[Sequence[Asked]]) -> Match:
    """The weights, none of them negative, under which what answers is most probable among what was found.

    Raises UsageError where for no question both passages that answer and others were found.
    """
    import numpy as np
    from scipy.optimize import minimize  # type: ignore[import-untyped]  # it ships no types

    telling = list(map(_telling, sets))
    questions = [asked for each in telling for asked in each]
    if not questions:
        raise UsageError("for no question one passage answers and another does not: name questions with evidence")
    shares = np.array([astuple(hit.match) for asked in questions for hit in asked.hits])
    right = np.array([right for asked in questions for right in asked.right])
    counts = np.array([len(asked.hits) for asked in questions])
    worth = np.array([1 / len(each) for each in telling for _ in each]) / len(sets)

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        probability, sought = _probabilities(shares @ weights, right, counts)
        slope = shares.T @ ((probability - sought) * np.repeat(worth, counts))
        surprise = _log_sums(shares @ weights, counts) - _log_sums(np.where(right, shares @ weights, -np.inf), counts)
        return float(worth @ surprise + PENALTY * weights @ weights), slope + 2 * PENALTY * weights

    width = len(fields(Match))
    found = minimize(loss, np.ones(width), jac=True, method="L-BFGS-B", bounds=[(0, None)] * width)
    return Match(*map(float, found.x))


def _telling(asked: Sequence[Asked]) -> list[Asked]:
    """The questions for which both passages that answer and others were found."""
    return [each for each in asked if any(each.right) and not all(each.right)]


def first_right(asked: Asked, score: Score) -> int | None:
    """The rank, by ``score``, of the first passage that answers; ties go by path and position, as in a search."""
    found = zip(asked.hits, asked.right, strict=True)
    ranked = sorted(found, key=lambda each: (-score(each[0]), each[0].passage.path, each[0].passage.span))
    return next((rank for rank, (_, right) in enumerate(ranked, start=1) if right), None)


def by_ranks(hit: Hit) -> float:
    """The score of reciprocal rank fusion: what the fit has to beat."""
    return reciprocal(hit.dense_rank) + reciprocal(hit.lexical_rank)


def report(sets: Sequence[Asking], held: Sequence[Asking], weights: Match) -> Iterator[str]:
    """The lines of a table: how often what answers is among the first passages, by each way of ranking them."""
    yield " ".join([f"{'among the first':44}", *(f"{depth:>5}" for depth in DEPTHS), "  all"])
    for at, each in enumerate((*sets, *held)):
        yield _line(each, "ranks", by_ranks)
        yield _line(each, "fitted", _scored(weights))
        others = [other.asked for number, other in enumerate(sets) if number != at]
        if at < len(sets) and any(map(_telling, others)):
            yield _line(each, "fitted to the others", _scored(fit(others)))


@reported("fuse")
def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, print how well it ranks, and write the weights with what they rest on."""
    parser = argparse.ArgumentParser(description="Fit the weights with which passages are ranked.")
    parser.add_argument("output", type=Path)
    parser.add_argument("sets", nargs="+", metavar="QUESTIONS.jsonl:CORPUS[:INDEX]")
    parser.add_argument("--held", nargs="+", default=[], metavar="QUESTIONS.jsonl:CORPUS[:INDEX]", help="only measured")
    options = parser.parse_args(arguments)
    sets = [ask(*map(Path, each.split(":"))) for each in options.sets]
    held = [ask(*map(Path, each.split(":"))) for each in options.held]
    weights = fit([each.asked for each in sets])
    sys.stdout.write("\n".join(report(sets, held, weights)) + "\n")
    document = {
        "weights": {field.name: round(getattr(weights, field.name), 2) for field in fields(Match)},
        "fitted_on": [{"questions": each.name, "asked": len(each.asked)} for each in sets],
    }
    options.output.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return 0


def _answers(question: Question, passage: Passage) -> bool:
    if not question.evidence:
        return contains_answer(passage.text, question.answers)
    return any(item.document == passage.path and item.span.overlaps(passage.span) for item in question.evidence)


def _probabilities(scores: Numbers, right: NDArray[np.bool_], counts: NDArray[np.int64]) -> tuple[Numbers, Numbers]:
    """Each passage's probability among all of its question's, and among those of them that answer."""
    import numpy as np

    among_right = np.where(right, scores, -np.inf)
    return (
        np.exp(scores - np.repeat(_log_sums(scores, counts), counts)),
        np.exp(among_right - np.repeat(_log_sums(among_right, counts), counts)),
    )


def _log_sums(scores: Numbers, counts: NDArray[np.int64]) -> Numbers:
    """For each question, the logarithm of the sum of its passages' exponentials."""
    import numpy as np

    starts = np.cumsum(counts) - counts
    highest = np.maximum.reduceat(scores, starts)
    summed: Numbers = np.log(np.add.reduceat(np.exp(scores - np.repeat(highest, counts)), starts)) + highest
    return summed


def _scored(weights: Match) -> Score:
    fusion = Fusion(weights)
    return lambda hit: fusion.score(hit.match)


def _line(asking: Asking, name: str, score: Score) -> str:
    found = [first_right(asked, score) for asked in asking.asked]
    shares = [mean(rank is not None and rank <= depth for rank in found) or 0.0 for depth in (*DEPTHS, sys.maxsize)]
    return " ".join([f"{asking.name:23.23} {name:20}", *(f"{share:.3f}" for share in shares)])


if __name__ == "__main__":
    sys.exit(main())
