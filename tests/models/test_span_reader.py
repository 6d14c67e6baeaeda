"""From the scores of tokens to findings, with scores made by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from citeleaf.errors import ModelError
from citeleaf.models import span_reader, weights
from citeleaf.models.alignment import TokenVectors
from citeleaf.models.candidates import LONGEST_ANSWER
from citeleaf.models.span_reader import ALIGNED, PER_PASSAGE, Belief, SpanReader
from citeleaf.models.span_scorer import TokenScores
from citeleaf.types import Finding, Hit, Term
from support import make_hit, make_passage, make_query

TEXT = "The Elbe flows to Hamburg. Boats carry grain there."
PLAIN = Belief(span=1.0, search=0.0)


@dataclass
class FakeScorer:
    """Every word is a token; ``starts`` and ``ends`` name the words with a score, all others have -5."""

    starts: dict[str, float]
    ends: dict[str, float]
    no_answer: float = -1.0

    def score(self, question: str, passages: Sequence[tuple[str, str]]) -> list[TokenScores]:
        return [self._scores(text) for _, text in passages]

    def _scores(self, text: str) -> TokenScores:
        words = text.replace(".", " ").split()
        offsets, at = [], 0
        for word in words:
            at = text.index(word, at)
            offsets.append((at, at + len(word)))
            at += len(word)
        return TokenScores(
            np.array([self.starts.get(word, -5.0) for word in words], np.float32),
            np.array([self.ends.get(word, -5.0) for word in words], np.float32),
            self.no_answer,
            np.array(offsets, np.int64).reshape(-1, 2),
        )


class FakeEncoder:
    """The words that a text and a question share are all that is alike in them."""

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        known = sorted({word for text in texts for word in re.findall(r"\w+", text)})
        return [
            TokenVectors(
                np.array([[word == each for each in known] for word in re.findall(r"\w+", text)], np.float32),
                np.array([found.span() for found in re.finditer(r"\w+", text)], np.int64).reshape(-1, 2),
            )
            for text in texts
        ]


def read(scorer: FakeScorer, *texts: str, belief: Belief = PLAIN, scores: Sequence[float] = ()) -> list[Finding]:
    hits = [
        make_hit(make_passage(text, path=f"{number}.txt"), score)
        for number, (text, score) in enumerate(zip(texts, scores or [0.5] * len(texts), strict=True))
    ]
    return SpanReader(scorer, FakeEncoder(), belief).read(make_query("Where?"), hits)


def answers(findings: Sequence[Finding]) -> list[str]:
    return [found.hit.passage.read(found.answer) for found in findings]


def test_each_sentence_gives_its_best_span_best_first() -> None:
    findings = read(FakeScorer({"Hamburg": 4, "grain": 2}, {"Hamburg": 4, "grain": 2}), TEXT)
    assert answers(findings) == ["Hamburg", "grain"]
    assert [found.scores.span for found in findings] == [8, 4]
    assert all(found.scores.no_answer == -1 for found in findings)


def test_the_quote_is_whole_sentences_around_the_span() -> None:
    best = read(FakeScorer({"Hamburg": 4}, {"Hamburg": 4}), TEXT)[0]
    assert best.hit.passage.read(best.sentence) == TEXT


def test_a_quote_begins_and_ends_as_the_language_of_its_document_has_it() -> None:
    """By English rules "17." ends a sentence, and what the two after the date say is thought more of than that."""
    text = "Es liegt in Wien. Das Gutachten aus Graz vom 17. Juni 2022 ist lang. Es hilft. Es gilt."
    hits = [make_hit(make_passage(text, path=f"{code}.txt", language=code)) for code in ("de", "en")]
    scorer = FakeScorer({"Juni": 4, "hilft": 3, "gilt": 2}, {"2022": 4, "hilft": 3, "gilt": 2})
    found = SpanReader(scorer, FakeEncoder(), PLAIN).read(make_query("Wann?"), hits)
    quotes = {each.hit.passage.path: each.hit.passage.read(each.sentence) for each in found if each.scores.span == 8}
    assert quotes == {"de.txt": text[18:], "en.txt": text[49:]}


def test_an_answer_never_ends_before_it_starts() -> None:
    (best, *_) = read(FakeScorer({"Hamburg": 4}, {"Elbe": 9, "Hamburg": 1}), TEXT)
    assert answers([best]) == ["Hamburg"]


def test_an_answer_is_not_too_long() -> None:
    words = " ".join(f"w{number}" for number in range(LONGEST_ANSWER + 5))
    near, far = f"w{LONGEST_ANSWER - 1}", f"w{LONGEST_ANSWER}"
    (best, *_) = read(FakeScorer({"w0": 5}, {near: 1, far: 5}), words)
    assert answers([best])[0].split()[-1] == near


def test_a_span_over_two_sentences_is_quoted_with_both() -> None:
    (best, *_) = read(FakeScorer({"Hamburg": 4}, {"Boats": 4}), TEXT)
    assert answers([best]) == ["Hamburg. Boats"]
    assert best.hit.passage.read(best.sentence) == TEXT


def test_parts_of_words_become_whole_ones() -> None:
    class Pieces(FakeScorer):
        def _scores(self, text: str) -> TokenScores:
            return TokenScores(np.zeros(1, np.float32), np.zeros(1, np.float32), 0.0, np.array([[20, 23]]))

    assert answers(read(Pieces({}, {}), TEXT)) == ["Hamburg"]  # "mbu" stands at 20 to 23


@pytest.mark.parametrize(
    ("text", "token", "expected"),
    [
        ("Write to <l.orme@lorvane.example>, please.", "<l.orme@lorvane", "l.orme@lorvane.example"),
        ("Write to l.orme@lorvane.example.", "lorvane", "l.orme@lorvane.example"),
        ("Ann <ann@lorvane.example>", "Ann <ann", "Ann <ann@lorvane.example"),
        ("See (https://lorvane.example/a_(b)?c=1,2).", "lorvane", "https://lorvane.example/a_(b)?c=1,2"),
        ("See [it](www.lorvane.example/a), or not.", "lorvane", "www.lorvane.example/a"),
        ("See https://lorvane.example, and Ann.", "Ann", "Ann"),
        ("Sold 5 @ 3 euros.", "5", "5"),
        ("It is @ann.", "ann", "ann"),
        ("Files named l.orme are lost.", "orme", "orme"),
    ],
)
def test_an_address_is_one_word(text: str, token: str, expected: str) -> None:
    class Piece(FakeScorer):
        def _scores(self, text: str) -> TokenScores:
            start = text.index(token)
            return TokenScores(
                np.zeros(1, np.float32), np.zeros(1, np.float32), 0.0, np.array([[start, start + len(token)]])
            )

    assert answers(read(Piece({}, {}), text)) == [expected]


def test_shares_are_of_one_whole_and_the_search_has_its_say() -> None:
    """Both passages read alike; 0.9 against 0.4 at a weight of 2 is a lead of 1, and e / (1 + e) = 0.731059."""
    scorer = FakeScorer({"Hamburg": 4}, {"Hamburg": 4})
    findings = read(scorer, "To Hamburg", "To Hamburg", belief=Belief(0.5, 2.0), scores=(0.4, 0.9))
    assert [found.hit.passage.path for found in findings] == ["1.txt", "0.txt"]
    assert [found.scores.logit for found in findings] == pytest.approx([0.5 * 8 + 1.8, 0.5 * 8 + 0.8])
    assert findings[0].scores.reader == pytest.approx(0.731059, abs=1e-6)
    assert sum(found.scores.reader for found in findings) == pytest.approx(1)


def test_how_well_a_quote_meets_the_question_speaks_for_it() -> None:
    """Read and searched alike, the second passage holds the river's name: one word of the question's five."""
    scorer = FakeScorer({"Hamburg": 4}, {"Hamburg": 4})
    hits = [make_hit(make_passage(text, path=f"{at}.txt")) for at, text in enumerate(("To Hamburg", "Elbe to Hamburg"))]
    query = make_query("Where does the Elbe flow?", Term("Elbe", 3.0, known=True), Term("flow", 1.0, known=True))
    found = SpanReader(scorer, FakeEncoder(), Belief(0.0, 0.0, maxsim=1.0)).read(query, hits)
    assert [each.hit.passage.path for each in found] == ["1.txt", "0.txt"]
    assert [each.scores.cover for each in found] == pytest.approx([0.75, 0])  # "Elbe" weighs 3 of 4
    assert [each.scores.maxsim for each in found] == pytest.approx([0.2, 0])
    assert [each.scores.weakest for each in found] == pytest.approx([0.5, 0])  # of "Elbe" and "flow"
    assert [each.scores.logit for each in found] == pytest.approx([0.2, 0])


def test_ties_go_by_path() -> None:
    scorer = FakeScorer({"Hamburg": 4}, {"Hamburg": 4})
    assert [found.hit.passage.path for found in read(scorer, "To Hamburg", "To Hamburg")] == ["0.txt", "1.txt"]


def test_a_passage_gives_only_so_many() -> None:
    text = " ".join(f"Sentence number {number} stands here." for number in range(PER_PASSAGE + 3))
    assert len(read(FakeScorer({}, {}), text)) == PER_PASSAGE


def test_of_many_passages_those_that_lead_are_compared_with_the_question() -> None:
    """The others are taken to meet it like the worst of these, however well they do."""
    scorer = FakeScorer({"Hamburg": 4}, {"Hamburg": 4})
    texts = ["To Hamburg", "Elbe to Hamburg", "To Hamburg", "Elbe to Hamburg", "Elbe flow to Hamburg", "Elbe Hamburg"]
    hits = [make_hit(make_passage(text, path=f"{at}.txt"), 0.9 - at / 10) for at, text in enumerate(texts)]
    query = make_query("Where does the Elbe flow?", Term("Elbe", 3.0, known=True), Term("flow", 1.0, known=True))
    read_texts: list[str] = []

    class Watched(FakeEncoder):
        def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
            read_texts.extend(texts)
            return super().encode_tokens(texts)

    found = SpanReader(scorer, Watched(), Belief(1.0, 1.0, maxsim=0.1)).read(query, hits)
    assert read_texts == [query.text, *texts[:ALIGNED]]
    maxsims = {each.hit.passage.path: each.scores.maxsim for each in found}
    assert [maxsims[f"{at}.txt"] for at in range(6)] == pytest.approx([0, 0.2, 0, 0.2, 0, 0])
    weakest = {each.hit.passage.path: each.scores.weakest for each in found}
    assert [weakest[f"{at}.txt"] for at in range(6)] == pytest.approx([0, 0.5, 0, 0.5, 0, 0])


def test_the_first_quote_is_read_once_more_by_itself() -> None:
    """The passage has a sentence more than the quote. Alone, the quote's words score 8 as before, less 10."""

    class Wary(FakeScorer):
        def score(self, question: str, passages: Sequence[tuple[str, str]]) -> list[TokenScores]:
            asked.append([text for _, text in passages])
            return [replace(each, no_answer=10.0 * len(asked)) for each in super().score(question, passages)]

    asked: list[list[str]] = []
    text = "Long ago there was rain, and it was a lot of it for years. " * 4 + TEXT
    found = SpanReader(Wary({"Hamburg": 4, "grain": 2}, {"Hamburg": 4, "grain": 2}), FakeEncoder(), PLAIN).read(
        make_query("Where?"), [make_hit(make_passage(text)), make_hit(make_passage("Nothing.", path="b.txt"))]
    )
    best = found[0]
    assert asked == [[text, "Nothing."], [best.hit.passage.read(best.sentence)]]
    assert len(asked[1][0]) < len(text)
    assert best.scores.no_answer == 10
    assert {each.scores.alone for each in found} == {8 - 20}


