"""``citeleaf verify``"""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from citeleaf import output
from citeleaf.commands.common import add_json, settings_of
from citeleaf.errors import UsageError

if TYPE_CHECKING:
    from citeleaf.history.verification import Verified

SUMMARY = "check whether the quotes of an exported answer still stand in the documents"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("export", type=Path, metavar="EXPORT", help="an export of the web app's, in JSON")
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="the folder of documents (default: corpus)")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from citeleaf.history.export.json_format import parse
    from citeleaf.history.sources import FolderSources
    from citeleaf.history.verification import all_hold, verify
    from citeleaf.sandbox import Sandbox

    export = parse(_text(options.export))
    with closing(Sandbox()) as sandbox:
        verified = verify(export, FolderSources(settings_of(options).corpus, sandbox.read))
    print(output.dump(_json(verified)) if options.json else output.printable("\n".join(_lines(verified))))
    return 0 if all_hold(verified) else 1


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. Name an export of the web app's.") from error
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not an export in JSON. Export the answer as JSON, and give that file.") from None


def _lines(verified: list[Verified]) -> list[str]:
    from citeleaf.history.verification import counts

    lines = [_line(each) for each in verified]
    return [*lines, ", ".join(f"{count} {state}" for state, count in counts(verified).items())]


def _line(each: Verified) -> str:
    quoted, now = each.quoted, each.now
    words = " ".join(quoted.quote.split())
    shown = words if len(words) <= 60 else f"{words[:59]}…"
    moved = f" -> {now.path}, characters {now.start}–{now.end}" if now else ""
    unread = f" ({each.unread})" if each.unread else ""
    return f"{each.state:8}{quoted.path}, characters {quoted.start}–{quoted.end}{moved}{unread}: “{shown}”"


def _json(verified: list[Verified]) -> output.Json:
    from citeleaf.history.codec import encode
    from citeleaf.history.verification import all_hold, counts

    quotes = [
        {
            "question": each.question,
            "number": each.quoted.number,
            "path": each.quoted.path,
            "start": each.quoted.start,
            "end": each.quoted.end,
            "state": each.state.value,
            "now": encode(each.now),
            "unread": each.unread,
        }
        for each in verified
    ]
    counted = {state.value: count for state, count in counts(verified).items()}
    return {"all_hold": all_hold(verified), **counted, "quotes": quotes}
