"""When so much is gone that it may be a mistake, and what is done about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from citeleaf import removals
from citeleaf.ingest import Report, ingest
from citeleaf.store.local import LocalStore
from support import BagOfWordsEncoder

ENCODER = BagOfWordsEncoder()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    with closing(
        LocalStore.open(tmp_path / "index", encoder=ENCODER.name, dimensions=ENCODER.dimensions, create=True)
    ) as store:
        yield store


def fill(corpus: Path, store: LocalStore, documents: int) -> list[Path]:
    files = [corpus / f"{number:02}.txt" for number in range(documents)]
    for file in files:
        file.write_text(f"The document {file.stem} tells of rivers.")
    ingest(corpus, store, ENCODER)
    return files


def delete(files: list[Path]) -> None:
    for file in files:
        file.unlink()


@pytest.mark.parametrize(
    ("documents", "deleted", "asked"),
    [(1, 1, False), (2, 2, True), (2, 1, False), (19, 18, False), (20, 10, False), (20, 11, True)],
)
def test_all_of_several_or_more_than_half_of_twenty_are_asked_about(
    corpus: Path, store: LocalStore, documents: int, deleted: int, asked: bool
) -> None:
    files = fill(corpus, store, documents)
    delete(files[:deleted])
    report = ingest(corpus, store, ENCODER)
    assert bool(report.question) is asked
    assert report.withheld == (deleted if asked else 0)
    assert report.removed == (0 if asked else deleted)
    assert len(store.entries()) == documents - report.removed


@pytest.mark.parametrize("looked_for", [1, 1000])
@pytest.mark.parametrize(("deleted", "asked"), [(10, False), (11, True)])
def test_what_went_elsewhere_counts_too(
    corpus: Path, store: LocalStore, monkeypatch: pytest.MonkeyPatch, looked_for: int, deleted: int, asked: bool
) -> None:
    """Also where the others are told from a sample first, here of all of them."""
    monkeypatch.setattr(removals, "MOST_LOOKED_AT", looked_for)
    monkeypatch.setattr(removals, "SAMPLE", 19)
    delete(fill(corpus, store, 20)[:deleted])
    report = ingest(corpus, store, ENCODER, within=["00.txt"])
    assert bool(report.question) is asked
    assert report.removed == (0 if asked else 1)


def test_of_many_others_a_sample_is_looked_for(
    corpus: Path, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = fill(corpus, store, 40)
    looked_for: list[Path] = []
    monkeypatch.setattr(removals, "MOST_LOOKED_AT", 30)
    monkeypatch.setattr(removals, "SAMPLE", 5)

    def is_there(path: Path) -> bool:
        looked_for.append(path)
        return path.exists()

    monkeypatch.setattr(removals, "is_there", is_there)
    delete(files[:1])
    assert ingest(corpus, store, ENCODER, within=["00.txt"]).removed == 1
    assert len(set(looked_for)) == 5
    delete(files[1:11])  # more than a quarter: a sample might not show that half are gone
    ingest(corpus, store, ENCODER, within=[file.name for file in files[1:11]])
    assert len(set(looked_for)) >= 29


def test_the_question_states_the_fact_and_the_remedy(corpus: Path, store: LocalStore) -> None:
    delete(fill(corpus, store, 20)[:11])
    assert ingest(corpus, store, ENCODER).question == (
        f"11 of 20 documents of the index are gone from {corpus}; they were kept. If a drive is missing, connect it,"
        " and all is well. If they were deleted on purpose, run `citeleaf ingest --confirm-removal`."
    )


def test_who_confirms_is_obeyed(corpus: Path, store: LocalStore) -> None:
    delete(fill(corpus, store, 3))
    assert ingest(corpus, store, ENCODER, confirm_removal=True).removed == 3
    assert store.entries() == []


def test_everything_else_goes_on_meanwhile(corpus: Path, store: LocalStore) -> None:
    delete(fill(corpus, store, 20)[:15])
    (corpus / "new.txt").write_text("A new one.")
    (corpus / "19.txt").write_text("A changed one.")
    report = ingest(corpus, store, ENCODER)
    assert report.summary == "1 new, 1 updated, 0 renamed, 4 unchanged, 0 removed, 0 failed"
    assert report.withheld == 15
    assert len(store.entries()) == 21


def test_a_folder_whose_files_were_all_replaced_is_no_empty_one(corpus: Path, store: LocalStore) -> None:
    delete(fill(corpus, store, 3))
    (corpus / "new.txt").write_text("A new one.")
    assert ingest(corpus, store, ENCODER).removed == 3


def test_renamed_files_are_not_gone(corpus: Path, store: LocalStore) -> None:
    for file in fill(corpus, store, 20):
        file.rename(file.with_name(f"renamed-{file.name}"))
    assert ingest(corpus, store, ENCODER).renamed == 20


def gone_bit_by_bit(corpus: Path, store: LocalStore, files: list[Path]) -> Report:
    """All files go at once, and are heard of one by one."""
    delete(files)
    report = ingest(corpus, store, ENCODER, within=[files[0].name])
    for file in files[1:]:
        report = ingest(corpus, store, ENCODER, within=[file.name])
    return report


def test_what_is_heard_of_bit_by_bit_is_judged_as_a_whole(corpus: Path, store: LocalStore) -> None:
    files = fill(corpus, store, 21)
    report = gone_bit_by_bit(corpus, store, files)
    assert report.withheld == 21
    assert len(store.entries()) == 21


def test_a_few_of_many_go_without_a_question(corpus: Path, store: LocalStore) -> None:
    files = fill(corpus, store, 21)
    gone_bit_by_bit(corpus, store, files[:3])
    assert len(store.entries()) == 18