def test_nothing_is_found_in_characters_that_are_no_tokens() -> None:
    assert read(FakeScorer({}, {}), "...", "...") == []


def test_nothing_is_found_in_nothing() -> None:
    hits: list[Hit] = []
    assert SpanReader(FakeScorer({}, {}), FakeEncoder(), PLAIN).read(make_query("Where?"), hits) == []


@pytest.mark.parametrize("content", ["", "{}", '{"belief": {"span": "x", "search": 1}}'])
def test_damaged_weights_are_named(content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "span_reader.json").write_text(content)
    monkeypatch.setattr(weights, "files", lambda package: tmp_path)
    with pytest.raises(ModelError, match=r"span_reader\.json cannot be read"):
        Belief.bundled()


def test_the_bundled_belief_is_what_its_file_says() -> None:
    path = Path(span_reader.__file__).with_name("span_reader.json")
    said = json.loads(path.read_text())["belief"]
    assert Belief.bundled() == Belief(said["span"], said["search"], said["maxsim"])


class TestWhatIsOnlyAsked:
    """The words of a question that a text holds score best for it, and are never its answer."""

    LIST = "- Where is the office?\n- When does the bus run?\n\nThe office lies in Salt Street."

    def test_is_no_answer_but_what_follows_is(self) -> None:
        scorer = FakeScorer({"office?": 9, "bus": 7, "Salt": 2}, {"office?": 9, "run?": 7, "Street": 2})
        found = SpanReader(scorer, FakeEncoder(), PLAIN).read(
            make_query("Where is the office?"), [make_hit(make_passage(self.LIST))]
        )
        assert answers(found) == ["Salt Street"]
        assert found[0].scores.span == 4
        assert found[0].scores.alone == 4 + 1, "what the quote asks does not speak for its answer"

    def test_may_stand_in_the_quote(self) -> None:
        text = "Q: Where is the office? A: It lies in Salt Street."
        scorer = FakeScorer({"office?": 9, "Salt": 2}, {"office?": 9, "Street": 2})
        (found, *others) = SpanReader(scorer, FakeEncoder(), PLAIN).read(
            make_query("Where is the office?"), [make_hit(make_passage(text))]
        )
        assert answers([found, *others]) == ["Salt Street"]
        assert found.hit.passage.read(found.sentence) == text

    def test_no_span_runs_through_it(self) -> None:
        """From "Hamburg" to "Elbe" would score 10, through the question; "Hamburg" alone scores 4."""
        text = "It flows to Hamburg. Where is the office? Then comes the Elbe."
        scorer = FakeScorer({"Hamburg": 5}, {"Hamburg": -1, "Elbe": 5})
        (best, *_) = SpanReader(scorer, FakeEncoder(), PLAIN).read(
            make_query("Where is the office?"), [make_hit(make_passage(text))]
        )
        assert answers([best]) == ["Hamburg"]

    def test_question_words_alone_answer_nothing(self) -> None:
        """Alone, "how many" would score 18, and with all before it 4."""
        scorer = FakeScorer({"how": 9}, {"many": 9})
        assert answers(read(scorer, "Few knew how many")) == ["Few knew how many"]

    def test_where_nothing_else_stands_nothing_is_found(self) -> None:
        hit = make_hit(make_passage("Where is the office?"))
        assert (
            SpanReader(FakeScorer({}, {}), FakeEncoder(), PLAIN).read(make_query("Where is the office?"), [hit]) == []
        )


