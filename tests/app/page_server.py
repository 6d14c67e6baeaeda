"""Serves the real page over a real assistant with the tests' own encoder: a program that the tests start.

Arguments: the corpus, the index, and a file: while that exists, an update of the index waits at its first passages.
Then, where only those may enter who have an account, the file of accounts.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from citeleaf.assistant import Assistant
from citeleaf.confidence import Calibration
from citeleaf.models.sentence_reader import SentenceReader
from citeleaf.settings import Settings
from citeleaf.store.local import LocalStore
from citeleaf_app.server import run
from support import BagOfWordsEncoder

if TYPE_CHECKING:
    from citeleaf.protocols import Vectors


class HeldEncoder(BagOfWordsEncoder):
    """Makes an update begun in the page wait while ``hold`` exists; questions go on."""

    def __init__(self, hold: Path) -> None:
        super().__init__()
        self._hold = hold

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        while threading.current_thread().name == "citeleaf-ingest" and self._hold.exists():
            time.sleep(0.02)
        return super().encode_passages(texts)


def main(corpus: Path, index: Path, hold: Path, users: Path | None = None) -> None:
    settings = Settings(corpus=corpus, index=index, port=0, watch="off", users=users, upload_megabytes=1)
    encoder = HeldEncoder(hold)
    store = LocalStore.open(index, encoder=encoder.name, dimensions=encoder.dimensions, create=True)
    assistant = Assistant(settings, store, encoder, SentenceReader(encoder), Calibration.bundled("sentence_reader"))
    with closing(assistant):
        if any(corpus.iterdir()):
            assistant.ingest()
        run(assistant, settings)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
