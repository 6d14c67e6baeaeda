"""While the page is served, the folder is watched, and what the watcher asks is shown like any other question."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from citeleaf.assistant import Assistant
from citeleaf.confidence import Calibration
from citeleaf.models.sentence_reader import SentenceReader
from citeleaf.settings import Settings
from citeleaf.store.local import LocalStore
from citeleaf.watch import Way
from citeleaf_app.indexing import BackgroundIngest
from citeleaf_app.watching import watching
from support import BagOfWordsEncoder

DEADLINE = 20.0


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    (tmp_path / "corpus").mkdir()
    encoder = BagOfWordsEncoder()
    store = LocalStore.open(tmp_path / "index", encoder=encoder.name, dimensions=encoder.dimensions, create=True)
    settings = Settings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    calibration = Calibration.bundled("sentence_reader")
    with closing(Assistant(settings, store, encoder, SentenceReader(encoder), calibration)) as assistant:
        yield assistant


def wait_until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not holds():
        assert time.monotonic() < deadline, "it did not come to hold"
        time.sleep(0.02)


def test_what_changes_is_taken_in_and_what_vanishes_is_asked_about(assistant: Assistant) -> None:
    corpus = assistant.settings.corpus
    ingest = BackgroundIngest(assistant)
    with watching(assistant, ingest, assistant.settings) as watcher:
        wait_until(lambda: watcher.state().way is Way.EVENTS)
        for name in ("a.txt", "b.txt"):
            (corpus / name).write_text(f"The file {name} tells of a river.")
        wait_until(lambda: len(assistant.entries()) == 2)
        for file in corpus.iterdir():
            file.unlink()
        wait_until(lambda: ingest.state().question)
        assert len(assistant.entries()) == 2
        assert ingest.start(confirm_removal=True)
        wait_until(lambda: assistant.entries() == [] and ingest.state().question is None)
    assert watcher.state().way is Way.OFF
