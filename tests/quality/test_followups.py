"""How follow-ups are read, and what is measured of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from citeleaf.answering import LONGEST_QUESTION
from citeleaf.errors import UsageError
from citeleaf.types import Turn
from quality.dialogues import FollowUp, read_canard, read_mtrag, write_answers
from quality.followups import Figures, rank_of, with_last_turn
from support import make_hit, make_passage

TOPIC = ["Ann Smith", "Life"]
FIRST = [*TOPIC, "Where was she born?", "In Leeds."]
SECOND = [*FIRST, "When?", "I don't know."]


def canard_line(number: int, history: list[str], question: str, rewrite: str) -> dict[str, object]:
    return {
        "History": history,
        "QuAC_dialog_id": "C_1",
        "Question": question,
        "Question_no": number,
        "Rewrite": rewrite,
    }


@pytest.fixture
def canard(tmp_path: Path) -> Path:
    path = tmp_path / "canard.json"
    lines = [
        canard_line(1, TOPIC, "Where was she born?", "Where was Ann Smith born?"),
        canard_line(2, FIRST, "When?", "When was Ann Smith born?"),
        canard_line(3, SECOND, "Did Ann Smith marry", "Did Ann Smith marry?"),
        canard_line(4, [*SECOND, "Did Ann Smith marry", "She did."], "Whom?", "Whom did Ann Smith marry?"),
    ]
    path.write_text(json.dumps(lines), encoding="utf-8")
    return path


class TestCanard:
    def test_an_answer_is_what_the_next_history_tells(self, canard: Path) -> None:
        """The second is answered by nothing, and nothing follows on the fourth: both are left out."""
        first, third = read_canard(canard)
        assert (first.question, first.history) == ("Where was she born?", (Turn("Ann Smith", "Life"),))
        assert first.rewrite == "Where was Ann Smith born?"
        assert third.question == "Did Ann Smith marry"
        assert third.shown == first.gold

    def test_only_what_was_rewritten_leans(self, canard: Path) -> None:
        assert [each.is_rewritten for each in read_canard(canard)] == [True, False]

    def test_each_answer_is_a_document_under_its_headings(self, canard: Path, tmp_path: Path) -> None:
        write_answers(canard, tmp_path / "corpus")
        first, third = read_canard(canard)
        assert {path.name for path in (tmp_path / "corpus").iterdir()} == first.gold | third.gold
        (name,) = first.gold
        assert (tmp_path / "corpus" / name).read_text(encoding="utf-8") == "# Ann Smith\n\n## Life\n\nIn Leeds.\n"

    def test_a_dialogue_lies_in_one_half(self, canard: Path) -> None:
        assert len({each.is_reported for each in read_canard(canard)}) == 1

    def test_another_file_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "other.json").write_text("[{}]", encoding="utf-8")
        with pytest.raises(UsageError, match="is not a CANARD file"):
            read_canard(tmp_path / "other.json")


class TestMtrag:
    def test_only_follow_ups_with_passages_are_kept(self, tmp_path: Path) -> None:
        turn = {"question": "What are bees?", "answer": "Insects."}
        lines: list[dict[str, object]] = [
            {"id": "a<::>2", "question": "And wasps? ", "answerability": "ANSWERABLE", "history": [turn]},
            {"id": "a<::>1", "question": "What are bees?", "answerability": "ANSWERABLE", "history": []},
            {"id": "b<::>2", "question": "Why?", "answerability": "UNANSWERABLE", "history": [turn]},
        ]
        text = "".join(json.dumps({**line, "documents": ["bees.txt"]}) + "\n" for line in lines)
        (tmp_path / "questions.jsonl").write_text(text, encoding="utf-8")
        expected = FollowUp("a", "And wasps?", (Turn("What are bees?", "Insects."),), frozenset({"bees.txt"}))
        assert read_mtrag(tmp_path / "questions.jsonl") == [expected]


class TestMeasures:
    FOLLOW_UP = FollowUp(
        "a", "And wasps?", (Turn("Bees?", "Insects."),), frozenset({"c.txt"}), None, frozenset({"a.txt"})
    )

    def test_the_rank_leaves_out_what_was_shown_and_counts_a_document_once(self) -> None:
        hits = [make_hit(make_passage("words", path=path)) for path in ("a.txt", "b.txt", "b.txt", "c.txt")]
        assert rank_of(self.FOLLOW_UP, hits) == 2
        assert rank_of(self.FOLLOW_UP, hits[:3]) is None

    def test_figures(self) -> None:
        # first: 1 of 4; first five: 2 of 4; reciprocal: (1 + 1/4 + 0 + 0) / 4, since rank 11 is too deep
        assert Figures.of([1, 4, 11, None]) == Figures(0.25, 0.5, 0.3125)

    def test_the_distance_closed(self) -> None:
        # from 0.2 to 0.6, 0.5 has gone 3/4 of the way; from 0.4 to 0.8, 0.4 none of it; 0.9 went beyond 0.7
        closed = Figures(0.5, 0.4, 0.9).closed(Figures(0.2, 0.4, 0.5), Figures(0.6, 0.8, 0.7))
        assert (closed.first, closed.first_five, closed.reciprocal) == pytest.approx((0.75, 0.0, 2.0))

    def test_the_last_turn_stands_before_the_question(self) -> None:
        assert with_last_turn(self.FOLLOW_UP) == "Bees? Insects. And wasps?"

    def test_it_is_cut_where_a_question_may_not_be_longer(self) -> None:
        long = FollowUp("a", "And wasps?", (Turn("Bees?", "x" * LONGEST_QUESTION),), frozenset())
        assert len(with_last_turn(long)) == LONGEST_QUESTION
        assert with_last_turn(long).endswith("x And wasps?")
