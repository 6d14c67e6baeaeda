"""What an answer looks like: its quote to the letter, its place, and each way of not answering."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from citeleaf.errors import IndexMissing
from citeleaf.help import HELP
from citeleaf.types import Answer, AnsweredPart, Citation, Reason, Span
from citeleaf_app import render

TEXT = "Rivers rise. The border is 1.3 thousand km long, and Tom & Jerry's <b>guard</b> ${it}. It is old."
QUOTE = Span(13, 88)


def cite(number: int = 1, *, highlights: tuple[Span, ...] = (), page: int | None = None, title: str = "") -> Citation:
    quote = QUOTE.of(TEXT)
    return Citation(number, "d1", "maps/border.txt", title, QUOTE, quote, highlights, page, "0" * 64)


def answered(*citations: Citation, confidence: float = 0.8) -> Answer:
    return Answer("How long is it?", "How long is it?", "1.3 thousand km", confidence, citations, None, ())


def abstained(reason: Reason, *nearest: Citation, unknown: tuple[str, ...] = ()) -> Answer:
    return Answer("How long is it?", "How long is it?", None, 0.2, (), reason, nearest, unknown)


def words(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup))


def between(markup: str, tag: str) -> list[str]:
    return [words(found) for found in re.findall(f"<{tag}[^>]*>(.*?)</{tag}>", markup, re.DOTALL)]


class TestQuote:
    def test_the_quote_is_the_documents_and_the_mark_is_the_answer(self) -> None:
        # "The border is " is 14 characters, and the quote begins at 13: the figure stands at 27, 15 characters long
        shown = render.exchange(answered(cite(highlights=(Span(27, 42),))), "e1")
        assert between(shown, "blockquote") == [QUOTE.of(TEXT)]
        assert between(shown, "mark") == ["1.3 thousand km"]

    def test_highlights_may_touch_and_overlap(self) -> None:
        shown = render.marked(cite(highlights=(Span(27, 30), Span(30, 38), Span(34, 42))))
        assert words(shown) == QUOTE.of(TEXT)
        assert "".join(between(shown, "mark")) == "1.3 thousand km"

    def test_a_highlight_over_the_whole_quote_marks_nothing(self) -> None:
        assert "<mark>" not in render.marked(cite(highlights=(QUOTE,)))

    def test_document_text_stays_text(self) -> None:
        shown = render.exchange(answered(cite(title="<i>Title</i> {{value}}")), "e1")
        assert "&lt;b&gt;guard&lt;/b&gt;" in shown
        assert "<i>" not in shown
        assert "{{" not in shown
        assert "${" not in shown


class TestCitation:
    def test_a_link_names_its_exchange_and_its_number(self) -> None:
        shown = render.exchange(answered(cite(1), cite(2)), "0a1b")
        assert re.findall(r'href="([^"]*)"', shown) == ["#cite-0a1b-1", "#cite-0a1b-2"]

    def test_further_quotes_are_folded(self) -> None:
        shown = render.exchange(answered(cite(1), cite(2), cite(3)), "e1")
        folded = shown[shown.index('class="supporting"') :]
        assert "2 more supporting quotes" in folded
        assert folded.count("<blockquote") == 2

    @pytest.mark.parametrize(("page", "place"), [(7, "page 7"), (None, "characters 13–88")])
    def test_its_place(self, page: int | None, place: str) -> None:
        assert place in words(render.exchange(answered(cite(page=page)), "e1"))

    @pytest.mark.parametrize(("title", "name"), [("Borders", "Borders"), ("", "border.txt")])
    def test_a_document_is_called_by_its_title_or_its_file(self, title: str, name: str) -> None:
        shown = render.exchange(answered(cite(title=title)), "e1")
        assert f'<span class="title" dir="auto">{name}</span>' in shown
        assert "maps/border.txt" in shown


class TestParts:
    PARTS = (AnsweredPart("how <long>", "1.3 thousand km", 0.9, 1), AnsweredPart("how wide", "wide", 0.8, 2))

    def test_each_quote_stands_under_the_part_that_it_answers(self) -> None:
        shown = render.exchange(replace(answered(cite(1), cite(2)), parts=self.PARTS), "e1")
        assert between(shown, "h3") == ["how <long>", "how wide"]
        assert shown.index("how &lt;long&gt;") < shown.index("#cite-e1-1") < shown.index("how wide")
        assert shown.index("how wide") < shown.index("#cite-e1-2")
        assert "supporting" not in shown

    def test_parts_that_share_a_citation_show_it_once(self) -> None:
        parts = tuple(replace(part, citation=1) for part in self.PARTS)
        shown = render.exchange(replace(answered(cite(1)), parts=parts), "e1")
        assert between(shown, "h3") == ["how <long>", "how wide"]
        assert shown.count("<blockquote") == 1

    def test_a_part_without_an_answer_is_named(self) -> None:
        given = replace(answered(cite(1)), parts=self.PARTS[:1], unanswered_parts=("how <deep>?",))
        shown = render.exchange(given, "e1")
        assert between(shown, "h3") == ["how <long>", "how <deep>?"]
        assert "No passage answers this clearly enough" in words(shown)

    def test_confidence_is_shown_once(self) -> None:
        shown = render.exchange(replace(answered(cite(1), cite(2)), parts=self.PARTS), "e1")
        assert shown.count('class="confidence"') == 1


class TestConfidence:
    @pytest.mark.parametrize(
        ("confidence", "level"),
        [
            (1.0, "Very likely"),
            (0.9, "Very likely"),
            (0.89, "Likely"),
            (0.5, "Possible"),
            (0.2, "Doubtful"),
            (0, "Doubtful"),
        ],
    )
    def test_in_words(self, confidence: float, level: str) -> None:
        assert render.confidence_words(confidence) == level

    def test_with_a_figure_and_its_meaning(self) -> None:
        shown = words(render.exchange(answered(cite(), confidence=0.834), "e1"))
        assert "Likely 83%" in shown
        assert "about 83 answered their question" in shown


class TestAbstention:
    @pytest.mark.parametrize("reason", list(Reason))
    def test_each_reason_has_a_state_of_its_own(self, reason: Reason) -> None:
        shown = render.exchange(abstained(reason, cite(), unknown=("Jupiter",)), "e1")
        assert f'data-reason="{reason.name.lower()}"' in shown
        assert "Jupiter" in words(shown)
        assert between(shown, "blockquote") == [QUOTE.of(TEXT)]

    def test_the_states_differ(self) -> None:
        titles = {between(render.exchange(abstained(reason), "e1"), "h3")[0] for reason in Reason}
        assert len(titles) == len(Reason)

    def test_only_related_passages_are_shown_unasked(self) -> None:
        assert '<details class="nearest">' not in render.exchange(abstained(Reason.LOW_CONFIDENCE, cite()), "e1")
        assert '<details class="nearest">' in render.exchange(abstained(Reason.NOTHING_FOUND, cite()), "e1")

    def test_help_is_the_programs_and_sure_of_nothing(self) -> None:
        shown = render.exchange(abstained(Reason.ABOUT_CITELEAF), "e1")
        assert HELP in words(shown)
        assert "<blockquote" not in shown
        assert 'class="confidence"' not in shown

    def test_nothing_near_shows_no_empty_list(self) -> None:
        assert "losest" not in render.exchange(abstained(Reason.NOTHING_FOUND), "e1")


class TestQuestion:
    def test_it_is_escaped(self) -> None:
        shown = render.pending("<img src=x onerror=alert(1)> ${x}", "e1")
        assert "<img" not in shown
        assert "${" not in shown

    def test_how_it_was_understood_is_shown_where_it_differs(self) -> None:
        follow_up = replace(answered(cite()), understood="How long is the border?")
        assert "Understood as: How long is the border?" in words(render.exchange(follow_up, "e1"))
        assert "Understood" not in render.exchange(answered(cite()), "e1")

    def test_every_state_of_an_exchange_has_its_id(self) -> None:
        shown = [
            render.pending("?", "e1"),
            render.exchange(answered(cite()), "e1"),
            render.exchange(abstained(Reason.NOTHING_FOUND), "e1"),
            render.failed("?", "e1", ValueError()),
        ]
        assert all(markup.startswith('<article id="exchange-e1"') for markup in shown)


class TestFailure:
    def test_an_error_of_ours_shows_its_remedy(self) -> None:
        shown = words(render.failed("?", "e1", IndexMissing("there is no index: run citeleaf ingest")))
        assert "There is no index yet" in shown
        assert "run citeleaf ingest" in shown

    def test_any_other_shows_no_detail(self) -> None:
        shown = words(render.failed("?", "e1", RuntimeError("secret /home/someone")))
        assert "secret" not in shown
        assert "Its terminal shows the details" in shown
