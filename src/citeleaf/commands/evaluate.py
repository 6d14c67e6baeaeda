"""``citeleaf evaluate``"""

from __future__ import annotations

import argparse
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from citeleaf import output
from citeleaf.commands.common import add_json, open_assistant, take_in
from citeleaf.settings import LOCAL, load_settings

SUMMARY = "measure the answers to questions whose answers are known"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl", help="one question a line")
    parser.add_argument("--corpus", type=Path, required=True, metavar="DIR", help="the folder of documents")
    parser.add_argument("--index", type=Path, metavar="DIR", help="the index to use (default: a temporary one)")
    parser.add_argument("--store", default=LOCAL, metavar="ADDRESS", help="use the index in this database instead")
    parser.add_argument("--limit", type=int, metavar="N", help="ask only the first N questions")
    parser.add_argument("--rows", type=Path, metavar="FILE", help="write one JSON object per question to FILE")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from citeleaf.evaluate import evaluate
    from citeleaf.questions import read_questions
    from citeleaf.scan import require_folder

    questions = read_questions(options.questions, options.limit)
    require_folder(options.corpus)
    with ExitStack() as stack:
        index = options.index or Path(stack.enter_context(TemporaryDirectory(prefix="citeleaf-")))
        rows = stack.enter_context(output.rows_file(options.rows)) if options.rows else None
        settings = load_settings(corpus=options.corpus, index=index, store=options.store)
        assistant = stack.enter_context(open_assistant(settings, create=True))
        started = time.perf_counter()
        take_in(assistant)
        seconds = time.perf_counter() - started
        evaluation = evaluate(
            assistant, questions, ingest_seconds=seconds, rows=rows, progress=output.ProgressBar("questions")
        )
    print(evaluation.as_json() if options.json else output.indented(evaluation.as_json()))
    return 0
