"""The style sheet: every pair of text and background can be read, in light and in dark, and nothing is fetched."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import citeleaf_app

STATIC = Path(citeleaf_app.__file__).parent / "static"
SHEET = (STATIC / "citeleaf.css").read_text(encoding="utf-8")
TEXTS = {".css", ".js", ".svg", ".html"}
PAIRS = [
    *(("ink", ground) for ground in ("paper", "surface", "tint", "warn-tint")),
    *(("soft", ground) for ground in ("paper", "surface", "tint")),
    *(("accent", ground) for ground in ("paper", "surface")),
    ("accent", "tint"),
    *(("warn", ground) for ground in ("warn-tint", "surface", "paper", "mark")),
    *(("mark-ink", ground) for ground in ("mark", "answer")),
    *(("on-accent", ground) for ground in ("accent", "accent-strong")),
]


def colours(selector: str) -> dict[str, tuple[int, int, int]]:
    rule = SHEET[SHEET.index(f"{selector} {{") :]
    found = re.findall(r"--([a-z-]+): #([0-9a-f]{6});", rule[: rule.index("}")])
    return {name: (int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16)) for name, code in found}


def luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance as WCAG 2 defines it."""
    shares = [value / 255 for value in colour]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)  # (1 + .05) / (0 + .05)
    assert contrast((9, 9, 9), (9, 9, 9)) == 1


@pytest.mark.parametrize("theme", [":root", ":root:has(.dark)"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_can_be_read(theme: str, ink: str, ground: str) -> None:
    palette = colours(theme)
    assert contrast(palette[ink], palette[ground]) >= 4.5


def test_dark_gives_every_colour_that_light_has() -> None:
    assert colours(":root").keys() == colours(":root:has(.dark)").keys()


@pytest.mark.parametrize(
    "file", sorted(path for path in STATIC.rglob("*") if path.suffix in TEXTS), ids=lambda path: path.name
)
def test_nothing_is_fetched_from_elsewhere(file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")  # a name, not an address
    assert not re.search(r"https?:|@import|//[a-z]+\.", text)
    for address in re.findall(r"url\(([^)]*)\)", text):
        assert (file.parent / address.strip('"')).is_file()


def test_the_fonts_come_with_their_licence_and_weigh_little() -> None:
    fonts = list((STATIC / "fonts").glob("*.woff2"))
    assert {font.name for font in fonts} == set(re.findall(r'url\("fonts/([^"]*)"\)', SHEET))
    assert sum(font.stat().st_size for font in fonts) < 300_000
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / "OFL.txt").read_text(encoding="utf-8")
