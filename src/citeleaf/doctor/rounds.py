"""All examinations, one after the other; what one needs and cannot have, the next does without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext

from citeleaf.doctor.conversations import examine_conversations
from citeleaf.doctor.corpus import examine_corpus
from citeleaf.doctor.database import examine_database
from citeleaf.doctor.findings import Fault, Finding, ingest_again
from citeleaf.doctor.index import examine_index
from citeleaf.doctor.machine import examine_models, examine_permissions, examine_versions
from citeleaf.errors import CiteleafError, ModelError
from citeleaf.models.choose import open_encoder
from citeleaf.protocols import Encoder, Store
from citeleaf.settings import Settings
from citeleaf.store.choose import open_store
from citeleaf.store.postgres.address import is_address


def examine(settings: Settings, load: Callable[[str], Encoder] = open_encoder) -> Iterator[Finding]:
    """Each part that ``settings`` name, as it is examined. Nothing is changed, but what is only cached.

    ``load`` opens the encoder of the setting.
    """
    yield examine_versions()
    yield examine_models()
    encoder, trouble = _encoder(settings, load)
    if trouble:
        yield Finding("encoder", settings.encoder, (trouble,))
    store, refusal = _store(settings, encoder)
    with closing(store) if store else nullcontext():
        yield from _index(settings, encoder, store, refusal)
        yield from examine_corpus(settings, store)
    yield examine_conversations(settings)
    yield examine_permissions(settings)


def _encoder(settings: Settings, load: Callable[[str], Encoder]) -> tuple[Encoder | None, Fault | None]:
    try:
        return load(settings.encoder), None
    except ModelError as error:
        return None, Fault(str(error), 'set encoder = "bundled" in citeleaf.toml')


def _store(settings: Settings, encoder: Encoder | None) -> tuple[Store | None, CiteleafError | None]:
    """The index, or why it cannot be opened."""
    if encoder is None:
        return None, None
    try:
        return open_store(settings, encoder), None
    except CiteleafError as error:
        return None, error


def _index(
    settings: Settings, encoder: Encoder | None, store: Store | None, refusal: CiteleafError | None
) -> Iterator[Finding]:
    """What is wrong with the index; where nothing is found, and it refuses to be opened all the same, its own words."""
    if is_address(settings.store):
        findings = [examine_database(settings, store)]
    else:
        findings = list(examine_index(settings, encoder.name if encoder else None))
    if refusal and not any(finding.faults for finding in findings):
        told, remedy = findings[0].told, ingest_again(settings, "--rebuild")
        findings[0] = Finding("index", told, (Fault(str(refusal), remedy),))
    yield from findings
