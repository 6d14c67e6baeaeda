"""``citeleaf feedback``"""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path

from citeleaf import output
from citeleaf.commands.common import settings_of
from citeleaf.errors import UsageError

SUMMARY = "turn what people said about answers into questions for `citeleaf evaluate`"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["export"], help="print a question a line")
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="the folder of documents (default: corpus)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the questions to FILE instead")


def run(options: argparse.Namespace) -> int:
    from citeleaf.history.feedback_questions import questions
    from citeleaf.history.sources import FolderSources
    from citeleaf.history.store import History
    from citeleaf.sandbox import Sandbox

    settings = settings_of(options)
    judged = History(settings.keep_folder).judgements.judged()
    with closing(Sandbox()) as sandbox:
        exported = questions(judged, FolderSources(settings.corpus, sandbox.read))
    text = "".join(f"{output.dump(line)}\n" for line in exported.lines)
    if options.out:
        _write(options.out, text)
    else:
        sys.stdout.write(text)
    print(_summary(len(exported.lines), exported.left_out), file=sys.stderr)
    return 0


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"the questions cannot be written to {path}: {error.strerror}") from error


def _summary(made: int, left_out: int) -> str:
    questions = "1 question" if made == 1 else f"{made} questions"
    if not left_out:
        return f"{questions} from feedback"
    return f"{questions} from feedback; {left_out} left out, since nothing says what the right answer is"
