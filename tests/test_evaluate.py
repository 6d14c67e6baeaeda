from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, fields, replace

import pytest

from citeleaf.errors import UnknownDocument
from citeleaf.evaluate import Evaluation, Row, evaluate
from citeleaf.questions import GoldSpan, Question
from citeleaf.types import (
    Answer,
    Block,
    BlockKind,
    Citation,
    Consideration,
    Document,
    Entry,
    Hit,
    Passage,
    Reason,
    Span,
    Turn,
)

CONTRACT = (
    *("questions", "answerable", "unanswerable", "documents", "passages"),
    *("recall_at_1", "recall_at_5", "recall_at_10", "mrr", "quote_hit", "quote_hit_any", "exact_match", "f1"),
    *("answered", "false_answers", "auroc", "aurc", "coverage_at_90", "ece", "quote_words", "verbatim"),
    *("ask_ms_p50", "ask_ms_p95", "ingest_seconds"),
)

ANTS = "Ants carry leaves home."
BEES = "Bees make honey from nectar in summer."
CATS = "Cats chase mice at night."
TEXTS = {"garden.txt": f"{ANTS} {BEES}", "house/cats.txt": CATS}


def document(path: str) -> Document:
    text = TEXTS[path]
    blocks = (Block(Span(0, len(text)), BlockKind.PARAGRAPH),)
    return Document(path.upper(), path, "0" * 64, text, blocks, "", None, "en", "text/plain")


def place(words: str) -> tuple[str, Span]:
    """Where the only document that has these words has them."""
    [(path, text)] = [(path, text) for path, text in TEXTS.items() if words in text]
    return path, Span(text.index(words), text.index(words) + len(words))


def cite(quote: str, number: int = 1) -> Citation:
    path, span = place(quote)
    return Citation(number, path.upper(), path, "", span, quote, (span,), None, "0" * 64)


def hit(text: str) -> Hit:
    path, span = place(text)
    return Hit(Passage(f"{path}:{span.start}", path.upper(), path, "", (), span, text), 1.0, 1, None)


def evidence(words: str) -> tuple[GoldSpan, ...]:
    return (GoldSpan(*place(words)),)


def considered(
    confidence: float,
    *quotes: str,
    text: str | None = None,
    hits: Sequence[str] = (),
    given: bool = True,
    nearest: tuple[Citation, ...] = (),
) -> Consideration:
    """What was found: an answer that quotes ``quotes``, ``given`` or withheld for want of confidence."""
    citations = tuple(cite(quote, number) for number, quote in enumerate(quotes, start=1))
    candidate = Answer("", "as understood", text or quotes[0], confidence, citations, None, ())
    withheld = replace(candidate, text=None, citations=(), reason=Reason.LOW_CONFIDENCE, nearest=nearest)
    return Consideration(candidate if given else withheld, candidate, tuple(map(hit, hits)))


NOTHING = Answer("", "as understood", None, 0.0, (), Reason.NOTHING_FOUND, ())


class FakeAssistant:
    """Says what it was told to say; each question takes 10 ms longer than the one before, by a clock of its own."""

    def __init__(self, *considerations: Consideration) -> None:
        self._considerations = list(considerations)
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []
        self.seconds = 0.0

    def clock(self) -> float:
        return self.seconds

    def consider(self, question: str, history: Sequence[Turn] = ()) -> Consideration:
        self.asked.append((question, tuple(history)))
        self.seconds += 0.010 * len(self.asked)
        return self._considerations[len(self.asked) - 1]

    def document(self, document_id: str) -> Document:
        self.seconds += 100  # checking quotes is no part of asking
        for path in TEXTS:
            if path.upper() == document_id:
                return document(path)
        raise UnknownDocument(document_id)

    def entries(self) -> list[Entry]:
        return [
            Entry("GARDEN.TXT", "garden.txt", "0" * 64, "", None, "en", "text/plain", passages=2, characters=62),
            Entry(
                "HOUSE/CATS.TXT", "house/cats.txt", "0" * 64, "", None, "en", "text/plain", passages=1, characters=25
            ),
        ]


def evaluated(*cases: tuple[Question, Consideration]) -> tuple[Evaluation, list[Row]]:
    assistant = FakeAssistant(*(consideration for _, consideration in cases))
    rows: list[Row] = []
    questions = [question for question, _ in cases]
    evaluation = evaluate(assistant, questions, ingest_seconds=1.5, rows=rows.append, clock=assistant.clock)
    assert len(rows) == len(cases)
    return evaluation, rows


def one(question: Question, consideration: Consideration) -> Evaluation:
    return evaluated((question, consideration))[0]


HONEY = Question("honey", "What do bees make?", ("honey",), evidence("honey"))
LEAVES = Question("leaves", "What do ants carry?", ("leaves",), evidence("leaves"))
MICE = Question("mice", "What do cats chase?", ("mice",))
MOON = Question("moon", "Who walked on the moon?")
RAIN = Question("rain", "When does it rain?")

