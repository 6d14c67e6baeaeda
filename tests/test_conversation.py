"""What a follow-up question takes along from the turn before it."""

from __future__ import annotations

import pytest

from citeleaf.conversation import leans, resolve
from citeleaf.types import Turn

TURN = Turn("Who leads Tajikistan?", "Emomali Rahmon was elected in 1994.")


class TestCompleteQuestions:
    @pytest.mark.parametrize(
        "question",
        [
            "Who leads Armenia?",
            "When was the Collective Security Treaty Organization founded?",
            "How long is the border between Tajikistan and Afghanistan?",
            "WHO LEADS ARMENIA?",
            "Who wrote the Andes report?",
            "Sotheby's sold which painting?",
            "What did Darwin say about his theory?",
            "Why did the river change its course?",
            "Who said that there is a ban?",
        ],
    )
    def test_are_left_alone(self, question: str) -> None:
        assert not leans(question)
        assert resolve(question, [TURN]) == question

    @pytest.mark.parametrize("question", ["And when was he born?", "Why?"])
    def test_so_is_everything_before_the_first_answer(self, question: str) -> None:
        assert resolve(question, []) == question


class TestFollowUps:
    @pytest.mark.parametrize(
        "question",
        [
            "When was he born?",
            "How long is its border with Afghanistan?",
            "Who opposes this programme?",
            "And when was that?",
            "And the population?",
            "What about Moscow?",
            "Why?",
            "but where",
            "So?",
        ],
    )
    def test_lean(self, question: str) -> None:
        assert leans(question)

    def test_carry_the_names_of_the_question_and_then_of_the_answer(self) -> None:
        assert resolve("When was he born?", [TURN]) == "When was he born? (Tajikistan, Emomali Rahmon)"

    def test_carry_from_the_last_turn_alone(self) -> None:
        older = Turn("Who leads Armenia?", "Nikol Pashinyan leads it.")
        assert resolve("And since when?", [older, TURN]) == "And since when? (Tajikistan, Emomali Rahmon)"

    def test_carry_nothing_they_say_themselves(self) -> None:
        assert resolve("What about Tajikistan, has it any?", [TURN]).endswith("(Emomali Rahmon)")

    def test_carry_a_name_once(self) -> None:
        turn = Turn("Is Rahmon the president?", "Rahmon is the president.")
        assert resolve("Since when is he?", [turn]) == "Since when is he? (Rahmon)"

    @pytest.mark.parametrize(
        ("answer", "carried"),
        [
            ("The CSTO met in Yerevan.", "CSTO, Yerevan"),
            ("In 2020, Tajikistan won by 1.3 points.", "Tajikistan"),
            ("There the U.S. Senate met Jean-Luc O’Neil.", "U.S. Senate, Jean-Luc O’Neil"),
            ("It is Österreich or Évian.", "Österreich, Évian"),
            ("Это Москва.", "Это Москва"),
            ("The river\nVolga.", "Volga"),
        ],
    )
    def test_carry_whole_names_and_no_numbers(self, answer: str, carried: str) -> None:
        assert resolve("And why?", [Turn("", answer)]) == f"And why? ({carried})"

    def test_carry_content_words_where_nothing_is_named(self) -> None:
        turn = Turn("what is the river like?", "its bridges are old")
        assert resolve("And why?", [turn]) == "And why? (river, like, bridges, old)"

    def test_carry_four_at_most(self) -> None:
        turn = Turn("", "one two three four five six seven eight")
        carried = resolve("And why?", [turn]).removeprefix("And why? (").removesuffix(")")
        assert carried == "one, two, three, four"

    @pytest.mark.parametrize("turn", [Turn("", ""), Turn("is it?", "it is"), Turn("???", "…")])
    def test_are_left_alone_where_there_is_nothing_to_carry(self, turn: Turn) -> None:
        assert resolve("And why?", [turn]) == "And why?"
