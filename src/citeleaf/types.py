"""The types that flow between the stages.

Everything that crosses a module is one of these frozen types. A span is half-open and counts characters of
``Document.text``, always: a passage, a finding and a citation speak of the document's offsets, never of their own.
This module imports nothing else of the package.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The characters from ``start`` up to, but not including, ``end``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span runs forward from 0 or later, not from {self.start} to {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters of ``text`` that this span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def shifted(self, offset: int) -> Span:
        return Span(self.start + offset, self.end + offset)


class BlockKind(StrEnum):
    """What a stretch of a document is for. Noise is labelled boilerplate and stays where it is."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    TABLE = "table"
    CAPTION = "caption"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Block:
    """One labelled stretch of a document: a paragraph, a heading, a row of navigation.

    ``level`` is a heading's depth from 1, and 0 for every other kind. ``page`` counts from 1, for formats that
    have pages.
    """

    span: Span
    kind: BlockKind
    level: int = 0
    page: int | None = None


def document_id(path: str) -> str:
    """The id of the document at ``path``: the same in every index, whichever way the document got there."""
    return hashlib.sha256(path.encode(errors="surrogateescape")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says, and where its parts are.

    ``text`` is the whole of it, noise included, so that offsets stay true. ``id`` is ``document_id(path)``, ``sha256``
    from the file's bytes. ``title`` is empty and ``published`` is None where the file itself names none.
    ``page_labels`` holds a PDF's own name for each page ("iv", "12"), first page first, where it has such names.
    """

    id: str
    path: str
    sha256: str
    text: str
    blocks: tuple[Block, ...]
    title: str
    published: date | None
    language: str | None
    media_type: str
    page_labels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        last = 0
        for block in self.blocks:
            if block.span.start < last or block.span.end > len(self.text):
                raise ValueError(f"{self.path}: the block at {block.span} overlaps another or leaves the text")
            last = block.span.end

    def page_at(self, offset: int) -> int | None:
        """The page that holds the character at ``offset``, where the format has pages."""
        page = None
        for block in self.blocks:
            if block.span.start > offset:
                break
            page = block.page
        return page


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences of one document, small enough to compare with a question: ``document.text[span] == text``.

    ``id`` begins with ``document_id``, so that it follows when the document is renamed. ``language`` is the document's.
    """

    id: str
    document_id: str
    path: str
    title: str
    headings: tuple[str, ...]
    span: Span
    text: str
    page: int | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        if len(self.span) != len(self.text):
            raise ValueError(f"{self.path}: a passage of {len(self.text)} characters cannot lie at {self.span}")

    def read(self, span: Span) -> str:
        """What the passage says at ``span``, which counts the document's characters and lies within the passage."""
        return self.text[span.start - self.span.start : span.end - self.span.start]

    @property
    def context(self) -> str:
        """Title and headings, one a line: what the encoder reads before the text, and no quote ever holds."""
        return "\n".join(part for part in (self.title, *self.headings) if part)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents a question is asked of. An empty filter asks all of them.

    ``paths`` are globs on the document's path, and ``media_types`` types of files, any of which may match. A date
    range keeps only documents that name a date of their own within it, both ends included.
    """

    paths: tuple[str, ...] = ()
    published_from: date | None = None
    published_until: date | None = None
    media_types: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.paths or self.published_from or self.published_until or self.media_types)


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of a question.

    ``weight`` is its inverse document frequency over the passages, and ``known`` whether any passage holds it.
    """

    word: str
    weight: float = 1.0
    known: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """A short form and the words that it stands for: "CSTO", ("Collective", "Security", "Treaty", "Organization")."""

    short: str
    long: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A question that stands alone (``text``), as it was put (``original``), and what to ask it of.

    ``misspelt`` are the words of ``original`` that are in no document, and for which ``text`` has others. ``forms`` are
    those that the corpus defines of which the question holds one side; the search finds them.
    """

    text: str
    original: str
    terms: tuple[Term, ...] = ()
    filters: Filters = field(default_factory=Filters)
    misspelt: tuple[str, ...] = ()
    forms: tuple[Form, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage as one half of the search returned it; a higher score is better."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """How well a passage matches a question: shares from 0 to 1, or the weight that each share has in a score.

    ``similarity`` is the cosine (that of the last one found where the dense half did not find the passage), ``meaning``
    the reciprocal rank in the dense half, ``wording`` BM25 beside the best passage's. The others are shares, by weight,
    of the question's content words: in the passage, its title and headings (``cover``), in its best stretch of a
    sentence's length (``focus``), of its names and numbers (``names``), of its neighbouring words (``pairs``).
    """

    similarity: float = 0.0
    meaning: float = 0.0
    wording: float = 0.0
    cover: float = 0.0
    focus: float = 0.0
    names: float = 0.0
    pairs: float = 0.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage, scored from 0 to 1; the ranks, from 1, say which half of the search found it."""

    passage: Passage
    score: float
    dense_rank: int | None
    lexical_rank: int | None
    match: Match = Match()


@dataclass(frozen=True, slots=True)
class Scores:
    """Why a finding was chosen: the reader's own score, and the kinds of evidence below it.

    ``similarity`` is the cosine between question and what was compared with it, ``cover`` the share, by weight, of
    the question's content words that stands there. A trained reader adds log odds: ``logit``, all that it believes;
    ``span``, its score of the words themselves; ``no_answer``, its score for there being none in the passage. How well
    the sentences to quote meet the question's words is ``maxsim`` and ``weakest``: see ``models.alignment.Met``. And
    ``alone`` is by how much some words of the quote outdo "no answer" for a reader that has nothing else to read.
    """

    reader: float
    similarity: float
    cover: float
    logit: float = 0.0
    span: float = 0.0
    no_answer: float = 0.0
    maxsim: float = 0.0
    weakest: float = 0.0
    alone: float = 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """Where a reader sees an answer: the exact words (``answer``) within the sentences to quote (``sentence``)."""

    hit: Hit
    answer: Span
    sentence: Span
    scores: Scores

    def __post_init__(self) -> None:
        if not self.hit.passage.span.contains(self.sentence) or not self.sentence.contains(self.answer):
            raise ValueError(f"a finding lies within its passage: {self.answer} in {self.sentence}")


@dataclass(frozen=True, slots=True)
class Quote:
    """Whole sentences of a passage that are to be shown, and which of their words answer, in their order."""

    passage: Passage
    span: Span
    highlights: tuple[Span, ...]

    @property
    def text(self) -> str:
        return self.passage.read(self.span)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the best finding: all that a confidence rests on.

    ``similarity`` and ``cover`` are its own scores; ``margin`` is the reader's lead over the next finding that says
    something else. ``share`` is the logarithm of how much of a trained reader's belief lies in the quote, ``explains``
    is 1 where the question asks for reasons or ways, which no short span answers. ``lead`` is by how much the search
    puts the passage before all others that were read, ``length`` the logarithm of the answer's words, plus one, and
    ``weakest`` and ``alone`` are its own scores. What of the question the quote does not bear out are ``numbers``,
    ``names``, ``absent``, ``opposite``, ``undenied`` and ``denied``: see ``mismatches.Mismatches``.
    """

    similarity: float = 0.0
    cover: float = 0.0
    margin: float = 0.0
    share: float = 0.0
    explains: float = 0.0
    lead: float = 0.0
    length: float = 0.0
    weakest: float = 0.0
    alone: float = 0.0
    numbers: float = 0.0
    names: float = 0.0
    absent: float = 0.0
    opposite: float = 0.0
    undenied: float = 0.0
    denied: float = 0.0


class Standing(StrEnum):
    """How a cited file stands to what was indexed of it, at the moment it was cited."""

    CURRENT = "the file is as it was indexed"
    CHANGED = "the file has changed since it was indexed"
    GONE = "the file is no longer there"
    UNREADABLE = "the file cannot be opened at the moment"


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and the place it was taken from, made by ``answer.cite``, which checks it against the document."""

    number: int
    document_id: str
    path: str
    title: str
    span: Span
    quote: str
    highlights: tuple[Span, ...]
    page: int | None
    sha256: str
    standing: Standing = Standing.CURRENT

    def __post_init__(self) -> None:
        if len(self.span) != len(self.quote):
            raise ValueError(f"{self.path}: a quote of {len(self.quote)} characters cannot lie at {self.span}")
        if not all(self.span.contains(highlight) for highlight in self.highlights):
            raise ValueError(f"{self.path}: a highlight lies outside its quote at {self.span}")


class Policy(StrEnum):
    """How sure an answer must be to be given."""

    CAREFUL = "careful"
    BALANCED = "balanced"
    OPEN = "open"


class Reason(StrEnum):
    """Why no answer is given."""

    EMPTY_CORPUS = "no documents are indexed"
    NOTHING_FOUND = "none of the question's words occurs in the documents"
    FILTERED_OUT = "no passage within the chosen documents is related to the question"
    LOW_CONFIDENCE = "related passages were found, but none that answers the question with enough confidence"
    ABOUT_CITELEAF = "this asks nothing of the documents, and Citeleaf answers only from them"

    @property
    def told(self) -> str:
        """The reason as people are told it, without its full stop.

        Where there was merely nothing sure enough, the answer may well stand among the nearest passages: nobody says
        then that it is not in the documents.
        """
        if self is Reason.LOW_CONFIDENCE:
            return "No passage answers this clearly enough"
        return f"Not in these documents: {self.value}"


@dataclass(frozen=True, slots=True)
class AnsweredPart:
    """A part of a question in the question's own ``words``, what the corpus says to it, and the citation's number.

    Two parts that are answered at one place have the same citation.
    """

    words: str
    text: str
    confidence: float
    citation: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the corpus says to a question, or why it is not said to say anything.

    ``text`` is the shortest highlighted answer, verbatim, and None on an abstention, which gives its ``reason`` and
    the ``nearest`` passages. ``confidence`` (0..1) is that of the best candidate, whether or not it was shown.

    A question in several parts has its answered ones in ``parts``, in its order; ``text`` and the first citation are
    the first one's, ``confidence`` the least sure one's. ``unanswered_parts`` are the others, in its own words.

    ``related`` are further passages for reading on, where they were asked for, numbered on from the last citation.
    """

    question: str
    understood: str
    text: str | None
    confidence: float
    citations: tuple[Citation, ...]
    reason: Reason | None
    nearest: tuple[Citation, ...]
    unknown_words: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)
    parts: tuple[AnsweredPart, ...] = ()
    unanswered_parts: tuple[str, ...] = ()
    related: tuple[Citation, ...] = ()

    @property
    def answered(self) -> bool:
        return self.reason is None


@dataclass(frozen=True, slots=True)
class Found:
    """What the search returned for a question, best first, before anything was read in it.

    ``query`` is as it was put, with what the search learned of it.
    """

    query: Query
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Consideration:
    """All that was found for a question, before and after it was decided whether to answer.

    ``candidate`` is the best answer there is, however weak; ``answer`` is what the policy makes of it. ``hits`` are
    the retrieved passages and ``findings`` what was read in them, best first. ``evidence`` is None, and there are no
    findings, where there was nothing to answer with; of a question in several parts, the findings are not kept.
    """

    answer: Answer
    candidate: Answer
    hits: tuple[Hit, ...]
    evidence: Evidence | None = None
    query: Query | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation.

    ``understood`` is the question as it was understood, or as the person corrected that; where it is empty, it is
    worked out again from the turns before.
    """

    question: str
    answer: str
    understood: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as the catalogue lists it, without its text."""

    document_id: str
    path: str
    sha256: str
    title: str
    published: date | None
    language: str | None
    media_type: str
    passages: int
    characters: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read. ``sha256`` is None where not even its bytes could be."""

    path: str
    reason: str
    sha256: str | None = None
