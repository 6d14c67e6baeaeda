"""The filters: keys of conditions, chips in words, and what a person types for a document or a folder."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest

from citeleaf.store.filters import glob_pattern
from citeleaf.types import Entry, Filters
from citeleaf_app import filters
from citeleaf_app.filter_controls import bar, choices
from citeleaf_app.filters import chips, escape, scope, typed, with_condition, without_condition

EVERYTHING = Filters(("maps/*", "a.txt"), date(2024, 3, 1), date(2024, 12, 31), ("application/pdf",))
KEYS = ["path:maps/*", "path:a.txt", "type:application/pdf", "from:2024-03-01", "until:2024-12-31"]


def entry(path: str, title: str = "", media_type: str = "text/plain", published: date | None = None) -> Entry:
    return Entry("d", path, "0" * 64, title, published, "en", media_type, 1, 90)


ENTRIES = [
    entry("maps/north/border.txt", "The border"),
    entry("maps/river [1].txt", published=date(2024, 3, 1)),
    entry("notes.pdf", "Notes", "application/pdf"),
]


def test_every_condition_has_a_chip_whose_key_removes_it() -> None:
    assert [chip.key for chip in chips(EVERYTHING)] == KEYS
    left = EVERYTHING
    for chip in chips(EVERYTHING):
        left = without_condition(left, chip.key)
    assert left == Filters()


def test_the_keys_make_the_filters_again() -> None:
    made = Filters()
    for key in KEYS:
        made = with_condition(made, key)
    assert made == EVERYTHING


def test_chips_read_as_people_say_it() -> None:
    assert [chip.words for chip in chips(EVERYTHING)] == [
        "maps/",
        "a.txt",
        "PDF",
        "from 1 Mar 2024",
        "until 31 Dec 2024",
    ]
    assert [chip.words for chip in chips(Filters(("*north*", "**/*.md", "maps/river [[]1].txt")))] == [
        "“north”",
        "**/*.md",
        "river [1].txt",
    ]


def test_the_scope_is_told() -> None:
    assert scope(Filters()) == "Asked of all documents"
    assert scope(Filters(("maps/*",))) == "Asked only of: maps/"


@pytest.mark.parametrize(
    "key", ["", "path:", "path: ", "colour:red", "from:yesterday", "path:" + "x" * 1001, "path:a.txt"]
)
def test_a_key_that_names_nothing_new_changes_nothing(key: str) -> None:
    assert with_condition(Filters(("a.txt",)), key) == Filters(("a.txt",))


def test_a_second_date_takes_the_place_of_the_first() -> None:
    assert with_condition(EVERYTHING, "from:2025-01-01").published_from == date(2025, 1, 1)


def test_there_is_an_end_to_them() -> None:
    many = Filters(tuple(f"{number}.txt" for number in range(filters.MOST)))
    assert with_condition(many, "path:one-more.txt") == many


@pytest.mark.parametrize("path", ["maps/river [1].txt", "what?.md", "*starred*.txt", "plain.txt"])
def test_an_escaped_path_matches_itself_alone(path: str) -> None:
    pattern = glob_pattern(escape(path))
    assert pattern.match(path)
    assert not pattern.match(path.replace("1", "2").replace("?", "x").replace("*", "y").replace("plain", "other"))


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("notes.pdf", "path:notes.pdf"),
        ("maps/river [1].txt", "path:maps/river [[]1].txt"),
        ("maps/north", "path:maps/north/*"),
        ("maps/", "path:maps/*"),
        ("The border", "path:maps/north/border.txt"),
        ("river", "path:*river*"),
        ("**/*.md", "path:**/*.md"),
        ("  ", ""),
    ],
)
def test_what_is_typed_is_a_document_a_folder_or_a_part_of_a_name(words: str, key: str) -> None:
    assert typed(words, ENTRIES) == key


def test_the_bar_has_a_button_for_each_condition() -> None:
    shown = bar(Filters(("<b>.txt", "${x}.txt")))
    assert shown.count("data-unfilter=") == 3  # one each, and one for all of them
    assert "<b>.txt" not in shown
    assert "${" not in shown
    assert 'data-unfilter="*"' not in bar(Filters(("a.txt",)))  # one needs no "all"


def test_the_choices_are_those_that_the_documents_offer() -> None:
    shown = unescape(choices(ENTRIES, Filters(media_types=("application/pdf",))))
    assert 'value="maps/north/"' in shown
    assert 'aria-pressed="true" data-type="application/pdf">PDF<span class="count">1' in shown
    assert 'aria-pressed="false" data-type="text/plain">Text<span class="count">2' in shown
    assert "1 of 3 documents name a date" in shown
