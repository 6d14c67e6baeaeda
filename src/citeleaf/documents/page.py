"""Decides which parts of a document are a web page's furniture, and which of the bare fragments around them are too.

``boilerplate`` gives every part its role, and ``recognition`` says whether there was a page at all. Here runs of
fragments and signs are weighed; ``regions`` then adds what stands within the noise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from citeleaf.documents import regions
from citeleaf.documents.body import Body
from citeleaf.documents.boilerplate import SIGNS, Part, Role
from citeleaf.documents.forms import has_words, is_sentence
from citeleaf.documents.recognition import is_page as bears_signs
from citeleaf.documents.wording import Wording, asks_consent

_LEAST_SHARE = {"outside": 0.15, "above": 0.15, "below": 0.34, "inside": 0.5}
"""The share of a run of fragments that must be signs before the rest of the run is noise too: outside title and prose,
right above or below the prose, and in its midst, where people's lists stand."""
_LEAST_RUN = 3
"""How many bare fragments make a run of navigation where nothing else marks it."""


def noise_of(parts: Sequence[Part], *, is_page: bool = False) -> frozenset[int]:
    """The indices of the parts that are page furniture; none where the document was no page."""
    body = Body(parts)
    return _Page(body).noise() if is_page or bears_signs(body) else lone_banners(body)


def lone_banners(body: Body) -> frozenset[int]:
    """Without other signs, only a consent banner outside the body is noise, if the body is about other things."""
    if not body.has_prose or body.discusses_consent:
        return frozenset()
    outside = (*range(body.first), *range(body.last + 1, len(body.parts)))
    return frozenset(index for index in outside if asks_consent(body.parts[index].text))


class _Page:
    """The parts of a document that was a page."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._parts = body.parts

    def noise(self) -> frozenset[int]:
        """The indices of the parts that are furniture."""
        signs = {index for index, part in enumerate(self._parts) if part.role is Role.CLEAR_SIGN}
        if self._body.discusses_consent:
            signs -= {index for index in signs if self._is_discussion(index)}
        noise = set(signs)
        for chain in self._chains(signs):
            noise.update(self._noise_in(chain))
        noise -= self._body.titles
        noise.update(regions.banners(self._body))
        noise.update(regions.tail(self._body))
        noise.update(regions.head(self._body, noise))
        noise.update(regions.links(self._body, signs))
        noise.update(regions.enclosed(self._body, noise))
        noise.update(index for index, part in enumerate(self._parts) if not has_words(part.text))
        return frozenset(noise - self._body.titles)

    def _is_discussion(self, index: int) -> bool:
        """In a text about cookies, its sentences about them are no banner unless buttons stand beside them."""
        part = self._parts[index]
        if not (asks_consent(part.text) and is_sentence(part.text)) or not self._body.is_inside(index):
            return False
        beside = [*self._parts[max(index - 1, 0) : index], *self._parts[index + 1 : index + 2]]
        return not any(other.group == part.group and other.wording is not Wording.NONE for other in beside)

    def _chains(self, signs: set[int]) -> Iterator[list[int]]:
        """The runs of fragments and signs: an empty line parts them, unless all lines stand between such."""
        chain: list[int] = []
        for index, part in enumerate(self._parts):
            belongs = index in signs or self._is_member(index)
            if chain and not (belongs and (self._body.spaced or part.group == self._parts[chain[-1]].group)):
                yield chain
                chain = []
            if belongs:
                chain.append(index)
        if chain:
            yield chain

    def _is_member(self, index: int) -> bool:
        role = self._parts[index].role
        if index in self._body.titles or (role is Role.FRAGMENT and self._body.heads(index)):
            return False
        return role is Role.FRAGMENT or role is Role.FAINT_SIGN

    def _noise_in(self, chain: Sequence[int]) -> list[int]:
        marked = [index for index in chain if self._parts[index].role in SIGNS]
        place = self._place(chain)
        if not marked:
            is_navigation = place == "outside" and chain[0] < self._body.first and len(chain) >= _LEAST_RUN
            return list(chain) if is_navigation else []
        if place == "inside" and len(marked) == 1 and not self._is_supported(marked[0]):
            return []
        if len(marked) < _LEAST_SHARE[place] * len(chain) and not self._ends_page(chain):
            return marked
        rest = chain[chain.index(marked[0]) :] if place == "below" and not self._ends_page(chain) else chain
        if place == "inside":
            return marked  # what stands beside them may be the text's; ``regions`` knows what they enclose
        return [index for index in rest if index in marked or not self._is_name_under_title(index)]

    def _ends_page(self, chain: Sequence[int]) -> bool:
        """Whether a run below the prose is long and holds the page's copyright or its demand for consent."""
        ending = any(regions.closes_page(self._parts[index]) for index in chain)
        return chain[0] > self._body.last and len(chain) > 2 * _LEAST_RUN and ending

    def _is_supported(self, index: int) -> bool:
        """Whether a sign in the midst of the prose is clear, stands beside a clear one, or comes again and again."""
        part = self._parts[index]
        if part.role is Role.CLEAR_SIGN or self._body.times[part.key] > 1:
            return True
        return any(other.group == part.group and other.role is Role.CLEAR_SIGN for other in self._parts)

    def _place(self, chain: Sequence[int]) -> str:
        """Where a run stands towards the title and the prose."""
        body = self._body
        if body.first < chain[0] < body.last:
            return "inside"
        if chain[0] > body.last:
            return "below" if self._parts[chain[0]].group <= self._parts[body.last].group + 1 else "outside"
        return "outside" if chain[-1] < body.title else "above"

    def _is_name_under_title(self, index: int) -> bool:
        """Two or three capitalised words right under the title are more likely its author than furniture."""
        part = self._parts[index]
        words = part.text.split()
        capitalised = all(word[0].isupper() for word in words)
        return part.role is Role.FRAGMENT and index - 1 in self._body.titles and 1 < len(words) < 4 and capitalised
