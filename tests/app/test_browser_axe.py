"""No fault worth naming for people who use a keyboard, a screen reader or other colours: axe-core over every state."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from browsing import Visit, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
GRADIO: dict[str, str] = {}
"""Faults that Gradio itself causes, as "rule selector", each with its reason. There are none at the moment."""

FAULTS = """async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
    .filter((found) => found.impact !== 'minor')
    .flatMap((found) => found.nodes.map((node) => `${found.id} ${node.target.join(' ')}`))"""


def faults(visit: Visit) -> list[str]:
    """The faults, but minor ones, of what is shown now, once nothing moves any more."""
    visit.page.evaluate("Promise.all(document.getAnimations().map((each) => each.finish?.call(each)))")
    visit.page.evaluate(AXE)
    found = visit.page.evaluate(FAULTS)
    assert isinstance(found, list)
    return [fault for fault in found if fault not in GRADIO]


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_state_of_the_page(browser: Browser, varied_address: str, dark: bool, width: int) -> None:
    with visiting(browser, varied_address, dark=dark, width=width, height=900) as visit:
        page = visit.page
        page.wait_for_selector("#suggestions button")
        assert faults(visit) == []
        visit.ask("How long is the border between Anta and Beru?")
        visit.ask("And when was it drawn?")
        visit.ask("Which telescope photographed Jupiter?")
        page.evaluate("document.querySelectorAll('.exchange details').forEach((each) => (each.open = true))")
        page.click("#open-filters")
        page.wait_for_selector(".choices")
        assert faults(visit) == []
        page.keyboard.press("Escape")
        page.click("[data-side=history]")
        assert faults(visit) == []
        if width < 900:
            page.keyboard.press("Escape")
            page.click("[data-side=documents]")
            page.wait_for_selector("#listing a.entry")
            assert faults(visit) == []
            page.keyboard.press("Escape")
        visit.open()
        assert faults(visit) == []
