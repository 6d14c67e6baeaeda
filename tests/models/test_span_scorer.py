"""The span scorer: which token gets which score, told by a model that gives tokens' ids and places for scores."""

from __future__ import annotations

import numpy as np
import pytest

from citeleaf.models.bundle import FOLDER, READER, load_tokenizer
from citeleaf.models.span_scorer import LONGEST, LONGEST_QUESTION, SpanScorer
from citeleaf.training.bert_graph import BertGraph
from models.tiny_bundle import HEADS, LAYERS, WIDTH, bert_weights, bundle, telling_model

CLS = 101
SEP = 102
QUESTION = "who came"  # two tokens, so that what follows [SEP] stands at place 4


@pytest.fixture(scope="module")
def scorer(tmp_path_factory: pytest.TempPathFactory) -> SpanScorer:
    return SpanScorer(bundle(tmp_path_factory.mktemp("telling"), READER, telling_model()))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SpanScorer:
    """A reader whose scores depend on all that it reads."""
    head = np.random.default_rng(1).normal(0, 1, (2, WIDTH)).astype(np.float32)
    model = BertGraph(bert_weights(), layers=LAYERS, heads=HEADS).headed(head, np.zeros(2, np.float32))
    return SpanScorer(bundle(tmp_path_factory.mktemp("small"), READER, model.SerializeToString()))


def identity(word: str) -> int:
    number = load_tokenizer().token_to_id(word)
    assert number is not None
    return int(number)


