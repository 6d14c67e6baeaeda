"""The floors of answer quality: what was measured, on which corpus and questions, and what no change may fall below.

    python tests/quality/floors.py                        measure, and raise floors that are exceeded
    python tests/quality/floors.py --lower "the reason"   measure, and pin lower ones too; the reason is kept

A floor holds only for the corpus and the questions it was measured on, so their digest is pinned with it. Processors
round differently, which gives other words to some of the questions; so a floor is the worst of what the reader reaches
as it is and nudged by a millionth (``citeleaf.training.nudges``).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from citeleaf.assistant import Assistant
from citeleaf.confidence import Calibration
from citeleaf.evaluate import evaluate
from citeleaf.models.bundle import FOLDER as BUNDLE
from citeleaf.models.choose import open_encoder, token_encoder
from citeleaf.models.span_reader import SpanReader
from citeleaf.models.span_scorer import SpanScorer
from citeleaf.questions import read_questions
from citeleaf.settings import Settings, load_settings
from citeleaf.store.choose import open_store
from citeleaf.training.nudges import nudged_scorers

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
PINNED = FOLDER / "floors.json"

HIGHER_IS_BETTER = ("recall_at_5", "quote_hit", "f1", "answered", "auroc", "coverage_at_90", "verbatim")
LOWER_IS_BETTER = ("false_answers", "quote_words")

ROUNDING = 0.0075
"""What is forgiven beyond the worst of these readers: two answers that change places in the order of confidence."""

Figures = Mapping[str, float]
"""By measure. One that a set has no question for is not among them."""


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Questions whose answers are known, and the documents that they are asked of."""

    name: str
    questions: Path
    documents: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Floors:
    """One set's floors, and the digest of what they were measured on."""

    digest: str
    figures: Figures


def _gold_set(name: str) -> GoldSet:
    return GoldSet(name, FOLDER / name / "questions.jsonl", tuple(sorted((FOLDER / name / "corpus").iterdir())))


SETS = (
    GoldSet("seed", FOLDER / "seed.jsonl", (ROOT / "corpus" / "csto-afghanistan.txt",)),
    *map(_gold_set, ("clapnq", "mtrag", "squad2", "squadshifts")),
    # every third question of the other sets, asked where nothing speaks of it: all must be refused
    GoldSet("elsewhere", FOLDER / "elsewhere.jsonl", _gold_set("clapnq").documents),
)


def digest(gold: GoldSet) -> str:
    """One SHA-256 over the names and bytes of the corpus and the questions."""
    total = hashlib.sha256()
    for path in (*gold.documents, gold.questions):
        total.update(f"{path.name}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def measure(gold: GoldSet, scorer: SpanScorer | None = None) -> Figures:
    """What the bundled models, or another ``scorer`` in the reader, reach on the questions with default settings."""
    with TemporaryDirectory(prefix="citeleaf-") as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        for document in gold.documents:
            (corpus / document.name).write_bytes(document.read_bytes())
        settings = load_settings(Path(folder), corpus=corpus, index=Path(folder, "index"))
        with closing(_open(settings, scorer) if scorer else Assistant.open(settings, create=True)) as assistant:
            assistant.ingest()
            evaluation = asdict(evaluate(assistant, read_questions(gold.questions), ingest_seconds=None))
    measured = {name: evaluation[name] for name in (*HIGHER_IS_BETTER, *LOWER_IS_BETTER)}
    return {name: figure for name, figure in measured.items() if figure is not None}


def _open(settings: Settings, scorer: SpanScorer) -> Assistant:
    """As ``Assistant.open``, but for the scorer, and that the documents, plain text all, are read in this process."""
    encoder = open_encoder(settings.encoder)
    reader = SpanReader(scorer, token_encoder(encoder))
    store = open_store(settings, encoder, create=True)
    return Assistant(settings, store, encoder, reader, Calibration.bundled("span_reader"))


def worst(measured: Sequence[Figures]) -> Figures:
    """The worst of each figure that all have: the AUROC, say, is none where all answers are right."""
    shared = [name for name in measured[0] if all(name in figures for figures in measured)]
    return {name: (max if name in LOWER_IS_BETTER else min)(figures[name] for figures in measured) for name in shared}


def fallen(figures: Figures, floors: Figures) -> dict[str, tuple[float | None, float]]:
    """The figures that are worse than their floors, or no longer measured, each with its floor."""
    return {
        name: (figures.get(name), floor)
        for name, floor in floors.items()
        if name not in figures or _gain(name, figures[name], floor) < -ROUNDING
    }


def raised(figures: Figures, floors: Figures) -> Figures:
    """The better of figure and floor for each measure: what is within rounding of a floor does not wear it down."""
    return {
        name: floors[name] if name in floors and _gain(name, figure, floors[name]) < 0 else figure
        for name, figure in figures.items()
    }


def _gain(name: str, figure: float, floor: float) -> float:
    return floor - figure if name in LOWER_IS_BETTER else figure - floor


def pinned() -> tuple[dict[str, Floors], list[object]]:
    """The floors of each set, none before they were first measured, and every lowering so far."""
    if not PINNED.exists():
        return {}, []
    stored = json.loads(PINNED.read_text(encoding="utf-8"))
    return {name: Floors(**each) for name, each in stored["sets"].items()}, stored["lowered"]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Ask the gold questions and pin the floors.")
    parser.add_argument("--lower", metavar="REASON", help="pin floors that are lower than before, and say why")
    reason = parser.parse_args(arguments).lower
    before, lowered = pinned()
    after: dict[str, Floors] = {}
    scorers = [None, *nudged_scorers(BUNDLE)]
    for gold in SETS:
        figures = worst([measure(gold, scorer) for scorer in scorers])
        floors = before[gold.name].figures if gold.name in before else {}
        worse = fallen(figures, floors)
        if worse and not reason:
            print(f"not pinned: {gold.name} is below its floors: {worse}", file=sys.stderr)
            print("mend it, or give a reason with --lower", file=sys.stderr)
            return 1
        if worse:
            lowered.append({"set": gold.name, "reason": reason, "from": {name: worse[name][1] for name in worse}})
        held = {name: floor for name, floor in floors.items() if name not in worse}
        after[gold.name] = Floors(digest(gold), raised(figures, held))
    text = json.dumps({"sets": {name: asdict(each) for name, each in after.items()}, "lowered": lowered}, indent=2)
    PINNED.write_text(f"{text}\n", encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
