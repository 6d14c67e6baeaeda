"""``citeleaf ask``"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from citeleaf import output
from citeleaf.commands.common import add_folders, add_json, names_corpus, open_assistant, settings_of
from citeleaf.emphasis import can_emphasise

SUMMARY = "ask a question"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="+", metavar="QUESTION", help="the question, best in quotation marks")
    add_folders(parser)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--history", type=Path, metavar="FILE", help="earlier turns, as JSON lines")
    how.add_argument("--as-written", action="store_true", help="ask these very words: take none for a misspelt one")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from citeleaf.questions import read_history

    history = read_history(options.history) if options.history else []
    with open_assistant(settings_of(options)) as assistant:
        if names_corpus(options):
            assistant.require_corpus()
        started = time.perf_counter()
        answer = assistant.ask(" ".join(options.question), history, as_written=options.as_written)
        milliseconds = (time.perf_counter() - started) * 1000
    if options.json:
        print(output.answer_json(answer, milliseconds))
    else:
        print(output.answer_text(answer, emphasis=can_emphasise(sys.stdout)))
    return 0
