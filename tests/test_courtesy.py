"""What is said around a question is no part of it."""

from __future__ import annotations

import pytest

from citeleaf.courtesy import bare


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Hi, could you please tell me: when was it signed?", "When was it signed?"),
        ("I would like to know who signed it.", "Who signed it."),
        ("I'm wondering why it fell", "Why it fell"),
        ("Hi guys, when was it signed?", "When was it signed?"),
        ("Hi! I have a question. When was it signed?", "When was it signed?"),
        ("Thanks! When was it signed?", "When was it signed?"),
        ("When was it signed? Thank you for the help.", "When was it signed?"),
        ("And can you tell me when it fell?", "And when it fell?"),
        ("Can you tell me exactly when it fell?", "When it fell?"),
        ("Could you please explain recursion?", "Explain recursion?"),
        ("Can you tell me about the treaty?", "Tell me about the treaty?"),
        ("PLEASE TELL ME WHEN IT FELL", "WHEN IT FELL"),
        ("eBay was founded when, please?", "eBay was founded when?"),
        ("do you know how long it is", "How long it is"),
        ("Good morning! Can you tell me where Dushanbe lies?", "Where Dushanbe lies?"),
        ("My question is: in which year did it end?", "In which year did it end?"),
        ("According to the documents, who signed?", "Who signed?"),
        ("Hello, is it true?", "Is it true?"),
        ("Please, who wrote it? Thanks!", "Who wrote it?"),
        ("Who wrote it, please?", "Who wrote it?"),
        ("When was it, thank you very much", "When was it"),
    ],
)
def test_greeting_request_and_thanks_go(question: str, asked: str) -> None:
    assert bare(question) == asked


@pytest.mark.parametrize(
    "question",
    [
        "When was it signed?",
        "hi there",
        "Thanks",
        "Please?",
        "Hello, Dolly was composed by whom?",
        "Hello was recorded in which city?",
        "Who wrote the book No, Thank You?",
        "Where is the sitcom set, Cheers?",
        "Which sitcom is set in Boston, Frasier? Cheers?",
        "Who sang Please, Please, Please?",
        "Who owns the company, THX?",
        "I Want to Know What Love Is was sung by whom?",
        "Tell Me Why who sang it?",
        "Can you tell me the capital of France?",
        "Who gave thanks?",
        "Would you like to know what I think?",
        "In the documents which the court received, what was said?",
        "Tell me about the treaty",  # it asks for what the treaty is, and not with a question word
        "",
    ],
)
def test_what_belongs_to_the_question_stays(question: str) -> None:
    assert bare(question) == question


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Can you tell me when the Treaty of Lisbon was signed?", "When was the Treaty of Lisbon signed?"),
        ("tell me who the author of Emma is", "Who is the author of Emma"),
        ("Tell me how long the border is!", "How long is the border!"),
        ("I want to know what the population of Tajikistan is, please", "What is the population of Tajikistan"),
        ("Do you know why Rome was sacked?", "Why was Rome sacked?"),
        ("And can you tell me when the war was over?", "And when was the war over?"),
        ("Please tell me what treaty was signed.", "What treaty was signed."),
        ("Please tell me what American state was first.", "What American state was first."),
        ("Please tell me how many people were there.", "How many people were there."),
        ("Please tell me which the largest is.", "Which the largest is."),
        ("Please tell me why the king who was ill fled.", "Why the king who was ill fled."),
        ("Please tell me when the king that was ill had died.", "When the king that was ill had died."),
        ("Tell me what the company did after it was sold?", "What the company did after it was sold?"),
        ("Tell me when the king died and the queen was crowned?", "When the king died and the queen was crowned?"),
        ("Tell me what the contract says the buyer must do.", "What the contract says the buyer must do."),
        ("Tell me when the May elections took place.", "When the May elections took place."),
        (
            "Tell me when it opens and whether dogs are allowed.",
            "When it opens and whether dogs are allowed.",
        ),
    ],
)
def test_what_was_asked_about_is_asked(question: str, asked: str) -> None:
    assert bare(question) == asked
