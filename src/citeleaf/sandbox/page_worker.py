"""The worker that reads pages of PDFs: ``python -m citeleaf.sandbox.page_worker MEMORY SWOLLEN``.

Somebody waits for it: it does not stand back behind other programs, and holds the last files open.
"""

from __future__ import annotations

from citeleaf.documents.pdf.open_files import OpenPdfs
from citeleaf.sandbox.limits import allow_time
from citeleaf.sandbox.page_wire import decode_page_job, encode_page
from citeleaf.sandbox.wire import READ, UNKNOWN
from citeleaf.sandbox.worker_side import serve


class _Pages:
    """Answers about files whose bytes came with an earlier question, while they are held."""

    def __init__(self) -> None:
        self._pdfs = OpenPdfs()

    def answer(self, content: bytes, data: bytes) -> tuple[bytes, bytes]:
        job = decode_page_job(content)
        if not data and not self._pdfs.holds(job.sha256):
            return UNKNOWN, b""
        allow_time(job.processor_seconds)
        if job.width is None:
            return READ, encode_page(self._pdfs.measure(data, job.sha256, job.number))
        return READ, self._pdfs.draw(data, job.sha256, job.number, job.width)


def main() -> None:
    import PIL.PngImagePlugin  # the libraries are loaded before anyone waits for a page
    import pypdfium2

    assert PIL.PngImagePlugin
    assert pypdfium2
    serve(_Pages().answer, niceness=0)


if __name__ == "__main__":
    main()
