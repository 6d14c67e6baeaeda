"""Decides whether a document was a web page, by signs that only pages bear and by where they stand."""

from __future__ import annotations

from citeleaf.documents.body import Body
from citeleaf.documents.boilerplate import SIGNS, Role
from citeleaf.documents.forms import has_words, is_labelled
from citeleaf.documents.wording import Wording

_LEAST_SENTENCES = 3
_LEAST_KINDS = 3
"""How many sentences, and how many kinds of unmistakable signs, a page shows whose paragraphs are all short."""
_ANYWHERE = frozenset({Wording.ADVERTISEMENT, Wording.ONWARD, Wording.CREDIT, Wording.COUNTER})
"""What pages put in the midst of their text; other signs there are more likely what the text is about."""


def is_page(body: Body) -> bool:
    """Whether there is a body of text, and signs around it that only pages bear.

    All the credits and rights of a document count once, as books bear them too.
    """
    if not body.sentences:
        return False
    clear = [index for index in _evidence(body) if body.parts[index].role is Role.CLEAR_SIGN]
    weight = _weight(body, clear)
    if not body.has_prose:
        kinds = {body.parts[index].wording for index in clear}
        return len(body.sentences) >= _LEAST_SENTENCES and len(kinds) >= _LEAST_KINDS and weight > _LEAST_KINDS
    faint = {part.key for part in map(body.parts.__getitem__, _evidence(body)) if part.role is Role.FAINT_SIGN}
    return weight >= 2 or (weight >= 1 and sum(map(has_words, faint)) >= 2)


def _evidence(body: Body) -> list[int]:
    """The signs that prove something: no headings of prose, unless they come again and again."""
    return [index for index, part in enumerate(body.parts) if part.role in SIGNS and not _is_heading(body, index)]


def _is_heading(body: Body, index: int) -> bool:
    part = body.parts[index]
    return body.may_head(index) and body.times[part.key] == 1 and not is_labelled(part.text)


def _weight(body: Body, clear: list[int]) -> float:
    """How much the clear signs prove; what the text may quote counts half, and nothing where it is about consent."""
    formal = [index for index in clear if body.parts[index].wording in (Wording.CREDIT, Wording.RIGHTS)]
    quoted = 0.0 if body.discusses_consent else 0.5
    return sum(quoted if _may_be_quoted(body, index) else 1.0 for index in clear if index not in formal[1:])


def _may_be_quoted(body: Body, index: int) -> bool:
    part = body.parts[index]
    return body.is_inside(index) and part.wording not in _ANYWHERE and body.times[part.key] == 1
