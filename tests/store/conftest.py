"""The stores that must behave alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from citeleaf.store.local import LocalStore
from citeleaf.types import Store
from store.samples import ENCODER

OpenStore = Callable[[], Store]
"""Opens the same index again, empty the first time; the test's end closes it."""


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def open_local(index: Path) -> Iterator[Callable[[], LocalStore]]:
    with ExitStack() as opened:

        def open_store() -> LocalStore:
            store = LocalStore.open(index, encoder=ENCODER.name, dimensions=ENCODER.dimensions, create=True)
            opened.callback(store.close)
            return store

        yield open_store


@pytest.fixture(params=["local"])
def open_store(request: pytest.FixtureRequest) -> OpenStore:
    factory: OpenStore = request.getfixturevalue(f"open_{request.param}")
    return factory


@pytest.fixture
def store(open_store: OpenStore) -> Store:
    return open_store()
