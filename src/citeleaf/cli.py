"""The command line: parse, call, print.

Exit codes: 0 all went well (an abstention is an answer too), 1 it did not, 2 the command was not understood, 3 some
files could not be read, 4 there is no index, 5 a removal has to be confirmed.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from citeleaf import output
from citeleaf.commands import (
    ask,
    backup,
    doctor,
    evaluate,
    feedback,
    ingest,
    restore,
    serve,
    text,
    user,
    verify,
    watch,
    worker,
)
from citeleaf.errors import CiteleafError

COMMANDS = (ingest, watch, worker, ask, serve, evaluate, text, user, feedback, verify, backup, restore, doctor)
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
        print(output.printable(f"citeleaf: {error}"), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("citeleaf: interrupted; what was stored so far is kept", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # who read our output has stopped, and Python would complain once more at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return exit_code


class _Version(argparse.Action):
    """Looks it up when it is asked for: what that takes, no question needs to wait for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"citeleaf {version('citeleaf')}")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="citeleaf", description="Ask a folder of documents and get verbatim, cited answers, offline."
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for module in COMMANDS:
        name = module.__name__.rpartition(".")[2]
        command = commands.add_parser(name, help=module.SUMMARY, description=module.SUMMARY)
        module.configure(command)
        command.set_defaults(run=module.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