FIVE = (
    (HONEY, considered(0.9, BEES, text="honey", hits=[CATS, BEES])),
    (LEAVES, considered(0.6, CATS, ANTS, text="Ants carry leaves", hits=[CATS, BEES, CATS, BEES, CATS, ANTS])),
    (MICE, considered(0.3, "mice at", text="mice", hits=[CATS], given=False, nearest=(cite(BEES),))),
    (MOON, considered(0.7, "Cats chase", hits=[CATS])),
    (RAIN, Consideration(replace(NOTHING, confidence=0.1), replace(NOTHING, confidence=0.1), ())),
)


class TestMeasures:
    @pytest.mark.parametrize(
        ("measure", "expected"),
        [
            ("questions", 5),
            ("answerable", 3),
            ("unanswerable", 2),
            ("documents", 2),
            ("passages", 2 + 1),
            # only honey and leaves have evidence, found at ranks 2 and 6
            ("recall_at_1", 0 / 2),
            ("recall_at_5", 1 / 2),
            ("recall_at_10", 2 / 2),
            ("mrr", (1 / 2 + 1 / 6) / 2),
            # honey's first quote; leaves' second alone; mice was withheld
            ("quote_hit", 1 / 3),
            ("quote_hit_any", 2 / 3),
            # "honey" is exact; "Ants carry leaves" has 1 of 3 words, P = 1/3, R = 1, F1 = 1/2; withheld is 0
            ("exact_match", 1 / 3),
            ("f1", (1 + 1 / 2 + 0) / 3),
            ("answered", 2 / 3),
            ("false_answers", 1 / 2),
            # right: honey 0.9 and, withheld, mice 0.3; wrong: moon 0.7, leaves 0.6, rain 0.1.
            # 0.9 beats three, 0.3 beats one: 4 of 6 pairs
            ("auroc", 4 / 6),
            # in order right, wrong, wrong, right, wrong: risks 0, 1/2, 2/3, 2/4, 3/5, whose sum is 34/15
            ("aurc", 34 / 15 / 5),
            # 1/1 right, then 1/2, 1/3, 2/4, 2/5: one of five
            ("coverage_at_90", 1 / 5),
            # each in a bin of its own: 0.1 + 0.7 + 0.6 + 0.7 + 0.1 = 2.2
            ("ece", 2.2 / 5),
            # answered: BEES has 7 words, CATS (of leaves) 5, "Cats chase" 2; the middle one. "mice at" was withheld
            ("quote_words", 5),
            ("verbatim", 1),
            # 10, 20, 30, 40, 50 ms; position 0.95 * 4 = 3.8 is 40 + 0.8 * 10
            ("ask_ms_p50", 30),
            ("ask_ms_p95", 48),
            ("ingest_seconds", 1.5),
        ],
    )
    def test_by_hand(self, measure: str, expected: float) -> None:
        assert asdict(evaluated(*FIVE)[0])[measure] == pytest.approx(expected)

    def test_all_measures_are_worked_by_hand(self) -> None:
        [mark] = [mark for mark in vars(TestMeasures)["test_by_hand"].pytestmark if mark.name == "parametrize"]
        assert tuple(measure for measure, _ in mark.args[1]) == CONTRACT


class TestRanks:
    @pytest.mark.parametrize(
        ("rank", "at_1", "at_5", "at_10"),
        [(1, 1, 1, 1), (2, 0, 1, 1), (5, 0, 1, 1), (6, 0, 0, 1), (10, 0, 0, 1), (11, 0, 0, 0)],
    )
    def test_recall_counts_up_to_its_depth_and_mrr_beyond(self, rank: int, at_1: int, at_5: int, at_10: int) -> None:
        evaluation = one(HONEY, considered(0.9, BEES, hits=[*[CATS] * (rank - 1), BEES, BEES]))
        assert (evaluation.recall_at_1, evaluation.recall_at_5, evaluation.recall_at_10) == (at_1, at_5, at_10)
        assert evaluation.mrr == 1 / rank

    def test_coverage_asks_for_nine_in_ten(self) -> None:
        # four right, and one wrong below them: 4/5 would do for eight in ten
        right = [(HONEY, considered(0.9, BEES))] * 4
        assert evaluated(*right, (MOON, considered(0.5, CATS)))[0].coverage_at_90 == 4 / 5


