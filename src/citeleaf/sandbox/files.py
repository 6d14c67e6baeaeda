"""Documents read by a worker of their own: a ``Read`` of the ingest."""

from __future__ import annotations

import hashlib

from citeleaf.errors import DocumentError
from citeleaf.sandbox.limits import MEGABYTE, Limits
from citeleaf.sandbox.process import Attendant, Died, OutOfTime, TooMuchSaid
from citeleaf.sandbox.wire import FAILED, BrokenMessage, Job, decode_document, encode_job, one_line
from citeleaf.types import Document, Passage


class Sandbox:
    """Reads files in a worker process, one at a time, from any thread."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.attendant = Attendant("citeleaf.sandbox.worker", limits or Limits())

    def start(self) -> None:
        """Have a worker ready. Without this the first file waits for it."""
        self.attendant.start()

    def read(self, data: bytes, path: str, passage_words: int = 120) -> tuple[Document, list[Passage]]:
        """The document in ``data``, the bytes of the file at ``path``, and its passages.

        Raises DocumentError, with the reason, whatever the file did to the worker; CiteleafError where there can be
        none.
        """
        limits = self.attendant.limits
        try:
            status, content = self.attendant.ask(encode_job(Job(path, passage_words, limits.processor_seconds)), data)
        except OutOfTime as harm:
            raise DocumentError(
                f"reading it takes too long ({harm}); split it into several files, or export it anew"
            ) from harm
        except TooMuchSaid as harm:
            raise DocumentError(
                f"it unpacks to more than {limits.answer / MEGABYTE:,.0f} MB of text; split it into several files"
            ) from harm
        except Died as harm:
            raise DocumentError(f"its parser crashed on it ({harm}); it may be damaged: export it anew") from harm
        if status == FAILED:
            raise DocumentError(one_line(content))
        try:
            return decode_document(content, path, hashlib.sha256(data).hexdigest())
        except BrokenMessage as error:
            self.attendant.discard()  # it says what is not so: it is no longer itself
            raise DocumentError(
                "it led its parser astray; do not open it elsewhere either, or export it anew"
            ) from error

    def close(self) -> None:
        """End the worker, whatever it is at. No file is read after this."""
        self.attendant.close()
