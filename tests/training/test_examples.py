"""Records -> groups of examples -> batches of tokens: nothing that is marked as an answer may move or go missing."""

from __future__ import annotations

import random

import numpy as np
import pytest
from tokenizers import Tokenizer

from citeleaf.models.bundle import load_tokenizer
from citeleaf.training.batches import LONGEST, TOKENS, batches, features
from citeleaf.training.examples import Example, Group, Mix, build
from citeleaf.training.records import Record, Text
from citeleaf.types import Span

TEXT = "Rivers rise in spring. The Elbe flows to Hamburg. Boats carry grain there. Nobody counts them."
HAMBURG = Span(TEXT.index("Hamburg"), TEXT.index("Hamburg") + len("Hamburg"))
RECORD = Record(
    id="1",
    source="wiki",
    question="Where does the Elbe flow?",
    passage=Text("Rivers", TEXT),
    answers=(HAMBURG,),
    negatives=(Text("", "The Oder flows to Stettin."), Text("", "The Rhine is long.")),
    lookalikes=("Where does the Elbe rise?",),
    nearby=("Where does the Oder flow?", "Where does the Elbe end?"),
)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return load_tokenizer()


def groups(mix: Mix, *, seed: int = 1) -> list[Group]:
    return build({"wiki": [RECORD]}, random.Random(seed), {"wiki": mix})


def said(example: Example) -> list[str]:
    return [answer.of(example.passage.text) for answer in example.answers]


def test_a_group_holds_the_answer_and_what_lacks_it() -> None:
    (group,) = groups(Mix(1, negatives=2, removed=1, lookalikes=0, nearby=0))
    assert [said(example) for example in group] == [["Hamburg"], [], [], []]
    assert group[3].passage.text == "Rivers rise in spring. Boats carry grain there. Nobody counts them."
    assert {example.question for example in group} == {RECORD.question}


def test_lookalikes_are_scored_against_the_answer_in_the_same_words() -> None:
    """One group, so that the span of an answer competes with itself under a question that it does not answer."""
    (group,) = groups(Mix(1, negatives=0, removed=0, lookalikes=1, nearby=2, shorten=1))
    questions = [example.question for example in group]
    assert questions[:2] == [RECORD.question, "Where does the Elbe rise?"]
    assert sorted(questions[2:]) == sorted(RECORD.nearby)
    assert [said(example) for example in group] == [["Hamburg"], [], [], []]
    assert {example.passage.text for example in group} == {group[0].passage.text}


def test_shortening_keeps_the_answer_in_its_place() -> None:
    texts = set()
    for seed in range(30):
        ((example,),) = groups(Mix(1, 0, 0, 0, 0, shorten=1), seed=seed)
        assert said(example) == ["Hamburg"]
        texts.add(example.passage.text)
    assert "The Elbe flows to Hamburg." in texts
    assert len(texts) > 3


def test_a_share_takes_whole_passes_and_a_part() -> None:
    """1.5 of two records: both once, and one of them once more."""
    records = {"wiki": [RECORD, RECORD]}
    assert len(build(records, random.Random(0), {"wiki": Mix(1.5, 0, 0, 0, 0)})) == 3


def test_an_unanswerable_record_is_a_group_of_its_own() -> None:
    record = Record("2", "subjqa", "Is it loud?", Text("", TEXT), ())
    (group,) = build({"subjqa": [record]}, random.Random(0), {"subjqa": Mix(1, 1, 1, 1, 1)})
    assert group == (Example("Is it loud?", Text("", TEXT), ()),)


def test_the_marked_tokens_are_the_answer(tokenizer: Tokenizer) -> None:
    (group,) = groups(Mix(1, negatives=1, removed=0, lookalikes=0, nearby=0))
    ((answered, negative),) = features([group], tokenizer)
    assert tokenizer.decode(answered.ids[answered.starts[0] : answered.ends[0] + 1].tolist()) == "hamburg"
    assert (negative.starts, negative.ends) == ((0,), (0,))
    # places are the text's alone: not [CLS], the question, [SEP], or the title above the text
    assert tokenizer.decode(answered.ids[answered.text].tolist()) == TEXT.lower()


def test_an_answer_beyond_the_length_is_left_out(tokenizer: Tokenizer) -> None:
    text = "word " * 400 + "Hamburg"
    far = Example("Where?", Text("", text), (Span(2000, 2007),))
    assert features([(far,)], tokenizer) == []
    near = Example("Where?", Text("", text), (Span(0, 4),))
    (((one,),)) = features([(near,)], tokenizer)
    assert len(one.ids) == LONGEST


def test_batches_hold_every_group_whole_and_stay_small(tokenizer: Tokenizer) -> None:
    made = [groups(Mix(1, 2, 1, 0, 0))[0] for _ in range(150)]
    ready = features(made, tokenizer)
    packed = batches(ready, random.Random(0))
    assert sum(len(batch.ids) for batch in packed) == 150 * 4
    assert len(packed) > 1
    for batch in packed:
        assert batch.ids.size <= TOKENS
        assert np.bincount(batch.groups).tolist() == [4] * (len(batch.ids) // 4)
        assert (batch.starts.any(axis=1) & batch.ends.any(axis=1)).all()
        assert not (batch.text & ~batch.mask).any()
