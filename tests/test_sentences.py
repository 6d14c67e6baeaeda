"""Where sentences end, and that no character is lost between them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citeleaf.sentences import LONGEST, sentences, trim, word_count
from citeleaf.tables import CELL_WORDS
from citeleaf.types import Span


def split(text: str, language: str | None = None) -> list[str]:
    return [span.of(text) for span in sentences(text, language=language)]


class TestEnds:
    @pytest.mark.parametrize(
        "expected",
        [
            ["The U.S. army left in 2005.", "Nobody has returned."],
            ["At 5 p.m. the U.S. Senate met."],
            ["The border is 1.3 thousand km long.", "It is mountainous."],
            ["It costs 3.50 dollars.", "It weighs 1,000.25 kg."],
            ["See No. 5 of the annex.", "It has the figures."],
            ["J. R. R. Tolkien wrote it.", "He was a philologist."],
            ["Dr. Smith met Mr. Jones.", "They talked."],
            ["The Prosecutor General's Office opened a case.", "It was closed."],
            ['She said: "I will go."', "Then she left."],
            ["He said “Go home.”", "Then he left."],
            ["Smith et al. (2020) found it.", "Others did not."],
            ["Is that so?", "It is!", "Good."],
            ["Wait… what is this?", "Nothing."],
        ],
        ids=lambda expected: str(expected[0]),
    )
    def test_in_english(self, expected: list[str]) -> None:
        assert split(" ".join(expected)) == expected

    def test_an_editors_note_stays_with_its_sentence(self) -> None:
        text = "He spoke of the base (the 201st. — Ed.) and of the border. Then he left."
        assert split(text) == ["He spoke of the base (the 201st. — Ed.) and of the border.", "Then he left."]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("It began in that year . Any of it .", ["It began in that year .", "Any of it ."]),
            ("Is it so ? Yes ! Good .", ["Is it so ?", "Yes !", "Good ."]),
            ("He left . `` Go , '' she said .", ["He left .", "`` Go , '' she said ."]),
            ("He left . ( She stayed . )", ["He left .", "( She stayed . )"]),
        ],
    )
    def test_in_tokenised_text(self, text: str, expected: list[str]) -> None:
        assert split(text) == expected

    @pytest.mark.parametrize(
        "expected",
        [
            ["| Crane | Max. load (t) |\n|:---|---|", "| K1 | 40. Not in service |", "| K2 | 65 |"],
            ["It has two.", "| Crane | Max. load |\r\n|---|---|", "| K1 | 40 |", "That is all."],
            ["Day\tMax. load", "Monday\t7:00 a.m. Then none.", "Tuesday\t8:00"],
        ],
        ids=lambda expected: str(expected[0]),
    )
    def test_rows_of_tables_are_each_one_sentence(self, expected: list[str]) -> None:
        expected = [part.rstrip() for part in expected]
        assert split("\n".join(expected)) == expected

    @pytest.mark.parametrize(
        "expected",
        [["3.1\tThe wall shall\nstand.", "It shall not fall."], ["2)\tThe wall shall\nstand.", "It stood."]],
        ids=lambda expected: str(expected[0]),
    )
    def test_a_tab_behind_the_mark_of_an_item_makes_no_table(self, expected: list[str]) -> None:
        assert split(" ".join(expected)) == expected

    def test_prose_between_tabs_has_sentences(self) -> None:
        long = " ".join(["word"] * (CELL_WORDS - 2)) + " and more."
        assert split(f"Decision\t{long} It was carried.") == [f"Decision\t{long}", "It was carried."]

    def test_a_row_that_does_not_end_is_cut(self) -> None:
        row = "| " + " | ".join(["two words"] * LONGEST) + " |"
        parts = split(f"| Head | Other |\n{row}")
        assert parts[0] == "| Head | Other |"
        assert len(parts) > 2

    @pytest.mark.parametrize(
        ("language", "expected"),
        [
            ("zh", ["中文句子。", "第二句！", "第三句？"]),
            ("ja", ["これは文です。", "次の文です。"]),
            ("ar", ["هل هذا سؤال؟", "نعم."]),
            ("ur", ["یہ ایک جملہ ہے۔", "یہ دوسرا ہے۔"]),
            ("he", ["שלום עולם.", "מה שלומך?"]),
            ("hi", ["यह एक वाक्य है।", "यह दूसरा है।"]),
        ],
    )
    def test_in_other_scripts(self, language: str, expected: list[str]) -> None:
        separator = "" if language in ("zh", "ja") else " "
        assert split(separator.join(expected), language) == expected

    @pytest.mark.parametrize("language", ["xx", "en-US", "EN", "", "☃", None])
    def test_in_a_language_nobody_knows(self, language: str | None) -> None:
        assert split("One ends. Another begins.", language) == ["One ends.", "Another begins."]

    def test_at_an_empty_line_and_at_items_of_a_list(self) -> None:
        assert split("No full stop here\n\nNor here") == ["No full stop here", "Nor here"]
        assert split("- one item\n- another") == ["- one item", "- another"]

    def test_not_at_the_end_of_a_wrapped_line(self) -> None:
        assert split("It is\nwrapped. It\r\nis not.") == ["It is\nwrapped.", "It\r\nis not."]


class TestWithin:
    TEXT = "One is here. Two is here. Three is here."

    def test_counts_the_whole_texts_characters(self) -> None:
        # "Two is here." runs from 13 to 25, "Three is" from 26 to 34
        assert sentences(self.TEXT, Span(12, 34)) == [Span(13, 25), Span(26, 34)]

    def test_an_empty_span_holds_no_sentence(self) -> None:
        assert sentences(self.TEXT, Span(5, 5)) == []

    @pytest.mark.parametrize("text", ["", " ", "\r\n\t\u00a0"])
    def test_white_space_holds_no_sentence(self, text: str) -> None:
        assert sentences(text) == []


class TestEndlessRuns:
    @pytest.mark.parametrize(
        "separator", ["\n", "; ", " • ", " – ", ", "], ids=["line", "semicolon", "bullet", "dash", "comma"]
    )
    def test_are_cut_where_their_punctuation_is_strongest(self, separator: str) -> None:
        """A row has 19 words and perhaps a mark: four rows, but not five, fit into half of LONGEST = 160 words."""
        row = "first" + " word" * 18
        parts = split(separator.join([row] * 12))
        assert [part.count("first") for part in parts] == [4, 4, 4]
        assert all(part.removeprefix("– ").startswith("first") for part in parts)

    def test_lose_no_dash_where_they_are_cut(self) -> None:
        text = " – ".join([" ".join(["word"] * 70)] * 4)
        assert "".join(split(text)).count("–") == 3

    def test_short_enough_is_left_whole(self) -> None:
        assert split(" ".join(["word"] * LONGEST)) == [" ".join(["word"] * LONGEST)]

    def test_one_word_longer_is_cut(self) -> None:
        # 161 words: pieces of at most 80 make 80 + 80 + 1
        assert [word_count(part) for part in split(" ".join(["word"] * (LONGEST + 1)))] == [80, 80, 1]

    @pytest.mark.parametrize(
        "text",
        [
            "a" * 100_000,
            "word " * 20_000,
            "a. " * 20_000,
            "A . " * 20_000,
            "(\"'" * 20_000,
            "\n" * 50_000,
            "1,2 " * 20_000,
        ],
        ids=["token", "words", "letters", "tokenised", "brackets", "lines", "numbers"],
    )
    def test_end_in_good_time(self, text: str) -> None:
        """No time is measured: what takes quadratic time here is noticed."""
        assert all(word_count(part) <= LONGEST for part in split(text))


WORDS = "The U.S. in 1960 . Any — Ed.) “Go.” \r\n \n\n 中文。 word – No. 5 A.B. etc. ( [1] e.g. • | ; ؟ ۔".split(" ")
MARKS = " \n\r\t|.?!,;:–-'\"“”()ABCabc1。؟éש\u0301👍🏽\u200d\u2028\x85\u200b\x1c\ufeff"
texts = (
    st.text(max_size=200)
    | st.text(alphabet=MARKS, max_size=200)
    | st.lists(st.sampled_from(WORDS), max_size=500).map(" ".join)
)


@settings(deadline=None)
@given(text=texts, language=st.sampled_from([None, "en", "ar", "zh", "ru", "xx"]), data=st.data())
def test_every_character_that_is_not_white_space_is_in_one_sentence(
    text: str, language: str | None, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    within = Span(start, data.draw(st.integers(start, len(text))))
    end = within.start
    for span in sentences(text, within, language):
        assert end <= span.start < span.end <= within.end
        assert not text[end : span.start].strip(), "what lies between two sentences is white space"
        assert span.of(text) == span.of(text).strip()
        assert word_count(span.of(text)) <= LONGEST
        end = span.end
    assert not text[end : within.end].strip()


@pytest.mark.parametrize("space", ["\u00a0", "\u2009", "\u3000", "\x85"])
def test_wide_spaces_stop_nothing(space: str) -> None:
    """sentencex gives up over them, with what is no Exception, where an initial stands before."""
    text = f"Signed by R{space}. Farr today. And so on."
    assert [span.of(text) for span in sentences(text)][-1] == "And so on."


@pytest.mark.parametrize(
    ("covered", "expected"),
    [(Span(0, 6), Span(2, 4)), (Span(2, 4), Span(2, 4)), (Span(0, 2), None), (Span(3, 3), None)],
)
def test_trim(covered: Span, expected: Span | None) -> None:
    assert trim("\n ab\u00a0 ", covered) == expected


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), (" ", 0), ("one", 1), (" one\ntwo\u00a0three ", 3), ("— Ed.)", 2)]
)
def test_word_count(text: str, count: int) -> None:
    assert word_count(text) == count
