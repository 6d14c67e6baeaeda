"""What is wrong with an index is told with a command that mends it, and no other one."""

from __future__ import annotations

from pathlib import Path

from citeleaf.settings import Settings
from citeleaf.store.messages import missing, naming_corpus, rebuild
from citeleaf.store.postgres import schema
from citeleaf.store.postgres.address import parse_address

ADDRESS = "postgresql://ann:secret@host/papers?schema=case2"


def test_of_the_usual_corpus_nothing_need_be_said() -> None:
    told = str(missing(Path("index2")))
    assert naming_corpus(told, Settings(index=Path("index2"))) == told


def test_another_corpus_stands_in_each_command() -> None:
    settings = Settings(corpus=Path("my papers"), index=Path("index2"))
    assert naming_corpus(rebuild(settings.index), settings) == (
        "Run `citeleaf ingest --rebuild --corpus 'my papers' --index index2` to make it anew."
    )


def test_so_it_does_for_an_index_in_a_database_without_its_password() -> None:
    settings = Settings(corpus=Path("case2"), store=ADDRESS)
    shown = "postgresql://ann@host/papers?schema=case2"
    assert naming_corpus(str(schema.missing(parse_address(ADDRESS))), settings) == (
        f"There is no index in {shown}. Run `citeleaf ingest --corpus case2 --store '{shown}'` to make one."
    )
