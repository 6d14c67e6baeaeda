"""Labels the lines of a saved web page that are the page's and not the document's: navigation, advertisements, banners.

Nothing is deleted, and a document that shows no sign of having been a page is left as it is:

1. every block is given a role: prose, a statement, a fact, a bare fragment, or a sign of page furniture
   (``wording`` knows it by its words, ``page`` by standing at both ends of the document or in a foreign script);
2. only when a document has a body of text and several unmistakable signs is it taken for a page (``recognition``);
3. on a page, the signs are noise, and so are the bare fragments that stand together with them (``page``), or in
   stretches that are noise as a whole (``regions``);
4. what may be the title, a heading, a fact or a sentence stays, whatever stands around it.

Hiding a fact is worse than showing a stray line, so that each doubt is decided for the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from citeleaf.documents.forms import has_words, is_prose, is_sentence, states_a_fact, word_count, words_of
from citeleaf.documents.language import script_of
from citeleaf.documents.wording import Wording, asks_consent, wording_of
from citeleaf.types import Block, BlockKind

_FRAGMENT_WORDS = 4
"""The most words that a label of a page's furniture has; longer fragments may be titles."""
_ALIEN_CHARACTERS = 200
_SCRIPT_SHARE = 0.15
"""The share of the prose above which a second script is one of the document's own."""
_SCRIPT_SAMPLE = 200
_LONGEST = 4000
"""How many characters of a block are looked at: no furniture is longer, and no pattern may run away on a huge line."""
_MARKUP = re.compile(r"!?\[([^\]\n]+)\]\([^)\n]*\)|^\s*(?:#{1,6}|>+)\s+|[*`]+|(?<!\w)_+|_+(?!\w)")
_SIGNATURE = re.compile(r"\s*[-–—]\s*\w")


class Role(Enum):
    """What a block may be, by itself and by where it stands."""

    PROSE = auto()
    STATEMENT = auto()
    """A sentence, or a fragment long enough to be a title."""
    FACT = auto()
    FRAGMENT = auto()
    CLEAR_SIGN = auto()
    """Page furniture by itself."""
    FAINT_SIGN = auto()
    """Page furniture when it stands among more of it."""


SIGNS = frozenset({Role.CLEAR_SIGN, Role.FAINT_SIGN})
_CLEAR = frozenset({Wording.ADVERTISEMENT, Wording.CONTROL, Wording.ONWARD, Wording.RIGHTS, Wording.CREDIT})
_FAINT = frozenset({Wording.COUNTER, Wording.LABEL})


@dataclass(frozen=True, slots=True)
class Part:
    """A block's text, with what decides about it."""

    text: str
    group: int
    """Blocks with no empty line between them share a group."""
    alone: bool
    kind: BlockKind
    wording: Wording
    role: Role

    @property
    def key(self) -> str:
        """What parts that say the same share; counters do whatever their numbers."""
        text = self.text.casefold()
        return re.sub(r"\d+", "0", text) if self.wording is Wording.COUNTER else text


def label_boilerplate(text: str, blocks: Sequence[Block], *, is_page: bool = False) -> tuple[Block, ...]:
    """The same blocks, with those that are a page's furniture labelled boilerplate; what was so labelled stays so.

    ``is_page`` says that the document is known to be a page, whatever signs of it these blocks bear.
    """
    from citeleaf.documents.page import noise_of

    content = [index for index, block in enumerate(blocks) if block.kind is not BlockKind.BOILERPLATE]
    found = noise_of(parts_of(text, [blocks[index] for index in content]), is_page=is_page)
    noise = {content[position] for position in found}
    return tuple(
        replace(block, kind=BlockKind.BOILERPLATE, level=0) if index in noise else block
        for index, block in enumerate(blocks)
    )


def parts_of(text: str, blocks: Sequence[Block]) -> list[Part]:
    """The blocks with their roles, by form, wording and place."""
    groups = list(_groups(text, blocks))
    sizes = Counter(groups)
    parts = []
    for block, group in zip(blocks, groups, strict=True):
        line = _MARKUP.sub(r"\1", block.span.of(text)[:_LONGEST]).strip()
        wording = wording_of(line)
        parts.append(Part(line, group, sizes[group] == 1, block.kind, wording, _role(line, block.kind, wording)))
    prose = prose_of(parts)
    return _with_signs_of_place(parts, prose) if prose else parts


def prose_of(parts: Sequence[Part]) -> list[int]:
    return [index for index, part in enumerate(parts) if part.role is Role.PROSE]


def _groups(text: str, blocks: Sequence[Block]) -> Iterator[int]:
    group, end = 0, 0
    for block in blocks:
        group += text.count("\n", end, block.span.start) > 1
        end = block.span.end
        yield group


def _role(text: str, kind: BlockKind, wording: Wording) -> Role:
    if kind is BlockKind.TITLE:
        return Role.STATEMENT
    if wording in _CLEAR or asks_consent(text):
        return Role.CLEAR_SIGN
    if wording in _FAINT or not has_words(text):
        return Role.FAINT_SIGN
    if is_prose(text):
        return Role.PROSE
    if kind is BlockKind.TABLE or (states_a_fact(text) and wording is not Wording.NUMBER):
        return Role.FACT
    if is_sentence(text) or kind is not BlockKind.PARAGRAPH or _SIGNATURE.match(text) or text.endswith((",", ":", ";")):
        return Role.STATEMENT
    return Role.STATEMENT if word_count(text) > _FRAGMENT_WORDS else Role.FRAGMENT


def _with_signs_of_place(parts: Sequence[Part], prose: Sequence[int]) -> list[Part]:
    """Above and below the body, what stands at both ends is a sign, and so is what no prose shares its script with."""
    above, below = range(prose[0]), range(prose[-1] + 1, len(parts))
    bare = {index for index in (*above, *below) if parts[index].role is Role.FRAGMENT}
    both_ends = {parts[i].key for i in bare if i in above} & {parts[i].key for i in bare if i in below}
    scripts = _own_scripts([parts[index].text for index in prose])
    body_words = words_of(" ".join(parts[index].text for index in prose))
    aliens = {
        index
        for index in (*above, *below)
        if parts[index].role is not Role.CLEAR_SIGN and _is_alien(parts[index].text, scripts, body_words)
    }
    return [
        replace(part, role=Role.FAINT_SIGN) if index in aliens or (index in bare and part.key in both_ends) else part
        for index, part in enumerate(parts)
    ]


def _is_alien(text: str, scripts: frozenset[str], body_words: frozenset[str]) -> bool:
    if len(text) > _ALIEN_CHARACTERS or words_of(text) & body_words:
        return False
    script = script_of(text)
    return script is not None and script not in scripts


def _own_scripts(prose: Sequence[str]) -> frozenset[str]:
    """The scripts that a good share of the prose is written in, or more than one paragraph of it."""
    lengths: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for text in prose:
        script = script_of(text[:_SCRIPT_SAMPLE])
        if script is not None:
            lengths[script] += len(text)
            times[script] += 1
    total = sum(lengths.values())
    return frozenset(script for script in lengths if lengths[script] >= _SCRIPT_SHARE * total or times[script] > 1)
