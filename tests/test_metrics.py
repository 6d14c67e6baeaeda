from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations, product
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citeleaf import metrics
from citeleaf.metrics import Prediction

NINETY_PERCENT = Fraction(9, 10)

# few distinct confidences, so that ties are common
some_predictions = st.lists(
    st.builds(Prediction, st.integers(0, 8).map(lambda eighths: eighths / 8), st.booleans()), max_size=30
)


def made(*pairs: tuple[float, int]) -> list[Prediction]:
    return [Prediction(confidence, bool(right)) for confidence, right in pairs]


class TestWords:
    @pytest.mark.parametrize(
        ("text", "normalised"),
        [
            ("The  U.S.\tArmy", "us army"),  # the full stops go without leaving a space
            ("A re-the-ory, an idea!", "retheory idea"),  # punctuation goes first, so the inner "the" is no word
            ("theatre and another", "theatre and another"),  # articles only as whole words
            ("1.3 thousand km", "13 thousand km"),
            ("DRUZE\u00a0Straße", "druze straße"),  # lower case, not case folding; any white space is one space
            ("“Druze”", "“druze”"),  # ASCII punctuation only, as in the official measure
            ("rock—the—roll", "rock— —roll"),  # an article gives way to a space
            ("Афганистан.", "афганистан"),
            ("The", ""),
            ("", ""),
        ],
    )
    def test_normalise(self, text: str, normalised: str) -> None:
        assert metrics.normalise(text) == normalised

    def test_exact_match_takes_any_gold_answer(self) -> None:
        assert metrics.exact_match("the October 1973.", ["1973", "October 1973"])
        assert not metrics.exact_match("in October 1973", ["1973", "October 1973"])
        assert not metrics.exact_match("1973", [])

    @pytest.mark.parametrize(
        ("answer", "gold", "expected"),
        [
            # words of the answer: in, october, 1973; of the gold: october, 1973. P = 2/3, R = 2/2, F1 = 4/5
            ("in October 1973", ["October 1973"], 4 / 5),
            # against "1973": P = 1/3, R = 1, F1 = 1/2; the best one counts
            ("in October 1973", ["1973", "October 1973"], 4 / 5),
            # repeated words count as often as both have them: 2 shared of 3 and 2, so 4/5
            ("no no no", ["no no"], 4 / 5),
            ("the cat", ["Cat!"], 1.0),
            ("dog", ["cat"], 0.0),
            # nothing is left of either (1 when both are empty, as in the official measure), or of one
            ("the", ["A"], 1.0),
            ("the", ["cat"], 0.0),
            ("cat", [], 0.0),
        ],
    )
    def test_f1(self, answer: str, gold: Sequence[str], expected: float) -> None:
        assert metrics.f1(answer, gold) == pytest.approx(expected)

    @pytest.mark.parametrize(
        ("text", "gold", "expected"),
        [
            ("The border is 1.3 thousand km long.", ["1.3 thousand km"], True),
            ("The border is 1.3 thousand km long.", ["no", "THOUSAND KM LONG"], True),
            ("It was 1973.", ["1973"], True),
            ("There are 21 stages.", ["1"], False),  # not within a word
            ("thousand long km", ["thousand km"], False),  # not in one run
            ("A vitamin.", ["a"], False),  # nothing is left to look for
            ("The", ["a"], False),
            ("Anything.", [], False),
            ("", ["1973"], False),
        ],
    )
    def test_contains_answer(self, text: str, gold: Sequence[str], expected: bool) -> None:
        assert metrics.contains_answer(text, gold) is expected

    @given(st.text(), st.text())
    def test_what_matches_exactly_is_contained_and_has_f1_of_one(self, answer: str, gold: str) -> None:
        assert metrics.f1(answer, [gold]) == pytest.approx(metrics.f1(gold, [answer]))
        if metrics.exact_match(answer, [gold]):
            assert metrics.f1(answer, [gold]) == 1
            assert metrics.contains_answer(answer, [gold]) or not metrics.normalise(gold)


