"""Markdown's blocks as spans of the file's own text."""

from __future__ import annotations

from datetime import date

from citeleaf.documents.markdown import parse
from documents.cases import assert_covers, shown


def parsed(text: str) -> list[tuple[str, str]]:
    draft = parse(text.encode())
    assert draft.text == text
    assert_covers(draft)
    return shown(draft)


def test_headings_with_their_levels_and_the_first_as_title() -> None:
    assert parsed("# Top #\n\n## Middle\ntext\n\nUnder\n-----\n\n# Second") == [
        ("boilerplate", "#"),
        ("title", "Top"),
        ("boilerplate", "#"),
        ("boilerplate", "##"),
        ("heading 2", "Middle"),
        ("paragraph", "text"),
        ("heading 2", "Under"),
        ("boilerplate", "-----"),
        ("boilerplate", "#"),
        ("heading 1", "Second"),
    ]


def test_the_title_is_plain_words() -> None:
    assert parse(b"# The *old* [mill](http://example.org) `x`\n\ntext").title == "The old mill x"


def test_nested_lists_with_tabs() -> None:
    assert parsed("- one\n\t- two\n\t\tgoes on\n- three\n\n  again\n1. first") == [
        ("list item", "- one"),
        ("list item", "- two\n\t\tgoes on"),
        ("list item", "- three"),
        ("list item", "again"),
        ("list item", "1. first"),
    ]


def test_a_table_is_a_block_a_row() -> None:
    assert parsed("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n") == [
        ("table", "| a | b |\n|---|---|"),
        ("table", "| 1 | 2 |"),
        ("table", "| 3 | 4 |"),
    ]


def test_code_and_quotations() -> None:
    assert parsed("```py\nx = 1\n\ny = 2\n```\n\n> said\n> he\n>\n> - item\n\n    indented\n\n~~~\nopen") == [
        ("boilerplate", "```py"),
        ("paragraph", "x = 1\n\ny = 2"),
        ("boilerplate", "```"),
        ("boilerplate", ">"),
        ("paragraph", "said\n> he"),
        ("boilerplate", ">"),
        ("boilerplate", ">"),
        ("list item", "- item"),
        ("paragraph", "indented"),
        ("boilerplate", "~~~"),
        ("paragraph", "open"),
    ]


def test_front_matter_gives_title_and_date_and_is_no_content() -> None:
    text = '---\ntitle: "The mill: a history"\ndate: 2024-03-12T08:00:00Z\ntags: [a]\n---\n# Other\n\nText.'
    draft = parse(text.encode())
    assert (draft.title, draft.published) == ("The mill: a history", date(2024, 3, 12))
    assert [kind for kind, _ in shown(draft)] == ["boilerplate"] * 6 + ["title", "paragraph"]


def test_without_front_matter_there_is_no_date() -> None:
    assert parse(b"# A\n\nPublished 2024-03-12").published is None


def test_other_marks_are_labelled() -> None:
    assert parsed("Words\n\n***\n\n[ref]: http://example.org\n\n<!-- note -->\n") == [
        ("paragraph", "Words"),
        ("boilerplate", "***"),
        ("boilerplate", "[ref]: http://example.org"),
        ("boilerplate", "<!-- note -->"),
    ]


def test_windows_line_ends_and_a_mark() -> None:
    draft = parse("\ufeff# Tïtle\r\n\r\nWords\r\nmore".encode())
    assert draft.text == "# Tïtle\n\nWords\nmore"
    assert shown(draft)[1:] == [("title", "Tïtle"), ("paragraph", "Words\nmore")]
