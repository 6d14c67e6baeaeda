"""The export as one HTML file that needs nothing else: its own style for light, dark and paper, and no script."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from citeleaf.history.export.model import Answered, Export, Quoted
from citeleaf.history.export.wording import ABOUT, confidence, heading, place, scope, standing

STYLE = Path(__file__).with_name("export.css")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def render(export: Export) -> str:
    """The whole document."""
    title = _text(export.title)
    body = "".join(_answered(answered) for answered in export.answers)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="generator" content="Citeleaf">\n'
        f"<title>{title}</title>\n<style>\n{STYLE.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n<main>\n"
        f'<header><h1 dir="auto">{title}</h1><p>Exported {_text(export.exported)}</p></header>\n'
        f"{body}<footer><p>{_text(ABOUT)}</p></footer>\n</main>\n</body>\n</html>\n"
    )


def _answered(answered: Answered) -> str:
    facts = [f"Asked {answered.asked}", confidence(answered), scope(answered.scope)]
    if answered.feedback:
        facts.append(f"Judged: {answered.feedback}")
    return "".join(
        [
            f'<article id="answer-{_text(answered.id)}">\n<h2 dir="auto">{_text(answered.question)}</h2>\n',
            *_understood(answered),
            f'<p class="answer" dir="auto">{_text(heading(answered))}</p>\n',
            *_parts(answered),
            *(_quote(quoted) for quoted in answered.citations),
            *_section("Closest passages", answered.nearest),
            *_section("Related passages", answered.related),
            f'<p class="facts">{_text(" · ".join(fact for fact in facts if fact))}</p>\n</article>\n',
        ]
    )


def _understood(answered: Answered) -> Iterator[str]:
    if answered.understood not in ("", answered.question):
        yield f'<p class="facts" dir="auto">Understood as: {_text(answered.understood)}</p>\n'


def _parts(answered: Answered) -> Iterator[str]:
    lines = [f"{_text(part.question)} → [{part.citation}]" for part in answered.parts]
    lines += [f"No clear answer: {_text(words)}" for words in answered.unanswered_parts]
    if lines:
        yield f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>\n"


def _section(title: str, quotes: Sequence[Quoted]) -> Iterator[str]:
    if quotes:
        yield f"<h3>{_text(title)}</h3>\n{''.join(_quote(quoted) for quoted in quotes)}"


def _quote(quoted: Quoted) -> str:
    return (
        f'<figure class="{_text(quoted.state or "unchecked")}">\n'
        f'<blockquote dir="auto">{_marked(quoted)}</blockquote>\n'
        f"<figcaption><b>{quoted.number}</b> <bdi>{_text(place(quoted))}</bdi><br>"
        f'<span class="state">{_text(standing(quoted))}</span><br><code>SHA-256 {_text(quoted.sha256)}</code>'
        "</figcaption>\n</figure>\n"
    )


def _marked(quoted: Quoted) -> str:
    """The quote with the answering words marked; a mark over all of it would tell nothing apart."""
    lit = [highlight for highlight in quoted.highlights if highlight != (quoted.start, quoted.end)]
    cuts = {quoted.start, quoted.end, *(offset for highlight in lit for offset in highlight)}
    return "".join(_piece(quoted, place, lit) for place in pairwise(sorted(cuts)))


def _piece(quoted: Quoted, place: tuple[int, int], lit: Sequence[tuple[int, int]]) -> str:
    words = _text(quoted.quote[place[0] - quoted.start : place[1] - quoted.start])
    return f"<mark>{words}</mark>" if any(start <= place[0] and place[1] <= end for start, end in lit) else words


def _text(text: str) -> str:
    return html.escape(text).replace("\0", "\ufffd")
