"""What has become of a quote when its document changed, moved, was renamed or removed."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from citeleaf.citation_state import (
    NOWHERE,
    CitationState,
    Surroundings,
    Whereabouts,
    surroundings_of,
    whereabouts,
)
from citeleaf.types import Citation, Document, Span
from support import make_document

QUOTE = "It was opened on 3 May 1911 by the governor."
BEFORE = "The harbour of Lom lies on the coast."
AFTER = "Four hundred boats call it their home."


@dataclass(frozen=True)
class Shelf:
    """These documents and no others."""

    documents: tuple[Document, ...]

    def at(self, path: str) -> Document | None:
        return next((document for document in self.documents if document.path == path), None)

    def with_content(self, sha256: str) -> Document | None:
        return next((document for document in self.documents if document.sha256 == sha256), None)


def cited(document: Document, quote: str = QUOTE, lit: str = "3 May 1911") -> Citation:
    start = document.text.index(quote)
    span = Span(start, start + len(quote))
    at = document.text.index(lit, start)
    return Citation(1, document.id, document.path, "", span, quote, (Span(at, at + len(lit)),), None, document.sha256)


OLD = make_document(BEFORE, QUOTE, AFTER)
CITATION = cited(OLD)
AROUND = surroundings_of(OLD, CITATION.span)


def now(*documents: Document, citation: Citation = CITATION, around: Surroundings = AROUND) -> Whereabouts:
    return whereabouts(citation, Shelf(documents), around)


def said(found: Whereabouts, document: Document) -> list[str]:
    return [span.of(document.text) for span in found.highlights]


def test_an_unchanged_document_leaves_the_quote_intact() -> None:
    assert now(OLD) == Whereabouts(CitationState.INTACT, "a.txt", OLD.id, CITATION.span, CITATION.highlights)


def test_a_change_behind_the_quote_leaves_it_intact() -> None:
    assert now(make_document(BEFORE, QUOTE, "Nobody calls it home.")).state is CitationState.INTACT


def test_text_before_it_moves_the_quote_and_its_highlights() -> None:
    changed = make_document("A new paragraph.", BEFORE, QUOTE, AFTER)
    found = now(changed)
    assert found.state is CitationState.MOVED
    assert found.span == CITATION.span.shifted(len("A new paragraph.\n\n"))
    assert said(found, changed) == ["3 May 1911"]


def test_a_renamed_file_is_found_by_its_content() -> None:
    renamed = make_document(BEFORE, QUOTE, AFTER, path="b.txt")
    found = now(renamed)
    assert (found.state, found.path, found.span) == (CitationState.MOVED, "b.txt", CITATION.span)


def test_another_file_under_the_old_name_does_not_hide_the_renamed_one() -> None:
    renamed = make_document(BEFORE, QUOTE, AFTER, path="b.txt")
    assert now(make_document("Something else."), renamed).path == "b.txt"


def test_one_other_letter_alters_it() -> None:
    changed = make_document(BEFORE, QUOTE.replace("1911", "1912"), AFTER)
    found = now(changed)
    assert found.state is CitationState.ALTERED
    assert found.span is not None
    assert found.span.of(changed.text).strip() == QUOTE.replace("1911", "1912")


def test_where_its_surroundings_are_gone_too_nobody_knows_its_place() -> None:
    assert now(make_document("Something else entirely.")) == Whereabouts(CitationState.ALTERED, "a.txt", OLD.id)


def test_without_its_document_it_is_gone() -> None:
    assert now(make_document(QUOTE, path="other.txt")) == Whereabouts(CitationState.GONE)


@pytest.mark.parametrize("space", ["\n", "  ", " \n\t", "\u00a0"])
def test_other_white_space_is_no_other_wording(space: str) -> None:
    changed = make_document(BEFORE, QUOTE.replace(" ", space), AFTER)
    found = now(changed)
    assert found.state.holds
    assert said(found, changed) == [f"3{space}May{space}1911"]


def test_of_several_places_the_one_in_the_old_surroundings_is_it() -> None:
    changed = make_document(QUOTE, "Something else.", BEFORE, QUOTE, AFTER, QUOTE)
    found = now(changed)
    assert found.span == Span(changed.text.index(BEFORE) + len(BEFORE) + 2, changed.text.index(AFTER) - 2)


def test_a_like_place_at_the_old_offset_does_not_pass_for_the_quote() -> None:
    """The words stand where they stood, but within another paragraph; theirs has moved."""
    other = "The station of Ro lies in the valley."
    assert len(other) == len(BEFORE)
    changed = make_document(other, QUOTE, "No train has stopped there since then.", BEFORE, QUOTE, AFTER)
    found = now(changed)
    assert found.state is CitationState.MOVED
    assert changed.text[: found.span.start if found.span else 0].endswith(f"{BEFORE}\n\n")


def test_without_known_surroundings_the_nearest_place_is_it() -> None:
    changed = make_document(QUOTE, BEFORE + " " + BEFORE, QUOTE)
    found = now(changed, around=NOWHERE)
    # it stood at 39: the first place is 39 away from it, the second 123 - 39 = 84
    assert changed.text.index(QUOTE, 1) == 123
    assert found.span == Span(0, len(QUOTE))


def test_a_reading_by_another_version_of_the_program_is_searched_too() -> None:
    """The same file, in whose text something else stands at the old offsets."""
    changed = make_document("Page 1", BEFORE, QUOTE, AFTER)
    same_file = Document(OLD.id, OLD.path, OLD.sha256, changed.text, changed.blocks, "", None, "en", "text/plain")
    assert now(same_file).state is CitationState.MOVED


def test_surroundings_are_what_stands_before_and_after() -> None:
    assert (AROUND.before, AROUND.after) == (f"{BEFORE}\n\n", f"\n\n{AFTER}")
    long = make_document("x" * 1000, QUOTE, "y" * 1000)
    around = surroundings_of(long, cited(long).span)
    assert (len(around.before), len(around.after)) == (600, 600)
