"""``citeleaf ingest``"""

from __future__ import annotations

import argparse

from citeleaf import output
from citeleaf.commands.common import SOME_FAILED, add_folders, add_json, open_assistant, settings_of, take_in

SUMMARY = "bring the index in step with the folder of documents"


def configure(parser: argparse.ArgumentParser) -> None:
    add_folders(parser)
    parser.add_argument("--rebuild", action="store_true", help="forget the index and read every document again")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from citeleaf.scan import require_folder

    settings = settings_of(options)
    require_folder(settings.corpus)
    with open_assistant(settings, create=True, rebuild=options.rebuild) as assistant:
        report = take_in(assistant)
    print(output.report_json(report) if options.json else report.summary)
    return SOME_FAILED if report.failed else 0
