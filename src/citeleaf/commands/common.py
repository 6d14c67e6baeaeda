"""What several commands share: the folders they work on, the assistant over them, and the report of an ingest."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from citeleaf import output
from citeleaf.settings import Settings, is_set, load_settings

if TYPE_CHECKING:
    from citeleaf.assistant import Assistant
    from citeleaf.ingest import Report

SOME_FAILED = 3
"""The exit code where some files could not be read."""
UNCONFIRMED = 5
"""The exit code where so many documents are gone that they were kept until that is confirmed."""


def add_folders(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="the folder of documents (default: corpus)")
    parser.add_argument("--index", type=Path, metavar="DIR", help="the folder of the index (default: index)")
    parser.add_argument("--store", metavar="ADDRESS", help="keep the index in a database: postgresql://user@host/name")


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings file under what the command line says otherwise."""
    given = vars(options)
    return load_settings(
        corpus=given.get("corpus"),
        index=given.get("index"),
        store=given.get("store"),
        host=given.get("host"),
        port=given.get("port"),
        users=given.get("auth"),
        public_url=given.get("public_url"),
    )


def names_corpus(options: argparse.Namespace) -> bool:
    """Whether somebody said which corpus is meant, so that an answer from another one would deceive them."""
    return options.corpus is not None or is_set("corpus")


@contextmanager
def open_assistant(settings: Settings, *, create: bool = False, rebuild: bool = False) -> Iterator[Assistant]:
    from citeleaf.assistant import Assistant

    with closing(Assistant.open(settings, create=create, rebuild=rebuild)) as assistant:
        yield assistant


def take_in(assistant: Assistant, *, confirm_removal: bool = False) -> Report:
    """Bring the index in step, with progress and failures on standard error."""
    report = assistant.ingest(output.ingest_progress(), confirm_removal=confirm_removal)
    for failure in report.failures:
        print(output.failure_line(failure), file=sys.stderr)
    return report
