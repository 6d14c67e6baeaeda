"""What a follow-up question is understood as, and which questions are left alone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from citeleaf.conversation import choose, leans, meanings, resolve
from citeleaf.types import Turn

LEADER = Turn("Who leads Tajikistan?", "Emomali Rahmon was elected in 1994.")
POPULATION = Turn("What is the population of Uzbekistan?", "36 million")
TREATY = Turn("When was the treaty signed?", "in 1992")
FOUNDER = Turn("Who founded Acme?", "Ann Smith")
PROGRAM = Turn("How is the CSTO border program organized?", "It has three stages.")
MEMBER = Turn("Which country suspended its participation in the CSTO?", "Tashkent")


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
            "Microsoft retired its browser in which year?",
            "What did Darwin say about his theory?",
            "Why did the river change its course?",
            "Which player won his second title?",
            "Which company said it is closing?",
            "Who said that there is a ban?",
            "What is said about those who left Rome?",
            "Which film won this year's award?",
            "What does it cost to enter the Hermitage?",
            "Is it possible to swim in Lake Geneva?",
            "Who was Jim Thorpe and what did he do?",
            "What else did Darwin write besides the Origin of Species?",
            "What was another term used for the oil crisis?",
            "How many awards did the band Oasis win?",
            "When did the Prime Minister say that he would resign?",
        ],
    )
    def test_are_left_alone(self, question: str) -> None:
        assert not leans(question)
        assert resolve(question, [LEADER]) == question

    @pytest.mark.parametrize("question", ["And when was he born?", "Why?", "When was the album released?"])
    def test_so_is_everything_before_the_first_answer(self, question: str) -> None:
        assert resolve(question, []) == question

    def test_cost_no_look_into_the_corpus(self) -> None:
        def unasked(_: Sequence[str]) -> list[float]:
            raise AssertionError("nothing had to be told apart")

        assert resolve("Who leads Armenia?", [LEADER], unasked) == "Who leads Armenia?"


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
            "What projects did they work on?",
            "Did Kasa-Vubu depose him?",
            "Were there any singles from this album?",
            "What was the first film that he made?",
            "Is religion a big part of his life?",
            "What happened next?",
            "Who else was there?",
        ],
    )
    def test_lean(self, question: str) -> None:
        assert leans(question)

    @pytest.mark.parametrize(
        ("turn", "question", "understood"),
        [
            (LEADER, "Who is he?", "Who is Emomali Rahmon?"),
            (LEADER, "And when was he born?", "When was Emomali Rahmon born?"),
            (LEADER, "What is its capital?", "What is Tajikistan's capital?"),
            (LEADER, "Who are his children?", "Who are Emomali Rahmon's children?"),
            (TREATY, "And when was it adopted?", "When was the treaty adopted?"),
            (TREATY, "Who signed it?", "Who signed the treaty?"),
            (FOUNDER, "Did she sell it?", "Did Ann Smith sell it?"),
            (FOUNDER, "Who opposed her?", "Who opposed Ann Smith?"),
            (FOUNDER, "When was it dissolved?", "When was Acme dissolved?"),
            (MEMBER, "How long is its border with Iran?", "How long is Tashkent's border with Iran?"),
            (PROGRAM, "Who opposes this program?", "Who opposes the CSTO border program?"),
            (PROGRAM, "How much will it cost?", "How much will the CSTO border program cost?"),
            (Turn("Friends", "A series."), "When did they start?", "When did Friends start?"),
            (Turn("Friends", "A series."), "Who wrote their songs?", "Who wrote Friends' songs?"),
            (Turn("Ann Smith (singer)", "Life"), "What is this article about?", "What is Ann Smith about?"),
        ],
    )
    def test_have_what_a_pronoun_stands_for_in_its_place(self, turn: Turn, question: str, understood: str) -> None:
        assert resolve(question, [turn]) == understood

    @pytest.mark.parametrize(
        ("turn", "question", "understood"),
        [
            (POPULATION, "What about Kazakhstan?", "What is the population of Kazakhstan?"),
            (POPULATION, "And Tajikistan?", "What is the population of Tajikistan?"),
            (POPULATION, "And the capital?", "What is the capital of Uzbekistan?"),
            (POPULATION, "How about its area?", "What is the area of Uzbekistan?"),
            (POPULATION, "And in 2019?", "What is the population of Uzbekistan in 2019?"),
            (Turn("Who won in 2018?", "Ann"), "And in 2019?", "Who won in 2019?"),
            (Turn("What is the penalty per day?", "EUR 15"), "and per year?", "What is the penalty per year?"),
            (
                Turn("Did Kazakhstan remove the Taliban?", "Yes."),
                "And Tajikistan?",
                "Did Tajikistan remove the Taliban?",
            ),
        ],
    )
    def test_ask_the_same_of_something_else(self, turn: Turn, question: str, understood: str) -> None:
        assert resolve(question, [turn]) == understood

    @pytest.mark.parametrize(
        ("turn", "question", "understood"),
        [
            (TREATY, "And where?", "Where was the treaty signed?"),
            (TREATY, "By whom?", "By whom was the treaty signed?"),
            (FOUNDER, "When?", "When was it that Ann Smith founded Acme?"),
            (Turn("Did Ann sell Acme?", "Yes."), "And why?", "Why did Ann sell Acme?"),
            (Turn("What did Ann sell?", "the mill"), "When?", "When did Ann sell the mill?"),
            (POPULATION, "Why?", "Why is the population of Uzbekistan 36 million?"),
        ],
    )
    def test_change_the_question_word_of_the_last_question(self, turn: Turn, question: str, understood: str) -> None:
        assert resolve(question, [turn]) == understood

    @pytest.mark.parametrize(
        ("turn", "question", "understood"),
        [
            (PROGRAM, "And when are deliveries planned?", "When are deliveries planned? (the CSTO border program)"),
            (POPULATION, "When?", "When? (What is the population of Uzbekistan)"),
            (Turn("", "The CSTO met in Yerevan."), "And why?", "Why? (the CSTO)"),
            (Turn("", "Это Москва."), "And why?", "Why? (Это Москва)"),
            (Turn("", "one two three four five six"), "And why?", "Why? (one, two, three, four)"),
            (Turn("O-Town", "Their first album"), "When was the album made?", "When was the album made? (O-Town)"),
        ],
    )
    def test_have_it_in_brackets_where_there_is_no_place(self, turn: Turn, question: str, understood: str) -> None:
        assert resolve(question, [turn]) == understood

    @pytest.mark.parametrize("turn", [Turn("", ""), Turn("is it?", "it is"), Turn("???", "…")])
    def test_are_left_alone_where_there_is_nothing_to_carry(self, turn: Turn) -> None:
        assert resolve("And why?", [turn]) == "And why?"


class TestConversations:
    def test_a_pronoun_stays_with_whom_it_stood_for(self) -> None:
        history = [FOUNDER, Turn("Where was she born?", "In Leeds, near York.")]
        assert resolve("When did she marry?", history) == "When did Ann Smith marry?"

    def test_each_turn_is_understood_from_those_before_it(self) -> None:
        history = [POPULATION, Turn("What about Kazakhstan?", "20 million")]
        assert resolve("And Tajikistan?", history) == "What is the population of Tajikistan?"

    def test_a_corrected_turn_counts_as_it_was_corrected(self) -> None:
        history = [FOUNDER, Turn("Where was she born?", "In Leeds.", understood="Where was Eve Jones born?")]
        assert resolve("When did she marry?", history) == "When did Eve Jones marry?"

    def test_a_name_written_shorter_is_the_same_name(self) -> None:
        history = [Turn("Who is Vicente Fernández?", "A singer."), Turn("Is Fernandez alive?", "No.")]
        assert resolve("When did he die?", history) == "When did Vicente Fernández die?"


class TestTopicChange:
    """A question that names something else changes what the conversation is about."""

    LODERI = Turn("Who is the mayor of Loderi?", "Dodan Lorand")
    RIKANA = Turn("Who is the mayor of Rikana?", "Bonerel Segap")
    MARKET = Turn("What does the market of Rikana sell?", "wool and felt")
    LIGHTHOUSE = Turn("When was the lighthouse of Rikana built?", "1787")
    UNANSWERED = Turn("Who is the mayor of Domalo?", "")
    BOLT = Turn("Who founded Bolt?", "Eve Jones")
    CURIE = Turn("Who was Marie Curie?", "A physicist.")
    MEITNER = Turn("Who was Lise Meitner?", "A physicist and writer.")

    @pytest.mark.parametrize(
        ("history", "question", "understood"),
        [
            ([LODERI, RIKANA], "Who is its mayor?", "Who is Rikana's mayor?"),
            ([RIKANA, LODERI], "Who is its mayor?", "Who is Loderi's mayor?"),
            ([LODERI, RIKANA], "And when was it founded?", "When was Rikana founded?"),
            ([LODERI, MARKET], "Who is its mayor?", "Who is Rikana's mayor?"),
            ([LODERI, LIGHTHOUSE], "When was its lighthouse built?", "When was Rikana's lighthouse built?"),
            ([LIGHTHOUSE, UNANSWERED], "When was its lighthouse built?", "When was Domalo's lighthouse built?"),
            ([LODERI, RIKANA, UNANSWERED], "What is its population?", "What is Domalo's population?"),
            ([LODERI, RIKANA, Turn("When was Loderi founded?", "1310")], "Who is its mayor?", "Who is Loderi's mayor?"),
            ([LODERI, Turn("What does its market sell?", "salt"), RIKANA], "How old is it?", "How old is Rikana?"),
            ([FOUNDER, BOLT], "Where is its office?", "Where is Bolt's office?"),
            ([FOUNDER, BOLT], "When was she born?", "When was Eve Jones born?"),
            ([LODERI, RIKANA], "When was he born?", "When was Bonerel Segap born?"),
            ([CURIE, MEITNER], "Where did she work?", "Where did Lise Meitner work?"),
            ([Turn("Where is Acre?", "on a bay"), MARKET], "Who else is there?", "Who else is there? (Rikana)"),
        ],
    )
    def test_what_was_named_last_is_meant(self, history: list[Turn], question: str, understood: str) -> None:
        assert resolve(question, history) == understood

    def test_a_role_is_a_person_and_the_noun_asked_for_is_not_its_own(self) -> None:
        """Neither "When was the mayor of Rikana founded?" nor "Who is the mayor of Rikana's mayor?" can be meant."""
        for question in ("When was it founded?", "Who is its mayor?"):
            assert not [each for each in meanings(question, [self.LODERI, self.RIKANA]) if "mayor of" in each]

    def test_the_corpus_does_not_go_back_behind_a_name(self) -> None:
        history = [self.LODERI, self.RIKANA]
        assert meanings("Who is its mayor?", history) == ("Who is Rikana's mayor?",)
        assert resolve("Who is its mayor?", history, lambda _: [0.5, 0.8]) == "Who is Rikana's mayor?"

    def test_the_corpus_may_still_tell_of_what_came_before_where_nothing_was_named_since(self) -> None:
        history = [self.RIKANA, Turn("How old is the market?", "200 years")]
        market, rikana = "When was the market founded?", "When was Rikana founded?"
        assert meanings("When was it founded?", history)[:2] == (market, rikana)
        near = {market: 0.5, rikana: 0.8}
        asked = resolve("When was it founded?", history, lambda texts: [near.get(text, 0.0) for text in texts])
        assert asked == rikana

    def test_nor_does_a_name_that_the_pronoun_hardly_means_keep_it_away(self) -> None:
        """Ingrid Solheim may be a person, and "it" the lighthouse."""
        history = [Turn("Who designed the lighthouse?", "Ann Smith"), Turn("When did Ingrid Solheim retire?", "2004")]
        assert "When was the lighthouse built?" in meanings("When was it built?", history)
        assert "Where did the keepers live?" in meanings(
            "Where did they live?", [Turn("Who paid the keepers?", "the crown"), history[-1]]
        )

    def test_a_heading_is_what_the_whole_conversation_is_about(self) -> None:
        history = [Turn("Ann Smith", "Life"), Turn("When did Eve Jones leave?", "In 1990.")]
        assert resolve("Where was she born?", history) == "Where was Ann Smith born?"


class TestAbsentSubjects:
    """A question about what the documents do not know is refused; the next one is still about that."""

    DESIGNER = Turn("Who designed the lighthouse?", "Augustin Ferrault")
    TOWER = Turn("Who designed the Eiffel tower?", "")
    LEADER_OF_STRIKE = Turn("Who led the strike of 1926?", "Nell Armitage")
    CURIE = Turn("When did Marie Curie die?", "")

    @pytest.mark.parametrize(
        ("history", "question", "understood"),
        [
            ([DESIGNER, TOWER], "When was it built?", "When was the Eiffel tower built?"),
            ([DESIGNER] * 3 + [TOWER], "When was it built?", "When was the Eiffel tower built?"),
            ([DESIGNER, TOWER, Turn("When was it built?", "")], "How tall is it?", "How tall is the Eiffel tower?"),
            ([LEADER_OF_STRIKE, CURIE], "Where was she born?", "Where was Marie Curie born?"),
            ([DESIGNER, Turn("Who founded Acme Mills?", "")], "Where is it?", "Where is Acme Mills?"),
        ],
    )
    def test_are_not_exchanged_for_what_the_corpus_knows(
        self, history: list[Turn], question: str, understood: str
    ) -> None:
        def knows(texts: Sequence[str]) -> list[float]:
            """How near a corpus comes that holds the lighthouse and the strike, and nothing else that was named."""
            return [0.9 if "lighthouse" in text or "Nell" in text else 0.3 for text in texts]

        assert resolve(question, history) == understood
        assert resolve(question, history, knows) == understood

    def test_are_left_once_something_else_is_asked_about(self) -> None:
        asked = "When was the lighthouse built?"
        history = [self.DESIGNER, self.TOWER, Turn(asked, "1889", understood=asked)]
        assert resolve("How tall is it?", history) == "How tall is the lighthouse?"


class TestSeveralMeanings:
    QUESTION = "How many stages does it have?"
    TURN = Turn("When did the Security Council adopt the border program?", "November 2024")
    COUNCIL = "How many stages does the Security Council have?"
    PROGRAM = "How many stages does the border program have?"

    def test_come_likeliest_first(self) -> None:
        assert meanings(self.QUESTION, [self.TURN]) == (self.COUNCIL, self.PROGRAM)

    def test_the_corpus_decides_between_them(self) -> None:
        assert resolve(self.QUESTION, [self.TURN], lambda _: [0.4, 0.8]) == self.PROGRAM

    def test_a_little_nearer_is_not_enough(self) -> None:
        # 0.58 counts 0.48, because it stands one place behind 0.5
        assert resolve(self.QUESTION, [self.TURN], lambda _: [0.5, 0.58]) == self.COUNCIL

    def test_a_question_that_may_be_complete_is_so_where_a_passage_says_it(self) -> None:
        question = "When was the album made?"
        turn = Turn("O-Town", "Their first album")
        assert resolve(question, [turn], lambda _: [0.5, 0.51]) == question
        assert resolve(question, [turn], lambda _: [0.5, 0.49]) == f"{question} (O-Town)"

    def test_one_meaning_is_not_looked_up(self) -> None:
        assert choose("?", ["only"], lambda _: []) == "only"
