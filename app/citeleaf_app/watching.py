"""While the page is served, the documents' folder is watched: what changes in it is in the answers by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

from citeleaf.watch import Watcher

if TYPE_CHECKING:
    from citeleaf.settings import Settings
    from citeleaf_app.indexing import BackgroundIngest
    from citeleaf_app.service import Service


@contextmanager
def watching(service: Service, ingest: BackgroundIngest, settings: Settings) -> Iterator[Watcher]:
    """A watcher of ``settings.corpus`` in a thread of its own, whose updates every tab sees; it ends with the block."""
    watcher = Watcher(
        settings.corpus,
        settings.index,
        ingest.run,
        service.differences,
        way=settings.watch,
        compare_seconds=settings.watch_compare_seconds,
    )
    ingest.watching = watcher.state
    stop = Event()
    thread = Thread(target=watcher.run, args=(stop,), name="citeleaf-watch", daemon=True)
    thread.start()
    try:
        yield watcher
    finally:
        stop.set()
        watcher.compare_soon()  # wakes it up
        ingest.stop()
        thread.join(timeout=5.0)
