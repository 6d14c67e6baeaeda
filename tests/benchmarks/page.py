"""How heavy the page is, and how soon something of it can be seen: `python -m tests.benchmarks.page ADDRESS`.

ADDRESS is that of a running chat. A headless Chromium without a cache opens it several times, each in a profile of its
own. Counted are the bytes that came over the wire, compressed as they were, until the page is ready to ask; the first
contentful paint is the browser's own figure, the other time is that until the greeting stands there.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

from browsing import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OWN = "/citeleaf/"
"""Where the style sheets and fonts of our own lie; all else is Gradio's."""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


@dataclass(slots=True)
class Visit:
    """What one visit took, in bytes and milliseconds."""

    own: int = 0
    rest: int = 0
    requests: int = 0
    painted: float = 0.0
    ready: float = 0.0
    addresses: dict[str, str] = field(default_factory=dict)


def visit(browser: Browser, address: str) -> Visit:
    """Open the page in a profile without a cache."""
    found = Visit()
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", lambda event: _sent(found, event["requestId"], event["request"]["url"]))
        session.on(
            "Network.loadingFinished", lambda event: _loaded(found, event["requestId"], event["encodedDataLength"])
        )
        began = perf_counter()
        page.goto(address)
        page.wait_for_selector(".greeting")
        found.ready = (perf_counter() - began) * 1000
        found.painted = float(page.evaluate(PAINT) or 0.0)
    return found


def _sent(found: Visit, request: str, url: str) -> None:
    found.requests += request not in found.addresses
    found.addresses[request] = url


def _loaded(found: Visit, request: str, size: float) -> None:
    if OWN in found.addresses.get(request, ""):
        found.own += int(size)
    else:
        found.rest += int(size)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.page", description="Weigh the page.")
    parser.add_argument("address")
    parser.add_argument("--visits", type=int, default=5)
    options = parser.parse_args(arguments)
    with chromium() as browser:
        visits = [visit(browser, options.address) for _ in range(options.visits)]
    middle = visits[len(visits) // 2]
    sys.stdout.write(
        f"{middle.requests} requests, {middle.own / 1000:,.0f} kB of ours, {middle.rest / 1000:,.0f} kB of Gradio's\n"
        f"first contentful paint: {statistics.median(each.painted for each in visits):,.0f} ms (median)\n"
        f"ready to ask: {statistics.median(each.ready for each in visits):,.0f} ms (median)\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
