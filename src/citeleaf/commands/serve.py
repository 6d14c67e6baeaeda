"""``citeleaf serve``"""

from __future__ import annotations

import argparse
from importlib import import_module

from citeleaf.commands.common import add_folders, settings_of

SUMMARY = "open the chat in a web browser"

WEB_APP = "citeleaf_app"
"""Imported by name and only to serve: the library stands without the app."""


def configure(parser: argparse.ArgumentParser) -> None:
    add_folders(parser)
    parser.add_argument("--host", help="the address to listen on (default: 127.0.0.1, this machine alone)")
    parser.add_argument("--port", type=int, help="the port to listen on (default: 7860)")


def run(options: argparse.Namespace) -> int:
    import_module(WEB_APP).serve(settings_of(options))
    return 0
