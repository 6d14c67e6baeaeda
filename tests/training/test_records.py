"""Published sets -> articles -> records on disk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from citeleaf.errors import UsageError
from citeleaf.training.records import Record, Text, read_records, write_records
from citeleaf.training.sources import (
    ENCYCLOPEDIA,
    HELD_OUT_TITLES,
    Article,
    Paragraph,
    held_out,
    read_sources,
    search_paragraphs,
)
from citeleaf.training.written import QUESTIONS, digest, written
from citeleaf.types import Span


def squad(*titles: str) -> str:
    answer = {"text": "Oslo", "answer_start": 7}
    wrong = {"text": "Oslo", "answer_start": 0}
    asked = {"id": "q", "question": " Where? ", "answers": [answer, answer, wrong]}
    paragraph = {"context": "It was Oslo.", "qas": [asked]}
    return json.dumps({"data": [{"title": title, "paragraphs": [paragraph]} for title in titles]})


def test_records_survive_the_disk(tmp_path: Path) -> None:
    record = Record(
        "1", "wiki", "“Où?”", Text("T\nH", "It was Oslo."), (Span(7, 11),), (Text("", "No."),), ("When?",), ("Who?",)
    )
    assert write_records([record], tmp_path / "wiki.jsonl") == 1
    assert list(read_records(tmp_path / "wiki.jsonl")) == [record]
    assert [path.name for path in tmp_path.iterdir()] == ["wiki.jsonl"]


def test_answers_whose_offset_does_not_hold_are_left_out(tmp_path: Path) -> None:
    (tmp_path / ENCYCLOPEDIA).write_text(squad("Ice_hockey"))
    (article,) = read_sources(tmp_path)["wiki"]
    assert article.title == "Ice hockey"
    (asked,) = article.paragraphs[0].questions
    assert (asked.text, asked.answers) == ("Where?", (Span(7, 11),))


def test_the_last_titles_are_held_out(tmp_path: Path) -> None:
    titles = [f"T{number}" for number in range(HELD_OUT_TITLES + 2)]
    (tmp_path / ENCYCLOPEDIA).write_text(squad(*titles))
    articles = read_sources(tmp_path)["wiki"]
    assert [article.title for article in held_out(articles)] == titles[2:]


def test_reviews_lose_their_marker_and_keep_the_answers_of_all_annotators(tmp_path: Path) -> None:
    rows = [
        "q_review_id,question,review,human_ans_spans,human_ans_indices",
        'a,Is it loud?,"It is very quiet. ANSWERNOTFOUND",ANSWERNOTFOUND,"(18, 32)"',
        'a,How is it?,"It is very quiet. ANSWERNOTFOUND",very quiet,"(6, 16)"',
        'a,How is it?,"It is very quiet. ANSWERNOTFOUND",ANSWERNOTFOUND,"(18, 32)"',
        'a,How is it?,"It is very quiet. ANSWERNOTFOUND",quiet,"(11, 16)"',
    ]
    (tmp_path / "subjqa_books.csv").write_text("\n".join(rows) + "\n")
    (article,) = read_sources(tmp_path)["subjqa"]
    (paragraph,) = article.paragraphs
    assert paragraph.text == "It is very quiet."
    assert [[span.of(paragraph.text) for span in asked.answers] for asked in paragraph.questions] == [
        [],
        ["very quiet", "quiet"],
    ]


def test_every_place_that_holds_an_answer_counts(tmp_path: Path) -> None:
    context = {"title": "Nobel", "text": "Röntgen won. Later röntgen died.", "isgold": True}
    line = {"question": "who won", "answers": ["Röntgen"], "ctxs": [{"isgold": False}, context]}
    (tmp_path / "nq_open_oracle.jsonl").write_text(json.dumps(line) + "\n")
    (article,) = read_sources(tmp_path)["nq"]
    assert article.title == "Nobel"
    assert article.paragraphs[0].questions[0].answers == (Span(0, 7), Span(19, 26))


def write_questions(folder: Path, text: str, answered: list[list[str]], unanswered: list[list[str]]) -> Path:
    line = {"paragraph": digest(text), "answered": answered, "unanswered": unanswered}
    path = folder / "written.jsonl"
    path.write_text(json.dumps(line) + "\n")
    return path


def test_written_questions_find_their_paragraph_however_it_is_spaced(tmp_path: Path) -> None:
    text = "The Elbe  flows\nto Hamburg. The Oder flows to Stettin, and Stettin alone."
    questions = write_questions(
        tmp_path,
        "The Elbe flows to Hamburg. The Oder flows to Stettin, and Stettin alone.",
        [["Where does the Oder end?", "Stettin"], ["Which river meets Hamburg?", "The Elbe flows"]],
        [["Which river leaves Stettin?", "The Oder flows"], ["Where does the Elbe begin?", "Hamburg"]],
    )
    rivers = Article("wiki", "Rivers", (Paragraph("Of rivers.", ()), Paragraph(text, ())))
    others = Article("nq", "Towns", (Paragraph("Of towns.", ()),))

    (article,) = written([others, rivers, rivers], questions)  # a paragraph is asked about once

    assert (article.source, article.title) == ("written", "Rivers")
    (paragraph,) = article.paragraphs
    assert paragraph.text == text
    assert [
        (asked.text, [span.of(text) for span in asked.answers], asked.lookalikes) for asked in paragraph.questions
    ] == [
        ("Which river meets Hamburg?", ["The Elbe  flows"], ("Where does the Elbe begin?",)),
        ("Where does the Oder end?", ["Stettin", "Stettin"], ("Which river leaves Stettin?",)),
    ]


@pytest.mark.parametrize(("answered", "expected"), [(3, [0, 1, 0]), (1, [1])])
def test_lookalikes_go_to_the_nearest_of_those_that_have_fewest(
    answered: int, expected: list[int], tmp_path: Path
) -> None:
    text = "One, two, three."
    pairs = [[f"{number}?", words] for number, words in enumerate(("One", "two", "three"))]
    questions = write_questions(tmp_path, text, pairs[:answered], [["Not two?", "two"]])
    (article,) = written([Article("wiki", "", (Paragraph(text, ()),))], questions)
    assert [len(asked.lookalikes or ()) for asked in article.paragraphs[0].questions] == expected


@pytest.mark.parametrize("kind", ["answered", "unanswered"])
def test_words_that_do_not_stand_in_the_paragraph_are_an_error(kind: str, tmp_path: Path) -> None:
    text = "The Elbe flows to Hamburg."
    pairs = {"answered": [["Where to?", "Hamburg"]], "unanswered": [["Where from?", "Elbe"]]}
    pairs[kind][0][1] = "Ham"  # within a word
    questions = write_questions(tmp_path, text, pairs["answered"], pairs["unanswered"])
    with pytest.raises(UsageError, match=r"'Ham' does not stand .* written\.jsonl"):
        written([Article("wiki", "", (Paragraph(text, ()),))], questions)


def test_every_written_line_is_of_another_paragraph_and_asks_nothing_twice() -> None:
    lines = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    assert len({line["paragraph"] for line in lines}) == len(lines) > 0
    for line in lines:
        pairs = [*line["answered"], *line["unanswered"]]
        assert all([line["answered"], line["unanswered"]]), line["paragraph"]
        assert len({question.lower() for question, _ in pairs}) == len(pairs), line["paragraph"]
        assert all(question.strip() and words.strip() for question, words in pairs), line["paragraph"]


def test_the_whole_paragraphs_of_web_searches_stand_once_and_unasked(tmp_path: Path) -> None:
    gold = {"title": "Nobel", "long_answer": "Röntgen won in 1901."}
    line = {"question": "who won", "answers": [], "ctxs": [], "nq_annotated_gold": gold}
    assert search_paragraphs(tmp_path) == []
    (tmp_path / "nq_open_oracle.jsonl").write_text(f"{json.dumps(line)}\n{json.dumps(line)}\n")
    assert search_paragraphs(tmp_path) == [Article("nq", "Nobel", (Paragraph("Röntgen won in 1901.", ()),))]