class TestAuroc:
    def test_is_the_share_of_pairs_in_order(self) -> None:
        # right 0.9 and 0.7, wrong 0.8 and 0.4: 0.9 beats both, 0.7 beats 0.4 alone: 3 of 4 pairs
        assert metrics.auroc(made((0.9, 1), (0.8, 0), (0.7, 1), (0.4, 0))) == 3 / 4

    def test_counts_a_tie_half(self) -> None:
        # 0.5 against 0.5 is half a win, against 0.2 a whole one: 1.5 of 2
        assert metrics.auroc(made((0.5, 1), (0.5, 0), (0.2, 0))) == 1.5 / 2

    def test_is_one_and_nought_at_the_ends(self) -> None:
        assert metrics.auroc(made((1.0, 1), (0.0, 0))) == 1
        assert metrics.auroc(made((1.0, 0), (0.0, 1))) == 0

    def test_needs_both_kinds(self) -> None:
        assert metrics.auroc([]) is None
        assert metrics.auroc(made((0.5, 1), (0.6, 1))) is None
        assert metrics.auroc(made((0.5, 0))) is None

    @given(some_predictions)
    def test_equals_counting_every_pair(self, predictions: list[Prediction]) -> None:
        right = [p.confidence for p in predictions if p.right]
        wrong = [p.confidence for p in predictions if not p.right]
        wins = [1.0 if above > below else 0.5 if above == below else 0.0 for above, below in product(right, wrong)]
        assert metrics.auroc(predictions) == (pytest.approx(fmean(wins)) if wins else None)

    @given(some_predictions)
    def test_depends_on_the_order_alone(self, predictions: list[Prediction]) -> None:
        mapped = [Prediction(0.25 + p.confidence**2 / 2, p.right) for p in predictions]
        assert metrics.auroc(mapped) == metrics.auroc(predictions)


class TestAurc:
    def test_is_the_mean_risk_over_all_coverages(self) -> None:
        # most confident first right, wrong, right, wrong: risks 0/1, 1/2, 1/3, 2/4, whose mean is (4/3)/4
        assert metrics.aurc(made((0.9, 1), (0.8, 0), (0.7, 1), (0.4, 0))) == pytest.approx(1 / 3)

    def test_shares_a_tie(self) -> None:
        # 0/1; then one of a right and a wrong one, so half a wrong one of 2; then 1/3: (0 + 1/4 + 1/3)/3
        assert metrics.aurc(made((0.9, 1), (0.5, 1), (0.5, 0))) == pytest.approx(7 / 36)

    def test_is_nought_and_one_at_the_ends_and_none_without_questions(self) -> None:
        assert metrics.aurc(made((0.9, 1), (0.1, 1))) == 0
        assert metrics.aurc(made((0.9, 0), (0.1, 0))) == 1
        assert metrics.aurc([]) is None

    @given(some_predictions.filter(bool).map(lambda predictions: predictions[:5]))
    def test_equals_the_mean_over_every_order_of_ties(self, predictions: list[Prediction]) -> None:
        areas = []
        for order in permutations(predictions):
            ranked = sorted(order, key=lambda p: -p.confidence)  # stable: ties keep the permutation's order
            risks = [sum(not p.right for p in ranked[:n]) / n for n in range(1, len(ranked) + 1)]
            areas.append(fmean(risks))
        assert metrics.aurc(predictions) == pytest.approx(fmean(areas))