class TestEligibility:
    def test_nothing_asked_has_no_score(self) -> None:
        evaluation = evaluate(FakeAssistant(), [], ingest_seconds=None)
        counted = {"questions": 0, "answerable": 0, "unanswerable": 0, "documents": 2, "passages": 3}
        assert asdict(evaluation) == dict.fromkeys(CONTRACT) | counted

    def test_unanswerable_questions_alone_have_no_quality_of_answers(self) -> None:
        evaluation = one(MOON, considered(0.7, CATS))
        for measure in ("recall_at_1", "mrr", "quote_hit", "quote_hit_any", "exact_match", "f1", "answered", "auroc"):
            assert getattr(evaluation, measure) is None, measure
        assert (evaluation.false_answers, evaluation.aurc, evaluation.coverage_at_90) == (1, 1, 0)

    def test_answerable_questions_alone_have_no_false_answers(self) -> None:
        assert one(HONEY, considered(0.7, BEES)).false_answers is None

    def test_without_evidence_there_is_no_recall(self) -> None:
        evaluation = one(MICE, considered(0.7, CATS, hits=[CATS]))
        assert (evaluation.recall_at_10, evaluation.mrr, evaluation.quote_hit) == (None, None, 1)

    def test_evidence_without_answers_does_not_make_a_question_answerable(self) -> None:
        evaluation, [row] = evaluated((replace(HONEY, answers=()), considered(0.7, BEES, hits=[BEES])))
        assert (evaluation.recall_at_1, evaluation.quote_hit, evaluation.aurc) == (None, None, 1)
        assert (row.evidence_rank, row.quote_hit, row.right) == (None, None, False)

    def test_nothing_shown_is_not_verbatim_nor_otherwise(self) -> None:
        evaluation = one(HONEY, Consideration(NOTHING, NOTHING, ()))
        assert (evaluation.verbatim, evaluation.quote_words) == (None, None)
        assert (evaluation.recall_at_10, evaluation.mrr, evaluation.f1, evaluation.answered) == (0, 0, 0, 0)


class TestQuoteHit:
    def test_needs_the_same_document(self) -> None:
        # the same characters of another document are no evidence
        elsewhere = replace(HONEY, evidence=(GoldSpan("house/cats.txt", Span(0, 25)),))
        evaluation = one(elsewhere, considered(0.7, ANTS, text="honey", hits=[ANTS]))
        assert (evaluation.quote_hit, evaluation.recall_at_10, evaluation.exact_match) == (0, 0, 1)

    def test_needs_a_shared_character(self) -> None:
        # "Ants" is garden.txt[0:4]: evidence from 4 on only touches it
        touching = replace(LEAVES, evidence=(GoldSpan("garden.txt", Span(4, 10)),))
        sharing = replace(LEAVES, evidence=(GoldSpan("garden.txt", Span(3, 10)),))
        assert one(touching, considered(0.7, "Ants")).quote_hit == 0
        assert one(sharing, considered(0.7, "Ants")).quote_hit == 1

    def test_any_of_the_evidence_will_do(self) -> None:
        either = replace(HONEY, evidence=(*evidence("mice"), *evidence("honey")))
        assert one(either, considered(0.7, BEES, hits=[ANTS, BEES])).quote_hit == 1
        assert one(either, considered(0.7, BEES, hits=[ANTS, BEES])).mrr == 1 / 2

    def test_goes_by_the_words_only_where_there_is_no_evidence(self) -> None:
        with_evidence = replace(MICE, evidence=evidence("Bees"))
        assert one(with_evidence, considered(0.7, CATS)).quote_hit == 0
        assert one(MICE, considered(0.7, CATS)).quote_hit == 1
        assert one(replace(MICE, answers=("mic",)), considered(0.7, CATS)).quote_hit == 0  # whole words

    def test_a_withheld_candidate_is_no_hit_but_may_be_right(self) -> None:
        evaluation, [row] = evaluated((HONEY, considered(0.7, BEES, text="honey", given=False)))
        assert (evaluation.quote_hit, evaluation.quote_hit_any, evaluation.exact_match, evaluation.f1) == (0, 0, 0, 0)
        assert evaluation.aurc == 0
        assert row.right

    def test_only_the_candidates_first_citation_makes_it_right(self) -> None:
        _, [row] = evaluated((HONEY, considered(0.7, CATS, BEES)))
        assert (row.right, row.quote_hit, row.quote_hit_any) == (False, False, True)


class TestBothSides:
    """Where answer and candidate differ, each measure looks at its own."""

    def test_confidence_is_the_candidates_and_the_citation_the_answers(self) -> None:
        answer, candidate = considered(0.2, BEES).answer, considered(0.8, CATS).candidate
        _, [row] = evaluated((HONEY, Consideration(answer, candidate, ())))
        assert (row.confidence, row.right) == (0.8, False)
        assert (row.quote, row.quote_hit) == (BEES, True)

    def test_an_abstention_that_cites_has_still_not_answered(self) -> None:
        candidate = considered(0.8, BEES, text="honey").candidate
        evaluation = one(HONEY, Consideration(replace(candidate, reason=Reason.LOW_CONFIDENCE), candidate, ()))
        assert (evaluation.quote_hit, evaluation.quote_hit_any, evaluation.f1, evaluation.exact_match) == (0, 0, 0, 0)


