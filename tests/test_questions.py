from __future__ import annotations

import json
from pathlib import Path

import pytest

from citeleaf.errors import UsageError
from citeleaf.questions import GoldSpan, Question, read_history, read_questions
from citeleaf.types import Span, Turn

FULL = {
    "id": "q1",
    "question": "How long is it?",
    "answers": ["1.3 thousand km", "1300 km"],
    "evidence": [{"document": "north/border.txt", "start": 10, "end": 25}],
    "history": [{"question": "Is there a border?", "answer": "Yes."}],
}
SHORT = {"id": "q2", "question": "Why?"}


def written(folder: Path, *lines: object) -> Path:
    """A file with each line as it is, where it is text or bytes, and as JSON otherwise."""
    path = folder / "questions.jsonl"
    encoded = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    path.write_bytes(b"\n".join(encoded))
    return path


def test_reads_every_field(tmp_path: Path) -> None:
    assert read_questions(written(tmp_path, FULL)) == [
        Question(
            id="q1",
            text="How long is it?",
            answers=("1.3 thousand km", "1300 km"),
            evidence=(GoldSpan("north/border.txt", Span(10, 25)),),
            history=(Turn("Is there a border?", "Yes."),),
        )
    ]


def test_what_is_left_out_or_null_is_empty_and_unanswerable(tmp_path: Path) -> None:
    nulls = {**SHORT, "answers": None, "evidence": None, "history": None}
    for question in read_questions(written(tmp_path, SHORT, nulls)):
        assert question == Question("q2", "Why?", (), (), ())
        assert not question.answerable


def test_answerable_is_having_answers(tmp_path: Path) -> None:
    evidence_alone = {**SHORT, "evidence": FULL["evidence"]}
    questions = read_questions(written(tmp_path, {**SHORT, "answers": ["so"]}, evidence_alone))
    assert [question.answerable for question in questions] == [True, False]


def test_other_keys_and_repeated_evidence_and_ids_are_kept_as_they_come(tmp_path: Path) -> None:
    twice = {**FULL, "evidence": FULL["evidence"] * 2, "reference": {"any": "thing"}}  # type: ignore[operator]  # a list
    first, second = read_questions(written(tmp_path, twice, twice))
    assert first == second
    assert first.evidence == (GoldSpan("north/border.txt", Span(10, 25)),) * 2


def test_a_number_may_be_an_id_and_a_path_is_written_one_way(tmp_path: Path) -> None:
    line = {**SHORT, "id": 7, "evidence": [{"document": "./north//border.txt", "start": 0, "end": 1}]}
    [question] = read_questions(written(tmp_path, line))
    assert question.id == "7"
    assert question.evidence[0].document == "north/border.txt"


def test_blank_lines_byte_order_mark_carriage_returns_and_line_separators(tmp_path: Path) -> None:
    marked = b'\xef\xbb\xbf{"id": "1", "question": "one\xe2\x80\xa8line"}\r'  # U+2028 stands in the string as it is
    questions = read_questions(written(tmp_path, marked, b"", b" \t\r", SHORT, b""))
    assert [question.text for question in questions] == ["one\u2028line", "Why?"]


