"""The corpus: whether it is there, can be read, and is what the index was made from."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from citeleaf.changes import compare
from citeleaf.doctor.findings import Fault, Finding, ingest_again, put_aside
from citeleaf.errors import CiteleafError, UsageError
from citeleaf.protocols import Store
from citeleaf.removals import removals
from citeleaf.scan import scan
from citeleaf.settings import Settings
from citeleaf.store.local import is_another


def examine_corpus(settings: Settings, store: Store | None) -> Iterator[Finding]:
    """The folder of documents, file by file, against what ``store`` holds of it."""
    corpus = settings.corpus
    try:
        found = scan(corpus)
    except UsageError as error:
        make = shlex.join(("mkdir", "-p", "--", str(corpus)))
        aside = f"{put_aside(corpus)} && {make}" if corpus.exists() and not corpus.is_dir() else make
        yield Finding("corpus", str(corpus), (Fault(str(error), aside),))
        return
    told = f"{corpus}: {len(found.files):,} files"
    if store is None:
        yield Finding("corpus", told)
        return
    ingest = ingest_again(settings)
    try:
        bound, entries, failures = store.corpus, store.entries(), store.failures()
    except CiteleafError:  # the index's own finding says it
        yield Finding("corpus", told)
        return
    if bound is not None and bound != corpus.resolve():
        moved = not is_another(bound, corpus)
        other = Fault(f"the index is that of {bound}", ingest_again(settings, corpus=None if moved else bound))
        yield Finding("corpus", told, (other,))
        return
    changes = compare(found, entries, failures)
    lost = removals(changes, store.paths, corpus, looked_everywhere=True)
    mend = f"mend or remove it, then: {ingest}"
    faults = [Fault(f"{failure.path} cannot be read: {failure.reason}", mend) for failure in changes.failing]
    if lost.doubtful:
        confirm = ingest_again(settings, "--confirm-removal")
        gone = (
            f"{lost.gone} of {lost.total} documents are gone from {corpus}; if a drive is missing, connect it instead"
        )
        faults.append(Fault(gone, confirm))
    elif changes.paths:
        some = ", ".join(changes.paths[:3]) + (" and others" if len(changes.paths) > 3 else "")
        faults.append(Fault(f"{len(changes.paths)} files are not as they were indexed: {some}", ingest))
    yield Finding("corpus", told, tuple(faults))
