"""Answerable questions -> the same questions of somebody or something that no document names.

    python -m citeleaf.training.strangers STRANGERS.jsonl QUESTIONS.jsonl [...]

Whoever asks for the mayor of a town that no document knows must not be told of another's. People who write look-alikes
take names of the same text, so that hardly any set asks this; and how much against an answer such a name speaks can
only be learned from questions that have one.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from citeleaf.questions import Question, read_questions
from citeleaf.training.lookalikes import names_of_question, put
from citeleaf.training.reporting import reported

_BEGINNINGS = (
    "Brev Druv Elsk Fjarn Gralt Hulb Jorv Kelm Lurd Mivr Norb Ovst Prelk Quolm Rhav Skurn Tolv Urvik Vosk Zelm".split()
)
_ENDINGS = (
    "andor avich bury ecka elund enfeld eshaw ethorpe ikova inda ingham istan odale omir onsk orro ovia ukka uvre yrn"
).split()


def strangers(questions: Iterable[Question], seed: int = 0) -> Iterator[Question]:
    """Those of ``questions`` that have an answer and hold a name, with an invented name for one of theirs.

    They have no answer then, and no evidence; ``-stranger`` is added to their ids. Follow-ups are left out: a name may
    stand in an earlier turn, too.
    """
    chance = random.Random(seed)
    for question in questions:
        names = names_of_question(question.text)
        if question.answers and names and not question.history:
            name = f"{chance.choice(_BEGINNINGS)}{chance.choice(_ENDINGS)}"
            text = put(question.text, chance.choice(names), name)
            yield Question(f"{question.id}-stranger", text)


@reported("strangers")
def main(arguments: Sequence[str] | None = None) -> int:
    """Write them, one JSON object a line."""
    parser = argparse.ArgumentParser(description="Ask questions of what no document names.")
    parser.add_argument("output", type=Path)
    parser.add_argument("questions", nargs="+", type=Path, metavar="QUESTIONS.jsonl")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    made = [each for path in options.questions for each in strangers(read_questions(path), options.seed)]
    lines = (json.dumps({"id": each.id, "question": each.text}, ensure_ascii=False) for each in made)
    options.output.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    sys.stdout.write(f"{len(made)} questions of what no document names\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
