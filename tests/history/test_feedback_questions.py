"""What people said about answers becomes questions that ``citeleaf evaluate`` takes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from citeleaf.assistant import Assistant
from citeleaf.cli import main
from citeleaf.confidence import Calibration
from citeleaf.evaluate import evaluate
from citeleaf.history.feedback_questions import Questions, questions
from citeleaf.history.kept import Conversation, Exchange, Feedback, KeptAnswer, Verdict
from citeleaf.history.sources import FolderSources
from citeleaf.history.store import History
from citeleaf.models.sentence_reader import SentenceReader
from citeleaf.questions import read_questions
from citeleaf.settings import Settings
from citeleaf.store.local import LocalStore
from citeleaf.types import AnsweredPart, Filters
from history.samples import ANSWER, NOON, QUOTE, TEXT, abstained, answered, cite, kept, kept_of, write
from support import BagOfWordsEncoder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path / "corpus"


def judged(corpus: Path, *pairs: tuple[KeptAnswer, Verdict | None]) -> Questions:
    exchanges = [Exchange(answer, Feedback(verdict, NOON) if verdict else None) for answer, verdict in pairs]
    return questions([Conversation("c1", "A title", tuple(exchanges))], FolderSources(corpus))


def test_a_right_answer_is_asked_again_with_its_words_and_place(corpus: Path) -> None:
    made = judged(corpus, (kept_of(write(corpus)), Verdict.RIGHT))
    start = TEXT.index(QUOTE)
    assert made.lines == (
        {
            "id": "a1",
            "question": "How long is the border?",
            "answers": [ANSWER],
            "evidence": [{"document": "border.txt", "start": start, "end": start + len(QUOTE)}],
            "history": [],
            "verdict": "right",
        },
    )


def test_what_should_not_have_been_answered_has_no_answer(corpus: Path) -> None:
    document = write(corpus)
    (wrong,) = judged(corpus, (kept_of(document), Verdict.SHOULD_HAVE_ABSTAINED)).lines
    (right,) = judged(corpus, (kept(abstained(cite(document))), Verdict.RIGHT)).lines
    assert wrong["answers"] == right["answers"] == wrong["evidence"] == right["evidence"] == []


def test_of_a_right_passage_the_quote_stands_for_the_answer(corpus: Path) -> None:
    (line,) = judged(corpus, (kept_of(write(corpus)), Verdict.RIGHT_PASSAGE)).lines
    assert line["answers"] == [QUOTE]


def test_a_wrong_answer_tells_no_right_one(corpus: Path) -> None:
    assert judged(corpus, (kept_of(write(corpus)), Verdict.WRONG_ANSWER)) == Questions((), 1)


def test_what_was_not_judged_is_no_question_but_what_came_before_one(corpus: Path) -> None:
    document = write(corpus)
    made = judged(corpus, (kept_of(document, "a1"), None), (kept_of(document, "a2"), Verdict.RIGHT))
    (line,) = made.lines
    assert (line["id"], made.left_out) == ("a2", 0)
    assert line["history"] == [
        {"question": "How long is the border?", "answer": ANSWER, "understood": "How long is the border?"}
    ]


def test_nothing_in_the_chosen_documents_says_nothing_of_the_others(corpus: Path) -> None:
    document = write(corpus)
    narrowed = replace(abstained(cite(document)), filters=Filters(paths=("a.txt",)))
    assert judged(corpus, (kept(narrowed), Verdict.RIGHT)) == Questions((), 1)


def test_the_evidence_of_parts_is_what_answers_them(corpus: Path) -> None:
    document = write(corpus)
    one, two = cite(document), cite(document, "The market sells wool.", "wool", 2)
    extra = cite(document, "It was drawn in 1895.", "1895", 3)
    several = replace(
        answered(one, two, extra), parts=(AnsweredPart("a", ANSWER, 0.9, 1), AnsweredPart("b", "wool", 0.8, 2))
    )
    (line,) = judged(corpus, (kept(several), Verdict.RIGHT)).lines
    assert isinstance(line["evidence"], list)
    assert [each["start"] for each in line["evidence"] if isinstance(each, dict)] == [one.span.start, two.span.start]


def test_evidence_moves_with_its_document_and_goes_with_it(corpus: Path) -> None:
    answer = kept_of(write(corpus))
    write(corpus, f"New.\n\n{TEXT}")
    (moved,) = judged(corpus, (answer, Verdict.RIGHT)).lines
    start = TEXT.index(QUOTE) + len("New.\n\n")
    assert moved["evidence"] == [{"document": "border.txt", "start": start, "end": start + len(QUOTE)}]
    (corpus / "border.txt").unlink()
    (gone,) = judged(corpus, (answer, Verdict.RIGHT)).lines
    assert gone["evidence"] == []


class TestCommand:
    def test_what_it_writes_is_what_evaluate_asks(
        self, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        history, document = History(tmp_path / ".citeleaf"), write(corpus)
        history.conversations.keep("", kept_of(document, "a1"))
        history.conversations.keep("ann", kept(abstained(cite(document)), "a2"))
        history.conversations.keep("", kept_of(document, "a3"), after="a1")
        for user, answer, verdict in (
            ("", "a1", Verdict.RIGHT),
            ("ann", "a2", Verdict.RIGHT),
            ("", "a3", Verdict.WRONG_ANSWER),
        ):
            history.judgements.judge(user, answer, Feedback(verdict, NOON))
        file = tmp_path / "questions.jsonl"
        assert main(["feedback", "export", "--corpus", str(corpus), "--out", str(file)]) == 0
        assert capsys.readouterr().err.startswith("2 questions from feedback; 1 left out")
        assert main(["feedback", "export", "--corpus", str(corpus)]) == 0
        assert capsys.readouterr().out == file.read_text(encoding="utf-8")

        asked = read_questions(file)
        assert [(each.id, each.answerable) for each in asked] == [("a1", True), ("a2", False)]
        encoder = BagOfWordsEncoder()
        store = LocalStore.open(tmp_path / "index", encoder=encoder.name, dimensions=encoder.dimensions, create=True)
        settings = Settings(corpus=corpus, index=tmp_path / "index")
        calibration = Calibration.bundled("sentence_reader")
        assistant = Assistant(settings, store, encoder, SentenceReader(encoder), calibration)
        assistant.ingest()
        measured = evaluate(assistant, asked, ingest_seconds=None)
        assistant.close()
        # the one answerable question's words stand in the one passage there is
        assert (measured.questions, measured.recall_at_1, measured.verbatim) == (2, 1.0, 1.0)

    def test_where_nothing_is_kept_it_says_so(self, corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write(corpus)
        assert main(["feedback", "export", "--corpus", str(corpus)]) == 1
        assert "No conversations are kept" in capsys.readouterr().err

    def test_each_line_stands_alone(self, corpus: Path) -> None:
        made = judged(corpus, (kept_of(write(corpus)), Verdict.RIGHT))
        assert "\n" not in json.dumps(made.lines[0])
