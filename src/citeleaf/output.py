"""What the command line prints: answers, reports and progress, as JSON for programs and as text for people."""

from __future__ import annotations

import json
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from citeleaf.emphasis import emphasised
from citeleaf.errors import UsageError
from citeleaf.help import HELP, HELP_TITLE
from citeleaf.levels import AN_AVERAGE, level_of, levels
from citeleaf.types import Answer, AnsweredPart, Block, Citation, Document, Failure, Reason, Standing

if TYPE_CHECKING:
    from tqdm import tqdm

    from citeleaf.evaluate import Row
    from citeleaf.ingest import Progress, Report

_PLAIN_STEPS = 20
"""Where progress is not drawn but printed, it is so many lines at most."""

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
"""What a terminal obeys instead of showing it: a document must not be able to move the cursor or clear the screen."""

_UNRULY = re.compile("[\n\u2028-\u202e\u2066-\u2069]")
"""What breaks a line or turns its direction: in the name of a file it makes one thing look like another."""

Json = Mapping[str, object]


def answer_json(answer: Answer, milliseconds: float) -> str:
    """The object that ``citeleaf ask --json`` promises.

    Its ``understood`` is ``question`` itself where nothing in that was changed, so that a program can always hand it
    on. Each line is a turn of a history, as ``citeleaf ask --history`` reads it.
    """
    return dump(
        {
            "question": answer.question,
            "answered": answer.answered,
            "answer": answer.text,
            "confidence": round(answer.confidence, 4),
            "citations": [_citation(citation) for citation in answer.citations],
            "reason": answer.reason,
            "nearest": [_citation(citation) for citation in answer.nearest],
            "milliseconds": round(milliseconds, 1),
            "parts": [_part(part) for part in answer.parts],
            "unanswered_parts": list(answer.unanswered_parts),
            "understood": answer.understood,
        }
    )


def answer_text(answer: Answer, *, emphasis: bool = False) -> str:
    """An answer for a terminal: its words, and each quote with its source; or why there is none.

    ``emphasis`` makes the words that answer stand out in the quotes, by codes that only a terminal understands.
    """
    if answer.reason is Reason.ABOUT_CITELEAF:
        return f"{HELP_TITLE}.\n\n{textwrap.fill(HELP, _width())}"
    lines = [] if answer.understood == answer.question else [f"Understood as: {answer.understood}", ""]
    if answer.reason:
        lines.append(f"{answer.reason.told}.")
        if answer.unknown_words:
            lines.append(f"Words that occur nowhere in them: {', '.join(answer.unknown_words)}")
        lines.extend(["", "Nearest passages:"] if answer.nearest else [])
    elif answer.text and not answer.parts:
        lines.append(_said("Answer", answer.text))
    lines = [printable(line) for line in lines]
    for citation in answer.citations or answer.nearest:
        asked = [printable(_said(part.words.rstrip(" ?"), part.text)) for part in _answered_by(answer, citation)]
        lines.extend(["", *asked, _quoted(citation, emphasis), printable(f"  [{citation.number}] {_place(citation)}")])
    if answer.unanswered_parts:
        lines.extend(["", printable("No clear answer in these documents: " + "; ".join(answer.unanswered_parts))])
    if answer.answered or answer.reason is Reason.LOW_CONFIDENCE:  # else there is nothing to be sure of
        lines.extend(["", _worth(answer)])
    return "\n".join(lines).lstrip("\n")


def report_json(report: Report) -> str:
    """The object that ``citeleaf ingest --json`` promises, with ``withheld`` only where a removal must be confirmed."""
    counts = ("new", "updated", "renamed", "unchanged", "removed", "failed")
    failures = [{"path": failure.path, "reason": failure.reason} for failure in report.failures]
    withheld = {"withheld": report.withheld} if report.withheld else {}
    return dump({**{name: getattr(report, name) for name in counts}, "failures": failures, **withheld})


def block_json(document: Document, block: Block) -> str:
    """One labelled block of a document as a line of JSON."""
    return dump(
        {
            "start": block.span.start,
            "end": block.span.end,
            "kind": block.kind,
            "level": block.level,
            "page": block.page,
            "text": block.span.of(document.text),
        }
    )


def indented(line: str) -> str:
    """A JSON object on one line, laid out for reading."""
    return json.dumps(json.loads(line), ensure_ascii=False, indent=2)


