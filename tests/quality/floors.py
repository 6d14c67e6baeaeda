"""The floors of answer quality: what was measured, on which corpus and questions, and what no change may fall below.

    python tests/quality/floors.py                        measure, and raise floors that are exceeded
    python tests/quality/floors.py --lower "the reason"   measure, and pin lower ones too; the reason is kept

A floor holds only for the corpus and the questions it was measured on, so their digest is pinned with it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from citeleaf.assistant import Assistant
from citeleaf.evaluate import evaluate
from citeleaf.questions import read_questions
from citeleaf.settings import load_settings

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
PINNED = FOLDER / "floors.json"
QUESTIONS = FOLDER / "seed.jsonl"
DOCUMENTS = (ROOT / "corpus" / "csto-afghanistan.txt",)

HIGHER_IS_BETTER = ("recall_at_5", "quote_hit", "auroc", "coverage_at_90", "verbatim")
LOWER_IS_BETTER = ("false_answers",)

ROUNDING = 0.0075
"""What another processor's rounding may move: two answers that change places in the order of confidence, no answer."""

Figures = Mapping[str, float]


def digest(paths: Iterable[Path] = (*DOCUMENTS, QUESTIONS)) -> str:
    """One SHA-256 over the names and bytes of the corpus and the questions."""
    total = hashlib.sha256()
    for path in paths:
        total.update(f"{path.name}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def measure() -> Figures:
    """What the bundled models reach on the seed's questions, with the default settings."""
    with TemporaryDirectory(prefix="citeleaf-") as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        for document in DOCUMENTS:
            (corpus / document.name).write_bytes(document.read_bytes())
        settings = load_settings(Path(folder), corpus=corpus, index=Path(folder, "index"))
        with closing(Assistant.open(settings, create=True)) as assistant:
            assistant.ingest()
            evaluation = asdict(evaluate(assistant, read_questions(QUESTIONS), ingest_seconds=None))
    return {name: evaluation[name] for name in (*HIGHER_IS_BETTER, *LOWER_IS_BETTER)}


def fallen(figures: Figures, floors: Figures) -> dict[str, tuple[float, float]]:
    """The figures that are worse than their floors, each with its floor."""
    worse = {
        name: (figures[name], floors[name]) for name in HIGHER_IS_BETTER if figures[name] < floors[name] - ROUNDING
    }
    worse |= {
        name: (figures[name], floors[name]) for name in LOWER_IS_BETTER if figures[name] > floors[name] + ROUNDING
    }
    return worse


def pinned() -> tuple[Figures, list[object]]:
    """The floors, none before they were first measured, and every lowering so far."""
    if not PINNED.exists():
        return {}, []
    stored = json.loads(PINNED.read_text(encoding="utf-8"))
    return stored["floors"], stored["lowered"]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure the seed's questions and pin the floors.")
    parser.add_argument("--lower", metavar="REASON", help="pin floors that are lower than before, and say why")
    options = parser.parse_args(arguments)
    figures = measure()
    floors, lowered = pinned()
    worse = fallen(figures, floors or figures)
    if worse and not options.lower:
        print(f"not pinned: below their floors are {worse}; mend it, or give a reason with --lower", file=sys.stderr)
        return 1
    if worse:
        lowered.append({"reason": options.lower, "from": {name: floor for name, (_, floor) in worse.items()}})
    text = json.dumps({"digest": digest(), "floors": figures, "lowered": lowered}, indent=2)
    PINNED.write_text(f"{text}\n", encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