class TestCoverage:
    def test_stops_where_too_many_are_wrong(self) -> None:
        # 1/1, 2/2, then 2/3 and 3/4 right, both below 0.9: two of four
        predictions = made((0.9, 1), (0.8, 1), (0.7, 0), (0.6, 1))
        assert metrics.coverage_at(predictions, NINETY_PERCENT) == 2 / 4

    def test_nine_of_ten_is_ninety_percent(self) -> None:
        # the most confident one is wrong, so every threshold fails (8/9 at most) but the last: 9/10
        predictions = made((1.0, 0), *((0.9 - n / 100, 1) for n in range(9)))
        assert metrics.coverage_at(predictions, NINETY_PERCENT) == 1
        # with one right one fewer the last is 8/9, which is 0.889
        assert metrics.coverage_at(predictions[:-1], NINETY_PERCENT) == 0

    def test_takes_all_of_equal_confidence(self) -> None:
        # 1/1 at 0.9; the threshold 0.5 takes both, 2/3: one of three, in whichever order the two come
        assert metrics.coverage_at(made((0.9, 1), (0.5, 1), (0.5, 0)), NINETY_PERCENT) == 1 / 3
        assert metrics.coverage_at(made((0.5, 0), (0.5, 1), (0.9, 1)), NINETY_PERCENT) == 1 / 3

    def test_is_nought_where_no_threshold_does_and_none_without_questions(self) -> None:
        assert metrics.coverage_at(made((0.9, 0)), NINETY_PERCENT) == 0
        assert metrics.coverage_at([], NINETY_PERCENT) is None

    @given(some_predictions.filter(bool))
    def test_equals_trying_every_threshold(self, predictions: list[Prediction]) -> None:
        best = 0
        for threshold in {p.confidence for p in predictions}:
            taken = [p.right for p in predictions if p.confidence >= threshold]
            if 10 * sum(taken) >= 9 * len(taken):
                best = max(best, len(taken))
        assert metrics.coverage_at(predictions, NINETY_PERCENT) == best / len(predictions)


class TestCalibration:
    def test_weights_each_bin_by_its_count(self) -> None:
        # last bin: mean confidence (0.95 + 0.91)/2 = 0.93, right 1/2, distance 0.43, weight 2/3
        # second bin: confidence 0.15, right 0, distance 0.15, weight 1/3: 0.86/3 + 0.15/3
        predictions = made((0.95, 1), (0.91, 0), (0.15, 0))
        assert metrics.expected_calibration_error(predictions) == pytest.approx(1.01 / 3)

    def test_bins_hold_their_lower_edge_and_the_last_holds_one(self) -> None:
        # 0.1 is in the second bin, apart from 0.05: (0.9 + 0.05)/2, where together they would give 0.85/2
        assert metrics.expected_calibration_error(made((0.1, 1), (0.05, 0))) == pytest.approx(0.475)
        # 1.0 is in the bin of 0.9: |1.9 - 1|/2, where apart they would give (1 + 0.1)/2
        assert metrics.expected_calibration_error(made((1.0, 0), (0.9, 1))) == pytest.approx(0.45)

    def test_is_nought_when_confidence_is_true_and_none_without_questions(self) -> None:
        # one bin of four at 0.75, three of them right
        assert metrics.expected_calibration_error(made((0.75, 1), (0.75, 1), (0.75, 1), (0.75, 0))) == 0
        assert metrics.expected_calibration_error([]) is None

    @given(some_predictions.filter(bool))
    def test_is_between_the_overall_distance_and_one(self, predictions: list[Prediction]) -> None:
        # the distances within bins add up to no less than the distance over all
        overall = abs(fmean(p.confidence - p.right for p in predictions))
        error = metrics.expected_calibration_error(predictions)
        assert error is not None
        assert overall - 1e-9 <= error <= 1

    @pytest.mark.parametrize("confidence", [-0.01, 1.01, float("nan"), float("inf")])
    def test_refuses_what_is_no_confidence(self, confidence: float) -> None:
        with pytest.raises(ValueError, match="between 0 and 1"):
            Prediction(confidence, right=True)


class TestStatistics:
    def test_mean(self) -> None:
        assert metrics.mean([1.0, 2.0, 6.0]) == 3
        assert metrics.mean(truth for truth in (True, False, False, False)) == 1 / 4
        assert metrics.mean([]) is None

    @pytest.mark.parametrize(
        ("values", "share", "expected"),
        [
            ([40, 10, 30, 20], 0.5, 25),  # position 0.5 * 3 = 1.5: between 20 and 30
            ([40, 10, 30, 20], 0.95, 38.5),  # position 2.85: 30 + 0.85 * 10
            ([3, 1, 2], 0.5, 2),
            ([7], 0.95, 7),
            ([1, 2], 1.0, 2),
            ([1, 2], 0.0, 1),
            ([], 0.5, None),
        ],
    )
    def test_percentile(self, values: list[float], share: float, expected: float | None) -> None:
        assert metrics.percentile(values, share) == (None if expected is None else pytest.approx(expected))

    def test_reciprocal_rank(self) -> None:
        assert [metrics.reciprocal_rank(rank) for rank in (1, 4, None)] == [1, 0.25, 0]
