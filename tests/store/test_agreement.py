"""Both stores rank alike: the same words, the same frequencies, the same scores."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from citeleaf.store.filters import glob_pattern
from citeleaf.store.local import LocalStore
from citeleaf.store.postgres.address import parse_address
from citeleaf.store.postgres.connection import connect
from citeleaf.store.postgres.filters import regular_expression
from citeleaf.store.postgres.store import PostgresStore
from citeleaf.store.postgres.tokens import TOKENIZER, phrases_of
from citeleaf.store.schema import TABLES
from store.samples import EVERYTHING, make_document, places, put

WORDS = (
    "river rivers running run ran café CAFE 1.3 U.S. 2026/27 naïve it's x_y Straße ﬁnd 東京 don't mountain's border"
).split()


def test_words_are_told_apart_by_the_same_tokenizer() -> None:
    assert f"tokenize='{TOKENIZER}'" in TABLES


def test_a_word_of_several_tokens_is_a_phrase() -> None:
    assert phrases_of(["Rivers", "1.3", "it's", "--", ""]) == [("river",), ("1", "3"), ("it", "s"), (), ()]


def test_both_stores_give_the_same_scores(
    open_local: Callable[[], LocalStore], open_postgres: Callable[[], PostgresStore]
) -> None:
    chance = random.Random(7)
    stores = local, database = open_local(), open_postgres()
    for number in range(60):
        paragraphs = [" ".join(chance.choices(WORDS, k=chance.randint(1, 30))) for _ in range(3)]
        document = make_document(f"{number:02}.txt", *paragraphs, title=chance.choice(WORDS))
        headings = chance.sample(WORDS, 2)
        for store in stores:
            put(store, document, headings)
    for store in stores:
        store.remove("05.txt")
    assert local.frequencies(WORDS) == database.frequencies(WORDS)
    for _ in range(30):
        asked, limit = chance.sample(WORDS, chance.randint(1, 4)), chance.choice([1, 3, 20])
        expected, found = (store.lexical(asked, limit, EVERYTHING) for store in stores)
        assert places(found) == places(expected)
        assert [each.score for each in found] == pytest.approx([each.score for each in expected], rel=1e-9)


def test_common_words_beside_rare_ones_change_no_order(
    open_local: Callable[[], LocalStore], open_postgres: Callable[[], PostgresStore]
) -> None:
    """What only holds common words is not even looked at where it cannot come up to the rest, and otherwise is."""
    stores = open_local(), open_postgres()
    texts = [f"common {'usual ' * (number % 3)}word{number}" for number in range(120)]
    texts += ["rare"] * 3 + ["rare common", "rare rare usual", "scarce common usual", "scarce"]
    texts += [f"padding{number}" for number in range(200)]
    for store in stores:
        put(store, make_document("a.txt", *texts))
    for asked in (["common", "rare"], ["usual", "common", "rare", "scarce"], ["scarce", "usual"], ["common", "usual"]):
        for limit in (1, 2, 4, 7, 100):
            expected, found = (store.lexical(asked, limit, EVERYTHING) for store in stores)
            assert places(found) == places(expected)
            assert [each.score for each in found] == pytest.approx([each.score for each in expected], rel=1e-9)


letters = st.sampled_from([*"ab]-!/.^é\n\\z[*?", "**/", "[a-c]", "[!", "[z-a]"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(glob=st.lists(letters, max_size=7).map("".join), path=st.text(st.sampled_from("abc]-!/.^é\n\\z["), max_size=6))
@example(glob="\0", path="a")
@example(glob="[]-a]", path="]")
def test_a_glob_means_the_same_in_both(glob: str, path: str, server: str) -> None:
    with connect(parse_address(server)) as connection:
        found = connection.execute("SELECT %s ~ %s AS matches", (path, regular_expression(glob))).fetchone()
    assert found is not None
    assert found["matches"] == bool(glob_pattern(glob).match(path))
