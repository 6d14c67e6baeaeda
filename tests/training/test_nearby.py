"""Look-alike questions with a word of the same kind: near it, not the same, and never the answer."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from citeleaf.training.nearby import Kinds, Neighbours, vary, word_vectors
from citeleaf.training.records import Record, Text
from citeleaf.types import Span

if TYPE_CHECKING:
    from citeleaf.protocols import Vectors

TEXT = "The north wind brings Oslo snow."
RECORD = Record(
    id="1",
    source="wiki",
    question="What does the north wind bring to Norway?",
    passage=Text("", TEXT),
    answers=(Span(TEXT.index("snow"), TEXT.index("snow") + 4),),
    negatives=(Text("", "Later some Danes left Jutland."),),
)
NOBODY = Neighbours([], np.zeros((0, 2), np.float32), np.zeros((0, 2), np.float32))


def at(*degrees: float) -> Vectors:
    """Unit vectors at these angles: the cosine of two is that of the angle between them."""
    angles = np.radians(np.array(degrees, np.float32))
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


class Angles:
    """An encoder that knows the angle of some questions; all others stand at 0 degrees."""

    name = "angles"
    dimensions = 2

    def __init__(self, **degrees: float) -> None:
        self._degrees = degrees

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        found = (next((angle for word, angle in self._degrees.items() if word in text), 0.0) for text in texts)
        return at(*found)

    encode_passages = encode_questions


def test_neighbours_are_of_one_kind_and_mean_something_else() -> None:
    """Of "north", at 60 degrees (cosine .5) each: "polar" means the same (cosine 1 of the words alone), "northern"
    comes from it, "freezing" is another part of speech by its ending. "tree" is too far off (cosine 0)."""
    words = ["north", "south", "polar", "northern", "freezing", "tree"]
    pieces = at(0, 60, 60, 60, 60, 90)
    meanings = at(0, 60, 0, 60, 60, 90)
    assert Neighbours(words, pieces, meanings).of("north") == ["south"]
    assert Neighbours(words, pieces, meanings).of("unheard") == []


def test_a_swap_that_changes_nothing_is_not_taken() -> None:
    """Its question is as near the original as a paraphrase, and another is about something else altogether."""
    words = ["north", "south", "upward", "tree"]
    kinds = Kinds(Neighbours(words, at(0, 60, 60, 60), at(0, 60, 60, 60)), NOBODY)
    # cosines to the question: south .77, upward .99, tree .17, Danes 1 (not known to the encoder)
    (varied,) = vary([RECORD], kinds, Angles(south=40, upward=8, tree=80), random.Random(0))
    assert varied.nearby == ("What does the south wind bring to Norway?",)


def test_a_name_is_swapped_for_one_of_a_wrong_passage_or_near_it() -> None:
    names = Neighbours(["norway", "denmark"], at(0, 60), at(0, 60))
    (varied,) = vary([RECORD], Kinds(NOBODY, names), Angles(Danes=40, Jutland=40, Denmark=40), random.Random(0))
    assert set(varied.nearby) == {
        "What does the north wind bring to Danes?",
        "What does the north wind bring to Jutland?",
        "What does the north wind bring to Denmark?",
    }


def test_a_question_is_made_once() -> None:
    """Denmark is near Norway, and stands in a wrong passage as well."""
    record = replace(RECORD, negatives=(Text("", "Later some of Denmark left."),))
    names = Neighbours(["norway", "denmark"], at(0, 60), at(0, 60))
    (varied,) = vary([record], Kinds(NOBODY, names), Angles(Denmark=40), random.Random(0))
    assert varied.nearby == ("What does the north wind bring to Denmark?",)


def test_the_answer_is_never_swapped_in() -> None:
    kinds = Kinds(Neighbours(["wind", "snow"], at(0, 60), at(0, 60)), NOBODY)
    (varied,) = vary([RECORD], kinds, Angles(snow=40), random.Random(0))
    assert varied.nearby == ()


def test_a_question_without_an_answer_has_no_lookalikes() -> None:
    record = Record("2", "wiki", "Is the north cold?", Text("", TEXT), ())
    kinds = Kinds(Neighbours(["north", "south"], at(0, 60), at(0, 60)), NOBODY)
    assert vary([record], kinds, Angles(south=40), random.Random(0)) == [record]


def test_vectors_of_words_are_the_trunks_own() -> None:
    """Antonyms stand nearer than words that have nothing in common; what is no single piece has none."""
    others = "money song doctor window bread horse law paint".split()
    north, south, unheard, *rest = word_vectors(["north", "south", "xyzzyplugh", *others])
    assert north @ south > 0.3 > max(north @ other for other in rest)
    assert not unheard.any()
    assert not word_vectors(["north", "xyzzyplugh"]).any()
