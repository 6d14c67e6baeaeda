"""What a format's parser hands back: the text, its blocks, and what the file says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from citeleaf.documents.bounds import check_length
from citeleaf.types import Block, BlockKind, Span


@dataclass(frozen=True, slots=True)
class Draft:
    """A document before it has a path, a hash and a language of its own."""

    text: str
    blocks: tuple[Block, ...]
    title: str = ""
    published: date | None = None
    language: str | None = None
    page_labels: tuple[str, ...] = ()


class DraftBuilder:
    """Joins blocks of extracted text, for formats whose text is not itself the file.

    Blocks are kept apart by an empty line, so that no sentence runs from one into the next.
    """

    SEPARATOR = "\n\n"

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._blocks: list[Block] = []
        self._length = 0

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(self._blocks)

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def add(self, text: str, kind: BlockKind, *, level: int = 0, page: int | None = None) -> Span | None:
        """Append a block, and return where it lies; text that is only white space adds nothing.

        Raises DocumentError when all of it together is too long.
        """
        text = text.strip()
        if not text:
            return None
        if self._parts:
            self._append(self.SEPARATOR)
        span = Span(self._length, self._length + len(text))
        check_length(span.end)
        self._append(text)
        self._blocks.append(Block(span, kind, level, page))
        return span

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
