"""Two halves of a search -> one ranking, by how well each passage matches the question.

The score is a weighted mean of the shares in ``types.Match``. Their weights were fitted to tell the passage that
answers a question from the others found for it, and lie in a small file that can be read by eye.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache

from citeleaf.matching import match, wanted
from citeleaf.models.weights import weights_in
from citeleaf.types import Hit, Match, Passage, Query, Ranked

RANK_CONSTANT = 60
"""Reciprocal rank fusion's k: how little the first few ranks differ (Cormack, Clarke and Büttcher, SIGIR 2009)."""

COPY = 0.5
"""What is left of the score of a passage that says, word for word, what a better one does: a reader can read only so
many, and learns nothing from it. Whatever else has a chance comes before it."""

_SHARES = tuple(field.name for field in fields(Match))


@dataclass(frozen=True, slots=True)
class Fusion:
    """Ranks passages by the weighted mean of their shares; no weight is negative, so more evidence never harms."""

    weights: Match

    def __post_init__(self) -> None:
        weights = _numbers(self.weights)
        if not all(math.isfinite(weight) and weight >= 0 for weight in weights) or not any(weights):
            raise ValueError(f"weights are numbers from 0 up, and not all of them 0: {self.weights}")

    @classmethod
    @cache
    def bundled(cls) -> Fusion:
        """The fusion that is installed with the program. Raises ModelError when its file is damaged."""
        with weights_in("fusion.json") as text:
            weights = json.loads(text)["weights"]
            return cls(Match(**{name: float(weights[name]) for name in _SHARES}))

    def score(self, match: Match) -> float:
        """From 0 to 1. Times the sum of the weights it is, up to a constant, the log odds that the fit maximised."""
        weights, shares = _numbers(self.weights), _numbers(match)
        return sum(weight * share for weight, share in zip(weights, shares, strict=True)) / sum(weights)

    def rank(self, query: Query, dense: Sequence[Ranked], lexical: Sequence[Ranked]) -> list[Hit]:
        """The passages of both halves, best first, copies after their originals; ties go by path and position."""
        return _in_order(_copies_behind(_in_order(self._hits(query, dense, lexical))))

    def _hits(self, query: Query, dense: Sequence[Ranked], lexical: Sequence[Ranked]) -> Iterator[Hit]:
        dense_ranks, lexical_ranks = ranks(dense), ranks(lexical)
        similarities = {ranked.passage.id: ranked.score for ranked in dense}
        wordings = {ranked.passage.id: ranked.score for ranked in lexical}
        farthest = min(similarities.values(), default=0.0)
        best_wording = max(wordings.values(), default=0.0)
        sought = wanted(query)
        for identity, passage in passages(dense, lexical).items():
            shares = match(
                sought,
                passage,
                similarity=max(similarities.get(identity, farthest), 0.0),
                meaning=reciprocal(dense_ranks.get(identity)),
                wording=wordings.get(identity, 0.0) / best_wording if best_wording > 0 else 0.0,
            )
            yield Hit(passage, self.score(shares), dense_ranks.get(identity), lexical_ranks.get(identity), shares)


def ranks(found: Sequence[Ranked]) -> dict[str, int]:
    """The rank of each passage, from 1, by its id."""
    return {ranked.passage.id: rank for rank, ranked in enumerate(found, start=1)}


def passages(dense: Sequence[Ranked], lexical: Sequence[Ranked]) -> dict[str, Passage]:
    """Every passage that either half found, once, by its id."""
    return {ranked.passage.id: ranked.passage for ranked in (*dense, *lexical)}


def reciprocal(rank: int | None) -> float:
    """A rank as a share: 1 for the first, slowly falling, 0 where there is none."""
    return 0.0 if rank is None else (RANK_CONSTANT + 1) / (RANK_CONSTANT + rank)


def _numbers(match: Match) -> tuple[float, ...]:
    return tuple(getattr(match, name) for name in _SHARES)


def _in_order(hits: Iterator[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage.path, hit.passage.span))


def _copies_behind(hits: Sequence[Hit]) -> Iterator[Hit]:
    said: set[str] = set()
    for hit in hits:
        words = " ".join(hit.passage.text.split())
        yield replace(hit, score=hit.score * COPY) if words in said else hit
        said.add(words)
