"""What the page does about an index that is gone or unusable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from citeleaf.errors import CiteleafError, IndexDamaged, IndexMissing
from citeleaf.ingest import Progress, Report
from citeleaf.types import Entry, Failure
from citeleaf_app import panel
from citeleaf_app.documents_zone import DocumentsHandlers
from citeleaf_app.indexing import BackgroundIngest
from citeleaf_app.service import Service


class Broken:
    """A service whose index cannot be read until it is ingested."""

    def __init__(self, error: CiteleafError) -> None:
        self._error: CiteleafError | None = error

    def entries(self) -> list[Entry]:
        if self._error:
            raise self._error
        return []

    def failures(self) -> list[Failure]:
        return []

    def ingest(self, progress: Callable[[Progress], None] | None = None) -> Report:
        self._error = None
        return Report(new=0, updated=0, renamed=0, unchanged=0, removed=0, failed=0, failures=())

    def indexing(self) -> str | None:
        return None


@pytest.mark.parametrize(
    ("error", "told"),
    [(IndexMissing("run a command"), panel.DELETED), (IndexDamaged("it is damaged: rebuild it"), "rebuild it")],
)
def test_trouble_is_told_and_an_update_can_mend_it(error: CiteleafError, told: str) -> None:
    service = cast(Service, Broken(error))
    handlers = DocumentsHandlers(service, BackgroundIngest(service), Path("corpus"))
    listing, greeting, button, timer = handlers.refresh()
    assert told in listing
    assert told in greeting
    assert button.interactive
    assert not timer.active
    handlers.update()
    handlers.ingest.wait(10)
    assert told not in handlers.refresh()[0]
