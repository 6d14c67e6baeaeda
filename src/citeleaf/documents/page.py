"""Decides whether a document was a web page, and which of its parts are the page's furniture.

``boilerplate`` gives every part its role; here they are weighed together, with the body of prose as the fixed point.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from citeleaf.documents.boilerplate import SIGNS, Part, Role, prose_of
from citeleaf.documents.forms import has_words, is_labelled, is_prose, is_sentence, words_of
from citeleaf.documents.wording import Wording, asks_consent, speaks_of_consent

_LEAST_SHARE = {"outside": 0.15, "above": 0.2, "below": 0.34, "inside": 0.5}
"""The share of a run of fragments that must be signs before the rest of the run is noise too: outside title and prose,
right above or below the prose, and in its midst, where people's lists stand."""
_LEAST_RUN = 3
"""How many bare fragments make a run of navigation where nothing else marks it."""


def noise_of(parts: Sequence[Part], *, is_page: bool = False) -> frozenset[int]:
    """The indices of the parts that are page furniture; none where the document was no page."""
    page = _Page(parts)
    return page.noise() if is_page or page.is_likely() else page.lone_banners()


class _Page:
    """The parts of one document, where its body lies, and which of them is its title."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._prose = prose_of(parts)
        self._first = self._prose[0] if self._prose else len(parts)
        self._last = self._prose[-1] if self._prose else -1
        self._body_words = words_of(" ".join(parts[index].text for index in self._prose))
        members = [part for part in parts if part.role is Role.FRAGMENT or part.role in SIGNS]
        self._spaced = sum(part.alone for part in members) > 0.8 * len(members)
        """Whether nearly every line stands between empty lines, so that they part nothing."""
        self._titles = self._find_titles()

    def noise(self) -> frozenset[int]:
        """The indices of the parts that are furniture, given that this is a page."""
        signs = {index for index, part in enumerate(self._parts) if part.role is Role.CLEAR_SIGN}
        if self._discusses_consent():
            signs -= {index for index in signs if self._is_discussion(index)}
        noise = set(signs)
        for chain in self._chains(signs):
            noise.update(self._noise_in(chain, signs))
        noise.update(self._onward_links(signs))
        noise.update(index for index, part in enumerate(self._parts) if not has_words(part.text))
        return frozenset(noise - self._titles)

    def is_likely(self) -> bool:
        """Whether there is a body of prose, and signs that only pages bear.

        A sign proves nothing where it may be a heading over prose about such things, and all the credits and rights of
        a document count once, as books bear them too.
        """
        if not self._prose:
            return False
        signs = [part for index, part in enumerate(self._parts) if part.role in SIGNS and self._is_evidence(index)]
        clear = [part for part in signs if part.role is Role.CLEAR_SIGN]
        credits_ = sum(part.wording in (Wording.CREDIT, Wording.RIGHTS) for part in clear)
        faint = len({part.key for part in signs if part.role is Role.FAINT_SIGN and has_words(part.text)})
        weight = len(clear) - max(credits_ - 1, 0)
        return weight >= 2 or (weight >= 1 and faint >= 2)

    def _is_evidence(self, index: int) -> bool:
        return self._parts[index].wording is Wording.ADVERTISEMENT or not self._may_head(index)

    def _may_head(self, index: int) -> bool:
        """Whether the part stands alone with prose right after it, as headings do."""
        following = self._parts[index + 1 : index + 2]
        return self._parts[index].alone and any(is_prose(part.text) for part in following)

    def lone_banners(self) -> frozenset[int]:
        """Without other signs, only a consent banner outside the body is noise, if the body is about other things."""
        outside = (*range(self._first), *range(self._last + 1, len(self._parts))) if self._prose else ()
        banners = frozenset(index for index in outside if asks_consent(self._parts[index].text))
        return frozenset() if banners and self._discusses_consent() else banners

    def _discusses_consent(self) -> bool:
        """Whether the document is about cookies or privacy itself."""
        if any(speaks_of_consent(self._parts[index].text) for index in self._prose):
            return True
        return sum(asks_consent(part.text) and is_prose(part.text) for part in self._parts) > 2

    def _is_discussion(self, index: int) -> bool:
        """In a text about cookies, its sentences about them are no banner unless buttons stand beside them."""
        part = self._parts[index]
        if not (asks_consent(part.text) and is_sentence(part.text)):
            return False
        beside = [*self._parts[max(index - 1, 0) : index], *self._parts[index + 1 : index + 2]]
        return not any(other.group == part.group and other.wording is not Wording.NONE for other in beside)

    def _find_titles(self) -> frozenset[int]:
        """The parts above the body that are most likely its title, with those that repeat it: they are never noise."""
        above = [
            index
            for index, part in enumerate(self._parts[: self._first])
            if part.role is not Role.CLEAR_SIGN and part.wording is Wording.NONE and not is_sentence(part.text)
        ]
        known = [index for index in above if words_of(self._parts[index].text) & self._body_words]
        long = [index for index in known or above if self._parts[index].role in (Role.STATEMENT, Role.FACT)]
        alone = [index for index in known or above if self._parts[index].alone]
        chosen = [index for index in long if index in alone][:1] or long[:1] or alone[-1:]
        if self._opens_with_title():
            chosen = [0, *chosen]
        keys = {self._parts[index].key for index in chosen}
        return frozenset(index for index in (*above, *chosen) if self._parts[index].key in keys)

    def _opens_with_title(self) -> bool:
        """Whether the first line of all says what the body is about."""
        words = words_of(self._parts[0].text) if self._parts and self._first else frozenset()
        known = words & self._body_words
        return bool(known) and (known == words or (self._parts[0].alone and len(known) > 1))

    def _chains(self, signs: set[int]) -> Iterator[list[int]]:
        """The runs of fragments and signs: an empty line parts them, unless all lines stand between such."""
        chain: list[int] = []
        for index, part in enumerate(self._parts):
            belongs = index in signs or self._is_member(index)
            if chain and not (belongs and (self._spaced or part.group == self._parts[chain[-1]].group)):
                yield chain
                chain = []
            if belongs:
                chain.append(index)
        if chain:
            yield chain

    def _is_member(self, index: int) -> bool:
        role = self._parts[index].role
        if index in self._titles or (role is Role.FRAGMENT and self._heads(index)):
            return False
        return role is Role.FRAGMENT or role is Role.FAINT_SIGN

    def _heads(self, index: int) -> bool:
        """Whether a fragment is the heading of the prose that follows it."""
        words = words_of(self._parts[index].text)
        return self._may_head(index) or (index + 1 == self._first and bool(words) and words <= self._body_words)

    def _noise_in(self, chain: Sequence[int], signs: set[int]) -> list[int]:
        marked = [index for index in chain if self._parts[index].role in SIGNS]
        place = self._place(chain)
        if not marked:
            return list(chain) if place == "outside" and chain[0] < self._first and len(chain) >= _LEAST_RUN else []
        if place == "inside" and len(marked) == 1 and not self._is_supported(marked[0]):
            return []
        if len(marked) < _LEAST_SHARE[place] * len(chain):
            return marked
        rest = chain[chain.index(marked[0]) :] if place == "below" else chain  # below the prose, its author may sign
        return [index for index in rest if index in marked or not self._is_name_under_title(index)]

    def _is_supported(self, index: int) -> bool:
        """Whether a sign in the midst of the prose is clear, stands beside a clear one, or comes again and again."""
        part = self._parts[index]
        if part.role is Role.CLEAR_SIGN or sum(other.key == part.key for other in self._parts) > 1:
            return True
        return any(other.group == part.group and other.role is Role.CLEAR_SIGN for other in self._parts)

    def _place(self, chain: Sequence[int]) -> str:
        """Where a run stands towards the title and the prose."""
        if self._first < chain[0] < self._last:
            return "inside"
        if chain[0] > self._last:
            return "below" if self._parts[chain[0]].group <= self._parts[self._last].group + 1 else "outside"
        return "outside" if chain[-1] < min(self._titles - {0}, default=0) else "above"

    def _is_name_under_title(self, index: int) -> bool:
        """Two or three capitalised words right under the title are more likely its author than furniture."""
        part = self._parts[index]
        words = part.text.split()
        capitalised = all(word[0].isupper() for word in words)
        return part.role is Role.FRAGMENT and index - 1 in self._titles and 1 < len(words) < 4 and capitalised

    def _onward_links(self, signs: set[int]) -> Iterator[int]:
        """The titles of other pages that are listed after a line that announces them."""
        announced: int | None = None
        for index, part in enumerate(self._parts):
            if index in signs and part.wording is Wording.ONWARD:
                announced = index
            elif announced is not None:
                near = part.group == self._parts[announced].group or index > self._last
                if near and self._may_be_link(index):
                    yield index
                elif part.role not in SIGNS:
                    announced = None

    def _may_be_link(self, index: int) -> bool:
        """Whether the part reads as another page's title; below the body, one that names a number may be such too."""
        part = self._parts[index]
        if is_sentence(part.text) or is_labelled(part.text):
            return False
        return part.role in (Role.STATEMENT, Role.FRAGMENT) or (part.role is Role.FACT and index > self._last)