class TestNumbers:
    """The date scores best; the days are what lasted."""

    TEXT = "They struck for 83 days. It ended on 2 August."
    SCORER = FakeScorer({"2": 9, "83": 2}, {"August": 1, "days": 2})

    def answers(self, question: str) -> list[str]:
        hit = make_hit(make_passage(self.TEXT))
        return answers(SpanReader(self.SCORER, FakeEncoder(), PLAIN).read(make_query(question), [hit]))

    def test_where_one_is_asked_for_nothing_else_is_an_answer(self) -> None:
        assert self.answers("How long did they strike?") == ["83 days"]
        assert self.answers("When did they stop?") == ["2 August", "83 days"]

    def test_where_none_is_told_the_rest_is_all_there_is(self) -> None:
        hit = make_hit(make_passage("It ended on 2 August."))
        (found,) = SpanReader(self.SCORER, FakeEncoder(), PLAIN).read(make_query("How long did it last?"), [hit])
        assert answers([found]) == ["2 August"]


class TestTables:
    TEXT = "Fees.\n\n| Berth | Fee |\n|---|---|\n| A1 | 340 |\n| A2 | 415 euros |\n\nThey rose."

    @staticmethod
    def best(question: str, scorer: FakeScorer, text: str) -> Finding:
        return SpanReader(scorer, FakeEncoder(), PLAIN).read(make_query(question), [make_hit(make_passage(text))])[0]

    def test_an_answer_is_one_cell_that_is_meant(self) -> None:
        """Best of all are "340" and what runs from there to "415": the one is of another berth, the other no cell."""
        scorer = FakeScorer({"340": 9, "415": 2, "A2": 3}, {"340": 9, "415": 5})
        found = self.best("What is the fee for berth A2?", scorer, self.TEXT)
        assert answers([found]) == ["415 euros"]
        assert found.scores.span == 7

    def test_where_no_row_is_named_any_cell_may_answer(self) -> None:
        found = self.best("What are the fees?", FakeScorer({"340": 9}, {"340": 4, "415": 5}), self.TEXT)
        assert answers([found]) == ["340"]

    def test_no_answer_runs_into_a_table_or_out_of_it(self) -> None:
        found = self.best("What?", FakeScorer({"Fees": 9}, {"Fees": -4, "340": 9}), self.TEXT)
        assert answers([found]) == ["Fees"]
        found = self.best("What?", FakeScorer({"415": 9}, {"euros": -4, "rose": 9}), self.TEXT)
        assert answers([found]) == ["415 euros"]

    def test_bars_are_no_answer(self) -> None:
        found = SpanReader(FakeScorer({"|": 9, "|---|---|": 9}, {"|": 9, "|---|---|": 9}), FakeEncoder(), PLAIN).read(
            make_query("What?"), [make_hit(make_passage(self.TEXT))]
        )
        assert found
        assert not any("|" in answer for answer in answers(found))

    def test_the_head_is_quoted_with_its_rows(self) -> None:
        found = self.best("What is the fee for berth A2?", FakeScorer({"415": 1}, {"415": 1}), self.TEXT)
        assert found.hit.passage.read(found.sentence) == self.TEXT[7:-12]

    def test_a_long_cell_is_read_as_prose_is(self) -> None:
        text = "Item\tDecision\nQuay\tThe wall is mended until the end of May by Brannock"
        found = self.best("Who mends the quay?", FakeScorer({"Brannock": 9}, {"Brannock": 9}), text)
        assert answers([found]) == ["Brannock"]


