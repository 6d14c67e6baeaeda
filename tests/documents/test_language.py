"""Languages, scripts and dates that a document states of itself."""

from __future__ import annotations

from datetime import date

import pytest

from citeleaf.documents.dates import parse_date
from citeleaf.documents.language import detect_language, script_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The mill was built beside the river and ground the flour of four villages.", "en"),
        ("Die Mühle wurde am Fluss gebaut und mahlte das Mehl von vier Dörfern.", "de"),
        ("Мельницу построили у реки, и она молола муку для четырёх деревень.", "ru"),
        ("El molino fue construido junto al río y molía la harina de cuatro pueblos.", "es"),
        ("磨坊建在河边，为四个村庄磨面粉，后来成了一座博物馆，每年夏天都向游客开放。", "zh"),
        ("Hello", None),
        ("12 345 678 90 12 345 678 90", None),
        ("", None),
    ],
)
def test_language(text: str, language: str | None) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Hello, мир wide", "LATIN"),
        ("Привет", "CYRILLIC"),
        ("漢字かな", "EAST ASIAN"),
        ("שלום", "HEBREW"),
        ("12 !", None),
    ],
)
def test_script(text: str, script: str | None) -> None:
    assert script_of(text) == script


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-12", date(2024, 3, 12)),
        (" '2024/3/2 10:15'", date(2024, 3, 2)),
        ("2024-03-12T08:00:00+02:00", date(2024, 3, 12)),
        ("2024-13-40", None),
        ("yesterday", None),
        ("12.03.2024", None),
        ("", None),
    ],
)
def test_dates(text: str, day: date | None) -> None:
    assert parse_date(text) == day
