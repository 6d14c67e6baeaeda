from __future__ import annotations

import json
from pathlib import Path

import pytest

from citeleaf.errors import UsageError
from citeleaf.questions import GoldSpan, Question
from citeleaf.types import Span, Turn
from quality.large_sets import evenly, find_sets

TEXT = "Bees make honey – in summer."
HISTORY = [{"question": "What are bees?", "answer": "Insects."}]


def conversation(answerability: str) -> dict[str, object]:
    return {
        "id": answerability,
        "question": "What do they make?",
        "history": HISTORY,
        "documents": ["bees.txt"] if answerability != "UNANSWERABLE" else [],
        "answerability": answerability,
        "reference": "They make honey.",
    }


def write_set(folder: Path, **files: list[dict[str, object]]) -> None:
    (folder / "corpus").mkdir(parents=True)
    (folder / "corpus" / "bees.txt").write_text(TEXT, encoding="utf-8")
    for name, records in files.items():
        lines = [json.dumps(record) for record in records]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")


def test_a_set_is_all_question_files_beside_a_corpus(tmp_path: Path) -> None:
    write_set(
        tmp_path / "b", questions=[{"id": "1", "question": "Who?"}], questions_more=[{"id": 2, "question": "Why?"}]
    )
    write_set(tmp_path / "a", questions=[{"id": "1", "question": "Who?"}])
    write_set(tmp_path / "no-questions")
    (tmp_path / "canard.json").write_text("[]")
    found = find_sets(tmp_path)
    assert [(each.name, [question.id for question in each.questions]) for each in found] == [
        ("a", ["1"]),
        ("b", ["1", "2"]),
    ]


def test_only_the_sets_that_are_named(tmp_path: Path) -> None:
    write_set(tmp_path / "a", questions=[{"id": "1", "question": "Who?"}])
    write_set(tmp_path / "b", questions=[{"id": "1", "question": "Who?"}])
    assert [each.name for each in find_sets(tmp_path, ["b"])] == ["b"]
    with pytest.raises(UsageError, match=r"does not hold c, d"):
        find_sets(tmp_path, ["b", "d", "c"])


def test_a_folder_without_sets_is_an_error_that_says_what_a_set_is(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"does not hold any set: a set is a folder with"):
        find_sets(tmp_path)
    with pytest.raises(UsageError, match=r"is no folder"):
        find_sets(tmp_path / "missing")


def test_a_line_that_holds_no_question_names_its_file(tmp_path: Path) -> None:
    write_set(tmp_path / "a", questions=[{"id": "1"}])
    with pytest.raises(UsageError, match=r"questions\.jsonl does not hold questions: 'question' is missing"):
        find_sets(tmp_path)


def test_a_conversations_documents_are_evidence_as_a_whole_and_undecided_ones_are_left_out(tmp_path: Path) -> None:
    kinds = ["ANSWERABLE", "PARTIAL", "UNDERSPECIFIED", "UNANSWERABLE"]
    write_set(tmp_path / "talk", questions=[conversation(kind) for kind in kinds])
    [found] = find_sets(tmp_path)
    history = (Turn("What are bees?", "Insects."),)
    places = (GoldSpan("bees.txt", Span(0, len(TEXT))),)  # characters: the dash is one of them
    assert found.questions == (
        Question("ANSWERABLE", "What do they make?", ("They make honey.",), places, history),
        Question("UNANSWERABLE", "What do they make?", (), (), history),
    )


def test_a_limit_takes_questions_from_everywhere() -> None:
    questions = [Question(str(number), "Who?") for number in range(10)]
    # 0 * 10 // 4, 1 * 10 // 4, 2 * 10 // 4 and 3 * 10 // 4
    assert [question.id for question in evenly(questions, 4)] == ["0", "2", "5", "7"]
    assert evenly(questions, 11) == evenly(questions, None) == tuple(questions)
