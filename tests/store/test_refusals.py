"""What the system refuses about the folder of an index: said plainly, and what can be done without is done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from citeleaf.errors import CiteleafError, IndexMissing, UsageError
from citeleaf.store.catalogue import describe
from citeleaf.store.local import LocalStore, delete_index
from citeleaf.store.lock import locked_by
from store.samples import ENCODER, ask, fill, make_document, put, texts
from support import bound_by_permissions

OpenLocal = Callable[[], LocalStore]


def open_existing(index: Path) -> LocalStore:
    return LocalStore.open(index, encoder=ENCODER.name, dimensions=ENCODER.dimensions)


@pytest.mark.parametrize("below", [".", "folder"])
def test_a_file_is_no_folder_for_an_index(index: Path, below: str, open_local: OpenLocal) -> None:
    index.touch()
    with pytest.raises(UsageError, match="cannot hold an index: it is a file, or lies in one"):
        LocalStore.open(index / below, encoder=ENCODER.name, dimensions=ENCODER.dimensions, create=True)
    with pytest.raises(IndexMissing):
        open_existing(index / below)


def test_where_nothing_may_be_written_no_index_is_made(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    with bound_by_permissions(tmp_path), pytest.raises(CiteleafError, match=r"Permission denied\. Give this account"):
        LocalStore.open(closed / "index", encoder=ENCODER.name, dimensions=ENCODER.dimensions, create=True)


def test_a_folder_that_may_not_be_opened_is_said_to_be_so(tmp_path: Path, index: Path, open_local: OpenLocal) -> None:
    open_local().close()
    index.chmod(0)
    with bound_by_permissions(tmp_path):
        for look in (open_existing, describe, delete_index):
            with pytest.raises(CiteleafError, match=r"Permission denied\. Give this account access"):
                look(index)
        assert locked_by(index) is None
    index.chmod(0o700)


def test_a_folder_that_may_not_be_written_to_can_be_asked(tmp_path: Path, index: Path, open_local: OpenLocal) -> None:
    owner = open_local()
    fill(owner)
    owner.close()
    index.chmod(0o555)
    with bound_by_permissions(tmp_path):
        reader = open_existing(index)
        assert describe(index).documents == 2
        assert texts(ask(reader, "valley", 1)) == ["A valley with a river."]
        with pytest.raises(CiteleafError, match="cannot be"):
            reader.remove("a.txt")
    index.chmod(0o755)
    owner = open_local()
    put(owner, make_document("c.txt", "Another valley."))
    owner.close()
    index.chmod(0o555)
    with bound_by_permissions(tmp_path):
        assert texts(ask(reader, "another valley", 1)) == ["Another valley."]
        reader.close()
    index.chmod(0o755)


def test_a_folder_that_may_not_be_written_to_can_be_asked_while_its_owner_writes(
    tmp_path: Path, index: Path, open_local: OpenLocal
) -> None:
    owner = open_local()
    fill(owner)
    index.chmod(0o555)
    with bound_by_permissions(tmp_path):
        reader = open_existing(index)
        assert reader.passage_count() == 3, "the commits that lie beside the catalogue count"
        reader.close()
    index.chmod(0o755)
