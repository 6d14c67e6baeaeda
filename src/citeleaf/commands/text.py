"""``citeleaf text``"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from citeleaf import output
from citeleaf.errors import DocumentError

SUMMARY = "print a document's text, exactly as offsets count it"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="the document")
    parser.add_argument("--blocks", action="store_true", help="print its labelled blocks instead, as JSON lines")


def run(options: argparse.Namespace) -> int:
    from citeleaf.documents import contents
    from citeleaf.sandbox import Sandbox

    sandbox = Sandbox()
    try:
        document, _ = sandbox.read(contents(options.path.resolve()), options.path.name)
    except OSError as error:
        raise DocumentError(f"{options.path}: it cannot be opened: {error.strerror}") from error
    except DocumentError as error:
        raise DocumentError(f"{options.path}: {error}") from error
    finally:
        sandbox.close()
    if options.blocks:
        for block in document.blocks:
            print(output.block_json(document, block))
    else:
        sys.stdout.write(document.text)
    return 0
