"""How long a click on a citation takes until the quote stands lit on its drawn page: `make bench-viewer`.

A PDF of 300 pages is made and indexed, and the page is opened in headless Chromium. Each question is answered from
another page of the PDF, no page twice. A second after the answer its citation is clicked, and the time is the browser's
own: from the click until the boxes are there and the page's picture is decoded and shown. Then all are clicked again.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from documents.pdf_files import Words, lines, pdf

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
SERVER = ROOT / "tests" / "app" / "page_server.py"
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking".split()
WORDS = "river treaty border copper wool market signed members council article state forces agreement session".split()
LINES = 42
READING = 1000  # milliseconds: nobody clicks before the answer is read
CLICK = """async (address) => {
    const link = document.querySelector(`#conversation a[href="${address}"]`);
    const began = performance.now();
    link.click();
    const isShown = () => {
        const shown = document.querySelector("#source [data-link]");
        const image = shown && shown.querySelector("img");
        return shown && shown.dataset.link === address && shown.querySelector(".box") && image.src && image.complete;
    };
    while (!isShown()) await new Promise(requestAnimationFrame);
    await document.querySelector("#source img").decode();
    await new Promise(requestAnimationFrame);
    return performance.now() - began;
}"""


def make_pdf(pages: int) -> bytes:
    """Full pages of words, each with a sentence of its own that a question can be asked about."""
    drawn = random.Random(0)
    made = []
    for number in range(1, pages + 1):
        body = [" ".join(drawn.choices(WORDS, k=11)).capitalize() + "." for _ in range(LINES)]
        body[LINES // 2] = f"The harbour of Lom{number} was opened on 3 May {1700 + number} by the governor."
        made.append([Words(72, 740, f"Chapter {number}", 14, bold=True), *lines(72, 700, body)])
    return pdf(*made)


def measure(address: str, pages: int, clicks: int) -> tuple[list[float], list[float]]:
    """The milliseconds of first and of second clicks on the citations of ``clicks`` pages."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(address)
        page.wait_for_selector("#question textarea")
        links, first = [], []
        for each in range(clicks):
            links.append(_asked(page, 1 + pages * each // clicks))
            page.wait_for_timeout(READING)
            first.append(float(page.evaluate(CLICK, links[-1])))
            page.keyboard.press("Escape")
        second = [float(page.evaluate(CLICK, link)) for link in links]
        browser.close()
    return first, second


def _asked(page: Page, number: int) -> str:
    """The address of the citation that answers the question about the page of that number."""
    shown = page.locator(".exchange:not(.pending)").count()
    page.fill("#question textarea", f"When was the harbour of Lom{number} opened by the governor?")
    page.press("#question textarea", "Enter")
    page.wait_for_function("n => document.querySelectorAll('.exchange:not(.pending)').length > n", arg=shown)
    link = page.locator(".exchange").last.locator("a.cite").first.get_attribute("href")
    assert link is not None
    return link


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make bench-viewer", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--clicks", type=int, default=30)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE as well")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="citeleaf-bench-") as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        (corpus / "long.pdf").write_bytes(make_pdf(options.pages))
        paths = os.pathsep.join(str(ROOT / name) for name in ("tests", "src", "app"))
        command = [sys.executable, str(SERVER), str(corpus), str(Path(folder, "index")), str(Path(folder, "hold"))]
        environment = {**os.environ, "PYTHONPATH": paths}
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            try:
                first, second = measure(server.stdout.readline().split()[3], options.pages, options.clicks)
            finally:
                server.terminate()
    figures = {
        "first click: median ms": statistics.median(first),
        "first click: 95th percentile ms": statistics.quantiles(first, n=20)[-1],
        "second click: median ms": statistics.median(second),
        "second click: 95th percentile ms": statistics.quantiles(second, n=20)[-1],
    }
    sys.stdout.write(f"{platform.machine()}, {os.cpu_count()} processors, {options.pages} pages\n")
    sys.stdout.writelines(f"{name:<45} {figure:>12,.0f}\n" for name, figure in figures.items())
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