class TestVerbatim:
    FORGED = replace(cite(BEES), quote=BEES.replace("honey", "money"))
    MOVED = replace(cite(BEES), document_id="HOUSE/CATS.TXT")
    GONE = replace(cite(BEES), document_id="NOWHERE.TXT")

    @pytest.mark.parametrize("wrong", [FORGED, MOVED, GONE])
    def test_counts_every_quote_once_nearest_ones_too(self, wrong: Citation) -> None:
        # CATS of the candidate, BEES and the wrong one among the nearest: two of three hold
        withheld = considered(0.1, CATS, given=False, nearest=(cite(BEES), wrong))
        assert one(HONEY, withheld).verbatim == pytest.approx(2 / 3)

    def test_counts_the_candidates_quotes(self) -> None:
        answer, candidate = considered(0.1, CATS).answer, considered(0.1, CATS).candidate
        assert one(HONEY, Consideration(answer, replace(candidate, citations=(self.FORGED,)), ())).verbatim == 1 / 2
        assert one(HONEY, Consideration(answer, replace(candidate, nearest=(self.FORGED,)), ())).verbatim == 1 / 2
        assert one(HONEY, Consideration(replace(answer, citations=(self.FORGED,)), candidate, ())).verbatim == 1 / 2


class TestRunner:
    def test_asks_with_history_and_tells_of_progress(self) -> None:
        history = (Turn("Who makes honey?", "Bees"),)
        assistant = FakeAssistant(considered(0.9, BEES), considered(0.9, CATS))
        told: list[tuple[int, int]] = []

        def progress(done: int, total: int) -> None:
            told.append((done, total))

        evaluate(assistant, [replace(HONEY, history=history), MICE], ingest_seconds=None, progress=progress)
        assert assistant.asked == [(HONEY.text, history), (MICE.text, ())]
        assert told == [(1, 2), (2, 2)]

    def test_a_confidence_that_is_none_stops_at_once(self) -> None:
        with pytest.raises(ValueError, match="a confidence lies between 0 and 1, not at nan"):
            evaluated((HONEY, considered(float("nan"), BEES)))


class TestOutput:
    def test_has_the_keys_of_the_contract_in_their_order(self) -> None:
        assert tuple(field.name for field in fields(Evaluation)) == CONTRACT
        assert tuple(json.loads(evaluated(*FIVE)[0].as_json())) == CONTRACT

    def test_ineligible_is_null(self) -> None:
        printed = evaluate(FakeAssistant(), [], ingest_seconds=None).as_json()
        assert '"auroc": null' in printed
        assert "NaN" not in printed

    def test_a_number_that_is_none_is_never_printed(self) -> None:
        evaluation = evaluate(FakeAssistant(), [], ingest_seconds=float("nan"))
        with pytest.raises(ValueError, match="JSON"):
            evaluation.as_json()

    def test_a_row_of_an_answer(self) -> None:
        _, [row] = evaluated((HONEY, considered(0.9, BEES, text="honey", hits=[CATS, BEES])))
        assert json.loads(row.as_json()) == {
            "id": "honey",
            "question": "What do bees make?",
            "understood": "as understood",
            "answered": True,
            "confidence": 0.9,
            "right": True,
            "answer": "honey",
            "answers": ["honey"],
            "evidence_rank": 2,
            "quote_hit": True,
            "quote_hit_any": True,
            "exact_match": True,
            "f1": 1.0,
            "path": "garden.txt",
            "start": len(ANTS) + 1,
            "end": len(ANTS) + 1 + len(BEES),
            "quote": BEES,
            "milliseconds": pytest.approx(10),
            "reason": None,
        }

    def test_a_row_of_an_abstention_shows_what_was_withheld(self) -> None:
        _, [row] = evaluated((MOON, considered(0.2, CATS, given=False)))
        printed = json.loads(row.as_json())
        assert (printed["answered"], printed["answer"], printed["quote"]) == (False, None, CATS)
        assert (printed["quote_hit"], printed["exact_match"], printed["f1"]) == (None, None, None)
        assert printed["reason"] == str(Reason.LOW_CONFIDENCE)

    def test_a_row_without_any_candidate(self) -> None:
        _, [row] = evaluated((MOON, Consideration(NOTHING, NOTHING, ())))
        assert (row.path, row.start, row.end, row.quote) == (None, None, None, None)

    def test_a_row_is_one_line_whatever_it_holds(self) -> None:
        question = Question("1", "Что\nэто\u2028?", ("да",))
        _, [row] = evaluated((question, considered(0.9, CATS)))
        assert "\n" not in row.as_json()
        assert json.loads(row.as_json())["question"] == "Что\nэто\u2028?"
