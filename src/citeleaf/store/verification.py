"""Is the index whole? Everything that can be held against something else is, and nothing is changed.

What is wrong with the catalogue is a loss that only a rebuild makes good; what is wrong with the vectors' file mends
itself when it is next read.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import numpy as np

from citeleaf.errors import CiteleafError
from citeleaf.store.catalogue import corpus_of, has_tables, version
from citeleaf.store.connection import connect, explained, is_damage, roll_back
from citeleaf.store.lock import WriterLock
from citeleaf.store.messages import missing
from citeleaf.store.records import passage_count
from citeleaf.store.rows import (
    DOCUMENT_COLUMNS,
    PASSAGE_COLUMNS,
    SEALED_COLUMNS,
    SEALED_PASSAGE_COLUMNS,
    as_stored,
    document_from,
    passage_from,
    seal,
    vectors_from,
)
from citeleaf.store.runs import has_runs, runs_agree
from citeleaf.store.schema import VECTORS_FILE
from citeleaf.store.vectors import Stamp, load_vectors, saved_stamp
from citeleaf.types import Document, document_id

if TYPE_CHECKING:
    from citeleaf.protocols import Vectors

MOST = 20
"""Faults of one kind that are told: a damaged page can make thousands."""
_LONGEST = 200
"""Characters of what SQLite says of one fault."""
UNIT_TOLERANCE = 1e-3
AT_ONCE = 4096
"""Vectors that are compared at once."""
_OTHER_PASSAGES = "it holds other passages than the catalogue"
_ORPHANS = "SELECT count(*) FROM passages WHERE document NOT IN (SELECT row FROM documents)"
_UNINDEXED = """
SELECT (SELECT count(*) FROM passages WHERE row NOT IN (SELECT id FROM passage_index_docsize))
     + (SELECT count(*) FROM passage_index_docsize WHERE id NOT IN (SELECT row FROM passages))
