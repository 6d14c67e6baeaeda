"""What every store does, whatever it is made of."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citeleaf.errors import UnknownDocument, UsageError
from citeleaf.protocols import Store
from citeleaf.types import Block, BlockKind, Document, Failure, Filters, Passage, Span, document_id
from store.samples import ENCODER, EVERYTHING, ask, make_document, make_passages, places, put, texts

OpenStore = Callable[[], Store]

PRECISION = 2.0**-11
"""Of a cosine: a store may keep a vector's numbers with as few as 11 significant bits."""


def snapshot(store: Store) -> list[object]:
    """All that can be asked of a store, for the documents and words of these tests."""
    return [
        store.entries(),
        [store.document(entry.document_id) for entry in store.entries()],
        [store.passages(entry.document_id) for entry in store.entries()],
        store.failures(),
        store.passage_count(),
        ask(store, "the river in the mountains"),
        store.lexical(["river", "mountain"], 10, EVERYTHING),
        store.frequencies(["river", "mountain", "nothing"]),
    ]


def test_an_empty_store_holds_nothing(store: Store) -> None:
    assert store.generation == 0
    assert store.entries() == []
    assert store.failures() == []
    assert store.passage_count() == 0
    assert ask(store, "anything") == []
    assert store.lexical(["anything"], 10, EVERYTHING) == []
    assert store.frequencies(["anything"]) == [0]
    for identity in ("0" * 16, "", "\0", "no'id"):
        with pytest.raises(UnknownDocument, match="run `citeleaf ingest`"):
            store.document(identity)
        assert store.passages(identity) == []


def test_what_lies_at_and_below_some_places(store: Store) -> None:
    """ "folder-2" and "folder.txt" begin like "folder", and do not lie below it."""
    paths = ["a.txt", "folder-2/d.txt", "folder.txt", "folder/b.txt", "folder/deep/c.txt", "folder0.txt"]
    for path in paths:
        put(store, make_document(path, "river"))
        store.fail(Failure(f"{path}.pdf", "damaged"))
    assert store.paths() == paths
    for places_looked_at, expected in {
        ("a.txt",): ["a.txt"],
        ("folder",): ["folder/b.txt", "folder/deep/c.txt"],
        ("folder/deep", "folder/deep/c.txt", "nowhere"): ["folder/deep/c.txt"],
        ("a.txt/", "", "\udcff", "%", "folder_"): [],
        (): [],
    }.items():
        assert [entry.path for entry in store.entries(places_looked_at)] == expected
        assert [entry for entry in store.entries() if entry.path in expected] == store.entries(places_looked_at)
    assert store.failures(["folder/deep", "a.txt.pdf"]) == [
        Failure("a.txt.pdf", "damaged"),
        Failure("folder/deep/c.txt.pdf", "damaged"),
    ]
    assert [failure.path for failure in store.failures()] == sorted(f"{path}.pdf" for path in paths)


def test_a_document_comes_out_as_it_went_in(store: Store) -> None:
    text = "Tïtle\r\n\n\U0001f600 e\u0301 שלום 'quoted' \x00 \"double\" %s {}\n\ttab"
    document = Document(
        id=document_id("ünï/pàth.pdf"),
        path="ünï/pàth.pdf",
        sha256="ab" * 32,
        text=text,
        blocks=(Block(Span(0, 5), BlockKind.HEADING, 2, 1), Block(Span(8, len(text)), BlockKind.BOILERPLATE, 0, None)),
        title="Tïtle",
        published=date(1999, 12, 31),
        language="he",
        media_type="application/pdf",
        page_labels=("iv", "12", ""),
    )
    span = Span(8, len(text))
    passage = Passage(
        f"{document.id}:a", document.id, document.path, "Another", ("One\ntwo", "Three"), span, span.of(text), 7, "he"
    )
    store.replace(document, [passage], ENCODER.encode_passages(["x"]))

    assert store.document(document.id) == document
    assert store.passages(document.id) == [passage]
    assert ask(store, "x")[0].passage == passage
    (entry,) = store.entries()
    assert (entry.document_id, entry.path, entry.sha256) == (document.id, document.path, document.sha256)
    assert (entry.title, entry.published, entry.language) == ("Tïtle", date(1999, 12, 31), "he")
    assert (entry.media_type, entry.passages, entry.characters) == ("application/pdf", 1, len(text))


