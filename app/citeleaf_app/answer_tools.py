"""What can be done with an answer that is kept: judge it, link to it, export it. Pure functions."""

from __future__ import annotations

from datetime import datetime

from citeleaf.history.export import MEDIA_TYPES
from citeleaf.history.kept import Feedback, Verdict
from citeleaf_app.markup import Html, element, join

FORMAT_NAMES = {"md": "as Markdown", "html": "as a web page (HTML)", "json": "as JSON, which can be verified"}

_OF_AN_ANSWER = {
    Verdict.RIGHT: "Right",
    Verdict.WRONG_ANSWER: "Wrong",
    Verdict.RIGHT_PASSAGE: "Right passage, wrong answer",
    Verdict.SHOULD_HAVE_ABSTAINED: "Should have said no",
}
_OF_AN_ABSTENTION = {
    Verdict.RIGHT: "Right, it is not there",
    Verdict.WRONG_ANSWER: "There is an answer",
    Verdict.RIGHT_PASSAGE: "A passage here answers",
}


def tools(answer_id: str, answered: bool, feedback: Feedback | None = None, asked: datetime | None = None) -> Html:
    """``asked`` is when, in UTC, for an answer that was reopened."""
    return join(
        _asked(asked) if asked else Html(),
        element("a", "Link", href=f"/?answer={answer_id}", class_="permalink", title="A link to this answer"),
        export_menu(f"/api/answers/{answer_id}"),
        feedback_row(answer_id, answered, feedback),
    )


def not_kept(trouble: str) -> Html:
    """Said in the answer's own row: the person may want to copy it elsewhere."""
    return element("p", "This answer could not be kept. ", trouble, class_="not-kept", role="alert")


def export_menu(address: str) -> Html:
    """The formats, folded."""
    summary = element("summary", "Export", aria_label="Export this answer")
    return element("details", summary, element("ul", *export_links(address)), class_="menu export")


def export_links(address: str) -> list[Html]:
    """Links to the formats of what lies at ``address``, as items of a list."""
    return [
        element("li", element("a", FORMAT_NAMES[ending], href=f"{address}.{ending}", download=True))
        for ending in MEDIA_TYPES
    ]


def feedback_row(answer_id: str, answered: bool, feedback: Feedback | None = None, trouble: str | None = None) -> Html:
    """The verdicts as buttons, the one given pressed; pressing it once more takes it back."""
    labels = _OF_AN_ANSWER if answered else _OF_AN_ABSTENTION
    given = feedback.verdict if feedback else None
    buttons = (
        element(
            "button",
            label,
            type="button",
            data_verdict=verdict.name,
            data_answer=answer_id,
            aria_pressed="true" if verdict is given else "false",
        )
        for verdict, label in labels.items()
    )
    lead = trouble or ("Thank you, it is noted." if given else "Was this right?")
    return element(
        "div",
        element("span", lead, class_="lead", role="status"),
        *buttons,
        id=f"feedback-{answer_id}",
        class_="feedback",
        role="group",
        aria_label="Was this right?",
    )


def _asked(moment: datetime) -> Html:
    local = moment.astimezone()
    words = f"Asked {local.day} {local:%B} {local.year}, {local:%H:%M}"
    return element("time", words, datetime=moment.isoformat(timespec="seconds"), class_="asked")
