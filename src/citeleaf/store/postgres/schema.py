"""What the database looks like inside: its versions, the way from each to the next, and what an index was made with.

Everything lies in one schema. Vectors and words have narrow tables of their own, which searches read, beside the
passages' texts, which they do not. Text that PostgreSQL cannot hold as it is goes through ``records.stored``.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from citeleaf.errors import CiteleafError, IndexMismatch, IndexMissing
from citeleaf.store.catalogue import Facts
from citeleaf.store.postgres.address import Address

if TYPE_CHECKING:
    from citeleaf.store.postgres.connection import Connection

OLDEST_SERVER = 150000
OLDEST_EXTENSION = (0, 8)
"""The first pgvector whose search goes on until the filter has let enough through."""

TABLE_NAMES = ("queue", "lexemes", "words", "vectors", "passages", "failures", "documents", "meta")
"""Every table there is, those that refer to others first."""

FACTS = "layout, catalogue, pipeline, encoder, dimensions, passage_words, corpus, generation, passages, words"
"""The columns of ``meta`` that say what an index is. Named, since ``*`` would mean others after a migration."""

FIRST_TABLES = """
CREATE TABLE meta (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    layout integer NOT NULL,
    catalogue uuid NOT NULL,
    pipeline integer NOT NULL,
    encoder text NOT NULL,
    dimensions integer NOT NULL,
    passage_words integer NOT NULL,
    corpus bytea,
    generation bigint NOT NULL DEFAULT 0,
    folded bigint NOT NULL DEFAULT 0,
    passages bigint NOT NULL DEFAULT 0,
    words bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 10);

CREATE TABLE documents (
    row bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE,
    path text COLLATE "C" NOT NULL UNIQUE,
    sha256 text NOT NULL,
    title text NOT NULL,
    published date,
    language text,
    media_type text NOT NULL,
    characters integer NOT NULL,
    page_labels text NOT NULL,
    blocks text NOT NULL,
    text text NOT NULL
);

CREATE TABLE passages (
    row bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document bigint NOT NULL REFERENCES documents,
    suffix text NOT NULL,
    start integer NOT NULL,
    stop integer NOT NULL,
    page integer,
    title text NOT NULL,
    headings text[] NOT NULL,
    text text NOT NULL
);
CREATE INDEX ON passages (document);

CREATE TABLE vectors (
    passage bigint PRIMARY KEY REFERENCES passages ON DELETE CASCADE,
    document bigint NOT NULL,
    vector halfvec({dimensions}) NOT NULL
);
CREATE INDEX ON vectors (document);

CREATE TABLE words (
    passage bigint PRIMARY KEY REFERENCES passages ON DELETE CASCADE,
    document bigint NOT NULL,
    length integer NOT NULL,
    places tsvector NOT NULL
);
CREATE INDEX ON words (document);
CREATE INDEX ON words USING gin (places);

CREATE TABLE lexemes (lexeme text COLLATE "C" NOT NULL, passages integer NOT NULL);
CREATE INDEX ON lexemes (lexeme) INCLUDE (passages);

CREATE TABLE failures (path text COLLATE "C" PRIMARY KEY, reason text NOT NULL, sha256 text);