def test_what_is_saved_is_what_is_loaded(open_store: OpenStore) -> None:
    store = open_store()
    put(store, make_document("a.txt", "The river is long.", "Mountains are high."), ("Nature",))
    put(store, make_document("b.txt", "Nothing of the kind.", title="Rivers", published=date(2001, 2, 3)))
    store.fail(Failure("c.pdf", "it is encrypted", "cd" * 32))
    before, generation = snapshot(store), store.generation
    store.close()

    again = open_store()
    assert snapshot(again) == before
    assert again.generation == generation == 3


def test_a_document_without_passages_is_listed(store: Store) -> None:
    put(store, make_document("empty.txt"))
    assert [(entry.path, entry.passages) for entry in store.entries()] == [("empty.txt", 0)]
    assert ask(store, "anything") == []


def test_replacing_leaves_nothing_of_the_old_version(store: Store) -> None:
    put(store, make_document("a.txt", "The old river.", "The old mountain."))
    put(store, make_document("a.txt", "A new valley."))
    assert texts(ask(store, "the old river")) == ["A new valley."]
    assert store.lexical(["old", "river"], 10, EVERYTHING) == []
    assert store.frequencies(["river", "valley"]) == [0, 1]
    assert store.passage_count() == 1
    assert len(store.entries()) == 1


def test_removing_takes_a_document_out_of_everything(store: Store) -> None:
    put(store, make_document("a.txt", "The river."))
    put(store, make_document("b.txt", "The valley."))
    assert len(ask(store, "river")) == 2
    store.remove("a.txt")
    assert texts(ask(store, "river")) == ["The valley."]
    assert store.lexical(["river"], 10, EVERYTHING) == []
    with pytest.raises(UnknownDocument):
        store.document(document_id("a.txt"))
    store.remove("never there.txt")
    assert [entry.path for entry in store.entries()] == ["b.txt"]


def test_a_renamed_document_is_as_if_it_had_always_had_that_name(open_store: OpenStore) -> None:
    store = open_store()
    put(store, make_document("old.txt", "The river.", "The mountain."))
    store.rename("old.txt", "new/name.txt")
    renamed = make_document("new/name.txt", "The river.", "The mountain.")
    assert store.document(renamed.id) == renamed
    assert store.passages(renamed.id) == make_passages(renamed)
    assert ask(store, "river")[0].passage == make_passages(renamed)[0]
    assert store.lexical(["mountain"], 5, EVERYTHING)[0].passage == make_passages(renamed)[1]
    with pytest.raises(UnknownDocument):
        store.document(document_id("old.txt"))


def test_a_rename_onto_another_document_replaces_it(store: Store) -> None:
    put(store, make_document("a.txt", "The river."))
    put(store, make_document("b.txt", "The valley."))
    store.rename("a.txt", "b.txt")
    assert store.document(document_id("b.txt")).text == "The river."
    assert texts(ask(store, "valley")) == ["The river."]


def test_an_unknown_document_cannot_be_renamed(store: Store) -> None:
    generation = store.generation
    put(store, make_document("b.txt", "The valley."))
    with pytest.raises(UnknownDocument, match=r"a\.txt"):
        store.rename("a.txt", "b.txt")
    assert store.document(document_id("b.txt")).text == "The valley.", "the change was not undone"
    assert store.generation == generation + 1


def test_a_failure_keeps_the_last_good_version_until_the_file_is_read_again(store: Store) -> None:
    put(store, make_document("a.txt", "The river."))
    store.fail(Failure("a.txt", "it is damaged", "ee" * 32))
    store.fail(Failure("a.txt", "it is empty", None))
    assert store.failures() == [Failure("a.txt", "it is empty", None)]
    assert texts(ask(store, "river")) == ["The river."]
    put(store, make_document("a.txt", "The long river."))
    assert store.failures() == []


@pytest.mark.parametrize("change", ["remove", "rename from", "rename to", "rename to itself"])
def test_other_changes_forget_the_failure_too(store: Store, change: str) -> None:
    put(store, make_document("a.txt", "The river."))
    store.fail(Failure("b.txt" if change == "rename to" else "a.txt", "it is damaged"))
    store.fail(Failure("another.txt", "it stays"))
    if change == "remove":
        store.remove("a.txt")
    else:
        store.rename("a.txt", "a.txt" if change == "rename to itself" else "b.txt")
    assert store.failures() == [Failure("another.txt", "it stays")]


def test_each_change_is_one_generation(store: Store) -> None:
    put(store, make_document("a.txt", "One.", "Two.", "Three."))
    assert store.generation == 1
    store.rename("a.txt", "b.txt")
    store.fail(Failure("c.txt", "damaged"))
    store.remove("b.txt")
    assert store.generation == 4


