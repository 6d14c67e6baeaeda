"""Turns an answer, or the lack of one, into HTML: pure functions, without Gradio.

An exchange is one ``<article>``: the question, the quote set apart from our own words, its place, and how sure the
reader is. Links to a source read ``#cite-<exchange>-<number>``, so a number belongs to its answer for good.
"""

from __future__ import annotations

from citeleaf.errors import CiteleafError, IndexDamaged, IndexLocked, IndexMismatch, IndexMissing
from citeleaf.help import HELP, HELP_TITLE
from citeleaf.types import Answer, Citation, Reason, Span
from citeleaf_app.markup import Html, element, join
from citeleaf_app.spans import pieces

LEVELS = ((0.9, "Very likely"), (0.7, "Likely"), (0.5, "Possible"), (0.0, "Doubtful"))
UNEXPECTED = (
    "The program met something it does not expect. Its terminal shows the details; the question can be asked again."
)


def exchange(answer: Answer, exchange_id: str) -> Html:
    """A question with what the corpus says to it."""
    body = _answered(answer, exchange_id) if answer.answered else _abstained(answer, exchange_id)
    return _article(exchange_id, "answered" if answer.answered else "abstained", _question(answer), body)


def pending(question: str, exchange_id: str) -> Html:
    """A question that is being looked up; ``exchange`` with the same id takes its place."""
    waiting = element("p", "Looking through the documents…", class_="waiting", role="status")
    return _article(exchange_id, "pending", element("h2", question, class_="question"), waiting)


def failed(question: str, exchange_id: str, error: Exception) -> Html:
    """A question that an error kept from being answered: the fact and the remedy, never a stack trace."""
    remedy = str(error) if isinstance(error, CiteleafError) else UNEXPECTED
    notice = element("div", element("h3", _failure_title(error)), element("p", remedy), class_="notice error")
    return _article(exchange_id, "failed", element("h2", question, class_="question"), notice)


def marked(citation: Citation) -> Html:
    """The citation's quote with its highlights marked; the words are the document's, each of them once."""
    start = citation.span.start
    words = (
        (piece.shifted(-start).of(citation.quote), lit) for piece, lit in pieces(citation.span, highlights(citation))
    )
    return join(*(element("mark", part) if lit else part for part, lit in words))


def highlights(citation: Citation) -> tuple[Span, ...]:
    """The parts of the quote worth marking: a mark over all of it would tell nothing apart."""
    return tuple(span for span in citation.highlights if span != citation.span)


def place(citation: Citation) -> str:
    """Where in its document the quote stands, in words."""
    if citation.page is not None:
        return f"page {citation.page}"
    return f"characters {citation.span.start:,}–{citation.span.end:,}"


def name(title: str, path: str) -> str:
    """What to call a document: its title or, where it names none, its file's name."""
    return title or path.rpartition("/")[2]


def dotted(*facts: str) -> Html:
    """The facts that are not empty on one line, with a dot between them; each breaks only where it must."""
    first, *others = [element("span", fact) for fact in facts if fact] or [Html()]
    return join(first, *(join(" · ", other) for other in others))


def confidence_words(confidence: float) -> str:
    """A level of ``LEVELS`` for a confidence between 0 and 1."""
    return next(words for least, words in LEVELS if confidence >= least or least == 0.0)


def _article(exchange_id: str, kind: str, *children: Html) -> Html:
    return element("article", *children, id=f"exchange-{exchange_id}", class_=f"exchange {kind}")


def _question(answer: Answer) -> Html:
    heading = element("h2", answer.question, class_="question")
    if not answer.understood or answer.understood == answer.question:
        return heading
    return join(heading, element("p", "Understood as: ", element("q", answer.understood), class_="understood"))


def _answered(answer: Answer, exchange_id: str) -> Html:
    if answer.parts:
        return _answered_in_parts(answer, exchange_id)
    first, *others = answer.citations
    return join(_quote(first, exchange_id), _confidence(answer.confidence), _supporting(others, exchange_id))


def _answered_in_parts(answer: Answer, exchange_id: str) -> Html:
    """Each quote under the parts of the question that it answers, and what was asked beside them."""
    shown = []
    for citation in answer.citations:
        asked = [part.words for part in answer.parts if part.citation == citation.number]
        shown.extend([*(element("h3", words, class_="part") for words in asked), _quote(citation, exchange_id)])
    return join(*shown, _unanswered(answer.unanswered_parts), _confidence(answer.confidence))


