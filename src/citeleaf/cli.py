"""The command line: parse, call, print.

Exit codes: 0 all went well (an abstention is an answer too), 1 it did not, 2 the command was not understood, 3 some
files could not be read, 4 there is no index.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from citeleaf import output
from citeleaf.errors import CiteleafError, DocumentError
from citeleaf.settings import Settings, load_settings

if TYPE_CHECKING:
    from citeleaf.assistant import Assistant
    from citeleaf.ingest import Report

WEB_APP = "citeleaf_app"
"""Imported by name and only to serve: the library stands without the app."""

SOME_FAILED = 3
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # documents hold characters that a terminal's encoding may not
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = _parser().parse_args(arguments)
    try:
        exit_code: int = options.run(options)
        sys.stdout.flush()
    except CiteleafError as error:
        print(f"citeleaf: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("citeleaf: interrupted; what was stored so far is kept", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # who read our output has stopped, and Python would complain once more at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return exit_code


def ingest(options: argparse.Namespace) -> int:
    from citeleaf.scan import require_folder

    settings = _settings(options)
    require_folder(settings.corpus)
    with _assistant(settings, create=True, rebuild=options.rebuild) as assistant:
        report = _ingest(assistant)
    print(output.report_json(report) if options.json else report.summary)
    return SOME_FAILED if report.failed else 0


def ask(options: argparse.Namespace) -> int:
    from citeleaf.questions import read_history

    history = read_history(options.history) if options.history else []
    with _assistant(_settings(options)) as assistant:
        started = time.perf_counter()
        answer = assistant.ask(options.question, history)
        milliseconds = (time.perf_counter() - started) * 1000
    print(output.answer_json(answer, milliseconds) if options.json else output.answer_text(answer))
    return 0


def serve(options: argparse.Namespace) -> int:
    import_module(WEB_APP).serve(_settings(options))
    return 0


def evaluate(options: argparse.Namespace) -> int:
    from citeleaf.evaluate import evaluate as run
    from citeleaf.questions import read_questions
    from citeleaf.scan import require_folder

    questions = read_questions(options.questions, options.limit)
    require_folder(options.corpus)
    with ExitStack() as stack:
        index = options.index or Path(stack.enter_context(TemporaryDirectory(prefix="citeleaf-")))
        rows = stack.enter_context(output.rows_file(options.rows)) if options.rows else None
        settings = load_settings(corpus=options.corpus, index=index)
        assistant = stack.enter_context(_assistant(settings, create=True))
        started = time.perf_counter()
        _ingest(assistant)
        seconds = time.perf_counter() - started
        evaluation = run(
            assistant, questions, ingest_seconds=seconds, rows=rows, progress=output.ProgressBar("questions")
        )
    print(evaluation.as_json() if options.json else output.indented(evaluation.as_json()))
    return 0


def text(options: argparse.Namespace) -> int:
    from citeleaf.documents import load

    try:
        document = load(options.path, options.path.parent)
    except DocumentError as error:
        raise DocumentError(f"{options.path}: {error}") from error
    if options.blocks:
        for block in document.blocks:
            print(output.block_json(document, block))
    else:
        sys.stdout.write(document.text)
    return 0


@contextmanager
def _assistant(settings: Settings, *, create: bool = False, rebuild: bool = False) -> Iterator[Assistant]:
    from citeleaf.assistant import Assistant

    with closing(Assistant.open(settings, create=create, rebuild=rebuild)) as assistant:
        yield assistant


def _ingest(assistant: Assistant) -> Report:
    report = assistant.ingest(output.ingest_progress())
    for failure in report.failures:
        print(f"{failure.path}: {failure.reason}", file=sys.stderr)
    return report


def _settings(options: argparse.Namespace) -> Settings:
    given = vars(options)
    return load_settings(
        corpus=given.get("corpus"), index=given.get("index"), host=given.get("host"), port=given.get("port")
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="citeleaf", description="Ask a folder of documents and get verbatim, cited answers, offline."
    )
    parser.add_argument("--version", action="version", version=f"citeleaf {version('citeleaf')}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    command = _command(commands, ingest, "bring the index in step with the folder of documents")
    _add_folders(command)
    command.add_argument("--rebuild", action="store_true", help="forget the index and read every document again")
    _add_json(command)

    command = _command(commands, ask, "ask a question")
    command.add_argument("question", help="the question, in quotation marks")
    _add_folders(command)
    command.add_argument("--history", type=Path, metavar="FILE", help="earlier turns, as JSON lines")
    _add_json(command)

    command = _command(commands, serve, "open the chat in a web browser")
    _add_folders(command)
    command.add_argument("--host", help="the address to listen on (default: 127.0.0.1, this machine alone)")
    command.add_argument("--port", type=int, help="the port to listen on (default: 7860)")

    command = _command(commands, evaluate, "measure the answers to questions whose answers are known")
    command.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl", help="one question a line")
    command.add_argument("--corpus", type=Path, required=True, metavar="DIR", help="the folder of documents")
    command.add_argument("--index", type=Path, metavar="DIR", help="the index to use (default: a temporary one)")
    command.add_argument("--limit", type=int, metavar="N", help="ask only the first N questions")
    command.add_argument("--rows", type=Path, metavar="FILE", help="write one JSON object per question to FILE")
    _add_json(command)

    command = _command(commands, text, "print a document's text, exactly as offsets count it")
    command.add_argument("path", type=Path, help="the document")
    command.add_argument("--blocks", action="store_true", help="print its labelled blocks instead, as JSON lines")
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    run: Callable[[argparse.Namespace], int],
    summary: str,
) -> argparse.ArgumentParser:
    command = commands.add_parser(run.__name__, help=summary, description=summary)
    command.set_defaults(run=run)
    return command


def _add_folders(command: argparse.ArgumentParser) -> None:
    command.add_argument("--corpus", type=Path, metavar="DIR", help="the folder of documents (default: corpus)")
    command.add_argument("--index", type=Path, metavar="DIR", help="the folder of the index (default: index)")


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print one JSON object")


if __name__ == "__main__":
    sys.exit(main())
