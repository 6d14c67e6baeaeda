"""``citeleaf watch``"""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from citeleaf import output
from citeleaf.commands.common import add_folders, open_assistant, settings_of

if TYPE_CHECKING:
    from citeleaf.ingest import Report
    from citeleaf.watch import Watching

SUMMARY = "keep the index in step with the folder of documents until Ctrl+C"


def configure(parser: argparse.ArgumentParser) -> None:
    add_folders(parser)


def run(options: argparse.Namespace) -> int:
    from citeleaf.scan import require_folder
    from citeleaf.watch import Watcher

    settings = settings_of(options)
    require_folder(settings.corpus)
    with open_assistant(settings, create=True) as assistant:

        def update(paths: Collection[str]) -> Report:
            report = assistant.ingest(within=paths)
            _print_report(report)
            return report

        watcher = Watcher(
            settings.corpus,
            settings.index,
            update,
            assistant.differences,
            way="auto" if settings.watch == "off" else settings.watch,
            compare_seconds=settings.watch_compare_seconds,
            tell=_Teller(f"Watching {settings.corpus}"),
        )
        try:
            watcher.run(threading.Event(), wait=False)
        except KeyboardInterrupt:
            print()
    return 0


class _Teller:
    """Prints how the watching stands, where that is news."""

    def __init__(self, watching: str) -> None:
        self._watching = watching
        self._told: Watching | None = None

    def __call__(self, state: Watching) -> None:
        from citeleaf.watch import Way

        told, self._told = self._told, state
        if state.way in (Way.EVENTS, Way.POLLING) and (told is None or told.way is not state.way):
            how = " by looking again and again" if state.way is Way.POLLING else ""
            print(f"{self._watching}{how} — press Ctrl+C to stop", flush=True)
        for words, before in (
            (state.withheld, told and told.withheld),
            (state.trouble, told and told.trouble),
        ):
            if words and words != before:
                print(words, file=sys.stderr, flush=True)


def _print_report(report: Report) -> None:
    counts = [count for count in report.summary.split(", ") if not count.startswith("0 ") and "unchanged" not in count]
    if counts:
        print(f"{datetime.now():%H:%M:%S} {', '.join(counts)}", flush=True)
    for failure in report.failures:
        print(output.failure_line(failure), file=sys.stderr, flush=True)
