"""The visible text of a tree of elements, block by block."""

from __future__ import annotations

import pytest
from lxml import etree, html  # type: ignore[import-untyped]  # lxml carries no types

from citeleaf.documents.draft import Draft, DraftBuilder
from citeleaf.documents.markup import pieces
from documents.cases import shown


def add_markup(builder: DraftBuilder, root: etree._Element, *, page: int | None = None) -> None:
    for piece in pieces(root):
        builder.add(piece.text, piece.kind, level=piece.level, page=page)


def walked(body: str) -> list[tuple[str, str]]:
    builder = DraftBuilder()
    add_markup(builder, html.document_fromstring(f"<html><body>{body}</body></html>"))
    return shown(Draft(builder.text, builder.blocks))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h1>A <em>b</em></h1><h3>C</h3>", [("heading 1", "A b"), ("heading 3", "C")]),
        ("<p>so<b>me</b>\n  words</p>tail", [("paragraph", "some words"), ("paragraph", "tail")]),
        ("<p>a<!-- c -->b<script>x</script>c<style>y</style></p>", [("paragraph", "abc")]),
        ("<p hidden>x</p><p style='color:red; display: none'>y</p><p>z</p>", [("paragraph", "z")]),
        ("<template>x</template><noscript>y</noscript><p>z</p>", [("paragraph", "z")]),
        ("<p>one<br>two<br><br>three</p>", [("paragraph", "one\ntwo"), ("paragraph", "three")]),
        ("<ul><li>a<ul><li>b</ul>c</ul>", [("list item", "a"), ("list item", "b"), ("list item", "c")]),
        ("<ul><li><p>a</p><p>b</p></ul><p>c", [("list item", "a"), ("list item", "b"), ("paragraph", "c")]),
        ("<table><tr><th>a<th>b<tr><td>1<td><p>2</p></table>", [("table", "a\tb"), ("table", "1\t2")]),
        ("<table><tr><td><h2>x</h2><p>y</p></td></tr></table>", [("heading 2", "x"), ("paragraph", "y")]),
        ("<figure><img alt=i><figcaption>c</figcaption></figure>", [("caption", "c")]),
        ("<pre>a\n  b</pre>", [("paragraph", "a\n  b")]),
        ("<nav><a>Home</a><a>News</a></nav>", [("paragraph", "Home News")]),
        ("<p>Donau&shy;dampf &amp; &#x5d0; \u00a0</p>", [("paragraph", "Donaudampf & א")]),
    ],
)
def test_elements_become_blocks(body: str, expected: list[tuple[str, str]]) -> None:
    assert walked(body) == expected


def test_xhtml_with_namespaces_entities_and_pages() -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    source = (
        b'<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title>no</title></head>'
        b"<body><h2>One</h2><p>a&nbsp;b</p><?note x?></body></html>"
    )
    builder = DraftBuilder()
    add_markup(builder, etree.fromstring(source, parser), page=3)
    assert shown(Draft(builder.text, builder.blocks)) == [("heading 2", "One"), ("paragraph", "a\u00a0b")]
    assert {block.page for block in builder.blocks} == {3}


def test_deep_nesting_does_not_end_the_program() -> None:
    root = node = etree.Element("div")
    for _ in range(20_000):
        node = etree.SubElement(node, "div")
    node.text = "deep"
    builder = DraftBuilder()
    add_markup(builder, root)
    assert builder.text == "deep"
