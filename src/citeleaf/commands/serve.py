"""``citeleaf serve``"""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

from citeleaf.commands.common import add_folders, names_corpus, settings_of

SUMMARY = "open the chat in a web browser"

WEB_APP = "citeleaf_app"
"""Imported by name and only to serve: the library stands without the app."""


def configure(parser: argparse.ArgumentParser) -> None:
    add_folders(parser)
    parser.add_argument("--host", help="the address to listen on (default: 127.0.0.1, this machine alone)")
    parser.add_argument("--port", type=int, help="the port to listen on (default: 7860)")
    parser.add_argument(
        "--auth", type=Path, metavar="FILE", help="who may sign in; `citeleaf user NAME` makes the file"
    )
    parser.add_argument(
        "--public-url", metavar="URL", help="the https address at which a reverse proxy makes it reachable"
    )
    parser.add_argument(
        "--open-to-anyone", action="store_true", help="serve other machines without accounts: whoever reaches it, reads"
    )


def run(options: argparse.Namespace) -> int:
    import_module(WEB_APP).serve(
        settings_of(options), open_to_anyone=options.open_to_anyone, corpus_named=names_corpus(options)
    )
    return 0
