"""Finds the stretches of a page that are noise as a whole: what stands below its last prose, above its title, between
two signs of furniture, and what follows the announcement of other pages.

``page`` knows which lines are noise by themselves; here their neighbours follow them, as far as they state no fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from citeleaf.documents.body import Body, turns
from citeleaf.documents.boilerplate import SIGNS, Part, Role
from citeleaf.documents.forms import is_labelled, is_question, is_sentence, states_a_value, word_count
from citeleaf.documents.wording import Wording, asks_consent, speaks_for_page, speaks_of_consent
from citeleaf.types import BlockKind

_LONGEST_HEADLINE = 25
_LONGEST_QUESTION = 12
_LONGEST_PLEA = 15
"""How many words a headline, one that asks, and a sentence on the page's own behalf have at most."""
_MOST_LINKS = 12
_LONGEST_GAP = {"above": 6, "below": 6, "inside": 2}
"""How many lines two signs may enclose, by where they stand towards title and prose."""
_LEAST_RUN = 4
_LONGEST_LINK = 8
"""How many bare lines above the page's copyright are furniture too, and the most words of such a line."""
_LEAST_FACTS = 2
"""How many lines with numbers make a list of them."""
_SMALL = re.compile(r"[^\W_]+(?:\W+[^\W_]+)?")


def tail(body: Body) -> Iterator[int]:
    """The short lines below the prose that come after an unmistakable sign there."""
    below = range(body.last + 1, len(body.parts))
    start = next((index for index in below if turns(body.parts[index])), len(body.parts))
    if start < len(body.parts) and closes_page(body.parts[start]):
        start -= _run_before(body, start)
    for stretch in _stretches(body, start):
        if not _holds_facts(body, stretch):
            yield from (index for index in stretch if _yields(body.parts[index]) and not body.heads(index))


def _stretches(body: Body, start: int) -> Iterator[list[int]]:
    """The lines from ``start`` on, cut where a sign stands; what is parted from the page's end was put below it."""
    stretch: list[int] = []
    last = max(index for index, part in enumerate(body.parts) if part.role in SIGNS or index == 0)
    for index in range(start, len(body.parts)):
        if index > last and body.opens(index) and closes_page(body.parts[last]):
            break
        if body.parts[index].role is Role.CLEAR_SIGN:
            yield stretch
            stretch = []
        else:
            stretch.append(index)
    yield stretch


def _holds_facts(body: Body, stretch: list[int]) -> bool:
    """Whether lines tell addresses, hours or prices, which belong to what stands beside them."""
    facts = [part for part in map(body.parts.__getitem__, stretch) if part.role is Role.FACT]
    return any(states_a_value(part.text) for part in facts) or len(facts) >= _LEAST_FACTS


def closes_page(part: Part) -> bool:
    """Whether the part is the page's copyright or its demand for consent."""
    return part.wording is Wording.RIGHTS or asks_consent(part.text)


def _run_before(body: Body, end: int) -> int:
    """How many bare lines stand right above the page's last: few, or with facts, may be the text's."""
    count = facts = 0
    while end - count - 1 > body.last and not body.opens(end - count) and facts < _LEAST_FACTS:
        part = body.parts[end - count - 1]
        if not _yields(part) or _is_name(part.text) or is_labelled(part.text) or word_count(part.text) > _LONGEST_LINK:
            break
        facts += part.role is Role.FACT
        count += 1
    return count if count >= _LEAST_RUN and facts < _LEAST_FACTS else 0


def head(body: Body, noise: set[int]) -> Iterator[int]:
    """The lines above the title that stand before or beside noise."""
    last = max((index for index in noise if index < body.title), default=0)
    yield from (index for index in range(last) if _yields(body.parts[index]) and not body.heads(index))
    for index in range(1, body.title):
        if index - 1 in noise and not body.may_head(index - 1) and _is_plea(body.parts[index]):
            yield index


def banners(body: Body) -> Iterator[int]:
    """The sentences around the text that tell the reader of cookies or privacy, which the text never names."""
    around = (*range(min(body.title, body.first)), *range(body.last + 1, len(body.parts)))
    for index in around if body.asks_consent_only_around else ():
        text = body.parts[index].text
        if speaks_of_consent(text) and (speaks_for_page(text) or _yields(body.parts[index])):
            yield index


def enclosed(body: Body, noise: set[int]) -> Iterator[int]:
    """The few lines between two lines of noise, wherever they stand."""
    for start, end in pairwise(sorted(noise)):
        gap = range(start + 1, end)
        place = "above" if end < body.title else "below" if start > body.last else "inside"
        if 0 < len(gap) <= _LONGEST_GAP[place] and all(_may_be_enclosed(body, index, place) for index in gap):
            yield from gap


def links(body: Body, noise: set[int]) -> Iterator[int]:
    """The titles of other pages that are listed after a line that announces them."""
    announced: int | None = None
    count = 0
    for index, part in enumerate(body.parts):
        if index in noise and part.role is Role.CLEAR_SIGN and part.wording is Wording.ONWARD:
            announced, count = index, 0
        elif closes_page(part):
            announced = None
        elif announced is not None:
            count += 1
            if count <= _MOST_LINKS and _is_near(body, announced, index) and _may_be_link(body, index):
                yield index
            elif part.role not in (Role.CLEAR_SIGN, Role.FAINT_SIGN):
                announced = None


def _yields(part: Part) -> bool:
    """Whether a line beside noise may be noise: it is short, and no sentence, list, table or stated value."""
    if part.kind in (BlockKind.LIST_ITEM, BlockKind.TABLE, BlockKind.TITLE) or states_a_value(part.text):
        return False
    return _is_headline(part.text)


def _is_headline(text: str) -> bool:
    words = word_count(text)
    if is_question(text):
        return words <= _LONGEST_QUESTION
    return words <= _LONGEST_HEADLINE and not is_sentence(text)


def _may_be_enclosed(body: Body, index: int, place: str) -> bool:
    part = body.parts[index]
    if index in body.titles or body.may_head(index):
        return False
    if place == "inside":
        return part.role is Role.FRAGMENT and not body.opens(index) and not _is_name(part.text)
    return _yields(part) or (place == "below" and _is_plea(part))


def _is_plea(part: Part) -> bool:
    """Whether a short sentence speaks to the page's reader."""
    short = part.kind is BlockKind.PARAGRAPH and word_count(part.text) <= _LONGEST_PLEA
    return short and speaks_for_page(part.text)


def _is_name(text: str) -> bool:
    """Whether a text may be somebody's name: two or three words with capitals."""
    words = text.split()
    return 1 < len(words) < 4 and all(word[0].isupper() for word in words)


def _is_near(body: Body, announced: int, index: int) -> bool:
    return body.parts[index].group == body.parts[announced].group or index > body.last


def _may_be_link(body: Body, index: int) -> bool:
    """Whether the part reads as another page's title; in the midst of the text, one with a number must be long."""
    part = body.parts[index]
    if index in body.titles or not _is_headline(part.text) or states_a_value(part.text):
        return False
    if part.role in (Role.STATEMENT, Role.FRAGMENT):
        return True
    return part.role is Role.FACT and part.kind is BlockKind.PARAGRAPH and (index > body.last or _is_long(part.text))


def _is_long(text: str) -> bool:
    return word_count(text) > 5 and not (is_labelled(text) and _SMALL.fullmatch(text.partition(":")[2].strip()))