def test_a_change_that_fails_changes_nothing(store: Store) -> None:
    put(store, make_document("a.txt", "The river."))
    before = snapshot(store)
    document = make_document("a.txt", "One.", "Two.")
    first, second = make_passages(document)
    with pytest.raises(ValueError, match="shape"):
        store.replace(document, [first, second], ENCODER.encode_passages(["One."]))
    with pytest.raises(ValueError, match="finite"):
        store.replace(document, [first], np.full((1, ENCODER.dimensions), np.nan, dtype=np.float32))
    with pytest.raises(ValueError, match="another document"):
        store.replace(document, [replace(first, id="elsewhere:0")], ENCODER.encode_passages(["One."]))
    broken = replace(second, headings=("\ud800",))
    with pytest.raises(UnicodeEncodeError):  # in the middle of the transaction
        store.replace(document, [first, broken], ENCODER.encode_passages(["One.", "Two."]))
    assert snapshot(store) == before
    assert store.generation == 1


def test_dense_scores_are_cosines(store: Store) -> None:
    put(store, make_document("a.txt", "river", "river valley", "mountain"))
    found = ask(store, "river")
    # one shared word of one and of two: 1 / (1 * 1), 1 / (1 * sqrt 2), nothing shared
    assert [ranked.score for ranked in found] == pytest.approx([1.0, 0.5**0.5, 0.0], abs=PRECISION)
    assert texts(found) == ["river", "river valley", "mountain"]


def test_lexical_scores_fall_and_only_matches_are_found(store: Store) -> None:
    put(store, make_document("a.txt", "river river river", "a river in a valley", "nothing here at all", "more of it"))
    found = store.lexical(["rivers"], 10, EVERYTHING)
    assert texts(found) == ["river river river", "a river in a valley"]
    assert found[0].score > found[1].score > 0


def test_words_match_whatever_their_inflection_case_and_accents(store: Store) -> None:
    put(store, make_document("a.txt", "Running café", "other"))
    assert store.frequencies(["run", "RUNS", "cafe", "CAFÉ", "ru", "walk"]) == [1, 1, 1, 1, 0, 0]


def test_title_and_headings_are_found_as_well(store: Store) -> None:
    put(store, make_document("a.txt", "Plain text.", title="Treaty"), ("Borders", "Rivers"))
    put(store, make_document("b.txt", "Other text."))
    for word in ("treaty", "border", "river"):
        assert places(store.lexical([word], 5, EVERYTHING)) == [("a.txt", 0)]
        assert store.frequencies([word]) == [1]


def test_a_repeated_word_counts_once(store: Store) -> None:
    put(store, make_document("a.txt", "river", "valley", "none", "of these"))
    once = store.lexical(["river", "valley"], 10, EVERYTHING)
    assert store.lexical(["river", "valley", "River", "river"], 10, EVERYTHING) == once


@pytest.mark.parametrize("limit", [0, 1, 2, 3, 100])
def test_the_limit_holds(store: Store, limit: int) -> None:
    put(store, make_document("a.txt", "river one", "river two", "river three"))
    assert len(ask(store, "river", limit)) == min(limit, 3)
    assert len(store.lexical(["river"], limit, EVERYTHING)) == min(limit, 3)


def test_ties_go_by_path_and_position_at_the_cut_as_well(store: Store) -> None:
    paths = [f"{number:02}.txt" for number in range(50)]
    for path in sorted(paths, key=lambda path: path[::-1]):  # 00, 10, 20, … 01, 11, …: not the order of the paths
        put(store, make_document(path, "the same words", "the same words"))
    expected = [(path, start) for path in paths for start in (0, 16)]  # "the same words" and an empty line: 16
    for limit in (1, 3, 40, 100):
        assert places(ask(store, "same words", limit)) == expected[:limit]
        assert places(store.lexical(["same", "word"], limit, EVERYTHING)) == expected[:limit]


