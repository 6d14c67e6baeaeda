"""What the app asks of the assistant, as a protocol: tests put a small one of their own in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from citeleaf.types import Answer, Document, Entry, Failure, Turn

if TYPE_CHECKING:
    from citeleaf.ingest import Progress, Report


class Service(Protocol):
    """``citeleaf.assistant.Assistant``, as far as the app uses it. Several threads call it at once."""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer: ...

    def document(self, document_id: str) -> Document: ...

    def entries(self) -> list[Entry]: ...

    def failures(self) -> list[Failure]: ...

    def ingest(self, progress: Callable[[Progress], None] | None = None) -> Report: ...

    def indexing(self) -> str | None: ...

    def close(self) -> None: ...
