"""What the tests of the documents share: reading fixtures in which each line says whether it is noise."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from citeleaf.types import Block, BlockKind

if TYPE_CHECKING:
    from citeleaf.documents.draft import Draft
    from citeleaf.types import Document

FOLDER = Path(__file__).parent
SEED = FOLDER.parents[1] / "corpus" / "csto-afghanistan.txt"
NOISE = "~"


def marked_page(path: Path) -> tuple[str, set[str]]:
    """A page's text, and its lines of noise with their numbers; in the file "~" opens each line of noise."""
    lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    noise = {f"{number}: {line[1:]}" for number, line in enumerate(lines) if line.startswith(NOISE)}
    return "\n".join(line[1:] for line in lines), noise


def noise_lines(draft: Draft | Document) -> set[str]:
    """The lines, with their numbers, that blocks of boilerplate begin on."""
    return {
        f"{draft.text.count(chr(10), 0, block.span.start)}: {block.span.of(draft.text)}"
        for block in draft.blocks
        if block.kind is BlockKind.BOILERPLATE
    }


def shown(draft: Draft | Document) -> list[tuple[str, str]]:
    """Each block's kind (with a heading's level) and text."""
    return [(_called(block), block.span.of(draft.text)) for block in draft.blocks]


def _called(block: Block) -> str:
    return f"{block.kind} {block.level}" if block.level else str(block.kind)


def assert_covers(draft: Draft | Document) -> None:
    """Blocks are in order and whole, and every character but white space lies in one of them."""
    end = 0
    for block in draft.blocks:
        assert not draft.text[end : block.span.start].strip()
        assert block.span.of(draft.text) == block.span.of(draft.text).strip() != ""
        end = block.span.end
    assert not draft.text[end:].strip()