class TestDenials:
    """Who asks whether, who or how many is not answered with what is said, or denied, of others."""

    @staticmethod
    def answers(question: str, scorer: FakeScorer, text: str) -> list[str]:
        hit = make_hit(make_passage(text))
        return answers(SpanReader(scorer, FakeEncoder(), PLAIN).read(make_query(question), [hit]))

    def test_what_is_denied_of_another_is_no_answer_beside_what_is_said_of_this(self) -> None:
        scorer = FakeScorer({"Sweden": 2, "Finland": 5, "signed": 1}, {"signed": 2, "treaty": 1, "it": 5})
        text = "Sweden signed the treaty. Finland did not sign it."
        assert self.answers("Did Sweden sign the treaty?", scorer, text) == ["Sweden signed"]
        assert self.answers("Did Finland sign the treaty?", scorer, text)[0] == "Finland did not sign it"
        assert self.answers("Did Sweden sign the treaty?", scorer, "Finland did not sign it.") == [
            "Finland did not sign it"
        ]

    def test_whether_something_is_so_stands_in_one_sentence(self) -> None:
        """From "Sweden" to "it" would score 7."""
        scorer = FakeScorer({"Sweden": 4}, {"signed": -1, "it": 3})
        assert (
            self.answers("Did Sweden sign?", scorer, "Sweden signed. It was long. They kept it.")[0] == "Sweden signed"
        )

    def test_where_it_is_true_of_none_nobody_is_the_answer(self) -> None:
        scorer = FakeScorer({"Nobody": 1, "four": 9}, {"Nobody": 1, "workers": 9, "killed,": -2})
        text = "Nobody was killed, but four workers were treated."
        assert self.answers("How many workers were killed?", scorer, text) == ["Nobody"]
        assert self.answers("How many workers were treated?", scorer, text) == ["four workers"]

    def test_a_deputy_is_no_answer_beside_the_one_asked_for(self) -> None:
        scorer = FakeScorer({"Ann": 2, "Ruth": 9}, {"Ann": 2, "Ruth": 9})
        text = "- Ann (Mayor)\n- Ruth (Deputy Mayor)"
        assert self.answers("Who is the mayor?", scorer, text) == ["Ann"]
        assert self.answers("Who is the deputy mayor?", scorer, text)[0] == "Ruth"


def test_no_answer_runs_from_one_item_into_the_next() -> None:
    scorer = FakeScorer({"Ann": 9, "Bob": 1}, {"(Mayor)": 1, "Bob": 9})
    assert answers(read(scorer, "- Ann (Mayor)\n- Bob (Clerk)"))[0] == "Ann (Mayor)"
    assert answers(read(FakeScorer({"Ann": 9}, {"Ann": 1, "Bob": 9}), "She is Ann\n\nBob came"))[0] == "Ann"


def test_the_number_of_a_clause_is_no_amount() -> None:
    scorer = FakeScorer({"(2)": 9, "EUR": 2}, {"(2)": 9, "15,000": 2})
    assert answers(read(scorer, "(2) The Operator pays EUR 15,000"))[0] == "EUR 15,000"


def test_an_amount_is_taken_whole() -> None:
    scorer = FakeScorer({"six": 9}, {"hours": 9})
    assert answers(read(scorer, "It lasted six hours and forty minutes there"))[0] == "six hours and forty minutes"
