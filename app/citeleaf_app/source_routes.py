"""Serves what the source viewer shows beside text: the pages of PDFs as pictures, and the files themselves.

No file is ever served as something that a browser would run: text of any kind, HTML included, comes as plain text,
and all but PDFs as a download or in a sandbox.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from citeleaf.documents import contents
from citeleaf.documents.decoding import decode
from citeleaf.errors import CiteleafError, DocumentError, UnknownDocument
from citeleaf.types import Document
from citeleaf_app.originals import OriginalMissing, Originals
from citeleaf_app.pages import PDF, WIDTHS, Pages, pages_over

if TYPE_CHECKING:
    from fastapi import APIRouter
    from starlette.responses import Response

    from citeleaf_app.service import Service

HIDDEN = {"cache-control": "no-store"}
"""A browser keeps nothing of what it is sent: the documents stay where they are."""
SANDBOX = "sandbox; default-src 'none'"


def source_routes(service: Service, corpus: Path) -> APIRouter:
    """``/source/<document id>/pages/<number>.png`` and ``/source/<document id>/original``."""
    from fastapi import APIRouter

    router = APIRouter(prefix="/source/{document_id}", include_in_schema=False)
    pages = pages_over(corpus.absolute())

    @router.get("/pages/{number}.png", response_model=None)
    def page(document_id: str, number: int, width: int = WIDTHS[1], of: str = "") -> Response:
        """The page of a PDF whose sha256 begins with ``of``, in one of the ``WIDTHS``."""
        return _page(service, pages, document_id, number, width, of)

    @router.get("/original", response_model=None)
    def original(document_id: str, download: bool = False) -> Response:
        """The document's file as it is now: shown, where a browser can do that safely, or as a download."""
        return _original(service, pages.originals, document_id, download)

    return router


def _page(service: Service, pages: Pages, document_id: str, number: int, width: int, of: str) -> Response:
    from starlette.responses import Response

    try:
        document = service.document(document_id)
        if document.media_type != PDF or width not in WIDTHS:
            return _refusal("There is no such picture: only the pages of PDFs are drawn, in fixed sizes.", 404)
        if not document.sha256.startswith(of):
            return _refusal("The document was indexed anew. Open the source once more.", 409)
        return Response(pages.draw(document, number, width), media_type="image/png", headers=HIDDEN)
    except (UnknownDocument, DocumentError) as error:
        return _refusal(str(error), 404)
    except CiteleafError as error:
        return _refusal(str(error), 409)


def _original(service: Service, originals: Originals, document_id: str, download: bool) -> Response:
    from starlette.responses import FileResponse, Response

    try:
        document = service.document(document_id)
        path = originals.path(document)
        if document.media_type.startswith("text/") and not download:
            text = decode(contents(path)).encode(errors="replace")
            return Response(text, media_type="text/plain; charset=utf-8", headers=_headers(document, "inline"))
    except (UnknownDocument, OriginalMissing, OSError) as error:
        return _refusal(str(error), 404)
    except DocumentError:  # the file at this path is not text any more, or too large
        download = True
    shown = document.media_type == PDF and not download
    return FileResponse(
        path,
        media_type=PDF if shown else "application/octet-stream",
        headers=_headers(document, "inline" if shown else "attachment"),
    )


def _headers(document: Document, disposition: str) -> dict[str, str]:
    """A PDF's reader does not start in a sandbox; it runs no script of the file's."""
    name = quote(document.path.rpartition("/")[2], safe="")
    policy = {} if document.media_type == PDF else {"content-security-policy": SANDBOX}
    return {**HIDDEN, **policy, "content-disposition": f"{disposition}; filename*=UTF-8''{name}"}


def _refusal(reason: str, status: int) -> Response:
    from starlette.responses import PlainTextResponse

    return PlainTextResponse(reason, status, headers=HIDDEN)
