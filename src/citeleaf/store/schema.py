"""What the catalogue looks like inside, and what an index was made with.

A passage's row number is never used again (AUTOINCREMENT): a row is the same words and the same vector for ever,
so a cache of the vectors only ever gains rows and loses rows. A rename touches one row of ``documents``: what
follows from the path is joined or, as a passage's id, made from the document's id and the passage's own suffix.
"""

from __future__ import annotations

CATALOGUE_FILE = "catalogue.sqlite"
VECTORS_FILE = "vectors.faiss"
LOCK_FILE = "writer.lock"
WATCH_LOCK_FILE = "watcher.lock"
DIGESTS_FILE = "digests.json"

SCHEMA_VERSION = 2
"""Counts the layouts of the catalogue. Another one cannot be read. 2: documents have a seal."""

PIPELINE_VERSION = 2
"""Raise it when loaders or the splitter come to read the same bytes differently: then old rows are not what a
build from scratch would hold, and only a rebuild makes them so. 2: lists and tables of web pages with little prose,
sentences in the columns of a PDF, hyphens at the ends of its lines, and a table's row as a sentence."""

TEXT_WEIGHT = 1.0
TITLE_WEIGHT = 1.0
HEADINGS_WEIGHT = 1.0
"""What a word counts in BM25 when it stands in the passage itself, in the document's title, in a heading above.

On web questions over many titles, full weights find the right passage first in .899 of cases, halves in .893, fifths
in .872; on long articles under one title they make no difference.
"""

HEADING_SEPARATOR = "\x1f"
"""Stands between headings in their column: white space to the tokenizer, and nothing that a heading holds."""

TOKENIZER = "porter unicode61 remove_diacritics 2"
"""How FTS5 cuts text into words: "adopted" is "adopt", "café" is "cafe"."""

TABLES = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;

CREATE TABLE documents (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL,
    title TEXT NOT NULL,
    published TEXT,
    language TEXT,
    media_type TEXT NOT NULL,
    characters INTEGER NOT NULL,
    page_labels TEXT NOT NULL,
    blocks TEXT NOT NULL,
    text TEXT NOT NULL,
    seal TEXT NOT NULL
) STRICT;

CREATE TABLE passages (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (row),
    suffix TEXT NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    page INTEGER,
    title TEXT NOT NULL,
    headings TEXT NOT NULL,
    text TEXT NOT NULL,
    vector BLOB NOT NULL
) STRICT;

CREATE INDEX passages_of_document ON passages (document);

CREATE TABLE failures (path TEXT PRIMARY KEY, reason TEXT NOT NULL, sha256 TEXT) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE passage_index USING fts5 (
    text, title, headings,
    content='passages', content_rowid='row', tokenize='{TOKENIZER}'
);

CREATE TRIGGER passage_added AFTER INSERT ON passages BEGIN
    INSERT INTO passage_index (rowid, text, title, headings) VALUES (new.row, new.text, new.title, new.headings);
END;

CREATE TRIGGER passage_removed AFTER DELETE ON passages BEGIN
    INSERT INTO passage_index (passage_index, rowid, text, title, headings)
    VALUES ('delete', old.row, old.text, old.title, old.headings);
END;
"""
