"""``citeleaf verify``"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from citeleaf import output
from citeleaf.commands.common import add_json, settings_of
from citeleaf.errors import UsageError

if TYPE_CHECKING:
    from citeleaf.history.consistency import Flaw
    from citeleaf.history.export.model import Export
    from citeleaf.history.verification import Verified

SUMMARY = "check whether an exported answer is what its quotes say, and these still stand in the documents"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("export", type=Path, metavar="EXPORT", help="an export of the web app's, in JSON")
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="the folder of documents (default: corpus)")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from citeleaf.history.consistency import flaws
    from citeleaf.history.export.json_format import parse
    from citeleaf.history.sources import FolderSources
    from citeleaf.history.verification import all_hold, verify
    from citeleaf.sandbox import Sandbox

    export = parse(_text(options.export))
    found = flaws(export)
    with closing(Sandbox()) as sandbox:
        verified = verify(export, FolderSources(settings_of(options).corpus, sandbox.read))
    print(output.dump(_json(verified, found)) if options.json else "\n".join(_lines(export, verified, found)))
    return 0 if all_hold(verified) and not found else 1


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. Name an export of the web app's.") from error
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not an export in JSON. Export the answer as JSON, and give that file.") from None


def _lines(export: Export, verified: list[Verified], found: list[Flaw]) -> Iterator[str]:
    """Under each question what became of its quotes, and what contradicts itself in its answer; then how many."""
    from citeleaf.history.verification import counts

    for at, answered in enumerate(export.answers):
        yield output.one_line(" ".join(answered.question.split()))
        for each in verified:
            if each.answer == at:
                yield output.one_line(f"  {_line(each)}")
        for flaw in found:
            if flaw.answer == at:
                yield output.one_line(f"  {'FALSE':8}{flaw.what}")
    counted = ", ".join(f"{count} {state}" for state, count in counts(verified).items())
    if not found:
        yield counted
        return
    places = "1 place" if len(found) == 1 else f"{len(found)} places"
    yield f"{counted}; in {places} this export contradicts itself: it is damaged, or was changed by hand"


def _line(each: Verified) -> str:
    quoted, now = each.quoted, each.now
    words = " ".join(quoted.quote.split())
    shown = words if len(words) <= 60 else f"{words[:59]}…"
    moved = f" -> {now.path}, characters {now.start}–{now.end}" if now else ""
    unread = f" ({each.unread})" if each.unread else ""
    return f"{each.state:8}{quoted.path}, characters {quoted.start}–{quoted.end}{moved}{unread}: “{shown}”"


def _json(verified: list[Verified], found: list[Flaw]) -> output.Json:
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
    contradictions = [{"question": flaw.question, "number": flaw.number, "what": flaw.what} for flaw in found]
    whole = all_hold(verified) and not found
    return {"all_hold": whole, **counted, "quotes": quotes, "contradictions": contradictions}
