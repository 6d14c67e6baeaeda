"""Turns an answer, or the lack of one, into HTML: pure functions, without Gradio.

An exchange is one ``<article>``: the question, the quote set apart from our own words, its place, how sure the reader
is, and, folded, what else there is to read. Links to a source read ``#cite-<exchange>-<number>``, so a number belongs
to its answer for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter

from citeleaf.errors import CiteleafError, IndexDamaged, IndexLocked, IndexMismatch, IndexMissing
from citeleaf.types import Answer, Citation, Found, Hit, Reason
from citeleaf_app.abstention import abstained
from citeleaf_app.assurance import confidence, why
from citeleaf_app.extras import NO_EXTRAS, Extras
from citeleaf_app.filters import scope
from citeleaf_app.markup import Html, element, join
from citeleaf_app.quoting import counted, link, name, quote

UNEXPECTED = (
    "The program met something it does not expect. Its terminal shows the details; the question can be asked again."
)
PREVIEWED = 3
"""Passages shown while the answer is looked for in them."""


def exchange(answer: Answer, exchange_id: str, extras: Extras = NO_EXTRAS) -> Html:
    """A question with what the corpus says to it."""
    kind = "answered" if answer.answered else "abstained"
    body = _answered(answer, exchange_id, extras) if answer.answered else abstained(answer, exchange_id, extras)
    late = extras.outside is not None
    return _article(exchange_id, kind, _question(answer), body, _tools(answer, extras), late=late)


def pending(question: str, exchange_id: str) -> Html:
    """A question that is being looked up; ``exchange`` with the same id takes its place."""
    waiting = element("p", "Looking through the documents…", class_="waiting", role="status")
    return _article(exchange_id, "pending", element("h2", question, class_="question"), waiting)


def found(asked: Found, exchange_id: str) -> Html:
    """A question whose passages are found and being read, and the best of them."""
    if not asked.hits:
        return pending(asked.query.original, exchange_id)
    waiting = element(
        "p", f"Reading the nearest of {counted(len(asked.hits), 'passage')}…", class_="waiting", role="status"
    )
    passages = element("ol", *(_preview(hit) for hit in asked.hits[:PREVIEWED]), class_="preview", aria_live="off")
    return _article(exchange_id, "pending", element("h2", asked.query.original, class_="question"), waiting, passages)


def failed(question: str, exchange_id: str, error: Exception) -> Html:
    """A question that an error kept from being answered: the fact and the remedy, never a stack trace."""
    remedy = str(error) if isinstance(error, CiteleafError) else UNEXPECTED
    notice = element("div", element("h3", _failure_title(error)), element("p", remedy), class_="notice error")
    return _article(exchange_id, "failed", element("h2", question, class_="question"), notice)


def _article(exchange_id: str, kind: str, *children: Html, late: bool = False) -> Html:
    """A ``late`` one follows its answer, and is to be shown only where that still stands."""
    named = f"exchange-{exchange_id}"
    return element("article", *children, id=named, class_=f"exchange {kind}", tabindex=-1, data_late=late)


def _question(answer: Answer) -> Html:
    heading = element("h2", answer.question, class_="question", dir="auto")
    if not answer.understood or answer.understood == answer.question:
        return heading
    label = "Correct how this was understood"
    correct = element("button", "Correct", type="button", class_="quiet", data_correct=True, aria_label=label)
    understood = element("q", answer.understood)
    return join(heading, element("p", "Understood as: ", understood, " ", correct, class_="understood"))


def _answered(answer: Answer, exchange_id: str, extras: Extras) -> Html:
    if answer.parts:
        body = _parts(answer, exchange_id, extras)
        return join(body, _related(answer.related, exchange_id), why(extras.why))
    first, *others = answer.citations
    return join(
        _quote(first, exchange_id, extras),
        confidence(answer.confidence),
        _supporting(others, exchange_id, extras),
        _related(answer.related, exchange_id),
        why(extras.why),
    )


def _parts(answer: Answer, exchange_id: str, extras: Extras) -> Html:
    """Each quote under the parts of the question that it answers, and what was asked beside them."""
    shown = []
    for citation in answer.citations:
        asked = [part.words for part in answer.parts if part.citation == citation.number]
        shown.extend([*(element("h3", words, class_="part") for words in asked), _quote(citation, exchange_id, extras)])
    return join(*shown, _unanswered(answer.unanswered_parts), confidence(answer.confidence))


def _unanswered(parts: tuple[str, ...]) -> Html:
    if not parts:
        return Html()
    advice = "No passage answers this clearly enough. Asked on its own, it shows what comes nearest."
    again = [
        element("button", f"Ask “{words}” alone", type="button", class_="action", data_ask=words) for words in parts
    ]
    return element("div", *(element("h3", words) for words in parts), element("p", advice), *again, class_="notice")


def _supporting(citations: Sequence[Citation], exchange_id: str, extras: Extras) -> Html:
    """The further quotes, folded, those of one document together; within a document in the answer's order."""
    if not citations:
        return Html()
    documents = list(_by_document(citations))
    title = "1 more supporting quote" if len(citations) == 1 else f"{len(citations)} more supporting quotes"
    groups = []
    for among in documents:
        heading = element("h3", name(among[0].title, among[0].path), class_="document-name", dir="auto")
        quotes = [_quote(citation, exchange_id, extras) for citation in among]
        groups.append(element("section", heading if len(documents) > 1 else Html(), *quotes))
    return element("details", element("summary", title), *groups, class_="supporting")


def _by_document(citations: Sequence[Citation]) -> Iterable[list[Citation]]:
    first = {citation.document_id: at for at, citation in reversed(list(enumerate(citations)))}
    ordered = sorted(citations, key=lambda citation: (first[citation.document_id], citation.number))
    return (list(among) for _, among in groupby(ordered, key=attrgetter("document_id")))


def _related(citations: tuple[Citation, ...], exchange_id: str) -> Html:
    """Passages to read on with: the beginning of each, and the link to its place."""
    if not citations:
        return Html()
    passages = [
        element("li", element("p", citation.quote, class_="excerpt", dir="auto"), link(citation, exchange_id))
        for citation in citations
    ]
    return element("details", element("summary", "Related passages"), element("ul", *passages), class_="related")


def _quote(citation: Citation, exchange_id: str, extras: Extras) -> Html:
    return quote(citation, exchange_id, extras.marks.get(citation.number, ""))


def _preview(hit: Hit) -> Html:
    passage = hit.passage
    called = element("b", name(passage.title, passage.path), dir="auto")
    where = f" · page {passage.page}" if passage.page else ""
    return element("li", element("p", called, where), element("p", passage.text, class_="excerpt", dir="auto"))


def _tools(answer: Answer, extras: Extras) -> Html:
    """What can be done with the answer, and what it was looked for in."""
    if answer.reason is Reason.ABOUT_CITELEAF:
        return Html()
    copy = element("button", "Copy", type="button", data_copy=True, aria_label="Copy the answer with its sources")
    copies = copy if answer.citations or answer.nearest else Html()
    return element(
        "footer", element("span", scope(answer.filters), class_="scope"), copies, extras.tools, class_="tools"
    )


def _failure_title(error: Exception) -> str:
    titles = {
        IndexMissing: "There is no index yet",
        IndexMismatch: "The index does not fit the model",
        IndexDamaged: "The index cannot be read",
        IndexLocked: "The index is being written",
    }
    return next((title for kind, title in titles.items() if isinstance(error, kind)), "This could not be answered")