@contextmanager
def rows_file(path: Path) -> Iterator[Callable[[Row], None]]:
    """Writes what it is called with to ``path``, a line each. Raises UsageError where it cannot be written."""
    try:
        file = path.open("w", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"the rows cannot be written to {path}: {error.strerror}") from error
    with file:
        yield lambda row: print(row.as_json(), file=file)


class ProgressBar:
    """Progress on standard error: a bar with rate and time left on a terminal, a few plain lines elsewhere."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._bar: tqdm | None = None
        self._printed = 0

    def __call__(self, done: int, total: int, note: str = "") -> None:
        """Show that ``done`` of ``total`` are finished."""
        if sys.stderr.isatty():
            self._draw(done, total, note)
        elif total and done * _PLAIN_STEPS // total > self._printed:
            self._printed = done * _PLAIN_STEPS // total
            print(f"{done} of {total} {self._unit} {note}".rstrip(), file=sys.stderr)

    def _draw(self, done: int, total: int, note: str) -> None:
        from tqdm import tqdm

        if self._bar is None:
            self._bar = tqdm(total=total, unit=f" {self._unit}", leave=False, dynamic_ncols=True)
        self._bar.set_postfix_str(note, refresh=False)
        self._bar.update(done - self._bar.n)
        if done == total:
            self._bar.close()


def ingest_progress() -> Callable[[Progress], None]:
    """Shows how far an ingest is."""
    bar = ProgressBar("files")
    return lambda progress: bar(progress.done, progress.total, f"{progress.passages} passages")


def _citation(citation: Citation) -> Json:
    return {
        "number": citation.number,
        "path": citation.path,
        "title": citation.title,
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.quote,
        "highlights": [[highlight.start, highlight.end] for highlight in citation.highlights],
        "page": citation.page,
        "sha256": citation.sha256,
        "standing": citation.standing.name.lower(),
    }


def _part(part: AnsweredPart) -> Json:
    return {
        "question": part.words,
        "answer": part.text,
        "confidence": round(part.confidence, 4),
        "citation": part.citation,
    }


def _answered_by(answer: Answer, citation: Citation) -> list[AnsweredPart]:
    """The parts of the question that the citation answers; none where there is but one."""
    return [part for part in answer.parts if part.citation == citation.number]


def _said(asked: str, words: str) -> str:
    """What answers, on lines of its own behind what was asked."""
    return textwrap.fill(f"{asked}: {' '.join(words.split())}", _width(), subsequent_indent="  ")


def _worth(answer: Answer) -> str:
    """How sure the answer is, or the best candidate where none was given, in the words of the page."""
    level = level_of(answer.confidence, levels())
    of, share = ("", level.share) if answer.answered else (" in the best candidate", level.share_of("candidates"))
    return _said(f"Confidence{of}", f"{level.words} (this one scored {answer.confidence:.0%}); {share}, {AN_AVERAGE}.")


def _width() -> int:
    return min(shutil.get_terminal_size().columns, 100)


def _quoted(citation: Citation, emphasis: bool) -> str:
    """The quote as a terminal may be given it, wrapped; codes for emphasis come last, or they would be taken out."""
    words = printable(" ".join(citation.quote.split()))
    lines = textwrap.fill(words, _width(), initial_indent="   ", subsequent_indent="   ")
    if emphasis:
        spans = [highlight.shifted(-citation.span.start) for highlight in citation.highlights]
        lines = emphasised(lines, citation.quote, spans)
    return f"  “{lines[3:]}”"


def _place(citation: Citation) -> str:
    page = f", page {citation.page}" if citation.page else ""
    title = f" — {citation.title}" if citation.title else ""
    stale = "" if citation.standing is Standing.CURRENT else f" ({citation.standing.value})"
    return f"{citation.path}{page}, characters {citation.span.start}–{citation.span.end}{title}{stale}"


def printable(text: str) -> str:
    """Text of documents, as a terminal may be given it."""
    return _CONTROL.sub("\ufffd", text)


def one_line(text: str) -> str:
    """Text of documents on one line, which nothing in it turns round."""
    return printable(_UNRULY.sub("\ufffd", text))


def failure_line(failure: Failure) -> str:
    """A file and why it cannot be read, on one line whatever its name holds."""
    return one_line(f"{failure.path}: {failure.reason}")


def dump(value: Json) -> str:
    """A JSON object on one line."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
