"""The viewer's links: what is written is read back, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from citeleaf_app.links import Link, parse

CITATION = Link("a1", 2)
DOCUMENT = Link(document_id="0f73d10c7423fff6")


@pytest.mark.parametrize(
    ("link", "written"),
    [
        (CITATION, "#cite-a1-2"),
        (CITATION.as_quote(), "#cite-a1-2/quote"),
        (CITATION.as_text(), "#cite-a1-2/text"),
        (CITATION.at_page(4), "#cite-a1-2/page-4"),
        (CITATION.from_offset(1200), "#cite-a1-2/from-1200"),
        (CITATION.at_page(4).as_text().as_default(), "#cite-a1-2"),
        (CITATION.at_page(4).to_citation(3), "#cite-a1-3"),
        (DOCUMENT.at_page(1), "#document-0f73d10c7423fff6/page-1"),
    ],
)
def test_a_link_is_read_as_it_was_written(link: Link, written: str) -> None:
    assert str(link) == written
    assert parse(written) == link


@pytest.mark.parametrize(
    "written",
    [
        *("", "#", "#cite-a1-", "#cite--1", "#cite-a1-2/", "#cite-a1-2/nowhere", "#cite-a1-2\n", "cite-a1-2"),
        *("#document-", "#document-a/b", "#cite-zz-1", "#cite-a1-1/page--1", "javascript:alert(1)", "#<script>"),
        *("#cite-a1-12345678", "#document-a/page-99999999999"),
    ],
)
def test_nothing_else_is_one(written: str) -> None:
    assert parse(written) is None
