"""What several commands share: the folders they work on, the assistant over them, and the report of an ingest."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from citeleaf import output
from citeleaf.settings import Settings, load_settings

if TYPE_CHECKING:
    from citeleaf.assistant import Assistant
    from citeleaf.ingest import Report

SOME_FAILED = 3
"""The exit code where some files could not be read."""


def add_folders(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="the folder of documents (default: corpus)")
    parser.add_argument("--index", type=Path, metavar="DIR", help="the folder of the index (default: index)")


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings file under what the command line says otherwise."""
    given = vars(options)
    return load_settings(
        corpus=given.get("corpus"), index=given.get("index"), host=given.get("host"), port=given.get("port")
    )


@contextmanager
def open_assistant(settings: Settings, *, create: bool = False, rebuild: bool = False) -> Iterator[Assistant]:
    from citeleaf.assistant import Assistant

    with closing(Assistant.open(settings, create=create, rebuild=rebuild)) as assistant:
        yield assistant


def take_in(assistant: Assistant) -> Report:
    """Bring the index in step, with progress and failures on standard error."""
    report = assistant.ingest(output.ingest_progress())
    for failure in report.failures:
        print(f"{failure.path}: {failure.reason}", file=sys.stderr)
    return report
