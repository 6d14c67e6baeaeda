"""Pages of PDFs measured and drawn by a worker of their own, so that no long ingest delays them: a ``PageReader``.

The worker keeps the files it was asked about last: a file's bytes go to it once, and not with every page.
"""

from __future__ import annotations

from citeleaf.documents.pdf.measuring import MeasuredPage
from citeleaf.errors import DocumentError
from citeleaf.sandbox.limits import PAGE_LIMITS, Limits
from citeleaf.sandbox.page_wire import PageJob, check_picture, decode_page, encode_page_job
from citeleaf.sandbox.process import Attendant, Died, OutOfTime, TooMuchSaid
from citeleaf.sandbox.wire import FAILED, UNKNOWN, BrokenMessage, one_line


class PageSandbox:
    """Reads pages of PDFs in a worker process, one at a time, from any thread.

    Raises DocumentError, with the reason, whatever a file does to the worker; CiteleafError where there can be none.
    """

    def __init__(self, limits: Limits = PAGE_LIMITS) -> None:
        self.attendant = Attendant("citeleaf.sandbox.page_worker", limits)

    def start(self) -> None:
        """Have a worker ready. Without this the first page waits for it."""
        self.attendant.start()

    def measure(self, data: bytes, sha256: str, number: int) -> MeasuredPage:
        """Page ``number`` of the PDF ``data``, with its characters and their places."""
        content = self._ask(data, sha256, number, None)
        try:
            return decode_page(content)
        except BrokenMessage as error:
            raise self._astray(number) from error

    def draw(self, data: bytes, sha256: str, number: int, width: int) -> bytes:
        """Page ``number`` of the PDF ``data``, as a PNG that is ``width`` pixels wide."""
        content = self._ask(data, sha256, number, width)
        try:
            check_picture(content)
        except BrokenMessage as error:
            raise self._astray(number) from error
        return content

    def close(self) -> None:
        """End the worker, whatever it is at. No page is read after this."""
        self.attendant.close()

    def _ask(self, data: bytes, sha256: str, number: int, width: int | None) -> bytes:
        limits = self.attendant.limits
        job = encode_page_job(PageJob(sha256, number, width, limits.processor_seconds))
        try:
            status, content = self.attendant.ask(job, b"")
            if status == UNKNOWN:
                status, content = self.attendant.ask(job, data)
        except OutOfTime as harm:
            raise DocumentError(f"its page {number} takes too long to be drawn ({harm})") from harm
        except TooMuchSaid as harm:
            raise DocumentError(f"its page {number} holds too much to be drawn") from harm
        except Died as harm:
            raise DocumentError(f"its page {number} crashes what draws it ({harm}); it may be damaged") from harm
        if status == FAILED:
            raise DocumentError(one_line(content))
        if status == UNKNOWN:
            raise self._astray(number)
        return content

    def _astray(self, number: int) -> DocumentError:
        """The worker says what is not so: it is no longer itself."""
        self.attendant.discard()
        return DocumentError(f"its page {number} leads astray what draws it; do not open it elsewhere either")