def test_the_limit_is_the_number_of_questions_and_nothing_beyond_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, b"", FULL, SHORT, b"not looked at")
    assert [question.id for question in read_questions(path, limit=2)] == ["q1", "q2"]
    assert len(read_questions(written(tmp_path, SHORT), limit=5)) == 1


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_is_refused(tmp_path: Path, limit: int) -> None:
    with pytest.raises(UsageError, match=f"at least 1, not {limit}"):
        read_questions(written(tmp_path, SHORT), limit=limit)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"{'id': 1}", r"not JSON \(Expecting property name enclosed in double quotes, at column 2\): write one JSON"),
        (b'{"question": "caf\xe9"}', "not UTF-8 at byte 18: save the file as UTF-8"),
        (b'{"id": "1", "question": "\\ud83d?"}', "'question' holds half of a surrogate pair"),
        ([FULL], "the line must be a JSON object, not \\["),
        ({"id": "1"}, "'question' is missing"),
        ({"question": "Why?"}, "'id' is missing"),
        ({**SHORT, "id": True}, "'id' must be a string, not true"),
        ({**SHORT, "question": " \n"}, "'question' is blank: fill it in"),
        ({**SHORT, "question": ["Why?"]}, "'question' must be a string, not \\[\"Why\\?\"\\]"),
        ({**SHORT, "answers": "so"}, "'answers' must be a list, not \"so\""),
        ({**SHORT, "answers": ["so", 3]}, r"'answers\[1\]' must be a string, not 3"),
        ({**SHORT, "answers": [""]}, r"'answers\[0\]' is blank: leave the list empty"),
        ({**SHORT, "evidence": ["x.txt"]}, r"evidence\[0\] must be a JSON object"),
        ({**SHORT, "evidence": [{"start": 0, "end": 1}]}, r"'evidence\[0\]\.document' is missing"),
        ({**SHORT, "evidence": [{"document": "/x", "start": 0, "end": 1}]}, "relative to the corpus"),
        ({**SHORT, "evidence": [{"document": "../x", "start": 0, "end": 1}]}, "relative to the corpus"),
        ({**SHORT, "evidence": [{"document": "x", "start": -1, "end": 1}]}, r"'evidence\[0\]\.start' must be a count"),
        ({**SHORT, "evidence": [{"document": "x", "start": 0, "end": 1.5}]}, r"'evidence\[0\]\.end' must be a count"),
        ({**SHORT, "evidence": [{"document": "x", "start": 0, "end": True}]}, r"'evidence\[0\]\.end' must be a count"),
        ({**SHORT, "evidence": [{"document": "x", "start": 0}]}, r"'evidence\[0\]\.end' must be a count"),
        ({**SHORT, "evidence": [{"document": "x", "start": 4, "end": 4}]}, "from 4 to 4: it must hold at least one"),
        ({**SHORT, "history": {"question": "?"}}, "'history' must be a list"),
        ({**SHORT, "history": [{"question": "?"}]}, r"'history\[0\]\.answer' is missing"),
        ({**SHORT, "question": 10**50}, r"not 1000000000000000000000000000000000000000…\."),  # the first 40 characters
    ],
)
def test_a_line_that_does_not_hold_is_named(tmp_path: Path, line: object, complaint: str) -> None:
    path = written(tmp_path, SHORT, b"", line)
    with pytest.raises(UsageError, match=complaint) as caught:
        read_questions(path)
    assert str(caught.value).startswith(f"{path}, line 3: ")  # blank lines count
    assert str(caught.value).endswith(". Mend the line or remove it.")


def test_a_file_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"questions\.jsonl holds no questions: write one JSON object a line"):
        read_questions(written(tmp_path, b"", b"  "))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"absent\.jsonl cannot be read: No such file"):
        read_questions(tmp_path / "absent.jsonl")
    with pytest.raises(UsageError, match="cannot be read: Is a directory"):
        read_questions(tmp_path)


class TestHistory:
    TURNS = (Turn("Who leads?", "Rahmon"), Turn("And who – wrote?", "Élise\u2028Müller\x85"))

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        return tmp_path / "history.jsonl"

    @classmethod
    def records(cls) -> list[dict[str, str]]:
        return [{"question": turn.question, "answer": turn.answer} for turn in cls.TURNS]

    @pytest.mark.parametrize("indent", [None, 2])
    def test_as_a_list(self, file: Path, indent: int | None) -> None:
        file.write_text("\n " + json.dumps(self.records(), indent=indent, ensure_ascii=False), encoding="utf-8")
        assert read_history(file) == list(self.TURNS)

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
    def test_one_a_line(self, file: Path, end: str, encoding: str) -> None:
        """Line separators within a string are written out as they are, and end no line."""
        lines = "".join(json.dumps(record, ensure_ascii=False) + end for record in self.records())
        file.write_bytes(lines.encode(encoding))
        assert read_history(file) == list(self.TURNS)

    def test_a_turn_may_tell_as_what_it_was_understood(self, file: Path) -> None:
        file.write_text('{"question": "And then?", "answer": "Ann", "understood": "Who then?"}', encoding="utf-8")
        assert read_history(file) == [Turn("And then?", "Ann", "Who then?")]

    @pytest.mark.parametrize("text", ["", "\n", "[]"])
    def test_of_nothing(self, file: Path, text: str) -> None:
        file.write_text(text, encoding="utf-8")
        assert read_history(file) == []

    def test_an_abstention_said_nothing(self, file: Path) -> None:
        file.write_text('{"question": "Who?", "answer": null, "confidence": 0.1}', encoding="utf-8")
        assert read_history(file) == [Turn("Who?", "")]

    @pytest.mark.parametrize(
        "content",
        [
            b"Who leads?",
            b'{"question": "Who?"}',
            b'{"answer": "Rahmon"}',
            b'["Who?"]',
            b"[[]]",
            b"3",
            b"null",
            b'[{"question": "Who?", "answer": "Rahmon"}',
            b'{"question": "Who?", "answer": "\xff"}',
        ],
    )
    def test_malformed(self, file: Path, content: bytes) -> None:
        file.write_bytes(content)
        with pytest.raises(UsageError, match=r"history\.jsonl does not hold turns: "):
            read_history(file)

    def test_missing(self, file: Path) -> None:
        with pytest.raises(UsageError, match=r"history\.jsonl cannot be read: No such file"):
            read_history(file)

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="cannot be read: Is a directory"):
            read_history(tmp_path)
