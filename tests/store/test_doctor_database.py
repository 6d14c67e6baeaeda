"""What the doctor finds in an index that lies in a database, and says of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from citeleaf.doctor.database import examine_database
from citeleaf.settings import Settings
from citeleaf.store.postgres.address import parse_address
from citeleaf.store.postgres.connection import connect
from citeleaf.store.postgres.schema import use
from citeleaf.store.postgres.store import PostgresStore
from store.samples import fill

OpenPostgres = Callable[[], PostgresStore]


@pytest.fixture
def settings(address: str, tmp_path: Path) -> Settings:
    return Settings(corpus=tmp_path / "corpus", index=tmp_path / "index", store=address)


def test_a_whole_index_has_no_fault(settings: Settings, open_postgres: OpenPostgres) -> None:
    store = open_postgres()
    fill(store)
    finding = examine_database(settings, store)
    assert finding.faults == ()
    assert "2 documents" in finding.told


def test_none_is_told_with_the_command_that_makes_it(settings: Settings) -> None:
    (fault,) = examine_database(settings, None).faults
    assert fault.remedy == parse_address(settings.store).command().strip("`")


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM vectors", "there are 0 vectors for "),
        ("DELETE FROM words", "there are 0 words for "),
        ("UPDATE vectors SET vector = vector + vector", "vectors are not of length 1"),
        ("UPDATE documents SET text = replace(text, 'river', 'RIVER')", "is not what was stored"),
        ("UPDATE documents SET characters = 7", "is not what was stored"),
    ],
)
def test_what_does_not_fit_is_told_with_the_rebuild(
    settings: Settings, open_postgres: OpenPostgres, statement: str, told: str
) -> None:
    store = open_postgres()
    fill(store)
    address = parse_address(settings.store)
    with connect(address) as connection:
        use(connection, address)
        connection.execute(statement)
    faults = examine_database(settings, store).faults
    assert faults
    assert all(told in fault.what for fault in faults)
    assert {fault.remedy for fault in faults} == {address.command("--rebuild").strip("`")}