CREATE TABLE queue (
    path text COLLATE "C" PRIMARY KEY,
    sha256 text NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    worker text,
    claim uuid,
    leased_until timestamptz
);
"""
"""``lexemes`` holds differences, whose sum over a lexeme's rows is how many passages hold it: nobody who adds a
document waits for another who adds the same words. ``lexemes.fold`` adds them up from time to time."""

_MAKING = 0x63697465
"""The number of the lock under which an index is made: of two who are to make the same, the second finds it made."""

MIGRATIONS: tuple[str, ...] = (FIRST_TABLES,)
"""Each leads from one layout to the next: the first one makes the tables. Append, and never change one."""


def create(connection: Connection, facts: Facts, address: Address) -> None:
    """Make an empty index where there is none, or bring an older layout to the present one. In a transaction."""
    use(connection, address)
    if is_made(connection, address):
        migrate(connection, facts)
        return
    _require_server(connection, address)
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {address.schema}")
    _require_extension(connection, address)
    use(connection, address)
    if is_made(connection, address):  # by who held the lock before
        return
    _apply(connection, MIGRATIONS, facts)
    connection.execute(
        "INSERT INTO meta (layout, catalogue, pipeline, encoder, dimensions, passage_words)"
        " VALUES (%(layout)s, %(catalogue)s, %(pipeline)s, %(encoder)s, %(dimensions)s, %(passage_words)s)",
        {**facts, "layout": len(MIGRATIONS), "catalogue": uuid.uuid4()},
    )


def migrate(connection: Connection, facts: Facts, migrations: Sequence[str] = MIGRATIONS) -> None:
    """Bring an older layout to the present one; what is stored stays. A newer one is left as it is."""
    found = connection.execute("SELECT layout FROM meta").fetchone()
    if not found or found["layout"] >= len(migrations):
        return
    found = connection.execute("SELECT layout FROM meta FOR UPDATE").fetchone()
    layout = found["layout"] if found else 0
    if layout < len(migrations):  # not migrated by another meanwhile
        _apply(connection, migrations[layout:], facts)
        connection.execute("UPDATE meta SET layout = %s", (len(migrations),))


def use(connection: Connection, address: Address) -> None:
    """For as long as the connection lives, names mean this index's tables and the extension's types.

    Compiling a query takes longer than any of these queries.
    """
    connection.execute(
        "SELECT set_config('jit', 'off', false), set_config('search_path', concat_ws(', ', %s::text, ("
        "SELECT quote_ident(nspname) FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace"
        " WHERE extname = 'vector')), false)",
        (address.schema,),
    )


def is_made(connection: Connection, address: Address) -> bool:
    """Whether there is a finished index: its tables come in one transaction."""
    found = connection.execute("SELECT to_regclass(%s) IS NOT NULL AS made", (f"{address.schema}.meta",)).fetchone()
    return bool(found and found["made"])


def check(stored: Facts, facts: Facts, address: Address) -> None:
    """Raises IndexMismatch where an index ``stored`` with some facts is not one of these."""
    layout = int(stored["layout"])
    if layout < len(MIGRATIONS):
        raise IndexMismatch(
            f"The index in {address} has layout {layout}, and this version of citeleaf uses {len(MIGRATIONS)}."
            f" Run {address.command()} once: it brings the layout up to date and keeps everything."
        )
    if layout > len(MIGRATIONS):
        raise IndexMismatch(
            f"The index in {address} has layout {layout}, which a newer version of citeleaf made. Install that one."
        )
    for name, wanted in facts.items():
        if stored[name] != wanted:
            raise IndexMismatch(
                f"The index in {address} was made with {name.replace('_', ' ')} {stored[name]!r}, not {wanted!r}."
                f" Run {address.command('--rebuild')} to make it anew."
            )


def drop(connection: Connection) -> None:
    """Delete every table of the index, and nothing else that the schema may hold. In a transaction."""
    connection.execute(f"DROP TABLE IF EXISTS {', '.join(TABLE_NAMES)}")


def missing(address: Address) -> IndexMissing:
    return IndexMissing(f"There is no index in {address}. Run {address.command()} to make one.")


def _apply(connection: Connection, migrations: Sequence[str], facts: Facts) -> None:
    for script in migrations:
        connection.execute(script.replace("{dimensions}", str(int(facts["dimensions"]))))


def _require_server(connection: Connection, address: Address) -> None:
    if connection.info.server_version < OLDEST_SERVER:
        raise CiteleafError(
            f"{address} runs PostgreSQL {connection.info.server_version // 10000}: 15 or newer is needed."
        )
    if connection.info.parameter_status("server_encoding") != "UTF8":
        raise CiteleafError(f"{address} does not store UTF-8: make a database with ENCODING 'UTF8' and name that one.")


def _require_extension(connection: Connection, address: Address) -> None:
    from psycopg import errors

    try:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    except (errors.FeatureNotSupported, errors.UndefinedFile) as error:
        raise CiteleafError(
            f"The server of {address} has no pgvector. Install that extension there (0.8 or newer), and try again."
        ) from error
    found = connection.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'").fetchone()
    version = str(found["extversion"]) if found else "0"
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_EXTENSION:
        raise CiteleafError(
            f"{address} has pgvector {version}: 0.8 or newer is needed. Install it, and run `ALTER EXTENSION vector"
            " UPDATE` in that database."
        )
