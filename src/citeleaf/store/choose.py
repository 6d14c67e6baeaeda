"""The setting ``store`` -> the index that it names: a folder of this machine, or a database that many share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from citeleaf.errors import IndexDamaged, IndexMismatch, IndexMissing, UsageError
from citeleaf.protocols import Encoder, Store
from citeleaf.settings import Settings
from citeleaf.store.catalogue import describe
from citeleaf.store.lock import locked_by
from citeleaf.store.messages import naming_corpus
from citeleaf.store.postgres import store as postgres
from citeleaf.store.postgres.address import is_address
from citeleaf.store.postgres.store import PostgresStore


def require_index(settings: Settings) -> None:
    """Raises IndexMissing where there is none, before any model is loaded for it."""
    with _naming_corpus(settings):
        if is_address(settings.store):
            postgres.require_index(settings.store)
        else:
            describe(settings.index)


def require_database(settings: Settings) -> None:
    """Raises UsageError where the index is this machine's own, before anything is made for it."""
    if not is_address(settings.store):
        raise UsageError(
            "workers share an index in a database: name it with --store postgresql://user@host/database, or run"
            " `citeleaf ingest` for an index in a folder"
        )


def open_store(settings: Settings, encoder: Encoder, *, create: bool = False) -> Store:
    """The index, made by ``encoder``; ``create`` makes one where there is none.

    Raises IndexMissing, IndexMismatch and IndexDamaged, and CiteleafError where a database cannot be used.
    """
    with _naming_corpus(settings):
        if is_address(settings.store):
            return PostgresStore.open(
                settings.store,
                encoder=encoder.name,
                dimensions=encoder.dimensions,
                passage_words=settings.passage_words,
                create=create,
            )
        from citeleaf.store.local import LocalStore

        return LocalStore.open(
            settings.index,
            encoder=encoder.name,
            dimensions=encoder.dimensions,
            passage_words=settings.passage_words,
            create=create,
        )


@contextmanager
def _naming_corpus(settings: Settings) -> Iterator[None]:
    """What is wrong with an index is told with the command that mends it: also of a corpus that is not the usual."""
    try:
        yield
    except (IndexMissing, IndexMismatch, IndexDamaged) as error:
        raise type(error)(naming_corpus(str(error), settings)) from error


def delete_index(settings: Settings) -> None:
    """Forget the index, if there is one. Raises IndexLocked while someone writes."""
    if is_address(settings.store):
        postgres.delete_index(settings.store)
    else:
        from citeleaf.store import local

        local.delete_index(settings.index)


def writer_of(settings: Settings, store: Store) -> str | None:
    """Who is changing the index now, in this process or another; None where nobody is."""
    return store.writer() if isinstance(store, PostgresStore) else locked_by(settings.index)
