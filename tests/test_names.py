"""Which names of a question a text lacks, however it spells them."""

from __future__ import annotations

import pytest

from citeleaf.names import missing_names


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("Where did the Sejm meet?", "The Sejm met in Warsaw.", []),
        ("Where did the Sejm meet?", "The Senate met in Lublin.", ["Sejm"]),
        ("Did Warsaw fall?", "Krak\u00f3w fell.", ["Warsaw"]),
        ("did warsaw fall?", "Krak\u00f3w fell.", []),
        ("DID WARSAW FALL?", "Krak\u00f3w fell.", []),
        ("Warsaw, did it fall?", "Krak\u00f3w fell.", []),  # a first word has a capital, whatever it is
        ("When did The Hague fall?", "Krak\u00f3w fell.", ["Hague"]),
        ("", "Krak\u00f3w fell.", []),
    ],
)
def test_what_the_text_does_not_hold_is_missing(question: str, text: str, missing: list[str]) -> None:
    assert missing_names(question, text) == missing


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who led Celeron's party?", "C\u00e9loron led it."),
        ("What are Hellenstic reliefs?", "Hellenistic reliefs are cut with a drill."),
        ("What did the Romans leave?", "Roman institutions held Latin together."),
        ("Who is the ally of the US?", "An ally of the United States is Iran."),
        ("Who is the ally of the U.S.?", "An ally of the United States is Iran."),
        ("Who is the ally of the United States?", "Iran is a close US ally."),
        ("Who is the ally of the United States?", "Iran is a close U.S. ally."),
        ("What does the CJEU do?", "The Court of Justice of the European Union judges."),
    ],
)
def test_another_spelling_a_short_form_and_a_long_one_are_the_same_name(question: str, text: str) -> None:
    assert missing_names(question, text) == []


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Where is the Rhine?", "The Rhone is in France."),
        ("Who is the ally of the UK?", "An ally of the United States is Iran."),
        ("Who led the Montcalm raid?", "Moncton led it."),
        ("Who is the United States ambassador to Uzbekistan?", "The US ambassador to Kazakhstan is Ann Lee."),
        ("Did Zelmovia beat Zelmovia twice?", "Nobody won."),
    ],
)
def test_a_name_that_is_only_like_it_is_not(question: str, text: str) -> None:
    assert len(missing_names(question, text)) == 1
