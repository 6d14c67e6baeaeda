"""Query -> Found: passages found by meaning and by wording, in one ranking."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from citeleaf.abbreviations import forms
from citeleaf.fusion import Fusion, passages
from citeleaf.protocols import Encoder, Store
from citeleaf.terms import is_function_word, stem
from citeleaf.types import Finding, Form, Found, Hit, Query, Ranked


def search(query: Query, store: Store, encoder: Encoder, candidates: int, fusion: Fusion | None = None) -> Found:
    """The passages that either half of the search ranks among its first ``candidates``, best first.

    Where what was found defines a short form that the question holds, or that its words have, it is searched by wording
    once more, after that, with the other form: up to so many candidates again. ``fusion`` is the bundled one where none
    is given.
    """
    words = [term.word for term in query.terms]
    with ThreadPoolExecutor(max_workers=1) as pool:
        first = pool.submit(store.lexical, words, candidates, query.filters)
        vector = encoder.encode_questions([query.text])[0]
        dense = store.dense(vector, candidates, query.filters)
        lexical = first.result()
    query = replace(query, forms=forms(query, [passage.text for passage in passages(dense, lexical).values()]))
    if query.forms:
        again = store.lexical(_otherwise(words, query.forms), candidates, query.filters)
        lexical = _joined(lexical, [ranked for ranked in again if _holds_any(query.forms, ranked.passage.text)])
    return Found(query, tuple((fusion or Fusion.bundled()).rank(query, dense, lexical)))


def _otherwise(words: Sequence[str], forms: Sequence[Form]) -> list[str]:
    """The ``words`` with each form's other side in the place of the one that they hold."""
    for form in forms:
        long = {stem(word) for word in form.long}
        there = [word for word in words if stem(word) != stem(form.short)]
        if len(there) < len(words):
            words = [*there, *(word for word in form.long if not is_function_word(word))]
        else:
            words = [*(word for word in words if stem(word) not in long), form.short]
    return list(dict.fromkeys(words))


def _holds_any(forms: Sequence[Form], text: str) -> bool:
    """Whether ``text`` holds a form as it is written: the words of a long one, strewn, are not what was asked for."""
    plain = " ".join(text.lower().split())
    return any(form.short in text or " ".join(form.long).lower() in plain for form in forms)


def _joined(one: Sequence[Ranked], other: Sequence[Ranked]) -> list[Ranked]:
    """All that is in either ranking, each passage once, with the better of its scores."""
    best = {ranked.passage.id: ranked for ranked in one}
    for ranked in other:
        known = best.get(ranked.passage.id)
        if known is None or ranked.score > known.score:
            best[ranked.passage.id] = ranked
    return sorted(best.values(), key=lambda each: (-each.score, each.passage.path, each.passage.span))


def rerank(hits: Sequence[Hit], findings: Sequence[Finding]) -> list[Hit]:
    """The hits that were read, in the order of their best ``findings``, and after them the rest as they were.

    ``findings`` are best first. A reader sees more of a passage than any search does.
    """
    read = {finding.hit.passage.id: finding.hit for finding in findings}
    return [*read.values(), *(hit for hit in hits if hit.passage.id not in read)]
