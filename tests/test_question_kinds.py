"""What a question asks for, told by its words."""

from __future__ import annotations

import pytest

from citeleaf.question_kinds import QuestionKind, kind_of

QUESTIONS = {
    QuestionKind.PERSON: [
        "Who wrote the play?",
        "Whose idea was it?",
        "Who is Omar Nessar?",
        "Which English queen reigned then?",
        "It was founded by whom?",
        "Can you tell me who wrote it?",
        "And who built its bridges? (Panj)",
    ],
    QuestionKind.PLACE: [
        "Where is it?",
        "Which country left?",
        "In what city did they meet?",
        "What is the capital of Anta?",
    ],
    QuestionKind.DATE: [
        "When was it adopted?",
        "In which year was it built?",
        "It was built in what year?",
        "What was the date of it?",
    ],
    QuestionKind.NUMBER: [
        "How long is the border?",
        "How many stages does it have?",
        "About how many came?",
        "What percentage of them voted?",
        "What is the population of Tajikistan?",
    ],
    QuestionKind.LIST: [
        "Which terrorist groups operate in the border area?",
        "Which countries are members?",
        "What are the members of the CSTO?",
        "What policies did they include?",
        "In what areas is it used?",
        "What types of cells are there?",
        "Who were the founders?",
        "List the members.",
        "Name three members of it",
        "Please list all rivers",
        "Which people live there?",
        "What are some examples of it?",
    ],
    QuestionKind.WHY: [
        "Why did it end?",
        "How come it ended?",
        "What is the reason for it?",
        "What are the causes of the war?",
        "What caused the war?",
        "For what purpose was it built?",
    ],
    QuestionKind.HOW: ["How does it work?", "How was the fire put out?"],
    QuestionKind.DEFINITION: [
        "Please define the charter",
        "Please describe the charter",
        "What is a lens?",
        "What is recursion?",
        "What are antibodies?",
        "Define recursion",
        "What does CSTO stand for?",
        "What is meant by escalation?",
        "Tell me about antibodies",
    ],
    QuestionKind.YES_NO: [
        "Can you pay with cash on the ferry?",
        "Do you need a visa for Norland?",
        "Is it long?",
        "Did they meet in Dushanbe?",
        "Isn't it banned?",
        "Do the members agree on which is best?",
    ],
    QuestionKind.SEVERAL_PARTS: ["Who founded Rome and when was it sacked?"],
    QuestionKind.OTHER: [
        "Can you give me the names of the countries?",
        "Do you know the capital of France?",
        "What did the office ask the court to do?",
        "What happens at the first stage?",
        "Which of these rivers is longest?",
        "Which Windows edition was sold?",
        "Which company owns the bridge?",
        "Which membrane separates it from the outside?",
        "What attenuates light?",
        "What was established in 1900?",
        "river panj border",
        "река",
        "",
        "???",
    ],
}


@pytest.mark.parametrize(("kind", "question"), [(kind, each) for kind, asked in QUESTIONS.items() for each in asked])
def test_the_kind_of_a_question(kind: QuestionKind, question: str) -> None:
    assert kind_of(question) is kind


def test_every_kind_is_tried() -> None:
    assert QUESTIONS.keys() == set(QuestionKind)
