"""``citeleaf restore``"""

from __future__ import annotations

import argparse
from pathlib import Path

from citeleaf.commands.common import add_folders, settings_of

SUMMARY = "bring back what `citeleaf backup` has copied"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("backup", type=Path, metavar="BACKUP", help="the folder that `citeleaf backup` made")
    add_folders(parser)
    parser.add_argument(
        "--replace", action="store_true", help="also where there are conversations already: they are put aside"
    )


def run(options: argparse.Namespace) -> int:
    from citeleaf.restore import restore

    settings = settings_of(options)
    restored = restore(settings, options.backup, replace=options.replace)
    if restored.conversations:
        print(f"The conversations and the feedback are back in {settings.keep_folder}.")
    if restored.put_aside:
        print(f"What was there before lies in {restored.put_aside}.")
    if restored.index:
        print(f"The index is back in {settings.index}. `citeleaf ingest` brings it in step with the documents.")
    if restored.index_left_out:
        print(f"The index was left out: {restored.index_left_out}.")
    return 0
