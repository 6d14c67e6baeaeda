"""What the programs' interface says of documents and conversations: the shapes of its JSON."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, Field

from citeleaf.receiving import Outcome, Placed
from citeleaf.trash import Trashed
from citeleaf_app.indexing import Indexing
from citeleaf_app.rows import Row, Status


class DocumentBody(BaseModel):
    """A document: indexed, on its way, or failed."""

    path: str = Field(description="its place in the corpus", examples=["reports/2024.pdf"])
    title: str = Field(description="as the file names it; empty where it does not")
    type: str = Field(description="the file's ending", examples=["pdf"])
    published: date | None = Field(description="the date that the file gives itself")
    passages: int
    characters: int
    status: Status
    reason: str = Field(description="why it failed; else empty")


class DocumentsBody(BaseModel):
    """One stretch of the list."""

    total: int = Field(description="how many were found in all")
    documents: list[DocumentBody]


class PlacedBody(BaseModel):
    """What became of an upload."""

    outcome: Outcome = Field(description="“duplicate” and “exists” changed nothing")
    path: str = Field(description="where it is; for “duplicate” and “exists”, what was there already")
    sha256: str


class TrashedBody(BaseModel):
    """A file in the trash."""

    id: str
    path: str = Field(description="its place in the corpus before")
    deleted: datetime
    size: int = Field(description="in bytes")


class EmptiedBody(BaseModel):
    """What the trash held."""

    destroyed: int = Field(description="how many files")


class ConversationBody(BaseModel):
    """A conversation that is kept."""

    id: str
    title: str
    changed: datetime = Field(description="when its last question was asked, in UTC")
    questions: int = Field(description="how many were asked in it")


class IndexBody(BaseModel):
    """How an update of the index stands."""

    active: bool = Field(description="whether the index is changing now")
    done: int
    total: int
    path: str = Field(description="the file last done with")
    summary: str | None = Field(description="how the last update ended")
    error: str | None
    question: str | None = Field(description="what must be decided: see `confirm_removal`")


class IndexOrder(BaseModel):
    """Which update to begin."""

    confirm_removal: bool = Field(default=False, description="forget also what `question` asks about")


def document_body(row: Row) -> DocumentBody:
    return DocumentBody(
        path=row.path,
        title=row.title,
        type=row.kind,
        published=row.published,
        passages=row.passages,
        characters=row.characters,
        status=row.status,
        reason=row.reason,
    )


def placed_body(placed: Placed) -> PlacedBody:
    return PlacedBody(outcome=placed.outcome, path=placed.path, sha256=placed.sha256)


def trashed_body(trashed: Trashed) -> TrashedBody:
    return TrashedBody(id=trashed.id, path=trashed.path, deleted=trashed.deleted, size=trashed.size)


def index_body(state: Indexing) -> IndexBody:
    return IndexBody(
        active=state.active,
        done=state.done,
        total=state.total,
        path=state.path,
        summary=state.summary,
        error=state.error,
        question=state.question,
    )
