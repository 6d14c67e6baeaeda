"""What a person is asked to agree to before documents go: pure functions."""

from __future__ import annotations

from citeleaf_app.markup import Html, element, join
from citeleaf_app.panel import count
from citeleaf_app.rows import Row


def emptying(files: int) -> Html:
    """What emptying the trash means, to be agreed to."""
    return _to_agree("Empty the trash?", "Destroy", element("p", f"{count(files, 'file')} will be destroyed for good."))


def removal(row: Row, citing: int) -> Html:
    """What deleting a document means, to be agreed to."""
    losses = [
        f"{count(row.passages, 'passage')} will answer no more." if row.passages else "It was not in the index.",
        f"{count(citing, 'kept answer')} of yours cite{'s' if citing == 1 else ''} it: the words stay, marked "
        "“source removed”."
        if citing
        else "",
        "The file goes to the trash, from which you can restore it.",
    ]
    what = element("p", element("b", row.name, dir="auto"), class_="what")
    where = element("p", row.path, class_="facts") if row.title else Html()
    return _to_agree(
        "Delete this document?", "Delete", what, where, element("ul", *(element("li", loss) for loss in losses if loss))
    )


def _to_agree(title: str, verb: str, *words: Html) -> Html:
    cancel = element("button", "Cancel", type="button", data_answer="no", autofocus=True)
    agree = element("button", verb, type="button", data_answer="yes", class_="danger")
    return join(element("h3", title, id="confirm-title"), *words, element("div", cancel, agree, class_="pair"))
