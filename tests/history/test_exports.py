"""What leaves Citeleaf: whole, checkable, and harmless whatever a document says."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from citeleaf.citation_state import surroundings_of
from citeleaf.errors import UsageError
from citeleaf.history.codec import encode
from citeleaf.history.export import MEDIA_TYPES, file_name, render
from citeleaf.history.export.json_format import parse
from citeleaf.history.export.markdown_text import escaped, quotation
from citeleaf.history.export.model import Export, export_of
from citeleaf.history.kept import Exchange, Feedback, KeptAnswer, Verdict
from citeleaf.history.sources import FolderSources
from citeleaf.types import AnsweredPart, Filters, Span
from history.samples import ANSWER, NOON, QUOTE, TEXT, abstained, answered, cite, kept, kept_of, write

HOSTILE = (
    "<script>alert(1)</script> <img src=http://example.com/x.png onerror=alert(2)> [a](javascript:alert(3)) "
    "![b](http://example.com/y.png) http://example.com www.example.com a@example.com `code` *bold* _it_ ~~no~~ &lt; "
    "| a | b | ==mark== $x^2$ <!-- gone --> </blockquote></article> C:\\Users\\x \u202eeleven\u202c"
)
LINES = "# heading\n- item\n+ item\n1. one\n2) two\n> quote\n    code\n---\n===\n[ref]: http://example.com\n***\nend"


def export(*kept_answers: KeptAnswer, corpus: Path, title: str = "A title", verdict: Verdict | None = None) -> Export:
    feedback = Feedback(verdict, NOON) if verdict else None
    exchanges = [Exchange(each, feedback) for each in kept_answers]
    return export_of(title, exchanges, FolderSources(corpus), NOON)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path / "corpus"


class Reading(HTMLParser):
    """The tags, attributes and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.quotes: list[str] = []
        self.marked = ""
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.update(name for name, _ in attrs)
        self._open.append(tag)
        if tag == "blockquote":
            self.quotes.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "blockquote" in self._open:
            self.quotes[-1] += data
        if "mark" in self._open:
            self.marked += data


class TestContent:
    def test_it_holds_all_that_a_citation_takes(self, corpus: Path) -> None:
        document = write(corpus)
        (only,) = export(kept_of(document), corpus=corpus, verdict=Verdict.RIGHT).answers
        (quoted,) = only.citations
        assert document.text[quoted.start : quoted.end] == quoted.quote == QUOTE
        assert quoted.sha256 == document.sha256
        assert (only.asked, only.policy, only.index_generation) == ("2026-03-01T12:00:00Z", "balanced", 7)
        assert (only.feedback, quoted.state, quoted.now) == ("right", "intact", None)
        assert quoted.before == TEXT[: quoted.start]

    def test_a_moved_quote_is_followed_by_its_new_place(self, corpus: Path) -> None:
        answer = kept_of(write(corpus))
        write(corpus, f"New.\n\n{TEXT}")
        (quoted,) = export(answer, corpus=corpus).answers[0].citations
        assert quoted.state == "moved"
        assert quoted.now is not None
        assert (quoted.now.start, quoted.now.end) == (quoted.start + 6, quoted.end + 6)

    def test_where_the_documents_cannot_be_read_it_says_nothing_of_them(self, corpus: Path) -> None:
        kept_answer = Exchange(kept_of(write(corpus)))
        unchecked = export_of("A title", [kept_answer], None, NOON)
        assert unchecked.answers[0].citations[0].state is None
        assert "not checked at export" in render(unchecked, "md")

    @pytest.mark.parametrize("ending", MEDIA_TYPES)
    def test_every_format_shows_answer_place_hash_time_and_scope(self, corpus: Path, ending: str) -> None:
        document = write(corpus)
        narrowed = replace(answered(cite(document)), filters=Filters(paths=("border.txt",)))
        text = html.unescape(render(export(kept(narrowed), corpus=corpus), ending))
        for part in (ANSWER, document.sha256, "2026-03-01T12:00:00Z", "border.txt", "balanced"):
            assert part in text
        assert ("0.9," in text) if ending == "json" else ("90%" in text)

    @pytest.mark.parametrize("ending", ["md", "html"])
    def test_an_abstention_and_parts_are_shown(self, corpus: Path, ending: str) -> None:
        document = write(corpus)
        parts = (AnsweredPart("How long is it", ANSWER, 0.9, 1),)
        several = replace(answered(cite(document)), parts=parts, unanswered_parts=("who drew it",))
        text = render(export(kept(several), kept(abstained(cite(document)), "a2"), corpus=corpus), ending)
        for part in ("How long is it", "No clear answer: who drew it", "Closest passages"):
            assert part in text
        assert "No passage answers this clearly enough." in text
        assert "Confidence in the best candidate 10%" in text
        assert "Not in these documents" not in text

    def test_a_file_is_called_by_its_title_and_day(self, corpus: Path) -> None:
        write(corpus)
        assert file_name(export(corpus=corpus, title="Où est-ce?  ../x"), "md") == "citeleaf-ou-est-ce-x-2026-03-01.md"
        assert file_name(export(corpus=corpus, title="何"), "json") == "citeleaf-2026-03-01.json"


