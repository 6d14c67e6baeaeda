"""A headless Chromium for the tests of the page, found on this machine, and a visit of the page in one of its tabs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request, ViewportSize

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; where there is none, the test is skipped, or fails where CITELEAF_REQUIRE_BROWSER=1 demands one."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        if os.environ.get("CITELEAF_REQUIRE_BROWSER") == "1":
            pytest.fail("CITELEAF_REQUIRE_BROWSER=1, and no Chromium is installed")
        pytest.skip("no Chromium is installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


@contextmanager
def visiting(
    browser: Browser, address: str, *, width: int = 1280, height: int = 800, dark: bool = False
) -> Iterator[Visit]:
    """A visit in a tab of its own; at the end, nothing may have run or left the machine."""
    size: ViewportSize = {"width": width, "height": height}
    with browser.new_context(viewport=size, color_scheme="dark" if dark else "light") as context:
        tab = Visit(context.new_page(), address)
        yield tab
        tab.assert_harmless()


class Visit:
    """A tab of its own on the page, and what it did: requests, errors."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", self._note)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(address)
        page.wait_for_selector(".greeting")

    def _note(self, request: Request) -> None:
        self.requests.append(request.url)

    def ask(self, question: str) -> None:
        asked = self.page.locator(".exchange").count()
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")
        self.page.wait_for_function(
            "asked => document.querySelectorAll('.exchange:not(.pending)').length === asked + 1", arg=asked
        )

    def quote(self, number: int = 0) -> str:
        return self.page.locator("blockquote").nth(number).evaluate("quote => quote.textContent") or ""

    def open(self, number: int = 0) -> str:
        """Click a citation; the words that are lit in its source."""
        self.page.locator("a.cite").nth(number).click()
        self.page.wait_for_selector("#source mark")
        return self.lit()

    def lit(self) -> str:
        found = self.page.locator("#source mark").evaluate_all("marks => marks.map(mark => mark.textContent).join('')")
        assert isinstance(found, str)
        return found

    def overflowing(self) -> list[str]:
        """The page, or the zones of it, that hold something wider than themselves."""
        wide = (
            "found => found.filter(part => part.scrollWidth > part.clientWidth).map(part => part.id || part.className)"
        )
        found = self.page.locator("html, #shell, #documents, #scroll, #source .scroller").evaluate_all(wide)
        assert isinstance(found, list)
        return found

    def assert_harmless(self) -> None:
        elsewhere = [url for url in self.requests if not url.startswith("data:") and not _is_here(url)]
        assert elsewhere == []
        assert self.errors == []
        assert self.page.evaluate("window.broken") is None
        assert self.page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})") == "{}"


def _is_here(url: str) -> bool:
    return urlsplit(url.removeprefix("blob:")).hostname == "127.0.0.1"
