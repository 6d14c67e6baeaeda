"""Says that there is no answer, and why: each way of not answering has a state of its own, with what to do next."""

from __future__ import annotations

from citeleaf.help import HELP, HELP_TITLE
from citeleaf.types import Answer, Citation, Reason
from citeleaf_app.assurance import confidence
from citeleaf_app.extras import Extras, Gaps
from citeleaf_app.markup import Html, element, join
from citeleaf_app.quoting import counted, quote

_STATES = {
    Reason.EMPTY_CORPUS: (
        "No documents are indexed yet",
        "Add files under “Documents”, or put them into the documents folder and press “Update index”. Then ask again.",
    ),
    Reason.NOTHING_FOUND: (
        "The documents say nothing about this",
        "No passage is related to the question. Other words, or the name of a person or a place, may find more.",
    ),
    Reason.FILTERED_OUT: (
        "The chosen documents say nothing about this",
        "No passage within your filters is related to the question.",
    ),
    Reason.LOW_CONFIDENCE: (
        Reason.LOW_CONFIDENCE.told,
        "Related passages were found, but none that can be called an answer. Judge the closest for yourself.",
    ),
    Reason.ABOUT_CITELEAF: (HELP_TITLE, HELP),
}
_OF_THE_DOCUMENTS = (Reason.NOTHING_FOUND, Reason.FILTERED_OUT, Reason.LOW_CONFIDENCE)
"""The reasons that lie in what the documents say."""


def abstained(answer: Answer, exchange_id: str, extras: Extras) -> Html:
    """The state, and the nearest passages."""
    reason = answer.reason or Reason.NOTHING_FOUND
    title, advice = _STATES[reason]
    state, asked = reason.name.lower(), answer.understood or answer.question
    notice = [element("h3", title), element("p", advice), _unknown(answer.unknown_words)]
    if extras.outside is not None:
        state = "outside_filters"
        notice = [element("h3", "The answer lies outside your filters"), _outside(extras.outside, asked)]
    if reason is Reason.EMPTY_CORPUS or reason in _OF_THE_DOCUMENTS:
        notice.append(_gaps(extras.gaps))
    return join(
        element("div", *notice, class_="notice", data_reason=state),
        confidence(answer.confidence, given=False) if reason is Reason.LOW_CONFIDENCE and answer.nearest else Html(),
        _nearest(answer.nearest, exchange_id, extras, folded=reason is not Reason.LOW_CONFIDENCE),
    )


def _outside(outside: Answer, asked: str) -> Html:
    passages = counted(len(outside.citations), "passage")
    verb = "answers" if len(outside.citations) == 1 else "answer"
    again = element(
        "button",
        "Remove filters and ask again",
        type="button",
        class_="action",
        data_ask=asked,
        data_alone=True,
        data_everywhere=True,
    )
    return join(element("p", f"Outside your filters, {passages} {verb} this question."), again)


def _unknown(words: tuple[str, ...]) -> Html:
    if not words:
        return Html()
    listed = [join(element("span", word, class_="word"), " ") for word in words]
    lead = "This word occurs in no document: " if len(words) == 1 else "These words occur in no document: "
    return element("p", lead, *listed, class_="unknown")


def _gaps(gaps: Gaps) -> Html:
    """Files in which the answer may stand unseen."""
    lines = []
    if gaps.waiting:
        verb = "is" if gaps.waiting == 1 else "are"
        lines.append(f"{counted(gaps.waiting, 'file')} {verb} not indexed yet: ask again when the update is through.")
    if gaps.unread:
        lines.append(f"{counted(gaps.unread, 'file')} could not be read; “Documents” names each, and why.")
    if not lines:
        return Html()
    return element(
        "div", element("p", element("b", "Not everything could be searched. "), " ".join(lines)), class_="gaps"
    )


def _nearest(citations: tuple[Citation, ...], exchange_id: str, extras: Extras, *, folded: bool) -> Html:
    if not citations:
        return Html()
    quotes = [quote(citation, exchange_id, extras.marks.get(citation.number, "")) for citation in citations]
    if folded:
        return element("details", element("summary", "The closest passages all the same"), *quotes, class_="nearest")
    return element("section", element("h3", "Closest passages"), *quotes, class_="nearest")