def words(text: str, offsets: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> list[str]:
    return [text[start:end] for start, end in offsets]


def test_a_text_is_scored_token_by_token(scorer: SpanScorer) -> None:
    text = "Two men came."
    [scores] = scorer.score(QUESTION, [("", text)])
    assert words(text, scores.offsets) == ["Two", "men", "came", "."]
    assert scores.starts.tolist() == [identity(word) for word in ("two", "men", "came", ".")]
    assert scores.ends.tolist() == [4, 5, 6, 7]
    # At place 0 the start is [CLS]'s id and the end the highest id there is, that of a word of the text.
    assert scores.no_answer == CLS + max(identity(word) for word in ("who", "came", "two", "men", "."))


def test_the_context_is_read_and_not_scored(scorer: SpanScorer) -> None:
    text = "Two men came."
    [scores] = scorer.score(QUESTION, [("A house\nThe door", text)])
    assert words(text, scores.offsets) == ["Two", "men", "came", "."]
    assert scores.starts.tolist() == [identity(word) for word in ("two", "men", "came", ".")]
    assert scores.ends.tolist() == [8, 9, 10, 11]  # four words of context stand before them


def test_where_a_cell_ends_a_bar_is_read(scorer: SpanScorer) -> None:
    text = "men\tcame\n\ntwo\tmen"
    [scores] = scorer.score(QUESTION, [("", text)])
    assert words(text, scores.offsets) == ["men", "\t", "came", "two", "\t", "men"]
    assert scores.starts.tolist() == [identity(word) for word in ("men", "|", "came", "two", "|", "men")]


def test_offsets_count_characters_of_any_script(scorer: SpanScorer) -> None:
    text = "👍🏽 Über Cafe\u0301s, 河很长: naïveté"
    [scores] = scorer.score(QUESTION, [("Überschrift 👍🏽", text)])
    covered = words(text, scores.offsets)
    assert covered[1:3] == ["Über", "Cafe\u0301s"]
    assert {"河", "很", "长"} <= set(covered)
    assert scores.offsets.min() == 0
    assert scores.offsets.max() == len(text)


def test_a_long_question_is_cut(scorer: SpanScorer) -> None:
    [scores] = scorer.score("who " * 500, [("", "Two men came.")])
    assert scores.ends.tolist() == [LONGEST_QUESTION + 2 + at for at in range(4)]


@pytest.mark.parametrize(("context", "text"), [("", ""), ("A house", ""), ("", " \n ")])
def test_a_text_of_no_tokens(scorer: SpanScorer, context: str, text: str) -> None:
    [scores] = scorer.score(QUESTION, [(context, text)])
    assert scores.starts.shape == scores.ends.shape == (0,)
    assert scores.offsets.shape == (0, 2)
    assert scores.no_answer > CLS


def test_no_passages(scorer: SpanScorer) -> None:
    assert scorer.score(QUESTION, []) == []


class TestWindows:
    ROOM = LONGEST - 2 - 3
    """Tokens for context and text beside a question of two: 379."""

    def test_what_just_fits_is_read_at_once(self, scorer: SpanScorer) -> None:
        [scores] = scorer.score(QUESTION, [("", "word " * self.ROOM)])
        assert scores.ends.tolist() == list(range(4, 4 + self.ROOM))

    def test_each_token_is_read_where_it_has_most_around_it(self, scorer: SpanScorer) -> None:
        # 500 tokens of which 379 fit: windows of 0..379 and, moved back to be full, 121..500. A token has as much
        # around it in both where 378 - token = token - 121, at 249.5: up to 249 the first counts, then the second.
        [scores] = scorer.score(QUESTION, [("", "word " * 500)])
        first = [4 + token for token in range(250)]
        second = [4 + token - 121 for token in range(250, 500)]
        assert scores.ends.tolist() == first + second
        assert len(scores.offsets) == 500

    def test_the_context_stands_before_every_window(self, scorer: SpanScorer) -> None:
        # Three tokens of context leave 376 for each window: 0..376 and 124..500.
        [scores] = scorer.score(QUESTION, [("An old house", "word " * 500)])
        assert scores.ends[0] == 4 + 3
        assert scores.ends[-1] == 4 + 3 + 375

    def test_a_context_longer_than_everything_leaves_room_for_the_text(self, scorer: SpanScorer) -> None:
        [scores] = scorer.score(QUESTION, [("house " * 1000, "Two men came.")])
        assert scores.starts.tolist() == [identity(word) for word in ("two", "men", "came", ".")]
        assert scores.ends.tolist() == [4 + self.ROOM // 2 + at for at in range(4)]

    def test_no_answer_is_the_lowest_of_the_windows(self, scorer: SpanScorer) -> None:
        # "zombies" has a higher id than "word", "who" and "came", and only the last window holds it.
        assert identity("zombies") > max(map(identity, ("word", "who", "came")))
        [scores] = scorer.score(QUESTION, [("", "word " * 700 + "zombies")])
        assert scores.no_answer == CLS + max(map(identity, ("word", "who", "came")))


def test_a_passage_is_scored_alike_in_any_company(small: SpanScorer) -> None:
    passages = [("A house", "Two men came."), ("", "word " * 700), ("", ""), ("", "She left at noon, with a dog.")]
    together = small.score(QUESTION, passages)
    for passage, scores in zip(passages, together, strict=True):
        [alone] = small.score(QUESTION, [passage])
        assert np.array_equal(alone.starts, scores.starts)
        assert np.array_equal(alone.ends, scores.ends)
        assert alone.no_answer == scores.no_answer
    [other] = small.score("when did she leave", passages[3:])
    assert not np.array_equal(other.starts, together[3].starts)


def test_question_and_passage_are_told_apart(small: SpanScorer) -> None:
    """The passage is the second segment: the same words in the first one would score otherwise."""
    [scores] = small.score("came", [("", "came")])
    [swapped] = small.score("came [SEP] came", [("", "")])
    assert scores.no_answer != swapped.no_answer


@pytest.mark.skipif(not (FOLDER / READER).exists(), reason="the reader's weights are not in this checkout")
def test_the_bundled_reader_marks_the_answer() -> None:
    text = "The river Panj is 1125 km long. It forms a border."
    [scores] = SpanScorer().score("How long is the river Panj?", [("Panj", text)])
    first, last = int(scores.starts.argmax()), int(scores.ends.argmax())
    assert "1125" in text[scores.offsets[first, 0] : scores.offsets[last, 1]]
    assert scores.starts[first] + scores.ends[last] > scores.no_answer
