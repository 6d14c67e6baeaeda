"""``citeleaf backup``"""

from __future__ import annotations

import argparse
from pathlib import Path

from citeleaf.commands.common import add_folders, settings_of

SUMMARY = "copy the index, the conversations and the feedback, also while they are in use"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", type=Path, metavar="DEST", help="the folder to make")
    add_folders(parser)


def run(options: argparse.Namespace) -> int:
    from citeleaf.backup import back_up
    from citeleaf.store.postgres.address import is_address

    settings = settings_of(options)
    for copied in back_up(settings, options.target).files:
        print(f"{options.target / copied.name}: {copied.bytes:,} bytes")
    if is_address(settings.store):
        print("The index lies in a database: pg_dump copies it, and `citeleaf ingest` can make it anew.")
    print("The documents are not in it, nor accounts and settings: keep copies of those as of any other files.")
    return 0
