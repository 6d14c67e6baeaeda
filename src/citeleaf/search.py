"""Query -> hits: passages found by meaning and by wording, in one ranking."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from citeleaf.fusion import Fusion, passages, ranks, reciprocal
from citeleaf.protocols import Encoder, Store
from citeleaf.types import Finding, Hit, Query, Ranked


def search(query: Query, store: Store, encoder: Encoder, candidates: int, fusion: Fusion | None = None) -> list[Hit]:
    """The passages that either half of the search ranks among its first ``candidates``, best first.

    ``fusion`` is the bundled one where none is given.
    """
    words = [term.word for term in query.terms]
    with ThreadPoolExecutor(max_workers=1) as pool:
        lexical = pool.submit(store.lexical, words, candidates, query.filters)
        vector = encoder.encode_questions([query.text])[0]
        dense = store.dense(vector, candidates, query.filters)
        return (fusion or Fusion.bundled()).rank(query, dense, lexical.result())


def rerank(hits: Sequence[Hit], findings: Sequence[Finding]) -> list[Hit]:
    """The hits that were read, in the order of their best ``findings``, and after them the rest as they were.

    ``findings`` are best first. A reader sees more of a passage than any search does.
    """
    read = {finding.hit.passage.id: finding.hit for finding in findings}
    return [*read.values(), *(hit for hit in hits if hit.passage.id not in read)]


def fuse(dense: Sequence[Ranked], lexical: Sequence[Ranked]) -> list[Hit]:
    """Reciprocal rank fusion, which needs no question and no fit: a passage's score is the mean of its two ranks'.

    Training mines with it. Ties go by path and position.
    """
    dense_ranks, lexical_ranks = ranks(dense), ranks(lexical)
    hits = [
        Hit(
            passage,
            (reciprocal(dense_ranks.get(identity)) + reciprocal(lexical_ranks.get(identity))) / 2,
            dense_ranks.get(identity),
            lexical_ranks.get(identity),
        )
        for identity, passage in passages(dense, lexical).items()
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage.path, hit.passage.span))
