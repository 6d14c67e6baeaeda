"""Which questions are several, what each part takes over from the others, and which only look like several."""

from __future__ import annotations

import pytest

from citeleaf.question_parts import parts


def texts(question: str) -> list[str]:
    return [part.text for part in parts(question)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who founded Rome and who sacked it?", ["Who founded Rome?", "Who sacked Rome?"]),
        ("Who founded the CSTO and when was it dissolved?", ["Who founded the CSTO?", "When was the CSTO dissolved?"]),
        ("Where is the Panj, and how long is it?", ["Where is the Panj?", "How long is the Panj?"]),
        ("Who wrote Dune and in what year?", ["Who wrote Dune?", "In what year? (wrote, Dune)"]),
        ("When was the bridge opened and why?", ["When was the bridge opened?", "Why? (bridge, opened)"]),
        ("Who wrote Dune? When did it appear?", ["Who wrote Dune?", "When did Dune appear?"]),
        ("Is the bridge safe? If so, who says so?", ["Is the bridge safe?", "Who says so?"]),
        (
            "Where was the last cup held and who won?",
            ["Where was the last cup held?", "Who won? (the last cup)"],
        ),
        (
            "What is the border between Anta and Beru and where does it end?",
            ["What is the border between Anta and Beru?", "Where does the border between Anta and Beru end?"],
        ),
        (
            "What is the capital of France and what is the population of Spain?",
            ["What is the capital of France?", "What is the population of Spain?"],
        ),
        (
            "who made the first computer game and what was the name of the game",
            ["Who made the first computer game?", "What was the name of the game? (made, first, computer)"],
        ),
        (
            "Which company makes Windows and when was it founded?",
            ["Which company makes Windows?", "When was the company that makes Windows founded?"],
        ),
        (
            "Who built the bridge, when was it opened, and how long is it?",
            ["Who built the bridge?", "When was the bridge opened?", "How long is the bridge?"],
        ),
        (
            "Who built the dam and when was it opened and how long is it?",
            ["Who built the dam?", "When was the dam opened?", "How long is the dam?"],
        ),
    ],
)
def test_each_part_stands_alone(question: str, expected: list[str]) -> None:
    assert texts(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the play?",
        "Who wrote and directed the film?",
        "Who wrote the book and directed the film?",
        "How many men and women came?",
        "How many men and how many women came?",
        "How many men and how many women did the ship carry?",
        "What cars and what trucks are made here?",
        "Which actors and which directors won?",
        "When and where was it first used?",
        "How and why did it end?",
        "Who and what is meant?",
        "What is the difference between weather and what is called climate?",
        "What lies between the river and where the road ends?",
        "Alternatives include tax credits and what else?",
        "The author wants to run and what?",
        "Central Park was designed by Olmsted and who else?",
        "What determines which half is positive and which is negative?",
        "What happens when drops fuse and when they freeze?",
        "Do you know who founded it and when it was dissolved?",
        "What is known of how it works and how it affects bats?",
        "What did the ECDC and WHO regional office ask the countries?",
        "What is the article and section where admission is regulated?",
        "Who sang Are You Lonesome Tonight? in 1960?",
        '"Where is the Holy Grail?" is a documentary on which channel?',
        "Tajikistan? How long is its border?",
        "What size is the vacuum??",
        "What size is it? ?",
        "When was it founded and dissolved?",
        "Was it founded in 1900 and by whom was it funded?",
        "What is the name of the man who wrote it and who directed it?",
        "river and where",
        "and when?",
        "",
        "???",
        "What is the capital of Anta, where the river ends?",
        "Who saw Anta, where it rains?",
        "Who is it? Where is it? When is it? Why is it?",
    ],
)
def test_one_question_stays_whole(question: str) -> None:
    (part,) = parts(question)
    assert (part.words, part.text) == (question, question)


def test_a_part_has_the_questions_own_words() -> None:
    question = "  Who founded Rome,  and when was it sacked?"
    assert [part.words for part in parts(question)] == ["Who founded Rome", "when was it sacked?"]
    assert all(part.words in question for part in parts(question))


def test_every_part_takes_what_the_whole_leans_on() -> None:
    assert texts("Who built it and when was it opened? (Panj)") == [
        "Who built it? (Panj)",
        "When was it opened? (built) (Panj)",
    ]


def test_a_part_is_not_drowned_in_what_it_takes_over() -> None:
    words = " ".join(f"word{number}" for number in range(20))
    # of "wrote" and the twenty, the first eight
    assert texts(f"Who wrote {words} and when?")[1].count(",") == 7
