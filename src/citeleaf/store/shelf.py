"""Keeps the documents read last at hand: to read a long book from the catalogue takes a moment each time.

They are those of one state of the catalogue. Once that has changed, by whichever process, the shelf is emptied.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from citeleaf.types import Document

CHARACTERS = 20_000_000
"""Of text that is kept at most."""


class Shelf:
    """Documents by their id. Several threads use it at once."""

    def __init__(self, characters: int = CHARACTERS) -> None:
        self._room = characters
        self._state: Hashable = None
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._lock = Lock()

    def get(self, state: Hashable, document_id: str, read: Callable[[], Document]) -> Document:
        """The document as it is in that state of the catalogue, which ``read`` reads where it is not at hand."""
        with self._lock:
            if state == self._state and document_id in self._documents:
                self._documents.move_to_end(document_id)
                return self._documents[document_id]
        document = read()
        with self._lock:
            if state != self._state:
                self._documents.clear()
                self._state = state
            self._documents[document_id] = document
            while sum(len(each.text) for each in self._documents.values()) > self._room:
                self._documents.popitem(last=False)
        return document
