"""``citeleaf ingest``"""

from __future__ import annotations

import argparse
import sys

from citeleaf import output
from citeleaf.commands.common import (
    SOME_FAILED,
    UNCONFIRMED,
    add_folders,
    add_json,
    open_assistant,
    settings_of,
    take_in,
)

SUMMARY = "bring the index in step with the folder of documents"


def configure(parser: argparse.ArgumentParser) -> None:
    add_folders(parser)
    parser.add_argument("--rebuild", action="store_true", help="forget the index and read every document again")
    parser.add_argument(
        "--confirm-removal", action="store_true", help="forget the documents that are gone, however many they are"
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from citeleaf.scan import require_folder

    settings = settings_of(options)
    require_folder(settings.corpus)
    with open_assistant(settings, create=True, rebuild=options.rebuild) as assistant:
        report = take_in(assistant, confirm_removal=options.confirm_removal)
    print(output.report_json(report) if options.json else report.summary)
    if report.question:
        print(f"citeleaf: {report.question}", file=sys.stderr)
        return UNCONFIRMED
    return SOME_FAILED if report.failed else 0
