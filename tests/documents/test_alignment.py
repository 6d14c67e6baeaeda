"""Lines of a page found again, in order, in the main content."""

from __future__ import annotations

from citeleaf.documents.alignment import matched

FIRST = "The river rose by two metres within a day."
SECOND = "The mayor said that the bridge would be rebuilt."


def test_lines_match_in_order_whatever_their_marks() -> None:
    page = ["Sport", FIRST, "Sport", "On", SECOND, "On"]
    main = [FIRST.upper(), "- Sport", f"> {SECOND}"]
    assert matched(page, main) == {1, 2, 4}  # the navigation's "Sport" stands above the first line they share


def test_a_teaser_does_not_claim_the_place_of_the_article() -> None:
    page = [SECOND, "Menu", FIRST, "short", SECOND]
    assert {2, 3, 4} <= matched(page, [FIRST, "short", SECOND])


def test_parts_of_a_line_and_empty_lines() -> None:
    assert matched(["", FIRST, SECOND], [f"{FIRST} {SECOND}", ""]) == {1, 2}
    assert matched(["", "a"], []) == frozenset()


def test_each_of_the_short_lines_is_found_as_often_as_it_stands() -> None:
    assert matched([FIRST, "a", "b", "a", "a"], [FIRST, "a", "b", "a"]) == {0, 1, 2, 3}
    assert matched([FIRST, "a", "b"], [FIRST, "b", "a"]) == {0, 1}  # "a" stands behind the only "b"
