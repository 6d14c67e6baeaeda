"""Documents at hand are those of the catalogue's present state, and only as many as there is room for."""

from __future__ import annotations

from citeleaf.store.shelf import Shelf
from citeleaf.types import Document
from support import make_document


class Reading:
    """Reads documents, and notes which."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def get(self, shelf: Shelf, state: int, words: str) -> Document:
        def read() -> Document:
            self.read.append(words)
            return make_document(words)

        return shelf.get(state, words, read)


def test_a_document_is_read_once_in_each_state() -> None:
    reading, shelf = Reading(), Shelf()
    assert reading.get(shelf, 1, "river") is reading.get(shelf, 1, "river")
    reading.get(shelf, 2, "river")
    assert reading.read == ["river", "river"]


def test_the_least_used_gives_way() -> None:
    reading, shelf = Reading(), Shelf(characters=10)
    for words in ("river", "hills", "river", "towns", "river", "hills"):  # five letters each: two have room
        reading.get(shelf, 1, words)
    assert reading.read == ["river", "hills", "towns", "hills"]


def test_what_is_too_large_to_keep_is_read_each_time() -> None:
    reading, shelf = Reading(), Shelf(characters=3)
    assert reading.get(shelf, 1, "river").text == "river"
    assert reading.get(shelf, 1, "river").text == "river"
    assert reading.read == ["river", "river"]
