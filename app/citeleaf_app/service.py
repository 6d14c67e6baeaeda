"""What the app asks of the assistant, as a protocol: tests put a small one of their own in its place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Protocol

from citeleaf.assistant import NO_FILTERS
from citeleaf.types import Answer, Citation, Consideration, Document, Entry, Failure, Filters, Found, Turn

if TYPE_CHECKING:
    from citeleaf.ingest import Progress, Report


class Service(Protocol):
    """``citeleaf.assistant.Assistant``, as far as the app uses it. Several threads call it at once."""

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters = NO_FILTERS,
        *,
        as_written: bool = False,
    ) -> Answer: ...

    def find(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters = NO_FILTERS,
        *,
        as_written: bool = False,
    ) -> Found: ...

    def consider_found(self, found: Found) -> Consideration: ...

    def related(self, considered: Consideration) -> tuple[Citation, ...]: ...

    def suggest(self) -> tuple[str, ...]: ...

    def document(self, document_id: str) -> Document: ...

    @property
    def generation(self) -> int: ...

    def entries(self) -> list[Entry]: ...

    def failures(self) -> list[Failure]: ...

    def differences(self) -> list[str]: ...

    def ingest(
        self,
        progress: Callable[[Progress], None] | None = None,
        *,
        within: Collection[str] | None = None,
        confirm_removal: bool = False,
    ) -> Report: ...

    def indexing(self) -> str | None: ...

    def close(self) -> None: ...
