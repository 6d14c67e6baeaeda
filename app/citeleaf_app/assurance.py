"""How sure an answer is, in words with their measured meaning, and why it was chosen."""

from __future__ import annotations

from citeleaf.levels import AN_AVERAGE, Level, level_of, levels
from citeleaf.types import Consideration, Evidence, Finding, Hit
from citeleaf_app.markup import Html, element
from citeleaf_app.quoting import name

_EXPLAINED = (
    "Two searches, one by meaning and one by wording, each rank the passages; a reader then marks the words that"
    " answer. Scores run from 0 to 1."
)
BARS = 4
"""A meter has so many bars, as there are levels at most; the share of them is lit that was right at a level."""
SHOWN = 8
"""Of so many passages the scores are shown: those further down were hardly considered."""


def confidence(value: float, among: tuple[Level, ...] | None = None, *, given: bool = True) -> Html:
    """The level that ``value`` belongs to, and how often answers at it were right.

    Where no answer was ``given``, it is said to be about the best candidate.
    """
    known = among or levels()
    level = level_of(value, known)
    lit = max(1, BARS - known.index(level) if level.percent is None else round(BARS * level.percent / 100))
    meter = element("span", *(element("i", class_="lit" if bar < lit else None) for bar in range(BARS)), class_="meter")
    called, share = level.words, level.share
    if not given:
        called, share = f"Best candidate: {called.lower()}", level.share_of("candidates")
    summary = element("summary", meter, element("b", called), element("span", share, class_="share"))
    return element("details", summary, *_meaning(value, level), class_="confidence")


def _meaning(value: float, level: Level) -> list[Html]:
    counts = f"{level.right} of {level.asked} questions whose best answer scored like this were answered rightly. "
    return [
        element(
            "p",
            f"This one scored {value:.0%}. ",
            counts if level.asked else "",
            f"That is {AN_AVERAGE}.",
        ),
        element(
            "p", "The words are the document’s own. Whether they answer your question, their place in it shows best."
        ),
    ]


def why(considered: Consideration | None) -> Html:
    """Which passages were looked at, how each half of the search ranked them, and what spoke for the answer."""
    if considered is None or not considered.hits:
        return Html()
    best = _best(considered.findings)
    rows = [_row(rank, hit, best.get(hit.passage.id)) for rank, hit in enumerate(considered.hits[:SHOWN], start=1)]
    table = element("table", _head(), element("tbody", *rows))
    return element(
        "details",
        element("summary", "Why this answer"),
        element("p", _EXPLAINED),
        element("div", table, class_="sideways", tabindex=0, role="group", aria_label="Passages and scores"),
        _evidence(considered.evidence),
        class_="why",
    )


def _best(findings: tuple[Finding, ...]) -> dict[str, Finding]:
    best: dict[str, Finding] = {}
    for finding in findings:
        best.setdefault(finding.hit.passage.id, finding)
    return best


def _head() -> Html:
    titles = ("#", "Passage", "By meaning", "By wording", "Search", "Reader")
    return element("thead", element("tr", *(element("th", title, scope="col") for title in titles)))


def _row(rank: int, hit: Hit, finding: Finding | None) -> Html:
    passage = hit.passage
    where = f"page {passage.page}" if passage.page else f"from character {passage.span.start:,}"
    said = element("span", passage.read(finding.answer), class_="said", dir="auto") if finding else Html()
    called = element("span", name(passage.title, passage.path), dir="auto")
    return element(
        "tr",
        element("td", str(rank)),
        element("th", called, element("span", where), said, scope="row"),
        element("td", _rank(hit.dense_rank)),
        element("td", _rank(hit.lexical_rank)),
        element("td", f"{hit.score:.2f}"),
        element("td", f"{finding.scores.reader:.2f}" if finding else "–"),
    )


def _rank(rank: int | None) -> str:
    return f"{rank}." if rank else "–"


def _evidence(evidence: Evidence | None) -> Html:
    if evidence is None:
        return Html()
    facts = [
        ("Likeness of question and passage", f"{evidence.similarity:.2f}"),
        ("Share of the question’s words in the quote", f"{evidence.cover:.0%}"),
        ("The reader’s lead over the next answer", f"{evidence.margin:.2f}"),
        *((doubt, f"{value:.0f}" if counted else "yes") for doubt, value, counted in _doubts(evidence)),
    ]
    return element("dl", *(element("div", element("dt", fact), element("dd", value)) for fact, value in facts))


def _doubts(evidence: Evidence) -> list[tuple[str, float, bool]]:
    """What of the question the quote does not bear out: in words, how much of it, and whether it is counted."""
    doubts = (
        ("Numbers of the question that the quote lacks", evidence.numbers, True),
        ("Names of the question that these sentences lack", evidence.names, True),
        ("Names that stand in no document", evidence.absent, True),
        ("The quote says the opposite of a word of the question", evidence.opposite, False),
        ("The question denies something that the quote does not", evidence.undenied, False),
        ("The quote denies something that the question does not", evidence.denied, False),
    )
    return [doubt for doubt in doubts if doubt[1]]
