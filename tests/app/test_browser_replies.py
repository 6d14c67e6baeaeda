"""The page's events are answered whatever becomes of the stream that the answers come in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from browsing import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

ONE_CONTEXT_HOLDS = 6
"""Connections to one host that Chromium keeps open for all tabs of a browser together, by HTTP/1.1."""

# Whatever says that the stream is closed comes four seconds late, as over a slow line: what is sent meanwhile is sent
# to a stream that the server has closed already. A reply that came with it is let through.
LATE_CLOSE = """
const plain = window.fetch;
const pause = () => new Promise((over) => setTimeout(over, 4000));
window.clickAtClose = "none";
window.fetch = async (...request) => {
  const reply = await plain(...request);
  if (!String(request[0].url ?? request[0]).includes("/queue/data")) return reply;
  const bytes = new TextEncoder();
  const late = new TransformStream({
    async transform(text, passed) {
      const close = text.search(/data: *{"msg": *"close_stream"/);
      if (close > 0) passed.enqueue(bytes.encode(text.slice(0, close)));
      if (close < 0) return passed.enqueue(bytes.encode(text));
      document.querySelector(window.clickAtClose)?.click();
      await pause();
      passed.enqueue(bytes.encode(text.slice(close)));
    },
  });
  return new Response(reply.body.pipeThrough(new TextDecoderStream()).pipeThrough(late), reply);
};
"""
# The second event of a page is sent late: when the first was answered, and its stream is closing.
SECOND_LATE = """
const quick = window.fetch;
let sent = 0;
window.fetch = async (...request) => {
  const joins = String(request[0].url ?? request[0]).includes("/queue/join");
  if (joins && (sent += 1) === 2) await new Promise((over) => setTimeout(over, 2000));
  return quick(...request);
};
"""
# Every second stream breaks off before it has said anything.
BREAKING = """
const sound = window.fetch;
let streams = 0;
window.fetch = async (...request) => {
  const listens = String(request[0].url ?? request[0]).includes("/queue/data");
  if (listens && (streams += 1) % 2) throw new TypeError("network error");
  return sound(...request);
};
"""


@contextmanager
def visiting_with(browser: Browser, address: str, *scripts: str) -> Iterator[Visit]:
    """A visit in a tab that runs ``scripts`` before the page."""
    with browser.new_context() as context:
        page = context.new_page()
        for script in scripts:
            page.add_init_script(f"{{\n{script}\n}}")
        yield Visit(page, address)


@pytest.mark.parametrize("scripts", [(LATE_CLOSE, SECOND_LATE), (BREAKING,)], ids=["closed late", "broken off"])
def test_the_page_is_never_blank(browser: Browser, page_address: str, scripts: tuple[str, ...]) -> None:
    with visiting_with(browser, page_address, *scripts) as tab:
        assert "documents in “corpus”" in tab.page.inner_text(".greeting")  # other tests may have added some
        tab.ask("How long is the border between Anta and Beru?")
        assert "1.3 thousand km" in tab.quote()


def test_a_source_opens_in_the_moment_in_which_the_stream_closes(browser: Browser, page_address: str) -> None:
    """The filters' panel is answered, the stream closes on that, and a citation is clicked before the page knows."""
    with visiting_with(browser, page_address, LATE_CLOSE) as tab:
        tab.ask("How long is the border between Anta and Beru?")
        tab.page.wait_for_timeout(2000)  # nothing that the answer caused is under way any more
        tab.page.evaluate("window.clickAtClose = '#conversation a.cite'")
        tab.page.click("#open-filters")
        tab.page.wait_for_selector("#source mark")
        assert tab.lit() == tab.quote()


def test_answers_come_over_a_line_that_breaks(browser: Browser, page_address: str) -> None:
    with visiting_with(browser, page_address, BREAKING) as tab:
        for question in ("How long is the border between Anta and Beru?", "What does the market of Beru sell?"):
            tab.ask(question)
        assert "copper" in tab.quote(-1)
        assert tab.open() == tab.quote()


def test_more_tabs_can_be_open_than_a_browser_has_connections(browser: Browser, page_address: str) -> None:
    """Each tab that kept one for itself would take it from the next: this one would stay blank."""
    with browser.new_context() as context:
        tabs = [Visit(context.new_page(), page_address) for _ in range(ONE_CONTEXT_HOLDS + 1)]
        tabs[-1].ask("What does the market of Beru sell?")
        assert "copper" in tabs[-1].quote()
