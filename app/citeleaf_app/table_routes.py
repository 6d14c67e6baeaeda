"""What the documents' zone of the page is drawn from: fragments of HTML, and how the uploads stand, as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, Response

from citeleaf_app import agreements, panel
from citeleaf_app.desk import Desk
from citeleaf_app.rows import Sort, Status, fingerprint
from citeleaf_app.visitor import visitor

MOST_ROWS = 10_000
_UNKEPT = {"cache-control": "no-store"}


def table_routes(desk: Desk) -> APIRouter:
    routes = APIRouter(prefix="/documents", include_in_schema=False)

    @routes.get("/list")
    def listed(
        request: Request,
        search: Annotated[str, Query(max_length=200)] = "",
        sort: Sort = Sort.TITLE,
        shown: Annotated[int, Query(ge=1, le=MOST_ROWS)] = panel.SHOWN,
    ) -> Response:
        table, trash = desk.table(), desk.intake.trash.listed()
        listing = panel.listing(table, desk.corpus, trash, search=search, sort=sort, shown=shown)
        return HTMLResponse(listing + panel.account(visitor(request)), headers=_UNKEPT)

    @routes.get("/removal")
    def removal(request: Request, path: str) -> Response:
        row = next((row for row in desk.table().rows if row.path == path), None)
        if row is None:
            return HTMLResponse("", 404)
        return HTMLResponse(agreements.removal(row, desk.citing(visitor(request), path)), headers=_UNKEPT)

    @routes.get("/emptying")
    def emptying() -> Response:
        return HTMLResponse(agreements.emptying(len(desk.intake.trash.listed())), headers=_UNKEPT)

    @routes.get("/state")
    def state(response: Response) -> dict[str, object]:
        """``version`` changes whenever the list does, ``documents`` whenever what can be asked does."""
        table = desk.table()
        response.headers.update(_UNKEPT)
        underway = {row.path: row for row in table.rows if row.status in (Status.QUEUED, Status.READING)}
        return {
            "active": table.indexing.active or not desk.ingest.idle(),
            "version": f"{fingerprint(table.rows)} {table.indexing} {table.trouble} {desk.intake.trash.version()}",
            "documents": fingerprint([row for row in table.rows if row.document_id]),
            "greeting": panel.welcome(table, desk.corpus),
            "limit": desk.intake.limit,
            "uploads": {path: (row.status, row.reason) for path, row in (desk.fates() | underway).items()},
        }

    return routes
