"""The suggestions of an empty chat are worked out once for the documents there are."""

from __future__ import annotations

from typing import cast

from citeleaf.errors import IndexMissing
from citeleaf.types import Entry
from citeleaf_app.service import Service
from citeleaf_app.suggestions_zone import SuggestionsHandlers, suggestions


class Suggesting:
    """Suggests a question that names how often it was asked to."""

    def __init__(self) -> None:
        self.documents = ["a" * 64]
        self.times = 0

    def entries(self) -> list[Entry]:
        if not self.documents:
            raise IndexMissing("there is no index")
        return [Entry("d", "a.txt", sha256, "", None, "en", "text/plain", 1, 90) for sha256 in self.documents]

    def suggest(self) -> tuple[str, ...]:
        self.times += 1
        return (f"<Question> {self.times}?",)


def test_they_are_kept_until_the_documents_change() -> None:
    service = Suggesting()
    handlers = SuggestionsHandlers(cast(Service, service))
    assert handlers.suggest() == handlers.suggest() == suggestions(("<Question> 1?",))
    service.documents.append("b" * 64)
    assert handlers.suggest() == suggestions(("<Question> 2?",))
    assert service.times == 2


def test_without_an_index_there_are_none() -> None:
    service = Suggesting()
    service.documents.clear()
    assert SuggestionsHandlers(cast(Service, service)).suggest() == ""


def test_a_suggestion_is_a_button_that_asks_it() -> None:
    shown = suggestions(("Who is <b>Anna</b>?",))
    assert 'data-ask="Who is &lt;b&gt;Anna&lt;/b&gt;?"' in shown
    assert "<b>" not in shown
    assert suggestions(()) == ""