class TestJson:
    def test_it_is_read_back_as_it_was_written(self, corpus: Path) -> None:
        document = write(corpus)
        whole = export(kept_of(document), kept(abstained(cite(document)), "a2"), corpus=corpus)
        assert parse(render(whole, "json")) == whole

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"citeleaf_export": 2}, "has layout 2, and this Citeleaf reads 1: update Citeleaf"),
            ({"citeleaf_export": None}, "is not an export of Citeleaf's"),
            ({"answers": [{"id": 1}]}, "is damaged, or was changed by hand"),
            ({"answers": None}, "is damaged, or was changed by hand"),
        ],
    )
    def test_what_it_does_not_know_is_refused(self, corpus: Path, change: dict[str, object], said: str) -> None:
        write(corpus)
        record = encode(export(corpus=corpus))
        assert isinstance(record, dict)
        with pytest.raises(UsageError, match=said):
            parse(json.dumps({**record, **change}))

    def test_offsets_that_do_not_fit_their_quote_are_refused(self, corpus: Path) -> None:
        text = render(export(kept_of(write(corpus)), corpus=corpus), "json")
        with pytest.raises(UsageError, match="changed by hand"):
            parse(text.replace(QUOTE, "Something shorter."))

    @pytest.mark.parametrize("text", ["<html>", "# A title", "", "[" * 100_000])
    def test_other_formats_are_refused_with_the_reason(self, text: str) -> None:
        with pytest.raises(UsageError, match="could have been changed by hand"):
            parse(text)


class TestHtml:
    def test_the_quote_is_read_back_from_the_page_and_its_answer_is_marked(self, corpus: Path) -> None:
        page = Reading(render(export(kept_of(write(corpus)), corpus=corpus), "html"))
        assert page.quotes == [QUOTE]
        assert page.marked == ANSWER

    def test_it_runs_nothing_and_loads_nothing(self, corpus: Path) -> None:
        page = Reading(render(export(kept_of(write(corpus)), corpus=corpus), "html"))
        assert not {"script", "img", "link", "iframe", "a", "form", "object"} & set(page.tags)
        assert not {name for name in page.attributes if name.startswith("on") or name in ("src", "href")}
        source = render(export(corpus=corpus), "html")
        assert "default-src 'none'" in source
        assert "url(" not in source
        assert "@import" not in source

    def test_what_a_document_says_is_text(self, corpus: Path) -> None:
        document = write(corpus, HOSTILE)
        hostile = answered(cite(document, document.text, ""), question=HOSTILE, text=HOSTILE)
        page = Reading(render(export(kept(hostile), corpus=corpus, title=HOSTILE), "html"))
        assert page.quotes == [document.text]
        assert not {"script", "img", "a"} & set(page.tags)
        assert "onerror" not in page.attributes


def shown(markdown: str) -> tuple[str, set[str]]:
    """What a Markdown reader shows, and the kinds of what it made of it; links are found in bare text too."""
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(markdown)
    parts = list(_inside(tokens))
    return "".join(text for _, text in parts), {kind for kind, _ in parts}


def _inside(tokens: list[Token]) -> list[tuple[str, str]]:
    found = []
    for token in tokens:
        if token.children is None:
            found.append((token.type, token.content))
        else:
            found.extend(_inside(token.children))
    return [(kind, "\n" if kind in ("hardbreak", "softbreak") else text) for kind, text in found]


PLAIN = {
    "blockquote_open",
    "blockquote_close",
    "paragraph_open",
    "paragraph_close",
    "text",
    "text_special",
    "hardbreak",
}


class TestMarkdown:
    @pytest.mark.parametrize("text", [HOSTILE, LINES, "a\n\n\nb", "- x", "12. x", "=x", "a**b__c", "\\", "x\\\ny"])
    def test_a_quotation_shows_the_text_and_nothing_else(self, text: str) -> None:
        said, kinds = shown(quotation(text, ()))
        assert said.split() == text.split()
        assert kinds <= PLAIN

    @pytest.mark.parametrize("text", [HOSTILE, "# x", "- x", "1. x"])
    def test_escaped_text_is_no_link_in_any_reader(self, text: str) -> None:
        """Some readers make links of bare addresses: what they look for does not stand in the source."""
        assert not re.search(r"https?://|www\.|\w@\w|(?<!\\)\]\(|<\w", escaped(text))

    def test_the_answer_is_bold_line_by_line(self) -> None:
        text = "It is 1.3\nthousand km long."
        said, kinds = shown(quotation(text, (Span(6, 21),)))
        assert said.split() == text.split()
        assert kinds - PLAIN == {"strong_open", "strong_close"}
        assert "**1.3**" in quotation(text, (Span(6, 21),))

    def test_emphasis_that_would_not_be_read_as_such_is_left_out(self) -> None:
        assert "**" not in quotation('It is "long" indeed.', (Span(6, 12),))

    def test_a_whole_export_of_a_hostile_document_links_nowhere(self, corpus: Path) -> None:
        document = write(corpus, HOSTILE)
        citation = cite(document, document.text, "")
        around = (surroundings_of(document, citation.span),)
        hostile = kept(answered(citation, question=HOSTILE, text=HOSTILE), surroundings=around)
        _, kinds = shown(render(export(hostile, corpus=corpus, title=HOSTILE), "md"))
        assert not {kind for kind in kinds if kind.startswith(("link", "image", "html", "table"))}
