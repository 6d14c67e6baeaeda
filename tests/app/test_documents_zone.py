"""What the page does about an index that is gone or unusable."""

from __future__ import annotations

from pathlib import Path

import pytest

from citeleaf.errors import CiteleafError, IndexDamaged, IndexMissing
from citeleaf.receiving import Intake
from citeleaf.types import Entry
from citeleaf_app import panel
from citeleaf_app.desk import DELETED, Desk
from citeleaf_app.indexing import BackgroundIngest
from folder_service import FolderService


class Broken(FolderService):
    """A service whose index cannot be read until it is ingested."""

    def __init__(self, corpus: Path, error: CiteleafError) -> None:
        super().__init__(corpus)
        self.error = error

    def entries(self) -> list[Entry]:
        if not self.asked:
            raise self.error
        return super().entries()


@pytest.mark.parametrize(
    ("error", "told"),
    [(IndexMissing("run a command"), DELETED), (IndexDamaged("it is damaged: rebuild it"), "rebuild it")],
)
def test_trouble_is_told_and_an_update_can_mend_it(tmp_path: Path, error: CiteleafError, told: str) -> None:
    service = Broken(tmp_path, error).as_service()
    ingest = BackgroundIngest(service)
    desk = Desk(service, ingest, Intake(tmp_path, tmp_path / "keep", 10), tmp_path, lambda *_: 0)
    assert told in panel.welcome(desk.table(), tmp_path)
    ingest.start()
    ingest.wait(10)
    assert "No documents yet" in panel.welcome(desk.table(), tmp_path)
