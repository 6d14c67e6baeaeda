"""Query -> hits: passages found by meaning and by wording, fused into one ranking."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from citeleaf.types import Encoder, Hit, Passage, Query, Ranked, Store

RANK_CONSTANT = 60
"""Reciprocal rank fusion's k: how little the first few ranks differ (Cormack, Clarke and Büttcher, SIGIR 2009)."""


def search(query: Query, store: Store, encoder: Encoder, candidates: int) -> list[Hit]:
    """The passages that either half of the search ranks among its first ``candidates``, best first."""
    words = [term.word for term in query.terms]
    with ThreadPoolExecutor(max_workers=1) as pool:
        lexical = pool.submit(store.lexical, words, candidates, query.filters)
        vector = encoder.encode_questions([query.text])[0]
        dense = store.dense(vector, candidates, query.filters)
        return fuse(dense, lexical.result())


def fuse(dense: Sequence[Ranked], lexical: Sequence[Ranked]) -> list[Hit]:
    """Reciprocal rank fusion: a passage scores the sum of 1 / (k + rank) over the halves that found it.

    Scores of the two engines cannot be compared, their ranks can. The sums are scaled to 1 for a passage that both
    halves rank first. Ties go by path and position.
    """
    dense_ranks = _ranks(dense)
    lexical_ranks = _ranks(lexical)
    passages = {ranked.passage.id: ranked.passage for ranked in (*dense, *lexical)}
    hits = [
        _hit(passage, dense_ranks.get(identity), lexical_ranks.get(identity)) for identity, passage in passages.items()
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage.path, hit.passage.span))


def _ranks(found: Sequence[Ranked]) -> dict[str, int]:
    return {ranked.passage.id: rank for rank, ranked in enumerate(found, start=1)}


def _hit(passage: Passage, dense_rank: int | None, lexical_rank: int | None) -> Hit:
    shares = [1 / (RANK_CONSTANT + rank) for rank in (dense_rank, lexical_rank) if rank is not None]
    score = sum(shares) * (RANK_CONSTANT + 1) / 2
    return Hit(passage, score, dense_rank, lexical_rank)
