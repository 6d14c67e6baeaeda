"""Questions made of a corpus's own sentences, and checked by asking them."""

from __future__ import annotations

import pytest

from citeleaf.suggestions import MOST_ASKED, suggest
from citeleaf.types import Answer, Citation, Entry, Passage, Reason, Span
from support import make_passage

OPENED = "The harbour of Lom was opened by the governor in 1911."
MILITANTS = "About 1.5 thousand soldiers were posted along the river, as the ministry says."


def entry(path: str) -> Entry:
    passage = make_passage("x", path=path)
    return Entry(passage.document_id, path, "0" * 64, "", None, "en", "text/plain", 1, 90)


class Corpus:
    """Documents of a passage each, which answers every question of it with the ``confidence`` it is made with."""

    def __init__(self, *passages: Passage, confidence: float = 0.9, elsewhere: bool = False) -> None:
        self.passages = {passage.document_id: passage for passage in passages}
        self.confidence, self.elsewhere = confidence, elsewhere
        self.asked: list[str] = []

    def ask(self, question: str) -> Answer:
        self.asked.append(question)
        passage = list(self.passages.values())[(len(self.asked) - 1) % len(self.passages)]
        identity = "another" if self.elsewhere else passage.document_id
        citation = Citation(1, identity, "", "", Span(0, len(passage.text)), passage.text, (), None, "")
        return Answer(question, question, "x", self.confidence, (citation,), None, ())

    def suggest(self, count: int = 3) -> tuple[str, ...]:
        entries = [entry(passage.path) for passage in self.passages.values()]
        return suggest(entries, lambda identity: [self.passages[identity]], self.ask, count)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (OPENED, "When was the harbour of Lom opened?"),
        (
            "The program has been developed since 2013 and was adopted by the council in November 2024.",
            "When was the program adopted?",
        ),
        (MILITANTS, "How many soldiers were posted along the river?"),
        ("So it is, said Anna Berg, a researcher at the institute.", "Who is Anna Berg?"),
        ("The mill is located on the left bank.", "Where is the mill?"),
        ("The map was drawn by two surveyors.", "By whom was the map drawn?"),
        ("In June 2024, Kasa removed the tariff on wool.", "What did Kasa do in June 2024?"),
        ("Kasa Port is a town on the coast of the inland sea.", "What is Kasa Port?"),
    ],
)
def test_a_sentence_becomes_the_question_it_answers(text: str, question: str) -> None:
    assert Corpus(make_passage(text)).suggest() == (question,)


@pytest.mark.parametrize(
    "text",
    [
        "It was opened by the governor in 1911.",  # nobody knows what it is
        "The town that was founded in 1900 was sold in 1911.",  # a clause, no subject
        "Nothing happens here.",
        "Разработка началась в 2013 году.",
    ],
)
def test_a_sentence_that_cannot_stand_alone_asks_nothing(text: str) -> None:
    assert Corpus(make_passage(text)).suggest() == ()


def test_a_heading_that_asks_is_taken_as_it_is() -> None:
    asking = make_passage("By sea.", headings=("Travel", "How is Lom reached?"))
    assert Corpus(asking).suggest() == ("How is Lom reached?",)


def test_documents_take_turns() -> None:
    corpus = Corpus(
        make_passage(f"{OPENED} {MILITANTS}", path="a.txt"),
        make_passage("The mill is located on the left bank.", path="b.txt"),
    )
    assert corpus.suggest(2) == ("When was the harbour of Lom opened?", "Where is the mill?")


@pytest.mark.parametrize(
    "corpus", [Corpus(make_passage(OPENED), confidence=0.49), Corpus(make_passage(OPENED), elsewhere=True)]
)
def test_what_is_not_answered_surely_with_its_own_words_is_not_suggested(corpus: Corpus) -> None:
    assert corpus.suggest() == ()
    assert corpus.asked == ["When was the harbour of Lom opened?"]


def test_an_abstention_suggests_nothing() -> None:
    silent = Answer("?", "?", None, 0.9, (), Reason.LOW_CONFIDENCE, ())
    passage = make_passage(OPENED)
    assert suggest([entry("a.txt")], lambda _: [passage], lambda _: silent, 3) == ()


def test_there_is_an_end_to_asking() -> None:
    towns = " ".join(f"Kasa{chr(65 + n)} Port is a town on the coast of the inland sea." for n in range(MOST_ASKED + 4))
    corpus = Corpus(make_passage(towns), confidence=0.1)
    assert corpus.suggest() == ()
    assert len(corpus.asked) == MOST_ASKED
