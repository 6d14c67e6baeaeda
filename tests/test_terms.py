"""Which words of a question count, and for how much."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from citeleaf.store.local import LocalStore
from citeleaf.terms import content_words, is_function_word, stem, weigh, words_of
from support import BagOfWordsEncoder, make_document, put


class TestContentWords:
    @pytest.mark.parametrize(
        ("question", "words"),
        [
            ("Who leads the alliance?", ["leads", "alliance"]),
            ("When didn't the Senate's members meet?", ["Senate", "members", "meet"]),
            ("What happened in 2021, at 5:30?", ["happened", "2021", "5:30"]),
            ("Is it 1.3 or 1,000.5 km?", ["1.3", "1,000.5", "km"]),
            ("The 19th century, the 1960s and 4G", ["19th", "century", "1960s", "4G"]),
            ("Did the U.S. leave?", ["U.S.", "leave"]),
            ("Did the US leave?", ["US", "leave"]),
            ("What does WHO say of IT?", ["WHO", "say", "IT"]),
            ("State-of-the-art drones", ["State", "art", "drones"]),
            ("Что такое ОДКБ?", ["Что", "такое", "ОДКБ"]),
        ],
    )
    def test_are_what_a_question_is_about(self, question: str, words: list[str]) -> None:
        assert content_words(question) == words

    @pytest.mark.parametrize(
        ("question", "words"),
        [
            ("How long is the border?", ["border"]),
            ("how  many soldiers are there?", ["soldiers"]),
            ("A long border", ["long", "border"]),
        ],
    )
    def test_hold_no_measure_that_is_asked_for(self, question: str, words: list[str]) -> None:
        assert content_words(question) == words

    def test_come_once_whatever_their_case(self) -> None:
        assert [word.lower() for word in content_words("Is the Sun a sun?")] == ["sun"]

    @pytest.mark.parametrize(
        ("question", "words"),
        [
            ("Who is it?", ["Who", "is", "it"]),
            ("How many?", ["How", "many"]),
            ("How long is it?", ["How", "long", "is", "it"]),
        ],
    )
    def test_are_all_words_where_none_says_more(self, question: str, words: list[str]) -> None:
        assert content_words(question) == words

    def test_of_a_question_in_capitals(self) -> None:
        assert content_words("WHO IS THE PRESIDENT?") == ["president"]

    @pytest.mark.parametrize("question", ["", "???", "… — !", "👍"])
    def test_of_no_words_are_none(self, question: str) -> None:
        assert content_words(question) == []


def test_a_combining_accent_does_not_end_a_word() -> None:
    assert words_of("l'e\u0301te\u0301 dernier") == ["l", "été", "dernier"]


def test_function_words() -> None:
    assert is_function_word("The")
    assert is_function_word("us")
    assert not is_function_word("US")
    assert is_function_word("I")
    assert not is_function_word("border")


@pytest.mark.parametrize(
    ("one", "other"),
    [("adopted", "Adopt"), ("bases", "base"), ("ÉTÉ", "été"), ("e\u0301te\u0301", "ete"), ("Straße", "strasse")],
)
def test_stems_that_are_equal(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("base", "border"), ("1.3", "13"), ("19th", "20th")])
def test_stems_that_differ(one: str, other: str) -> None:
    assert stem(one) != stem(other)


class TestWeigh:
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[LocalStore]:
        encoder = BagOfWordsEncoder()
        store = LocalStore.open(tmp_path, encoder=encoder.name, dimensions=encoder.dimensions, create=True)
        put(
            store,
            encoder,
            make_document("The river has a bridge.", path="a.txt"),
            make_document("The river has two banks.", path="b.txt"),
            make_document("The rivers freeze in the 19th week.", path="c.txt"),
        )
        yield store
        store.close()

    def test_a_rare_word_says_more(self, store: LocalStore) -> None:
        # of N = 3 passages n = 3 hold "river" (one as "rivers"), n = 1 "bridge", and none "dam";
        # the weight is ln(1 + (N - n + 0.5) / (n + 0.5)):
        weights = [math.log(1 + 0.5 / 3.5), math.log(1 + 2.5 / 1.5), math.log(1 + 3.5 / 0.5)]
        terms = weigh(["River", "bridges", "dam"], store)
        assert [(term.word, term.known) for term in terms] == [("River", True), ("bridges", True), ("dam", False)]
        assert [term.weight for term in terms] == pytest.approx(weights)

    def test_knows_numbers_with_letters(self, store: LocalStore) -> None:
        assert [term.known for term in weigh(["19th", "20th"], store)] == [True, False]

    def test_nothing(self, store: LocalStore) -> None:
        assert weigh([], store) == ()


def test_weigh_in_an_empty_store(tmp_path: Path) -> None:
    # N = n = 0: ln(1 + 0.5 / 0.5) = ln 2
    store = LocalStore.open(tmp_path, encoder="any", dimensions=4, create=True)
    (term,) = weigh(["river"], store)
    store.close()
    assert term.weight == pytest.approx(math.log(2))
    assert not term.known


def test_stems_are_the_same_however_many_ask_at_once() -> None:
    words = ["adopted", "generalisations", "running", "nationalities", "as", "is", "happily", "conditions"] * 50
    expected = [stem(word) for word in words]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # threads take turns within a word
    try:
        with ThreadPoolExecutor(4) as threads:
            assert all(stems == expected for stems in threads.map(lambda _: [stem(word) for word in words], range(8)))
    finally:
        sys.setswitchinterval(interval)
