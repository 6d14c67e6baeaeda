"""``citeleaf worker``"""

from __future__ import annotations

import argparse
import sys

from citeleaf import output
from citeleaf.commands.common import SOME_FAILED, UNCONFIRMED, add_folders, open_assistant, settings_of

SUMMARY = "help to bring an index in a database in step, beside other workers"


def configure(parser: argparse.ArgumentParser) -> None:
    add_folders(parser)
    parser.add_argument(
        "--every", type=float, metavar="SECONDS", help="go on, and look through the folder again after so long"
    )


def run(options: argparse.Namespace) -> int:
    from threading import Event

    from citeleaf.scan import require_folder
    from citeleaf.store.choose import require_database
    from citeleaf.worker import Work

    def told(work: Work) -> None:
        for failure in work.failures:
            print(output.failure_line(failure), file=sys.stderr)

    settings = settings_of(options)
    require_database(settings)
    require_folder(settings.corpus)
    with open_assistant(settings, create=True) as assistant:
        work = assistant.work(Event(), every=options.every, told=told)
    print(f"{work.files} read, {len(work.failures)} of them failed")
    if work.question:
        print(f"citeleaf: {work.question}", file=sys.stderr)
        return UNCONFIRMED
    return SOME_FAILED if work.failures else 0