def _unanswered(parts: tuple[str, ...]) -> Html:
    if not parts:
        return Html()
    advice = "No passage answers this clearly enough. Asked on its own, it shows what comes nearest."
    return element("div", *(element("h3", words) for words in parts), element("p", advice), class_="notice")


def _supporting(citations: list[Citation], exchange_id: str) -> Html:
    if not citations:
        return Html()
    title = "1 more supporting quote" if len(citations) == 1 else f"{len(citations)} more supporting quotes"
    quotes = [_quote(citation, exchange_id) for citation in citations]
    return element("details", element("summary", title), *quotes, class_="supporting")


def _quote(citation: Citation, exchange_id: str) -> Html:
    quote = element("blockquote", marked(citation), dir="auto")
    return element("figure", quote, element("figcaption", _link(citation, exchange_id)), class_="quote")


def _link(citation: Citation, exchange_id: str) -> Html:
    called = name(citation.title, citation.path)
    facts = [citation.path, place(citation)] if called != citation.path else [place(citation)]
    return element(
        "a",
        element("span", str(citation.number), class_="number"),
        element("span", called, class_="title", dir="auto"),
        element("span", dotted(*facts), class_="facts"),
        href=f"#cite-{exchange_id}-{citation.number}",
        class_="cite",
        aria_label=f"Source {citation.number}: {called}, {place(citation)}. Show it in the document.",
    )


def _confidence(confidence: float) -> Html:
    percent = f"{confidence:.0%}"
    meter = element("span", class_="meter", style=f"--level:{percent}", aria_hidden="true")
    meaning = (
        f"Of 100 quotes that scored like this one in tests, about {round(confidence * 100)} answered their question. "
        "That is an average over kinds of documents: on noisy news pages fewer did, in encyclopedias more. "
        "The words are the document’s own; whether they answer your question, its context shows best."
    )
    summary = element("summary", meter, element("b", confidence_words(confidence)), f" {percent}")
    return element("details", summary, element("p", meaning), class_="confidence")


_ABSTENTIONS = {
    Reason.EMPTY_CORPUS: (
        "No documents are indexed yet",
        "Put files into the documents folder and press “Update index”. Then ask again.",
    ),
    Reason.NOTHING_FOUND: (
        "The documents say nothing about this",
        "No passage is related to the question. Other words, or the name of a person or a place, may find more.",
    ),
    Reason.FILTERED_OUT: (
        "The chosen documents say nothing about this",
        "No passage within them is related to the question. Widen the choice to search the others too.",
    ),
    Reason.LOW_CONFIDENCE: (
        "No passage answers this clearly enough",
        "Related passages were found, but none that can be called an answer. Judge the closest for yourself.",
    ),
    Reason.ABOUT_CITELEAF: (HELP_TITLE, HELP),
}


def _abstained(answer: Answer, exchange_id: str) -> Html:
    reason = answer.reason or Reason.NOTHING_FOUND
    title, advice = _ABSTENTIONS[reason]
    notice = [element("h3", title), element("p", advice), _unknown(answer.unknown_words)]
    if reason is Reason.LOW_CONFIDENCE:
        notice.append(_confidence(answer.confidence))
    return join(
        element("div", *notice, class_="notice", data_reason=reason.name.lower()),
        _nearest(answer.nearest, exchange_id, folded=reason is not Reason.LOW_CONFIDENCE),
    )


def _unknown(words: tuple[str, ...]) -> Html:
    if not words:
        return Html()
    listed = [join(element("span", word, class_="word"), " ") for word in words]
    lead = "This word occurs in no document: " if len(words) == 1 else "These words occur in no document: "
    return element("p", lead, *listed, class_="unknown")


def _nearest(citations: tuple[Citation, ...], exchange_id: str, folded: bool) -> Html:
    if not citations:
        return Html()
    quotes = [_quote(citation, exchange_id) for citation in citations]
    if folded:
        return element("details", element("summary", "The closest passages all the same"), *quotes, class_="nearest")
    return element("section", element("h3", "Closest passages"), *quotes, class_="nearest")


def _failure_title(error: Exception) -> str:
    titles = {
        IndexMissing: "There is no index yet",
        IndexMismatch: "The index does not fit the model",
        IndexDamaged: "The index cannot be read",
        IndexLocked: "The index is being written",
    }
    return next((title for kind, title in titles.items() if isinstance(error, kind)), "This could not be answered")
