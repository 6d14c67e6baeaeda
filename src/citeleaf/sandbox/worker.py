"""The worker that reads documents: ``python -m citeleaf.sandbox.worker MEMORY SWOLLEN``.

A job and a file's bytes come in, the document and its passages go out.
"""

from __future__ import annotations

from citeleaf.documents import load_bytes
from citeleaf.documents.language import detect_language
from citeleaf.passages import split
from citeleaf.sandbox.limits import allow_time
from citeleaf.sandbox.wire import READ, decode_job, encode_document
from citeleaf.sandbox.worker_side import serve

_NICENESS = 5
_SAMPLE = "A sentence in some language."


def main() -> None:
    detect_language(_SAMPLE)  # unpacks its model into a file, which no one may afterwards
    serve(_answer, _NICENESS)


def _answer(content: bytes, data: bytes) -> tuple[bytes, bytes]:
    job = decode_job(content)
    allow_time(job.processor_seconds)
    document = load_bytes(data, job.path)
    return READ, encode_document(document, split(document, words=job.passage_words))


if __name__ == "__main__":
    main()
