"""How passages are weighed against each other."""

from __future__ import annotations

import math
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import citeleaf.models.weights
from citeleaf.errors import ModelError
from citeleaf.fusion import COPY, Fusion, reciprocal
from citeleaf.types import Match, Passage, Ranked, Term
from support import make_passage, make_query

if TYPE_CHECKING:
    from citeleaf.types import Hit

QUERY = make_query("the frozen river", Term("frozen", 2.0), Term("river", 1.0))
NEAR = make_passage("A frozen lake.", path="near.txt")
FAR = make_passage("A river.", path="far.txt")


def of(passage: Passage, hits: list[Hit]) -> Hit:
    return next(hit for hit in hits if hit.passage == passage)


class TestScore:
    def test_is_the_weighted_mean_of_the_shares(self) -> None:
        # (3 · 0.5 + 1 · 1.0) / (3 + 1) = 0.625
        assert Fusion(Match(similarity=3, cover=1)).score(Match(similarity=0.5, cover=1.0)) == pytest.approx(0.625)

    @pytest.mark.parametrize("share", [field.name for field in fields(Match)])
    def test_never_falls_when_a_share_grows(self, share: str) -> None:
        fusion = Fusion.bundled()
        assert fusion.score(Match(**{share: 0.7})) >= fusion.score(Match(**{share: 0.3}))

    def test_of_a_perfect_match_is_one(self) -> None:
        assert Fusion.bundled().score(Match(1, 1, 1, 1, 1, 1, 1)) == pytest.approx(1)

    @pytest.mark.parametrize("weights", [Match(), Match(cover=-0.1), Match(cover=math.nan), Match(cover=math.inf)])
    def test_needs_weights_that_make_a_mean(self, weights: Match) -> None:
        with pytest.raises(ValueError, match="weights are numbers from 0 up"):
            Fusion(weights)


class TestRank:
    def test_each_half_lends_its_shares(self) -> None:
        hits = Fusion.bundled().rank(QUERY, [Ranked(NEAR, 0.8), Ranked(FAR, 0.4)], [Ranked(FAR, 6.0)])
        near, far = of(NEAR, hits), of(FAR, hits)
        assert (near.match.similarity, near.match.meaning, near.match.wording) == (0.8, 1.0, 0.0)
        assert (far.match.similarity, far.match.meaning, far.match.wording) == (0.4, 61 / 62, 1.0)
        # of the question's words, which weigh 2 and 1, each holds one
        assert (near.match.cover, far.match.cover) == pytest.approx((2 / 3, 1 / 3))

    def test_what_the_dense_half_missed_is_no_nearer_than_what_it_found_last(self) -> None:
        hits = Fusion.bundled().rank(QUERY, [Ranked(NEAR, 0.3)], [Ranked(FAR, 6.0)])
        assert (of(FAR, hits).match.similarity, of(FAR, hits).match.meaning) == (0.3, 0.0)
        assert of(FAR, hits).dense_rank is None

    def test_wording_is_measured_by_the_best(self) -> None:
        hits = Fusion.bundled().rank(QUERY, [], [Ranked(FAR, 8.0), Ranked(NEAR, 2.0)])
        assert (of(FAR, hits).match.wording, of(NEAR, hits).match.wording) == (1.0, 0.25)

    def test_opposite_meaning_counts_as_none(self) -> None:
        assert Fusion.bundled().rank(QUERY, [Ranked(NEAR, -0.2)], [])[0].match.similarity == 0.0

    def test_words_that_every_passage_holds_break_nothing(self) -> None:
        # BM25 of a word that is everywhere is 0, or less where an engine has no floor
        assert [hit.match.wording for hit in Fusion.bundled().rank(QUERY, [], [Ranked(FAR, 0.0)])] == [0.0]

    def test_ties_go_by_path_and_position(self) -> None:
        late, early = make_passage("x", path="a.txt", start=10), make_passage("y", path="a.txt", start=9)
        other = make_passage("z", path="b.txt")
        hits = Fusion(Match(cover=1)).rank(QUERY, [Ranked(each, 0.5) for each in (other, late, early)], [])
        assert [hit.passage for hit in hits] == [early, late, other]

    def test_a_copy_counts_half_and_its_original_in_full(self) -> None:
        copy = make_passage("A  frozen\nlake.", path="z.txt")
        hits = Fusion(Match(cover=1)).rank(QUERY, [Ranked(each, 0.5) for each in (copy, NEAR, FAR)], [])
        # cover: original 2/3, copy 2/3 · 1/2 = 1/3, and the river 1/3, which comes first by its path
        assert [hit.passage for hit in hits] == [NEAR, FAR, copy]
        assert hits[2].score == pytest.approx(COPY * hits[0].score)

    def test_of_nothing_is_nothing(self) -> None:
        assert Fusion.bundled().rank(QUERY, [], []) == []


def test_a_rank_falls_slowly_and_its_absence_counts_nothing() -> None:
    assert [reciprocal(rank) for rank in (1, 62, None)] == pytest.approx([1, 61 / 122, 0])


@pytest.mark.parametrize("text", ["", "[]", '{"weights": {"cover": 1}}', '{"weights": null}'])
def test_damaged_weights_are_named(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fusion.json").write_text(text)
    monkeypatch.setattr(citeleaf.models.weights, "files", lambda package: tmp_path)
    load = Fusion.bundled.__wrapped__  # past the cache, which has the whole ones
    with pytest.raises(ModelError, match=r"fusion\.json cannot be read.*Install Citeleaf again"):
        load(Fusion)
