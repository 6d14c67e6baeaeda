"""The programs' interface to the documents: the list, deleting, the trash, and updates of the index. JSON alone.

The page uses the same routes to write. Nothing here is reachable by what another site can make a browser send: each
change needs a method for which a browser asks first, and the guard refuses its Origin.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query

from citeleaf.errors import UsageError
from citeleaf_app.api_bodies import (
    DocumentsBody,
    EmptiedBody,
    IndexBody,
    IndexOrder,
    TrashedBody,
    document_body,
    index_body,
    trashed_body,
)
from citeleaf_app.desk import Desk
from citeleaf_app.rows import Sort, arranged

NOT_THERE = "There is no such document"
NOT_POSSIBLE = "It is not in the trash, or another file has its place"


def documents_api(desk: Desk) -> APIRouter:
    routes = APIRouter(prefix="/api/documents", tags=["Documents"])

    @routes.get("", summary="List the documents")
    def listed(
        search: Annotated[str, Query(max_length=200, description="words of the title or path")] = "",
        sort: Sort = Sort.PATH,
        offset: Annotated[int, Query(ge=0)] = 0,
        limit: Annotated[int, Query(ge=1, le=10_000)] = 100,
    ) -> DocumentsBody:
        table = desk.table()
        if table.trouble:
            raise HTTPException(503, table.trouble)
        found = arranged(table.rows, search, sort)
        return DocumentsBody(total=len(found), documents=[document_body(row) for row in found[offset : offset + limit]])

    @routes.delete("/{path:path}", summary="Move a document to the trash", responses={404: {"description": NOT_THERE}})
    def delete(path: str) -> TrashedBody:
        try:
            return trashed_body(desk.delete(path))
        except UsageError as error:
            raise HTTPException(404, str(error)) from error

    return routes


def trash_api(desk: Desk) -> APIRouter:
    routes = APIRouter(prefix="/api/trash", tags=["Documents"])

    @routes.get("", summary="List the trash")
    def trash() -> list[TrashedBody]:
        return [trashed_body(each) for each in desk.intake.trash.listed()]

    @routes.put(
        "/{identity}/restored", summary="Take a file out of the trash", responses={409: {"description": NOT_POSSIBLE}}
    )
    def restore(identity: str) -> TrashedBody:
        try:
            return trashed_body(desk.restore(identity))
        except UsageError as error:
            raise HTTPException(409, str(error)) from error

    @routes.delete("", summary="Empty the trash", description="Its files are destroyed.")
    def empty() -> EmptiedBody:
        return EmptiedBody(destroyed=desk.intake.trash.empty())

    return routes


def index_api(desk: Desk) -> APIRouter:
    routes = APIRouter(prefix="/api/index", tags=["Documents"])

    @routes.get("", summary="How an update of the index stands")
    def index() -> IndexBody:
        return index_body(desk.ingest.state())

    @routes.put("", summary="Begin an update of the index", status_code=202)
    def update(order: IndexOrder) -> IndexBody:
        desk.ingest.start(confirm_removal=order.confirm_removal)
        return index_body(desk.ingest.state())

    return routes