"""


def verify_catalogue(folder: Path) -> list[str]:
    """What is wrong with the catalogue in ``folder``, in words; nothing where all is well.

    Raises IndexMissing, and CiteleafError where it cannot be looked at.
    """
    with explained(folder), closing(connect(folder)) as connection:
        if not has_tables(connection):
            raise missing(folder)
        try:
            connection.execute("BEGIN")
            faults = _damage(connection) or [*_misfits(connection), *_wrong_documents(connection)]
            roll_back(connection)
            return faults or _full_text_faults(folder, connection)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):  # the disk's or the account's fault
                raise
            return [f"it cannot be read to its end: {' '.join(str(error).split())[:_LONGEST]}"]


def verify_vectors_file(folder: Path) -> list[str]:
    """What is wrong with the file of the vectors in ``folder``. One that is missing or of an earlier state is not."""
    path = folder / VECTORS_FILE
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        return [f"it cannot be read: {error.strerror}"]
    size = hashlib.sha256().digest_size
    if hashlib.sha256(data[size:]).digest() != data[:size]:
        return ["it does not fit its checksum"]
    with explained(folder), closing(connect(folder)) as connection:
        connection.execute("BEGIN")
        try:
            return _vectors_unlike(path, connection)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            return []  # the catalogue's own fault, and told as such
        finally:
            roll_back(connection)


def _damage(connection: sqlite3.Connection) -> list[str]:
    found = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({MOST})")]
    return [] if found == ["ok"] else [" ".join(fault.split())[:_LONGEST] for fault in found]


def _misfits(connection: sqlite3.Connection) -> Iterator[str]:
    """What does not belong together between the tables, and facts that are none."""
    corpus_of(connection)
    if orphans := connection.execute(_ORPHANS).fetchone()[0]:
        yield f"{orphans} passages belong to no document"
    if unindexed := connection.execute(_UNINDEXED).fetchone()[0]:
        yield f"{unindexed} passages are not in the full-text search, or are in it and not in the index"
    if has_runs(connection) and not runs_agree(connection):
        yield "the runs of words are not what the full-text search holds"


def _wrong_documents(connection: sqlite3.Connection) -> list[str]:
    with as_stored("what the index was made with"):
        dimensions = int(dict(connection.execute("SELECT key, value FROM meta"))["dimensions"])
    faults: list[str] = []
    rows = connection.execute(f"SELECT row, {DOCUMENT_COLUMNS} FROM documents ORDER BY row")
    for row in rows:
        document = document_from(row)
        wrong = [
            *_wrong_document(document, int(row["characters"])),
            *_wrong_passages(connection, document, dimensions),
        ] or _broken_seal(connection, int(row["row"]))
        faults.extend(f"{document.path}: {fault}" for fault in wrong)
        if len(faults) >= MOST:
            return [*faults[:MOST], "and so on: the rest was not looked at"]
    return faults


def _wrong_document(document: Document, characters: int) -> Iterator[str]:
    path = PurePosixPath(document.path)
    if path.is_absolute() or ".." in path.parts:
        yield "its path leads out of the corpus"
    if document.id != document_id(document.path):
        yield "its id is not that of its path"
    if len(document.text) != characters:
        yield f"its text has {len(document.text)} characters, not {characters}"
    if len(document.sha256) != 64:
        yield "it has no hash"


def _wrong_passages(connection: sqlite3.Connection, document: Document, dimensions: int) -> Iterator[str]:
    rows = connection.execute(
        f"SELECT {PASSAGE_COLUMNS}, passages.vector FROM documents JOIN passages ON passages.document = documents.row"
        " WHERE documents.id = ?",
        (document.id,),
    ).fetchall()
    for row in rows:
        passage = passage_from(row)
        if passage.span.of(document.text) != passage.text:
            yield f"the passage at {passage.span.start} is not what the document says there"
        if len(row["vector"]) != 4 * dimensions:
            yield f"the vector of the passage at {passage.span.start} has not {dimensions} numbers"
        elif not _is_unit(vectors_from([row["vector"]], dimensions)[0]):
            yield f"the vector of the passage at {passage.span.start} is not finite and of length 1"


def _broken_seal(connection: sqlite3.Connection, number: int) -> list[str]:
    """Whatever else was changed of a document, or of its passages, since it was stored."""
    sealed, *stored = connection.execute(
        f"SELECT seal, {SEALED_COLUMNS} FROM documents WHERE row = ?", (number,)
    ).fetchone()
    passages = connection.execute(
        f"SELECT {SEALED_PASSAGE_COLUMNS} FROM passages WHERE document = ? ORDER BY row", (number,)
    )
    return [] if seal(stored, *passages) == sealed else ["it is not as it was stored: its seal is broken"]


def _is_unit(vector: Vectors) -> bool:
    return (
        bool(np.isfinite(vector).all()) and abs(float(np.linalg.norm(vector.astype(np.float64))) - 1) < UNIT_TOLERANCE
    )


def _full_text_faults(folder: Path, connection: sqlite3.Connection) -> list[str]:
    """FTS5's own check, word by word. It has to be asked by a statement that writes, and so only while nobody does."""
    try:
        with WriterLock(folder).held(wait=False):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO passage_index (passage_index, rank) VALUES ('integrity-check', 1)")
    except sqlite3.OperationalError:  # nothing may be written there
        return []
    except sqlite3.DatabaseError:
        return ["the full-text search does not hold the words of the passages"]
    except CiteleafError:  # someone writes
        return []
    finally:
        roll_back(connection)
    return []


def _vectors_unlike(path: Path, connection: sqlite3.Connection) -> list[str]:
    facts = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('encoder', 'dimensions')"))
    current = version(connection)
    stamp = Stamp(current.catalogue, current.generation, str(facts["encoder"]), int(facts["dimensions"]))
    index = load_vectors(path, stamp)
    if index is None:  # of another index: it is not used
        return []
    known, seen = index.rows, 0
    stored = connection.execute("SELECT row, vector FROM passages WHERE row <= ? ORDER BY row", (index.last,))
    while part := stored.fetchmany(AT_ONCE):
        rows = np.array([row for row, _ in part], dtype=np.int64)
        places = np.searchsorted(known, rows)
        if not np.array_equal(known[np.minimum(places, len(known) - 1)], rows):
            return [_OTHER_PASSAGES]
        vectors = vectors_from((vector for _, vector in part), stamp.dimensions)
        if not np.array_equal(index.codes(places), index.coded(vectors)):
            return ["it holds other vectors than the catalogue"]
        seen += len(part)
    made_from = saved_stamp(path)
    is_current = made_from is not None and made_from.generation == stamp.generation
    complete = seen == len(known) == passage_count(connection)  # an earlier state has passages that went since
    return [_OTHER_PASSAGES] if is_current and not complete else []