DATED = {
    "reports/2001/a.pdf": date(2001, 6, 1),
    "reports/b.pdf": date(2002, 6, 1),
    "reports/b.PDF": None,
    "letters/c.txt": date(2003, 6, 1),
    "top.pdf": None,
}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), set(DATED)),
        (Filters(("reports/*.pdf",)), {"reports/2001/a.pdf", "reports/b.pdf"}),
        (Filters(("reports/**/b.pdf",)), {"reports/b.pdf"}),
        (Filters(("**/*.pdf",)), {"reports/2001/a.pdf", "reports/b.pdf", "top.pdf"}),
        (Filters(("reports/**",)), {"reports/2001/a.pdf", "reports/b.pdf", "reports/b.PDF"}),
        (Filters(("*/[!r]?*",)), {"letters/c.txt", "reports/2001/a.pdf", "reports/b.pdf", "reports/b.PDF"}),
        (Filters(("[a-l]*", "top.pdf")), {"letters/c.txt", "top.pdf"}),
        (Filters(("reports",)), set()),
        (Filters((), date(2002, 6, 1)), {"reports/b.pdf", "letters/c.txt"}),
        (Filters((), None, date(2002, 6, 1)), {"reports/2001/a.pdf", "reports/b.pdf"}),
        (Filters(("*.pdf",), date(2001, 6, 1), date(2001, 6, 1)), {"reports/2001/a.pdf"}),
    ],
)
def test_filters_hold_in_both_halves(store: Store, filters: Filters, expected: set[str]) -> None:
    for path, published in DATED.items():
        put(store, make_document(path, "the river", "the valley", published=published))
    wanted = sorted((path, 0) for path in expected)
    assert places(ask(store, "river", len(wanted), filters)) == wanted
    assert places(store.lexical(["river"], 10, filters)) == wanted


def test_a_filter_by_type_holds_with_the_others(store: Store) -> None:
    for path, media_type in (("a.pdf", "application/pdf"), ("b.txt", "text/plain"), ("old/c.txt", "text/plain")):
        put(store, replace(make_document(path, "the river"), media_type=media_type))
    for filters, expected in (
        (Filters(media_types=("text/plain",)), ["b.txt", "old/c.txt"]),
        (Filters(media_types=("text/plain", "application/pdf")), ["a.pdf", "b.txt", "old/c.txt"]),
        (Filters(("old/*", "a*"), media_types=("text/plain",)), ["old/c.txt"]),
        (Filters(media_types=("text/html",)), []),
    ):
        wanted = [(path, 0) for path in expected]
        assert places(ask(store, "river", 10, filters)) == wanted
        assert places(store.lexical(["river"], 10, filters)) == wanted


def test_filters_apply_before_the_limit(store: Store) -> None:
    for number in range(60):
        put(store, make_document(f"{number:02}.txt", "river"))
    put(store, make_document("last.md", "river and many other words beside it"))
    only = Filters(("*.md",))
    assert places(ask(store, "river", 1, only)) == [("last.md", 0)]
    assert places(store.lexical(["river"], 1, only)) == [("last.md", 0)]


def test_a_store_belongs_to_one_corpus_for_as_long_as_that_is_there(open_store: OpenStore, tmp_path: Path) -> None:
    store = open_store()
    first, second = tmp_path / "first", tmp_path / "caf\udce9"  # the name of the second is no Unicode
    first.mkdir()
    assert store.corpus is None
    store.bind(first)
    generation = store.generation
    store.bind(first / ".." / "first")
    assert (open_store().corpus, store.generation) == (first, generation)
    store.require_corpus(first)
    for refusing in (store.bind, store.require_corpus):
        with pytest.raises(UsageError, match="--rebuild"):
            refusing(second.parent)
    first.rmdir()
    store.bind(second)
    assert store.corpus == second


words = st.lists(st.text(st.characters(), max_size=12) | st.sampled_from(['"', "NEAR(", "AND", "*", "a:b", "\0", "--"]))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=words)
def test_no_words_are_an_error(store: Store, words: list[str]) -> None:
    if not store.entries():
        put(store, make_document("a.txt", "a river AND a valley NEAR b"))
    store.lexical(words, 5, EVERYTHING)
    assert len(store.frequencies(words)) == len(words)


def test_thousands_of_words_are_no_error(store: Store) -> None:
    put(store, make_document("a.txt", "the river"))
    many = [f"word{number}" for number in range(5000)]
    assert texts(store.lexical([*many, "river"], 5, EVERYTHING)) == ["the river"]


def test_threads_may_ask_while_another_writes(store: Store) -> None:
    """Whatever state a search sees, it is a whole one: two passages of the same version."""
    put(store, make_document("a.txt", "version 0 river", "version 0 valley"))
    seen: list[set[str]] = []
    failed: list[BaseException] = []
    done = threading.Event()

    def keep_asking() -> None:
        try:
            while not done.is_set():
                seen.append({text.split()[1] for text in texts(ask(store, "version river valley"))})
                seen.append({text.split()[1] for text in texts(store.lexical(["version"], 5, EVERYTHING))})
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=keep_asking) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 30):
        put(store, make_document("a.txt", f"version {number} river", f"version {number} valley"))
    done.set()
    for thread in threads:
        thread.join()
    assert not failed
    assert all(len(versions) == 1 for versions in seen)
    assert texts(ask(store, "version river valley")) == ["version 29 river", "version 29 valley"]
