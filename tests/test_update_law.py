"""Law 6: a build from scratch and any sequence of updates that ends in the same corpus answer alike."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citeleaf.ingest import ingest
from citeleaf.store.local import LocalStore
from citeleaf.types import Filters, Ranked
from support import BagOfWordsEncoder

PATHS = ("a.txt", "b.txt", "c.md", "folder/a.txt", "folder/d.md")
TEXTS = (
    "The river runs through the valley. Its banks are steep, and its bridges are old.",
    "The river runs through the valley. Its banks are steep, and its bridges are old.\n\nIn winter it freezes over.",
    "# Mountains\n\nThe mountains are high.\n\n## Snow\n\nSnow lies on the mountains until June.\n",
    "Snow lies on the mountains until June. The valley is green by then.",
    "Nobody knows how old the bridges are.",
)
BROKEN = ""
"""A file of no bytes cannot be read."""
QUESTIONS = ("How old are the bridges?", "snow on the mountains", "river valley winter", "nothing in common")
WORDS = (["old", "bridges"], ["snow", "mountain"], ["river", "valley", "winter", "the"], ["absent"])
FILTERS = (Filters(), Filters(("folder/*",)), Filters(("*.md",)))

LIMIT = 3  # less than there are passages, so that ties meet the cut

Operation = tuple[str, str, str]

writes = st.tuples(st.just("write"), st.sampled_from(PATHS), st.sampled_from((*TEXTS, BROKEN)))
renames = st.tuples(st.just("rename"), st.sampled_from(PATHS), st.sampled_from(PATHS))
deletes = st.tuples(st.just("delete"), st.sampled_from(PATHS), st.just(""))
ingests = st.tuples(st.just("ingest"), st.just(""), st.just(""))


@settings(max_examples=40, deadline=None)
@given(operations=st.lists(writes | renames | deletes | ingests, min_size=1, max_size=16))
def test_the_way_to_a_corpus_never_shows(operations: list[Operation]) -> None:
    encoder = BagOfWordsEncoder()
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "corpus" / "folder").mkdir(parents=True)
        with opened(root / "updated", encoder) as updated, opened(root / "fresh", encoder) as fresh:
            for operation in operations:
                perform(operation, root / "corpus", updated, encoder)
            delete_broken(root / "corpus")  # of a broken file the last good version is kept, on purpose
            ingest(root / "corpus", updated, encoder, confirm_removal=True)
            ingest(root / "corpus", fresh, encoder)
            assert_alike(updated, fresh, encoder)
        with opened(root / "updated", encoder) as reopened, opened(root / "fresh", encoder) as fresh:
            assert_alike(reopened, fresh, encoder)


def opened(folder: Path, encoder: BagOfWordsEncoder) -> closing[LocalStore]:
    return closing(LocalStore.open(folder, encoder=encoder.name, dimensions=encoder.dimensions, create=True))


def perform(operation: Operation, corpus: Path, store: LocalStore, encoder: BagOfWordsEncoder) -> None:
    match operation:
        case ("write", path, text):
            (corpus / path).write_text(text, encoding="utf-8")
        case ("rename", old, new) if (corpus / old).exists():
            (corpus / old).replace(corpus / new)
        case ("delete", path, _):
            (corpus / path).unlink(missing_ok=True)
        case ("ingest", _, _):
            ingest(corpus, store, encoder, confirm_removal=True)
            ask(store, encoder, QUESTIONS[0], FILTERS[0])  # so that the vectors in memory follow in several steps


def delete_broken(corpus: Path) -> None:
    for path in PATHS:
        if (corpus / path).exists() and (corpus / path).read_text(encoding="utf-8") == BROKEN:
            (corpus / path).unlink()


def ask(store: LocalStore, encoder: BagOfWordsEncoder, question: str, filters: Filters) -> list[Ranked]:
    return store.dense(encoder.encode_questions([question])[0], LIMIT, filters)


def assert_alike(one: LocalStore, other: LocalStore, encoder: BagOfWordsEncoder) -> None:
    assert one.entries() == other.entries()
    assert one.failures() == other.failures() == []
    assert one.passage_count() == other.passage_count()
    for entry in one.entries():
        assert one.document(entry.document_id) == other.document(entry.document_id)
        assert one.passages(entry.document_id) == other.passages(entry.document_id)
    for filters in FILTERS:
        for question in QUESTIONS:
            assert_same(ask(one, encoder, question, filters), ask(other, encoder, question, filters))
        for words in WORDS:
            assert_same(one.lexical(words, LIMIT, filters), other.lexical(words, LIMIT, filters))
            assert one.frequencies(words) == other.frequencies(words)


def assert_same(one: list[Ranked], other: list[Ranked]) -> None:
    assert [ranked.passage for ranked in one] == [ranked.passage for ranked in other]
    assert [ranked.score for ranked in one] == pytest.approx([ranked.score for ranked in other], abs=1e-6)
