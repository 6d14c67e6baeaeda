"""The index in a database: whether it can be reached, and whether what it holds fits together."""

from __future__ import annotations

from collections.abc import Iterator

from citeleaf.doctor.findings import Fault, Finding
from citeleaf.errors import CiteleafError, IndexMissing, UnknownDocument
from citeleaf.protocols import Store
from citeleaf.settings import Settings
from citeleaf.store.choose import require_index
from citeleaf.store.postgres.address import parse_address
from citeleaf.store.postgres.store import PostgresStore
from citeleaf.types import Entry

MOST = 20
"""Documents of which something is told."""


def examine_database(settings: Settings, store: Store | None) -> Finding:
    """The index in the database that ``settings`` name; ``store`` is it, where it could be opened.

    The server verifies its own pages, if it was set up to.
    """
    address = parse_address(settings.store)
    try:
        require_index(settings)
        if not isinstance(store, PostgresStore):
            return Finding("index", str(address))
        generation, entries = store.generation, store.entries()
        wrong = list(_wrong_documents(store, entries))
        settled = store.generation == generation  # else it was another state that each was compared with
        rebuild = address.command("--rebuild").strip("`")
        faults = [Fault(fault, rebuild) for fault in (*store.faults(), *(wrong if settled else ()))]
    except IndexMissing as error:
        return Finding("index", str(address), (Fault(str(error), address.command().strip("`")),))
    except CiteleafError as error:
        return Finding("index", str(address), (Fault(str(error), "citeleaf doctor, when the database runs"),))
    told = f"{address}: {len(entries):,} documents, {store.passage_count():,} passages, generation {generation}"
    return Finding("index", told + ("" if settled else ", being written: examine it again"), tuple(faults))


def _wrong_documents(store: Store, entries: list[Entry]) -> Iterator[str]:
    """Each document is read as a citation would read it, and each passage held against it."""
    told = 0
    for entry in entries:
        try:
            document, passages = store.document(entry.document_id), store.passages(entry.document_id)
        except UnknownDocument:  # removed meanwhile
            continue
        wrong = [passage.span.start for passage in passages if passage.span.of(document.text) != passage.text]
        if wrong or document.sha256 != entry.sha256 or len(document.text) != entry.characters:
            where = f"the passage at {wrong[0]} is" if wrong else "its text or its hash is"
            yield f"{entry.path}: {where} not what was stored"
            told += 1
        if told == MOST:
            yield "and so on: the rest was not looked at"
            return
