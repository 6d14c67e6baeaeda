"""Web pages: all that is visible, with the main content told from the rest, and only stated dates."""

from __future__ import annotations

from datetime import date

import pytest

from citeleaf.documents.html import parse
from citeleaf.types import BlockKind
from documents.cases import assert_covers, shown

ARTICLE = """
<p>Heavy rain has flooded much of the north of the country, and thousands of people had to leave their homes on
Monday, officials said.</p>
<h2>Rivers rise</h2>
<p>The river rose by two metres within a day, which is the fastest rise since records began, the agency said.</p>
<ul><li>Two bridges are closed</li><li>Schools stay shut</li></ul>
<div>Advertisement</div>
<table><tr><th>Town</th><th>Rain</th></tr><tr><td>Parma</td><td>120 mm</td></tr></table>
<p>The mayor said that the town would rebuild the bridge within two years, whatever it costs the council.</p>
"""


def page(*, head: str = "", article: str = ARTICLE) -> bytes:
    return f"""<!DOCTYPE html><html lang="en-GB"><head><title>Floods hit the north | The Post</title>{head}</head><body>
    <nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
    <article><h1>Floods hit the north</h1>{article}</article>
    <aside><a href="/five">Five storms to remember</a></aside>
    <footer>© 2024 The Post. <a href="/p">Privacy policy</a></footer></body></html>""".encode()


def test_the_main_content_is_told_from_the_rest() -> None:
    draft = parse(page())
    assert_covers(draft)
    kinds = [(kind, text[:24]) for kind, text in shown(draft)]
    assert kinds == [
        ("boilerplate", "Home"),
        ("boilerplate", "World"),
        ("title", "Floods hit the north"),
        ("paragraph", "Heavy rain has flooded m"),
        ("heading 2", "Rivers rise"),
        ("paragraph", "The river rose by two me"),
        ("list item", "Two bridges are closed"),
        ("list item", "Schools stay shut"),
        ("boilerplate", "Advertisement"),
        ("table", "Town\tRain"),
        ("table", "Parma\t120 mm"),
        ("paragraph", "The mayor said that the "),
        ("boilerplate", "Five storms to remember"),
        ("boilerplate", "© 2024 The Post. Privacy"),
    ]
    assert (draft.title, draft.language) == ("Floods hit the north", "en")


@pytest.mark.parametrize(
    ("head", "article", "published"),
    [
        ('<meta property="article:published_time" content="2024-03-12T10:00:00Z">', "", date(2024, 3, 12)),
        ('<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2022-02-03"}</script>', "",
         date(2022, 2, 3)),
        ("", '<time datetime="2024-05-06">6 May</time>', date(2024, 5, 6)),
        ("", "<p>The treaty of 2023-02-01 was signed in Rome.</p>", None),
        ("", "<p>Updated 2023-02-01</p>", None),  # words of the article, not the page's own data
        ("", "", None),  # never today, never the year of the copyright
    ],
)  # fmt: skip
def test_published_only_where_the_page_states_it(head: str, article: str, published: date | None) -> None:
    assert parse(page(head=head, article=article + ARTICLE)).published == published


def test_a_page_without_main_content_is_kept_whole() -> None:
    assert shown(parse(b"<p>One line.</p><p>Another.</p>")) == [("paragraph", "One line."), ("paragraph", "Another.")]


def test_headings_and_lists_of_a_plain_page_stay() -> None:
    items = "".join(f"<li>Item number {number} of the inventory</li>" for number in range(30))
    draft = parse(f"<html><body><h1>Inventory</h1><ul>{items}</ul></body></html>".encode())
    assert [kind for kind, _ in shown(draft)] == ["title"] + ["list item"] * 30


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-8", "utf-16"])
def test_encodings_by_declaration_or_mark(encoding: str) -> None:
    source = f"<html><head><meta charset='{encoding}'></head><body><p>Привет, мир.</p></body></html>"
    assert parse(source.encode(encoding)).text == "Привет, мир."


def test_a_false_declaration_does_not_spoil_the_text() -> None:
    assert parse("<meta charset='no-such-thing'><p>Grüße</p>".encode()).text == "Grüße"
    assert parse("<meta charset='ascii'><p>Grüße</p>".encode()).text == "Grüße"


def test_foreign_entities_are_neither_read_nor_fetched() -> None:
    source = (
        b'<!DOCTYPE html [<!ENTITY secret SYSTEM "file:///etc/hostname">]><html><body><p>a &secret; b</p></body></html>'
    )
    assert "a &secret; b" in parse(source).text


@pytest.mark.parametrize("tag", ["main", "article", "section"])
def test_a_page_without_a_body_tag_is_read_from_its_main_element(tag: str) -> None:
    body = f"<{tag}><h1>Light</h1><p>{'The lamp burns. ' * 9}</{tag}>"
    page = f"<!doctype html><meta charset=utf-8><title>Light</title>{body}"
    draft = parse(page.encode())
    assert draft.title == "Light"
    assert [block.kind for block in draft.blocks] == [BlockKind.TITLE, BlockKind.PARAGRAPH]
