"""Documents, passages and failures put into the database and taken out of it, within the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from citeleaf.store.postgres import lexemes
from citeleaf.store.postgres.tokens import words_of
from citeleaf.store.records import unknown
from citeleaf.types import Block, BlockKind, Document, Entry, Failure, Passage, Span, document_id
from citeleaf.unicode import is_unicode

if TYPE_CHECKING:
    from citeleaf.protocols import Vectors
    from citeleaf.store.postgres.connection import Change, Connection, Row

ENTRY_COLUMNS = "id, path, sha256, documents.title, published, language, media_type, characters"
PASSAGE_COLUMNS = (
    "documents.id, documents.path, passages.suffix, passages.start, passages.stop, passages.page, passages.title,"
    " passages.headings, passages.text, documents.language"
)

ESCAPE = "\U0010ffff"
"""Belongs to no writing. In the database it stands before "0" for the character NUL, which no text of PostgreSQL's
holds, and before "1" for itself."""


def stored(text: str) -> str:
    """``text`` as PostgreSQL can hold it."""
    return text.replace(ESCAPE, f"{ESCAPE}1").replace("\0", f"{ESCAPE}0")


def original(text: str) -> str:
    """What ``stored`` was given."""
    return text.replace(f"{ESCAPE}0", "\0").replace(f"{ESCAPE}1", ESCAPE)


def insert(change: Change, document: Document, passages: Sequence[Passage], vectors: Vectors) -> None:
    """Add a document whose path is free."""
    added = change.connection.execute(
        "INSERT INTO documents (id, path, sha256, title, published, language, media_type, characters, page_labels,"
        " blocks, text) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING row",
        (
            document.id,
            document.path,
            document.sha256,
            stored(document.title),
            document.published,
            document.language,
            document.media_type,
            len(document.text),
            json.dumps(document.page_labels),
            _blocks_json(document),
            stored(document.text),
        ),
    ).fetchone()
    assert added is not None  # the statement inserted
    _insert_passages(change, added["row"], passages, vectors)


def remove(change: Change, path: str) -> None:
    """Forget the document, the failure and the place in the queue at ``path``, if there are any."""
    found = change.connection.execute("SELECT row FROM documents WHERE path = %s", (path,)).fetchone()
    if found:
        lexemes.count(change, found["row"], -1)
        change.connection.execute("DELETE FROM passages WHERE document = %s", (found["row"],))
        change.connection.execute("DELETE FROM documents WHERE row = %s", (found["row"],))
    _forget(change, path)


def rename(change: Change, old: str, new: str) -> None:
    """Raises UnknownDocument where nothing is at ``old``; what is at ``new`` gives way."""
    if old != new:
        remove(change, new)
    _forget(change, old)
    found = change.connection.execute(
        "UPDATE documents SET path = %s, id = %s WHERE path = %s", (new, document_id(new), old)
    )
    if not found.rowcount:
        raise unknown(old)


def fail(change: Change, failure: Failure) -> None:
    _forget(change, failure.path)
    change.connection.execute(
        "INSERT INTO failures (path, reason, sha256) VALUES (%s, %s, %s)",
        (failure.path, stored(failure.reason), failure.sha256),
    )


def document(connection: Connection, identity: str) -> Document:
    row = connection.execute(
        f"SELECT {ENTRY_COLUMNS}, page_labels, blocks, text FROM documents WHERE id = %s", (stored(identity),)
    ).fetchone()
    if row is None:
        raise unknown(identity)
    return Document(
        id=row["id"],
        path=row["path"],
        sha256=row["sha256"],
        text=original(row["text"]),
        blocks=tuple(
            Block(Span(start, end), BlockKind(kind), level, page)
            for start, end, kind, level, page in json.loads(row["blocks"])
        ),
        title=original(row["title"]),
        published=row["published"],
        language=row["language"],
        media_type=row["media_type"],
        page_labels=tuple(json.loads(row["page_labels"])),
    )


def passages(connection: Connection, identity: str) -> list[Passage]:
    found = connection.execute(
        f"SELECT {PASSAGE_COLUMNS} FROM documents JOIN passages ON passages.document = documents.row"
        " WHERE documents.id = %s ORDER BY passages.start, passages.stop",
        (stored(identity),),
    )
    return [passage_from(row) for row in found]


def passage_from(row: Row) -> Passage:
    return Passage(
        id=row["id"] + row["suffix"],
        document_id=row["id"],
        path=row["path"],
        title=original(row["title"]),
        headings=tuple(original(heading) for heading in row["headings"]),
        span=Span(row["start"], row["stop"]),
        text=original(row["text"]),
        page=row["page"],
        language=row["language"],
    )


def entries(connection: Connection, within: Collection[str] | None = None) -> list[Entry]:
    where, places = _within(within, "documents")
    found = connection.execute(
        f"SELECT {ENTRY_COLUMNS}, count(passages.row) AS passages"
        f" FROM documents LEFT JOIN passages ON passages.document = documents.row {where}"
        " GROUP BY documents.row ORDER BY path",
        places,
    )
    return [
        Entry(
            document_id=row["id"],
            path=row["path"],
            sha256=row["sha256"],
            title=original(row["title"]),
            published=row["published"],
            language=row["language"],
            media_type=row["media_type"],
            passages=row["passages"],
            characters=row["characters"],
        )
        for row in found
    ]


def failures(connection: Connection, within: Collection[str] | None = None) -> list[Failure]:
    where, places = _within(within, "failures")
    found = connection.execute(f"SELECT path, reason, sha256 FROM failures {where} ORDER BY path", places)
    return [Failure(row["path"], original(row["reason"]), row["sha256"]) for row in found]


def paths(connection: Connection) -> list[str]:
    return [row["path"] for row in connection.execute("SELECT path FROM documents ORDER BY path")]


def _within(within: Collection[str] | None, table: str) -> tuple[str, tuple[list[str], ...]]:
    """At or below some places: '0' is the character behind '/'."""
    if within is None:
        return "", ()
    places = sorted(filter(is_unicode, within))
    return (
        'WHERE path IN (SELECT unnest(%s::text[]) COLLATE "C"'
        f" UNION SELECT known.path FROM unnest(%s::text[]) AS place JOIN {table} AS known"
        " ON known.path > place || '/' AND known.path < place || '0')",
        (places, places),
    )


def _forget(change: Change, path: str) -> None:
    """Whatever is known of the file but its document. A worker that still reads it finds its claim gone."""
    change.connection.execute("DELETE FROM failures WHERE path = %s", (path,))
    change.connection.execute("DELETE FROM queue WHERE path = %s", (path,))


def _blocks_json(document: Document) -> str:
    blocks = [[block.span.start, block.span.end, block.kind, block.level, block.page] for block in document.blocks]
    return json.dumps(blocks, separators=(",", ":"))


def _insert_passages(change: Change, document: int, passages: Sequence[Passage], vectors: Vectors) -> None:
    """Three statements, however many passages there are: a round trip to the server costs more than a row."""
    if not passages:
        return
    columns = zip(*(_passage_row(passage) for passage in passages), strict=True)
    added = change.connection.execute(
        "INSERT INTO passages (document, suffix, start, stop, page, title, headings, text)"
        " SELECT %s, suffix, start, stop, page, title, ARRAY(SELECT json_array_elements_text(headings::json)), text"
        " FROM unnest(%s::text[], %s::integer[], %s::integer[], %s::integer[], %s::text[], %s::text[], %s::text[])"
        " WITH ORDINALITY AS given (suffix, start, stop, page, title, headings, text, number)"
        " ORDER BY number RETURNING row",
        (document, *(list(column) for column in columns)),
    )
    rows = [each["row"] for each in added]
    _insert_vectors(change, document, rows, vectors)
    words = words_of(passages)
    change.connection.execute(
        "INSERT INTO words (passage, document, length, places) SELECT passage, %s, length, places::tsvector"
        " FROM unnest(%s::bigint[], %s::integer[], %s::text[]) AS given (passage, length, places)",
        (document, rows, [each.length for each in words], [each.places for each in words]),
    )
    lexemes.count(change, document, 1)


def _passage_row(passage: Passage) -> tuple[str | int | None, ...]:
    return (
        passage.id.removeprefix(passage.document_id),
        passage.span.start,
        passage.span.end,
        passage.page,
        stored(passage.title),
        json.dumps([stored(heading) for heading in passage.headings], ensure_ascii=False),
        stored(passage.text),
    )


def _insert_vectors(change: Change, document: int, rows: Sequence[int], vectors: Vectors) -> None:
    """As text with the digits that tell any two halves apart."""
    import numpy as np

    written = ["[" + ",".join(f"{number:.5g}" for number in vector) + "]" for vector in vectors.astype(np.float16)]
    change.connection.execute(
        "INSERT INTO vectors (passage, document, vector) SELECT passage, %s, vector::halfvec"
        " FROM unnest(%s::bigint[], %s::text[]) AS given (passage, vector)",
        (document, list(rows), written),
    )
