"""What the command line prints and reads: the contract with other programs, to the key."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from citeleaf import output
from citeleaf.help import HELP, HELP_TITLE
from citeleaf.ingest import Report
from citeleaf.levels import AN_AVERAGE, level_of, levels
from citeleaf.questions import read_history
from citeleaf.removals import Removals
from citeleaf.types import Answer, AnsweredPart, BlockKind, Citation, Failure, Reason, Span, Turn, document_id
from support import make_document

CITATION = Citation(
    number=1,
    document_id=document_id("notes/river.txt"),
    path="notes/river.txt",
    title="Реки",
    span=Span(10, 28),
    quote="The river\nis long.",
    highlights=(Span(23, 27),),
    page=None,
    sha256="ab" * 32,
)
ANSWER = Answer(
    question="How long?",
    understood="How long? (river)",
    text="long",
    confidence=0.87654321,
    citations=(CITATION, replace(CITATION, number=2, page=7, title="", highlights=())),
    reason=None,
    nearest=(),
)
ABSTENTION = replace(
    ANSWER,
    text=None,
    confidence=0.1,
    citations=(),
    reason=Reason.LOW_CONFIDENCE,
    nearest=(CITATION,),
    unknown_words=("dam", "lock"),
)


IN_PARTS = replace(
    ANSWER,
    parts=(AnsweredPart("how long", "long", 0.9, 1), AnsweredPart("how wide", "wide", 0.87654321, 2)),
    unanswered_parts=("how deep?",),
)
GREETED = replace(ABSTENTION, confidence=0.0, reason=Reason.ABOUT_CITELEAF, nearest=(), unknown_words=())


class TestAnswerAsJson:
    CITATION_KEYS = ("number", "path", "title", "start", "end", "quote", "highlights", "page", "sha256", "standing")

    def test_an_answer_has_the_promised_keys_in_their_order(self) -> None:
        data = json.loads(output.answer_json(ANSWER, 12.3456))
        assert list(data) == [
            "question",
            "answered",
            "answer",
            "confidence",
            "citations",
            "reason",
            "nearest",
            "milliseconds",
            "parts",
            "unanswered_parts",
            "understood",
        ]
        assert [tuple(citation) for citation in data["citations"]] == [self.CITATION_KEYS, self.CITATION_KEYS]

    def test_an_answer(self) -> None:
        data = json.loads(output.answer_json(ANSWER, 12.3456))
        first, second = data.pop("citations")
        assert data == {
            "question": "How long?",
            "answered": True,
            "answer": "long",
            "confidence": 0.8765,
            "reason": None,
            "nearest": [],
            "milliseconds": 12.3,
            "parts": [],
            "unanswered_parts": [],
            "understood": "How long? (river)",
        }
        assert first == {
            "number": 1,
            "path": "notes/river.txt",
            "title": "Реки",
            "start": 10,
            "end": 28,
            "quote": "The river\nis long.",
            "highlights": [[23, 27]],
            "page": None,
            "sha256": "ab" * 32,
            "standing": "current",
        }
        assert (second["number"], second["page"], second["highlights"]) == (2, 7, [])

    def test_a_question_that_stands_alone_is_understood_as_itself(self) -> None:
        data = json.loads(output.answer_json(replace(ANSWER, understood=ANSWER.question), 1))
        assert data["understood"] == data["question"] == "How long?"

    def test_lines_of_it_are_the_history_of_the_next_question(self, tmp_path: Path) -> None:
        file = tmp_path / "history.jsonl"
        lines = [output.answer_json(each, 1) for each in (ANSWER, ABSTENTION)]
        file.write_text("\n".join(lines), encoding="utf-8")
        understood = "How long? (river)"
        assert read_history(file) == [Turn("How long?", "long", understood), Turn("How long?", "", understood)]

    def test_an_abstention(self) -> None:
        data = json.loads(output.answer_json(ABSTENTION, 1))
        assert (data["answered"], data["answer"], data["citations"]) == (False, None, [])
        assert (
            data["reason"] == "related passages were found, but none that answers the question with enough confidence"
        )
        assert [tuple(citation) for citation in data["nearest"]] == [self.CITATION_KEYS]

    def test_a_question_in_several_parts(self) -> None:
        data = json.loads(output.answer_json(IN_PARTS, 1))
        assert data["parts"] == [
            {"question": "how long", "answer": "long", "confidence": 0.9, "citation": 1},
            {"question": "how wide", "answer": "wide", "confidence": 0.8765, "citation": 2},
        ]
        assert data["unanswered_parts"] == ["how deep?"]

    def test_a_greeting_is_not_answered(self) -> None:
        data = json.loads(output.answer_json(GREETED, 1))
        assert (data["answered"], data["answer"], data["confidence"]) == (False, None, 0.0)
        assert data["reason"] == "this asks nothing of the documents, and Citeleaf answers only from them"

    def test_is_one_line_of_text_as_it_stands(self) -> None:
        line = output.answer_json(ANSWER, 1)
        assert "\n" not in line
        assert "Реки" in line

    def test_indented_says_the_same(self) -> None:
        line = output.answer_json(ANSWER, 1)
        assert json.loads(output.indented(line)) == json.loads(line)
        assert output.indented(line).startswith('{\n  "question"')


def test_a_report_as_json() -> None:
    report = Report(1, 2, 3, 4, 5, 1, (Failure("a.pdf", "it is encrypted", "ab"),))
    data = json.loads(output.report_json(report))
    assert list(data) == ["new", "updated", "renamed", "unchanged", "removed", "failed", "failures"]
    assert list(data.values()) == [1, 2, 3, 4, 5, 1, [{"path": "a.pdf", "reason": "it is encrypted"}]]


def test_a_report_says_what_was_kept_until_its_removal_is_confirmed() -> None:
    doubts = Removals(gone=30, total=40, came=0, corpus=Path("corpus"))
    assert json.loads(output.report_json(Report(0, 0, 0, 0, 0, 0, (), doubts)))["withheld"] == 30


def test_a_block_as_json() -> None:
    document = make_document("It is.", (BlockKind.LIST_ITEM, "- so"))
    data = json.loads(output.block_json(document, document.blocks[1]))
    assert list(data.items()) == [
        ("start", 8),
        ("end", 12),
        ("kind", "list item"),
        ("level", 0),
        ("page", None),
        ("text", "- so"),
    ]


def before_the_confidence(text: str) -> list[str]:
    """The lines of an answer without the last ones, which tell how sure it is."""
    shown, _, _ = text.partition("\nConfidence")
    return shown.splitlines()


class TestAnswerAsText:
    def test_how_sure_it_is_is_told_in_words_and_by_what_was_measured(self) -> None:
        level = level_of(ANSWER.confidence, levels())
        _, found, told = output.answer_text(ANSWER).partition("\n\nConfidence: ")
        assert found
        assert " ".join(told.split()) == f"{level.words} (this one scored 88%); {level.share}, {AN_AVERAGE}."

    def test_where_no_answer_was_given_it_is_about_the_best_candidate(self) -> None:
        level = level_of(ABSTENTION.confidence, levels())
        _, found, told = output.answer_text(ABSTENTION).partition("\n\nConfidence in the best candidate: ")
        assert found
        share = level.share.replace("answers at", "candidates at")
        assert " ".join(told.split()) == f"{level.words} (this one scored 10%); {share}, {AN_AVERAGE}."
        assert "answers at this level" not in told

    @pytest.mark.parametrize("reason", list(Reason))
    def test_what_may_stand_among_the_nearest_is_not_said_to_be_in_no_document(self, reason: Reason) -> None:
        text = output.answer_text(replace(ABSTENTION, reason=reason))
        absent = reason in (Reason.EMPTY_CORPUS, Reason.NOTHING_FOUND, Reason.FILTERED_OUT)
        assert ("Not in these documents: " in text) == absent

    @pytest.mark.parametrize("reason", [Reason.NOTHING_FOUND, Reason.FILTERED_OUT, Reason.EMPTY_CORPUS])
    def test_where_nothing_was_found_there_is_nothing_to_be_sure_of(self, reason: Reason) -> None:
        assert "Confidence" not in output.answer_text(replace(ABSTENTION, confidence=0.0, reason=reason))

    def test_an_answer_shows_each_quote_with_its_place(self) -> None:
        assert before_the_confidence(output.answer_text(ANSWER)) == [
            "Understood as: How long? (river)",
            "",
            "Answer: long",
            "",
            "  “The river is long.”",
            "  [1] notes/river.txt, characters 10–28 — Реки",
            "",
            "  “The river is long.”",
            "  [2] notes/river.txt, page 7, characters 10–28",
        ]

    def test_an_answer_to_a_question_as_it_was_put_begins_with_the_words_that_answer(self) -> None:
        text = output.answer_text(replace(ANSWER, understood=ANSWER.question))
        assert text.startswith("Answer: long\n\n  “The river is long.”\n")

    def test_words_that_answer_stand_on_one_line_whatever_they_hold(self) -> None:
        text = output.answer_text(replace(ANSWER, understood=ANSWER.question, text="very\n\tlong\x1b[2J"))
        assert text.startswith("Answer: very long\ufffd[2J\n")

    def test_one_quote_may_answer_several_parts(self) -> None:
        both = tuple(replace(part, citation=1) for part in IN_PARTS.parts)
        lines = output.answer_text(replace(IN_PARTS, understood=ANSWER.question, parts=both)).splitlines()
        assert lines[:3] == ["how long: long", "how wide: wide", "  “The river is long.”"]

    def test_an_abstention_says_why_and_what_came_nearest(self) -> None:
        text = output.answer_text(replace(ABSTENTION, understood=ABSTENTION.question))
        assert before_the_confidence(text) == [
            "No passage answers this clearly enough.",
            "Words that occur nowhere in them: dam, lock",
            "",
            "Nearest passages:",
            "",
            "  “The river is long.”",
            "  [1] notes/river.txt, characters 10–28 — Реки",
        ]

    def test_quotes_stand_under_the_parts_that_they_answer(self) -> None:
        text = output.answer_text(replace(IN_PARTS, understood=ANSWER.question))
        assert before_the_confidence(text) == [
            "how long: long",
            "  “The river is long.”",
            "  [1] notes/river.txt, characters 10–28 — Реки",
            "",
            "how wide: wide",
            "  “The river is long.”",
            "  [2] notes/river.txt, page 7, characters 10–28",
            "",
            "No clear answer in these documents: how deep?",
        ]

    def test_help_is_neither_a_quote_nor_sure_of_anything(self) -> None:
        text = output.answer_text(GREETED)
        assert text.startswith(HELP_TITLE)
        assert " ".join(text.split()).endswith(HELP)
        assert "Confidence" not in text
        assert "Not in these documents" not in text

    def test_a_long_quote_is_wrapped_to_the_terminal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "30")
        quote = "one two three four five six seven eight nine ten"
        lengthy = replace(CITATION, span=Span(0, len(quote)), quote=quote, highlights=())
        lines = output.answer_text(replace(ANSWER, understood=ANSWER.question, citations=(lengthy,))).splitlines()
        assert lines[2:4] == ["  “one two three four five six", "   seven eight nine ten”"]

    def test_a_terminal_obeys_no_document(self) -> None:
        quote = "It \x1b[2Jis \x07\x9b31mso."
        hostile = replace(CITATION, title="\x1b]0;title", span=Span(0, len(quote)), quote=quote, highlights=())
        text = output.answer_text(replace(ANSWER, citations=(hostile,)))
        assert [character for character in text if not character.isprintable() and character != "\n"] == []
        assert "“It \ufffd[2Jis \ufffd\ufffd31mso.”" in text
        highlit = replace(hostile, highlights=(Span(0, len(quote)),))
        shown = output.answer_text(replace(ANSWER, citations=(highlit,)), emphasis=True)
        assert shown.count("\x1b") == 2  # to begin and to end the emphasis, and no more
        assert "“\x1b[1;4mIt \ufffd[2Jis \ufffd\ufffd31mso.\x1b[0m”" in shown

    def test_a_terminal_makes_the_words_that_answer_stand_out(self) -> None:
        shown = output.answer_text(replace(ANSWER, understood=ANSWER.question), emphasis=True)
        assert "  “The river is \x1b[1;4mlong\x1b[0m.”\n" in shown
        assert shown.replace("\x1b[1;4m", "").replace("\x1b[0m", "") == output.answer_text(
            replace(ANSWER, understood=ANSWER.question)
        )


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class TestProgress:
    @pytest.fixture
    def shown_on(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[io.StringIO], io.StringIO]:
        def replace_stderr(stream: io.StringIO) -> io.StringIO:
            monkeypatch.setattr("sys.stderr", stream)
            return stream

        return replace_stderr

    def test_is_a_few_plain_lines_where_nobody_watches(self, shown_on: Callable[[io.StringIO], io.StringIO]) -> None:
        stream = shown_on(io.StringIO())
        bar = output.ProgressBar("files")
        for done in range(1001):
            bar(done, 1000, f"{done * 2} passages")
        lines = stream.getvalue().splitlines()
        assert len(lines) == 20
        # the first twentieth of 1000 is reached at 50
        assert (lines[0], lines[-1]) == ("50 of 1000 files 100 passages", "1000 of 1000 files 2000 passages")

    def test_of_nothing_is_nothing(self, shown_on: Callable[[io.StringIO], io.StringIO]) -> None:
        stream = shown_on(io.StringIO())
        output.ProgressBar("files")(0, 0)
        assert stream.getvalue() == ""

    def test_is_a_bar_on_a_terminal(self, shown_on: Callable[[io.StringIO], io.StringIO]) -> None:
        stream = shown_on(Terminal())
        bar = output.ProgressBar("files")
        for done in range(4):
            bar(done, 3)
        assert " files" in stream.getvalue()
        assert "of 3 files" not in stream.getvalue()


def test_the_name_of_a_file_moves_nothing_on_the_terminal_and_stays_on_its_line() -> None:
    """An escape sequence, a line's end, and a letter that turns what follows it round."""
    name = "a\x1b[2Jb\nc\u202egnp.pdf"
    line = output.failure_line(Failure(name, "it is empty; delete it"))
    assert line == "a\ufffd[2Jb\ufffdc\ufffdgnp.pdf: it is empty; delete it"
