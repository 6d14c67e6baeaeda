"""Last step but one: how much the reader and the search are believed, and what confidence that is worth.

    python -m citeleaf.training.calibrate OUTPUT.json QUESTIONS.jsonl:CORPUS[:INDEX] [...] [--held ...]

Each set is asked of its own corpus, which is indexed in a temporary folder unless an index is named, and counts the
same however many questions it has. Two fits, one after the other: which finding of a question is right (a conditional
logit over what speaks for each), and whether the first one is (a logistic regression over all evidence;
Kamath, Jia and Liang, ACL 2020). The thresholds follow from the policies below. Printed is what the fit is worth on
each set, also when it is fitted to all others, and on the ``--held`` ones.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, astuple, dataclass, replace
from fractions import Fraction
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from citeleaf import metrics
from citeleaf.assistant import Assistant
from citeleaf.confidence import Calibration, gather
from citeleaf.errors import UsageError
from citeleaf.metrics import Prediction
from citeleaf.models.span_reader import Belief, believed
from citeleaf.output import ProgressBar
from citeleaf.questions import Question, read_questions
from citeleaf.settings import load_settings
from citeleaf.training.reporting import reported
from citeleaf.types import Evidence, Finding, Policy, Query

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

KINDS = (
    "similarity", "share", "explains", "lead", "length", "weakest", "alone",
    "numbers", "names", "absent", "opposite", "undenied", "denied",
)  # fmt: skip
"""The kinds of evidence that are weighed. On questions kept aside, told right from wrong no better beside these: the
sentence reader's margin; the logit itself, its lead and agreeing passages; by how much the words outdo "no answer" in
their passage; the passage's words of the question in one stretch, and side by side; whether the question denies
something. Words that no document holds, and the share of the question's words in the quote, told a little, but with the
wrong sign: look-alikes repeat a text's words, and who asks in earnest shall not pay for it."""
CAREFUL = Fraction(9, 10)
"""The share of the answers given that must be right under the careful policy."""
COST = {Policy.BALANCED: 0.75, Policy.OPEN: 0.25}
"""What a wrong quote costs, in right ones, under the others: its reader can judge it by its own words. An answer is
given where showing it is worth more than silence: from a confidence of cost / (1 + cost)."""
PENALTY = 0.01
_CONSTANT = 1e-9
"""A kind that varies less is the same everywhere, but for rounding."""


@dataclass(frozen=True, slots=True)
class Case:
    """What was read for a question, and which findings quote what answers it: none where nothing does."""

    query: Query
    findings: tuple[Finding, ...]
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """The questions of one set for which anything was found."""

    name: str
    cases: tuple[Case, ...]


def ask(questions: Path, corpus: Path, index: Path | None = None) -> Cases:
    """Ask all of ``questions`` of ``corpus``."""
    show = ProgressBar("questions")
    cases = []
    with (
        TemporaryDirectory(prefix="citeleaf-") as folder,
        closing(Assistant.open(load_settings(corpus=corpus, index=index or Path(folder)), create=True)) as assistant,
    ):
        assistant.ingest()
        asked = read_questions(questions)
        for done, question in enumerate(asked, start=1):
            considered = assistant.consider(question.text, question.history)
            if considered.query and considered.findings:
                right = tuple(_answers(question, finding) for finding in considered.findings)
                cases.append(Case(considered.query, considered.findings, right))
            show(done, len(asked))
    return Cases(f"{corpus.absolute().parent.name}/{questions.name}", tuple(cases))


def fit_belief(sets: Sequence[Cases]) -> Belief:
    """The weights under which the right findings are most probable among all of a question's, none negative.

    Raises UsageError where no question has both a right finding and a wrong one.
    """
    import numpy as np
    from scipy.optimize import minimize  # type: ignore[import-untyped]  # it ships no types

    telling = [[case for case in each.cases if any(case.right) and not all(case.right)] for each in sets]
    shares = [
        (np.array([astuple(Belief.in_(finding)) for finding in case.findings]), np.array(case.right), 1 / len(each))
        for each in telling
        for case in each
    ]
    if not shares:
        raise UsageError("of no question one finding is right and another wrong: name more questions with an answer")
    spread = np.concatenate([features for features, _, _ in shares]).std(axis=0)
    spread[spread < _CONSTANT] = 1.0  # the penalty is then the same for each

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        total, slope = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for features, right, worth in shares:
            scores = features @ (weights / spread)
            probability = np.exp(scores - scores.max())
            probability /= probability.sum()
            sought = np.where(right, probability, 0) / probability[right].sum()
            total -= worth * float(np.log(probability[right].sum()))
            slope = slope + worth * ((probability - sought) @ features) / spread
        return total, slope

    width = len(spread)
    found = minimize(loss, np.ones(width), jac=True, method="L-BFGS-B", bounds=[(0, None)] * width)
    return Belief(*(round(float(weight), 3) for weight in found.x / spread))


def reordered(cases: Cases, belief: Belief) -> Cases:
    """The cases as a reader with this ``belief`` would have found them."""
    return replace(cases, cases=tuple(_reordered(case, belief) for case in cases.cases))


