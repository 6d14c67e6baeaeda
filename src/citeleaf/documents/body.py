"""The body of a document, the fixed point by which everything around it is weighed: its prose, its title, its headings.

``boilerplate`` gives every part its role; ``recognition``, ``page`` and ``regions`` ask here where a part stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from citeleaf.documents.boilerplate import SIGNS, Part, Role, prose_of
from citeleaf.documents.forms import is_prose, is_question, is_sentence, word_count, words_of
from citeleaf.documents.wording import Wording, asks_consent, speaks_for_page, speaks_of_consent
from citeleaf.types import BlockKind

_DATE_WORDS = 3
_TITLE_WORDS = 20
_SAYING = frozenset({Role.PROSE, Role.STATEMENT})
_LEAST_KEPT = 2
_CLOSING_SIGNS = 3
"""How many sentences a body keeps in any case, and how many signs below it show that it has ended."""
_TURNS = frozenset({Wording.CONTROL, Wording.ONWARD, Wording.RIGHTS, Wording.NONE})
"""What pages say around their text rather than amid it; NONE, as a clear sign, asks for consent."""


def turns(part: Part) -> bool:
    """Whether the part is an unmistakable sign that the page speaks, and neither its text nor an advertisement."""
    return part.role is Role.CLEAR_SIGN and part.wording in _TURNS


class Body:
    """The parts of one document, and where its prose begins and ends; without prose, its short sentences count."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        prose = prose_of(parts)
        self.has_prose = bool(prose)
        self.sentences = prose or [index for index, part in enumerate(parts) if _is_short_sentence(part)]
        self.first = self._first()
        """Where the text begins; earlier sentences are asked by the title, or said by the page above it."""
        self.end = self.sentences[-1] if self.sentences else -1
        self.last = self._last()
        """Where the text ends; later sentences, up to ``end``, stand among the page's closing lines."""
        self.words = words_of(" ".join(parts[index].text for index in self.sentences))
        self.times = Counter(part.key for part in parts)
        members = [part for part in parts if part.role is Role.FRAGMENT or part.role in SIGNS]
        self.spaced = sum(part.alone for part in members) > 0.8 * len(members)
        """Whether nearly every line stands between empty lines, so that they part nothing."""

    @cached_property
    def titles(self) -> frozenset[int]:
        """The parts above the body that are most likely its title, with those that repeat it: they are never noise."""
        above = [
            index
            for index, part in enumerate(self.parts[: self.first])
            if part.role is not Role.CLEAR_SIGN and part.wording is Wording.NONE and _may_be_title(part.text)
        ]
        known = [index for index in above if words_of(self.parts[index].text) & self.words]
        long = [index for index in known or above if self._is_long(index)]
        alone = [index for index in known or above if self.parts[index].alone]
        named = [index for index in above if self._is_named(index)]
        chosen = (
            [index for index in long if index in alone][:1] or long[:1] or alone[-1:] or (named or known or above)[:1]
        )
        if self._opens_with_title():
            chosen = [0, *chosen]
        keys = {self.parts[index].key for index in (*chosen, *named)}
        return frozenset(index for index in (*above, *chosen) if self.parts[index].key in keys)

    @cached_property
    def title(self) -> int:
        """Where the title stands; 0 where there is none, or where only the first line may be one."""
        return min(self.titles - {0}, default=0)

    @cached_property
    def discusses_consent(self) -> bool:
        """Whether the document is about cookies or privacy itself."""
        if any(speaks_of_consent(self.parts[index].text) for index in self.sentences if self.has_prose):
            return True
        return sum(asks_consent(part.text) and is_prose(part.text) for part in self.parts) > 2

    @cached_property
    def asks_consent_only_around(self) -> bool:
        """Whether cookies and privacy are named outside the text alone, as pages do that are about other things."""
        text = (self.parts[index] for index in self.sentences if self.first <= index <= self.last)
        return not any(speaks_of_consent(part.text) for part in text)

    def is_inside(self, index: int) -> bool:
        """Whether the part stands between two sentences of the body."""
        return self.first < index < self.end

    def may_head(self, index: int) -> bool:
        """Whether the part stands as headings do: after an empty line, and with prose right after it."""
        following = self.parts[index + 1 : index + 2]
        return self.opens(index) and any(is_prose(part.text) for part in following)

    def opens(self, index: int) -> bool:
        """Whether an empty line, or the document's start, stands before the part."""
        return index == 0 or self.parts[index - 1].group != self.parts[index].group

    def heads(self, index: int) -> bool:
        """Whether a fragment is the heading of the prose that follows it."""
        words = words_of(self.parts[index].text)
        stands_alone = self.parts[index].alone and self.may_head(index)
        return stands_alone or (index + 1 == self.first and bool(words) and words <= self.words)

    def _first(self) -> int:
        kept = list(self.sentences)
        while len(kept) > _LEAST_KEPT and self._comes_before_all(kept[0]):
            del kept[0]
        return kept[0] if kept else len(self.parts)

    def _comes_before_all(self, index: int) -> bool:
        """Whether a sentence among furniture is a title that asks, or speaks for the page."""
        text = self.parts[index].text
        if is_question(text) and word_count(text) <= _TITLE_WORDS:
            return self.parts[index + 1].role not in _SAYING
        amid_signs = index > 0 and self.parts[index - 1].role in SIGNS
        return speaks_for_page(text) and (amid_signs or speaks_of_consent(text))

    def _last(self) -> int:
        kept = list(self.sentences)
        while len(kept) > _LEAST_KEPT and self._comes_after_all(kept[-2], kept[-1]):
            kept.pop()
        return kept[-1] if kept else -1

    def _comes_after_all(self, before: int, index: int) -> bool:
        """Whether a sentence is parted from the one before by so much furniture that the text must have ended."""
        between = self.parts[before + 1 : index]
        text = self.parts[index].text
        if speaks_of_consent(text) and speaks_for_page(text):
            return True
        return sum(turns(part) for part in between) >= _CLOSING_SIGNS and not self.may_head(index - 1)

    def _is_long(self, index: int) -> bool:
        """Whether the part is a statement, or a fact that is more than a date."""
        part = self.parts[index]
        return part.role in _SAYING or (part.role is Role.FACT and word_count(part.text) > _DATE_WORDS)

    def _is_named(self, index: int) -> bool:
        """Whether the first paragraph names the part word by word, as encyclopedias name their subject."""
        key = self.parts[index].key
        return " " in key and key in self.parts[self.first].key if self.sentences else False

    def _opens_with_title(self) -> bool:
        """Whether the first line of all says what the body is about."""
        words = words_of(self.parts[0].text) if self.parts and self.first else frozenset()
        known = words & self.words
        return bool(known) and (known == words or (self.parts[0].alone and len(known) > 1))


def _may_be_title(text: str) -> bool:
    return is_question(text) or not is_sentence(text)


def _is_short_sentence(part: Part) -> bool:
    return part.role is Role.STATEMENT and part.kind is BlockKind.PARAGRAPH and is_sentence(part.text)
