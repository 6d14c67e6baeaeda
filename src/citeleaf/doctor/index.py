"""The index: the catalogue, passage by passage, the vectors' file, and who writes in it; or the one in a database."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from citeleaf.doctor.findings import Fault, Finding, ingest_again, put_aside
from citeleaf.errors import CiteleafError, IndexDamaged, IndexMismatch, IndexMissing
from citeleaf.settings import Settings
from citeleaf.store.catalogue import describe
from citeleaf.store.lock import locked_by
from citeleaf.store.messages import naming_corpus
from citeleaf.store.schema import CATALOGUE_FILE, DIGESTS_FILE, LOCK_FILE, VECTORS_FILE, WATCH_LOCK_FILE
from citeleaf.store.verification import verify_catalogue, verify_vectors_file


def examine_index(settings: Settings, encoder: str | None) -> Iterator[Finding]:
    """The local index that ``settings`` name; ``encoder`` is the one in use, where it could be loaded."""
    folder = settings.index
    rebuild = ingest_again(settings, "--rebuild")
    if in_the_way := tuple(_in_the_way(folder)):
        yield Finding("index", str(folder), in_the_way)
        return
    try:
        holds = describe(folder)
        faults = [Fault(f"the catalogue is damaged: {fault}", rebuild) for fault in verify_catalogue(folder)]
    except IndexMissing:
        yield Finding("index", str(folder), (Fault("there is no index", ingest_again(settings)),))
        return
    except (IndexDamaged, IndexMismatch) as error:
        yield Finding("index", str(folder), (Fault(naming_corpus(str(error), settings), rebuild),))
        return
    except CiteleafError as error:
        yield Finding("index", str(folder), (Fault(str(error), "see the message"),))
        return
    settled = [("passage words", str(holds.passage_words), str(settings.passage_words))]
    if encoder is not None:
        settled.append(("encoder", holds.encoder, encoder))
    for name, made_with, now in settled:
        if made_with != now:
            faults.append(Fault(f"it was made with {name} {made_with}, and the setting is {now}", rebuild))
    writer = locked_by(folder)
    told = f"{folder}: {holds.documents:,} documents, {holds.passages:,} passages, generation {holds.generation}"
    yield Finding("index", told + (f", being written by {writer}" if writer else ""), tuple(faults))
    mend = shlex.join(("rm", "--", str(folder / VECTORS_FILE)))  # a cache: it is written anew
    of_file = tuple(Fault(f"the vectors' file is damaged: {fault}", mend) for fault in verify_vectors_file(folder))
    yield Finding("vectors", f"{holds.passages:,} of {holds.dimensions} numbers", of_file)


def _in_the_way(folder: Path) -> Iterator[Fault]:
    """A file where the folder should be, or a folder where one of its files should."""
    if folder.exists() and not folder.is_dir():
        yield Fault(f"{folder} is a file, and the index needs a folder of that name", put_aside(folder))
    for name in (CATALOGUE_FILE, VECTORS_FILE, DIGESTS_FILE, LOCK_FILE, WATCH_LOCK_FILE):
        if (folder / name).is_dir():
            yield Fault(
                f"{folder / name} is a folder, and the index needs a file of that name", put_aside(folder / name)
            )