def fit_confidence(sets: Sequence[Cases]) -> tuple[float, Evidence]:
    """Intercept and weights of a logistic regression in which every set has the same weight.

    Raises UsageError where the first findings are all right, or all wrong.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    outcomes = _outcomes(sets)
    if len(outcomes) == 1:
        same = "right" if True in outcomes else "wrong"
        raise UsageError(f"all first findings are {same}: name questions with an answer, and some without")
    evidence = [gather(case.query, case.findings) for each in sets for case in each.cases]
    features = np.array([[getattr(each, kind) for kind in KINDS] for each in evidence])
    right = [case.right[0] for each in sets for case in each.cases]
    worth = np.array([1 / len(each.cases) for each in sets for _ in each.cases]) * len(right) / len(sets)
    mean, spread = features.mean(axis=0), features.std(axis=0)  # the penalty is then the same for each kind
    spread[spread < _CONSTANT] = 1.0
    model = LogisticRegression(C=1.0, max_iter=1000).fit((features - mean) / spread, right, sample_weight=worth)
    weights = model.coef_[0] / spread
    intercept = float(model.intercept_[0] - weights @ mean)
    return round(intercept, 3), Evidence(**{k: round(float(w), 3) + 0.0 for k, w in zip(KINDS, weights, strict=True)})


def thresholds(predictions: Sequence[Prediction]) -> dict[Policy, float]:
    """The confidence from which on each policy answers: see ``CAREFUL`` and ``COST``."""
    enough = 1.0
    shown = right = 0
    for confidence, level in groupby(sorted(predictions, key=lambda each: -each.confidence), attrgetter("confidence")):
        outcomes = [each.right for each in level]  # a threshold takes all of equal confidence
        shown += len(outcomes)
        right += sum(outcomes)
        if right >= CAREFUL * shown:
            enough = confidence
    return {Policy.CAREFUL: round(enough, 3)} | {policy: round(c / (1 + c), 3) for policy, c in COST.items()}


def predict(cases: Cases, calibration: Calibration) -> list[Prediction]:
    """How confident the first finding of each case is, and whether it is right."""
    return [
        Prediction(calibration.confidence(gather(case.query, case.findings)), case.right[0]) for case in cases.cases
    ]


def report(name: str, predictions: Sequence[Prediction]) -> str:
    """A line: how well confidence parts right from wrong, and a reliability diagram in words."""
    auroc, ece = metrics.auroc(predictions), metrics.expected_calibration_error(predictions)
    covered = metrics.coverage_at(predictions, CAREFUL)
    parts = [f"{name:44} auroc {auroc or 0:.3f}  coverage_at_90 {covered or 0:.3f}  ece {ece or 0:.3f} "]
    for low in range(0, 10, 2):
        inside = [each for each in predictions if low <= min(each.confidence * 10, 9.99) < low + 2]
        if inside:
            share = sum(each.right for each in inside) / len(inside)
            parts.append(f"{low / 10:.1f}-{low / 10 + 0.2:.1f}: {share:.2f} of {len(inside)}")
    return "  ".join(parts)


@reported("calibrate")
def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, print what it is worth, and write it with what it rests on."""
    parser = argparse.ArgumentParser(description="Fit the reader's belief and confidence.")
    parser.add_argument("output", type=Path)
    parser.add_argument("sets", nargs="+", metavar="QUESTIONS.jsonl:CORPUS[:INDEX]")
    parser.add_argument("--held", nargs="+", default=[], metavar="QUESTIONS.jsonl:CORPUS[:INDEX]", help="only measured")
    options = parser.parse_args(arguments)
    asked = [ask(*map(Path, each.split(":"))) for each in options.sets]
    held = [ask(*map(Path, each.split(":"))) for each in options.held]
    sys.stdout.write("\n".join(_fitted(asked, held, options.output)) + "\n")
    return 0


def _fitted(asked: Sequence[Cases], held: Sequence[Cases], output: Path) -> Iterator[str]:
    belief = fit_belief(asked)
    sets = [reordered(each, belief) for each in asked]
    calibration = _calibration(sets)
    yield f"belief: {belief}"
    for each in sets:
        yield report(each.name, predict(each, calibration))
        others = [other for other in sets if other is not each]
        if len(_outcomes(others)) > 1:
            yield report("  fitted to the others", predict(each, _calibration(others)))
    for each in held:
        yield report(each.name, predict(reordered(each, belief), calibration))
    document = {
        "belief": asdict(belief),
        "intercept": calibration.intercept,
        "weights": {kind: getattr(calibration.weights, kind) for kind in KINDS},
        "thresholds": calibration.thresholds,
        "fitted_on": [
            {"questions": each.name, "asked": len(each.cases), "right": sum(case.right[0] for case in each.cases)}
            for each in sets
        ],
    }
    output.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def _outcomes(sets: Sequence[Cases]) -> set[bool]:
    """Whether first findings are right: True, False or both."""
    return {case.right[0] for each in sets for case in each.cases}


def _calibration(sets: Sequence[Cases]) -> Calibration:
    intercept, weights = fit_confidence(sets)
    fitted = Calibration(intercept, weights, {})
    return replace(fitted, thresholds=thresholds([each for one in sets for each in predict(one, fitted)]))


def _reordered(case: Case, belief: Belief) -> Case:
    order = dict(zip(believed(case.findings, belief), case.right, strict=True))
    findings = sorted(order, key=lambda found: (-found.scores.logit, found.hit.passage.path, found.answer))
    return Case(case.query, tuple(findings), tuple(order[finding] for finding in findings))


def _answers(question: Question, finding: Finding) -> bool:
    path = finding.hit.passage.path
    if question.evidence:
        return any(item.document == path and item.span.overlaps(finding.sentence) for item in question.evidence)
    return metrics.contains_answer(finding.hit.passage.read(finding.sentence), question.answers)


if __name__ == "__main__":
    sys.exit(main())
