"""Everything an answer is made of is written and read back as it was, and what is not it is refused by name."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from citeleaf.errors import HistoryDamaged
from citeleaf.history.codec import decode, encode
from citeleaf.history.kept import KeptAnswer, read, title_of, written
from citeleaf.types import AnsweredPart, Filters, Reason, Span
from history.samples import NOON, abstained, answered, cite, kept, kept_of, write


@dataclass(frozen=True, slots=True)
class Older:
    """What another version wrote: a field more, and one less."""

    start: int
    colour: str = "green"


def test_a_kept_answer_is_read_as_it_was_written(tmp_path: Path) -> None:
    document = write(tmp_path)
    one = cite(document)
    filters = Filters(("a/*.pdf",), date(2020, 1, 1), None, ("application/pdf",))
    parts = (AnsweredPart("how long", "1.3 thousand km", 0.5, 1),)
    whole = replace(
        answered(one, cite(document, "The market sells wool.", "wool", 2)),
        filters=filters,
        parts=parts,
        unanswered_parts=("who",),
        related=(cite(document, number=3),),
    )
    for sample in (kept(whole), kept_of(document), kept(abstained(one)), kept(answered())):
        assert read(written(sample)) == sample


def test_members_are_written_by_name_so_that_their_wording_may_change() -> None:
    assert encode(Reason.LOW_CONFIDENCE) == "LOW_CONFIDENCE"
    assert decode(Reason, "LOW_CONFIDENCE") is Reason.LOW_CONFIDENCE


def test_a_missing_field_takes_its_default_and_an_unknown_one_is_passed_over() -> None:
    assert decode(Older, {"start": 3, "weight": 9}) == Older(3, "green")


@pytest.mark.parametrize("number", ["1" + "0" * 400, "1e999", "-1e999", "NaN", "-Infinity"])
def test_what_json_can_spell_and_nobody_kept_is_no_number(number: str) -> None:
    record = json.loads(f'{{"words": "a", "text": "b", "confidence": {number}, "citation": 1}}')
    with pytest.raises(ValueError, match=r"AnsweredPart\.confidence is no number that can be kept"):
        decode(AnsweredPart, record)


@pytest.mark.parametrize(
    ("value", "flaw"),
    [
        ({"start": "3", "end": 4}, r"Span\.start is not what belongs there"),
        ({"start": True, "end": 4}, r"Span\.start is not what belongs there"),
        ({"start": 3}, "Span is not complete"),
        ([3, 4], "Span is not what belongs there"),
    ],
)
def test_what_is_no_span_is_refused_by_name(value: object, flaw: str) -> None:
    with pytest.raises(ValueError, match=flaw):
        decode(Span, value)


def test_a_line_that_is_no_kept_answer_is_refused() -> None:
    good = json.loads(written(kept(answered())))
    others: tuple[object, ...] = ({}, {**good, "format": 2}, {**good, "kept": {"id": "a1"}}, [])
    for bad in others:
        with pytest.raises(HistoryDamaged):
            read(json.dumps(bad))
    with pytest.raises(HistoryDamaged):
        read("{")


def test_what_has_no_way_of_being_written_raises() -> None:
    with pytest.raises(TypeError, match="a set cannot be kept"):
        encode({1})


def test_times_keep_their_zone() -> None:
    assert decode(KeptAnswer, encode(kept(answered()))).asked == NOON


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("How  long\nis it?", "How long is it?"),
        ("x" * 100, "x" * 79 + "…"),
        ("word " * 30, "word word word word word word word word word word word word word word word…"),
    ],
)
def test_a_title_is_one_short_line(question: str, title: str) -> None:
    """Of 80 characters, the last is the dots: 15 words of 5 are 75, and a 16th does not fit whole in 79."""
    assert title_of(question) == title
