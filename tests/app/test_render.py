"""What an answer looks like: its quote to the letter, its place, and each way of not answering."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from citeleaf import output
from citeleaf.errors import IndexMissing
from citeleaf.help import HELP
from citeleaf.levels import AN_AVERAGE, LEVELS, Level, level_of, levels
from citeleaf.types import (
    Answer,
    AnsweredPart,
    Citation,
    Consideration,
    Evidence,
    Filters,
    Found,
    Hit,
    Reason,
    Span,
    Standing,
)
from citeleaf_app import assurance, quoting, render
from citeleaf_app.extras import Extras, Gaps
from citeleaf_app.markup import Html
from support import make_finding, make_hit, make_passage, make_query

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
        shown = quoting.marked(cite(highlights=(Span(27, 30), Span(30, 38), Span(34, 42))))
        assert words(shown) == QUOTE.of(TEXT)
        assert "".join(between(shown, "mark")) == "1.3 thousand km"

    def test_a_highlight_over_the_whole_quote_marks_nothing(self) -> None:
        assert "<mark>" not in quoting.marked(cite(highlights=(QUOTE,)))

    def test_what_parts_the_cells_of_a_row_can_be_seen_and_is_a_tab_still(self) -> None:
        row = "Ole Lund\tTransport\t4482"
        shown = quoting.marked(replace(cite(), span=Span(0, len(row)), quote=row, highlights=(Span(19, 23),)))
        assert words(shown) == row
        assert between(shown, "span") == ["\t", "\t"]
        assert between(shown, "mark") == ["4482"]

    def test_document_text_stays_text(self) -> None:
        shown = render.exchange(answered(cite(title="<i>Title</i> {{value}}")), "e1")
        assert "&lt;b&gt;guard&lt;/b&gt;" in shown
        assert "<i>Title" not in shown
        assert "{{" not in shown
        assert "${" not in shown


class TestCitation:
    def test_a_link_names_its_exchange_and_its_number(self) -> None:
        shown = render.exchange(answered(cite(1), cite(2)), "0a1b")
        assert re.findall(r'href="([^"]*)"', shown) == ["#cite-0a1b-1", "#cite-0a1b-2"]

    def test_further_quotes_stand_by_document_under_its_name(self) -> None:
        other = replace(cite(3, title="Rivers"), document_id="d2")
        shown = render.exchange(answered(cite(1), cite(2, title="Borders"), other, cite(4, title="Borders")), "e1")
        folded = shown[shown.index('class="supporting"') : shown.index("<footer")]
        assert between(folded, "h3") == ["Borders", "Rivers"]
        assert re.findall(r"#cite-e1-(\d)", folded) == ["2", "4", "3"]  # its number stays with each

    def test_what_has_become_of_it_since_stands_in_its_link(self) -> None:
        shown = render.exchange(answered(cite()), "e1", Extras(marks={1: Html("<i>moved</i>")}))
        assert "<i>moved</i>" in shown[shown.index('href="#cite-e1-1"') : shown.index("</a>")]

    def test_a_file_that_was_not_as_indexed_is_told(self) -> None:
        changed = replace(cite(), standing=Standing.CHANGED)
        assert Standing.CHANGED.value in words(render.exchange(answered(changed), "e1"))
        assert "standing" not in render.exchange(answered(cite()), "e1")

    def test_further_quotes_are_folded(self) -> None:
        shown = render.exchange(answered(cite(1), cite(2), cite(3)), "e1")
        folded = shown[shown.index('class="supporting"') : shown.index("<footer")]
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
    MEASURED = (Level("Sure", 0.8, 50, 44), Level("Fair", 0.5, 9, 9), Level("Weak", 0.0, 20, 5))

    def test_in_words_with_what_was_measured(self) -> None:
        shown = words(assurance.confidence(0.83, self.MEASURED))
        # 44 of 50 is .88
        assert "Sureanswers at this level were right about 90% of the time on the evaluation set" in shown
        assert "This one scored 83%" in shown
        assert "44 of 50 questions" in shown

    def test_the_command_line_says_the_same(self) -> None:
        given = answered(cite(1))
        level = level_of(given.confidence, levels())
        printed = " ".join(output.answer_text(given).split())
        for said in (level.words, level.share, AN_AVERAGE, f"this one scored {given.confidence:.0%}"):
            assert said.lower() in words(assurance.confidence(given.confidence)).lower()
            assert said in printed

    def test_where_no_answer_was_given_it_is_about_the_best_candidate(self) -> None:
        shown = words(assurance.confidence(0.1, self.MEASURED, given=False))
        # 5 of 20 is .25
        assert "Best candidate: weakcandidates at this level were right about 25% of the time" in shown
        assert "answers at this level" not in shown
        nearest = words(render.exchange(abstained(Reason.LOW_CONFIDENCE, cite()), "e1"))
        assert "Best candidate: " in nearest
        assert "Best candidate" not in words(render.exchange(answered(cite()), "e1"))

    def test_too_few_questions_promise_nothing(self) -> None:
        assert "too few were asked" in words(assurance.confidence(0.5, self.MEASURED))  # 9 of 9 is no 100 %

    def test_the_meter_shows_the_share_that_was_right(self) -> None:
        lit = [assurance.confidence(value, self.MEASURED).count('class="lit"') for value in (0.9, 0.1)]
        assert lit == [4, 1]  # 90 % and 25 %
        assert assurance.confidence(0.9, (Level("Very likely", 0.0, 100, 80),)).count('class="lit"') == 3

    def test_unmeasured_it_has_a_bar_less_for_every_level_below_the_first(self) -> None:
        lit = [assurance.confidence(value, LEVELS).count('class="lit"') for value in (0.9, 0.7, 0.5, 0.1)]
        assert lit == [4, 3, 2, 1]


class TestWhy:
    def test_without_what_was_found_there_is_nothing_to_tell(self) -> None:
        assert "Why this answer" not in render.exchange(answered(cite()), "e1")

    def test_what_the_quote_does_not_bear_out_is_told_and_nothing_else(self) -> None:
        finding = make_finding(make_passage("It is long."), "It is long.")
        evidence = Evidence(similarity=0.25, numbers=2, opposite=1)
        given = answered(cite())
        shown = assurance.why(Consideration(given, given, (finding.hit,), evidence, findings=(finding,)))
        assert between(shown, "dd")[3:] == ["2", "yes"]
        assert "Numbers of the question that the quote lacks" in words(shown)
        assert "The quote says the opposite" in words(shown)
        assert "in no document" not in words(shown)


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

    def test_an_answer_outside_the_filters_is_a_state_of_its_own(self) -> None:
        given = replace(abstained(Reason.LOW_CONFIDENCE, cite()), filters=Filters(paths=("x/*",)))
        shown = render.exchange(given, "e1", Extras(outside=answered(cite(1), cite(2))))
        assert 'data-reason="outside_filters"' in shown
        assert " data-late" in shown  # it follows the answer, and may come too late
        assert "data-late" not in render.exchange(given, "e1")
        assert "Outside your filters, 2 passages answer this question." in words(shown)
        assert 'data-ask="How long is it?" data-alone data-everywhere' in shown

    @pytest.mark.parametrize(
        ("gaps", "told"),
        [
            (Gaps(1, 0), "1 file could not be read"),
            (Gaps(0, 1), "1 file is not indexed yet"),
            (
                Gaps(2, 3),
                "3 files are not indexed yet: ask again when the update is through. 2 files could not be read",
            ),
        ],
    )
    def test_files_that_could_not_be_searched_are_told(self, gaps: Gaps, told: str) -> None:
        assert told in words(render.exchange(abstained(Reason.NOTHING_FOUND), "e1", Extras(gaps=gaps)))
        assert told not in words(render.exchange(abstained(Reason.ABOUT_CITELEAF), "e1", Extras(gaps=gaps)))

    def test_where_all_was_searched_nothing_is_told(self) -> None:
        assert "Not everything" not in render.exchange(abstained(Reason.NOTHING_FOUND), "e1")


class TestScope:
    def test_it_is_stated(self) -> None:
        assert "Asked of all documents" in words(render.exchange(answered(cite()), "e1"))
        chosen = replace(answered(cite()), filters=Filters(paths=("maps/*",), media_types=("application/pdf",)))
        assert "Asked only of: maps/ · PDF" in words(render.exchange(chosen, "e1"))


class TestRelated:
    def test_passages_to_read_on_with_are_folded_and_link_to_their_place(self) -> None:
        shown = render.exchange(replace(answered(cite(1)), related=(cite(2), cite(3))), "e1")
        folded = shown[shown.index('class="related"') :]
        assert re.findall(r'href="([^"]*)"', folded) == ["#cite-e1-2", "#cite-e1-3"]
        assert between(folded, "p")[0] == QUOTE.of(TEXT)

    def test_none_leave_no_empty_list(self) -> None:
        assert "Related" not in render.exchange(answered(cite()), "e1")


class TestFound:
    def test_the_best_passages_are_shown_while_they_are_read(self) -> None:
        hits: tuple[Hit, ...] = tuple(make_hit(make_passage(f"Passage <{n}>.", path=f"{n}.txt")) for n in range(5))
        shown = render.found(Found(make_query("How long?"), hits), "e1")
        assert between(shown, "li") == ["0.txtPassage <0>.", "1.txtPassage <1>.", "2.txtPassage <2>."]
        assert "nearest of 5 passages" in words(shown)

    def test_nothing_found_goes_on_looking(self) -> None:
        assert render.found(Found(make_query("How long?"), ()), "e1") == render.pending("How long?", "e1")


class TestQuestion:
    def test_it_is_escaped(self) -> None:
        shown = render.pending("<img src=x onerror=alert(1)> ${x}", "e1")
        assert "<img" not in shown
        assert "${" not in shown

    def test_how_it_was_understood_is_shown_where_it_differs(self) -> None:
        follow_up = replace(answered(cite()), understood="How long is the border?")
        shown = render.exchange(follow_up, "e1")
        assert "Understood as: How long is the border?" in words(shown)
        assert "data-correct" in shown
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
