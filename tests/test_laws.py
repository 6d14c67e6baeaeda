"""The laws that hold over the whole way: every quote is verbatim (law 1), and nothing leaves the machine (law 4)."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest
from docx import Document as WordDocument
from ebooklib import epub

from citeleaf.assistant import Assistant
from citeleaf.confidence import Calibration
from citeleaf.models.sentence_reader import SentenceReader
from citeleaf.sentences import sentences
from citeleaf.settings import Settings
from citeleaf.store.local import LocalStore
from citeleaf.types import BlockKind, Citation, Consideration, Filters, Turn
from documents.cases import FOLDER, SEED, marked_page
from documents.pdf_files import lines, pdf
from support import BagOfWordsEncoder

STORY = (
    "The lighthouse was built in 1890 by Anders Holm.",
    "It stands on a rock that is 31 metres high.",
    "Its lamp burned oil until 1921, and nobody has lit it since.",
)
QUESTIONS = (
    "When was the lighthouse built?",
    "How high is the rock?",
    "Who invented penicillin?",
    "что такое ОДКБ?",
    "👍🏽",
    "???",
    "cookies advertisement subscribe",
)
FILTERS = (Filters(), Filters(("story.*",)), Filters(("*.pdf", "*.docx")), Filters(("absent",)))


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    """One story in every format."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "story.txt").write_text("\n\n".join(STORY))
    (folder / "story.md").write_text("# The lighthouse\n\n" + "\n".join(f"- *{line}*" for line in STORY))
    paragraphs = "".join(f"<p>{line} &amp; more. שלום &#x1f44d;&#x1f3fd; e&#x301;</p>" for line in STORY)
    (folder / "story.html").write_text(f"<title>Light</title><body><article>{paragraphs}</article></body>")
    (folder / "story.pdf").write_bytes(pdf(lines(72, 700, STORY), lines(72, 700, STORY[::-1])))
    _write_word(folder / "story.docx")
    _write_book(folder / "story.epub")
    return folder


@pytest.fixture
def corpus(stories: Path) -> Path:
    """Besides the stories, pages in many scripts, some with line ends of other systems and a byte order mark."""
    (stories / SEED.name).write_bytes(SEED.read_bytes())
    for number, page in enumerate(sorted(FOLDER.glob("*/*.txt"))):
        line_end, encoding = [*product(("\n", "\r\n"), ("utf-8", "utf-8-sig"))][number % 4]
        text, _ = marked_page(page)
        (stories / page.name).write_text(text, encoding=encoding, newline=line_end)
    return stories


def _write_word(path: Path) -> None:
    document = WordDocument()
    for line in STORY:
        document.add_paragraph(line)
    document.save(str(path))


def _write_book(path: Path) -> None:
    chapter = epub.EpubHtml(title="One", file_name="one.xhtml")
    chapter.content = "<h1>One</h1>" + "".join(f"<p>{line}</p>" for line in STORY)
    book = epub.EpubBook()
    book.set_identifier("story")
    book.set_title("The lighthouse")
    book.add_item(chapter)
    book.add_item(epub.EpubNav())
    book.spine = [chapter]
    epub.write_epub(str(path), book)


@pytest.fixture
def attempts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Closes the network, and afterwards nobody must have tried it: libraries may hide their failure."""
    tried: list[object] = []

    def refuse(*arguments: object) -> None:
        tried.append(arguments)
        raise OSError("there is no network")

    for name in ("connect", "connect_ex", "sendto", "sendmsg"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    yield tried
    assert tried == []


@pytest.fixture
def assistant(corpus: Path, tmp_path: Path) -> Iterator[Assistant]:
    """With a simple encoder, over an empty index."""
    encoder = BagOfWordsEncoder()
    index = tmp_path / "index"
    store = LocalStore.open(index, encoder=encoder.name, dimensions=encoder.dimensions, create=True)
    settings = Settings(corpus=corpus, index=index, quotes=10, nearest=10)
    calibration = Calibration.bundled("sentence_reader")
    with closing(Assistant(settings, store, encoder, SentenceReader(encoder), calibration)) as made:
        yield made


def quotes(consideration: Consideration) -> list[Citation]:
    answer, candidate = consideration.answer, consideration.candidate
    return [*answer.citations, *answer.nearest, *candidate.citations]


def gold_questions() -> list[str]:
    file = Path(__file__).parent / "quality" / "seed.jsonl"
    return [json.loads(line)["question"] for line in file.read_text(encoding="utf-8").splitlines()]


def test_every_quote_is_verbatim(assistant: Assistant) -> None:
    """Law 1, over all that is shown or could be, for questions made of the documents' own sentences and for others."""
    report = assistant.ingest()
    assert report.failures == ()
    texts = {entry.document_id: assistant.document(entry.document_id) for entry in assistant.entries()}
    own = [
        f"Is it so that {' '.join(span.of(document.text).split()[:8])}?"
        for document in texts.values()
        for block in document.blocks
        if block.kind is not BlockKind.BOILERPLATE
        for span in sentences(document.text, block.span)[:1]
    ]
    checked = 0
    for question in (*QUESTIONS, *gold_questions(), *own[::4]):
        considered = assistant.consider(question[:2000])
        for citation in quotes(considered):
            document = texts[citation.document_id]
            noise = (block.span for block in document.blocks if block.kind is BlockKind.BOILERPLATE)
            assert citation.quote == document.text[citation.span.start : citation.span.end]
            assert (citation.path, citation.title, citation.sha256) == (document.path, document.title, document.sha256)
            assert not any(citation.span.overlaps(span) for span in noise)
            checked += 1
        if considered.answer.text is not None:
            assert considered.answer.text in considered.answer.citations[0].quote
        for hit in considered.hits:
            assert hit.passage.text == hit.passage.span.of(texts[hit.passage.document_id].text)
    assert checked > 500, "the loop has looked at next to nothing"


def ask_everything(assistant: Assistant) -> list[str]:
    """What is answered to each question, under each filter, first and as a follow-up."""
    histories = ((), (Turn("When was the lighthouse built?", "The lighthouse was built in 1890."),))
    asked = product((*QUESTIONS, "Who built it?"), histories, FILTERS)
    return [assistant.ask(question, history, filters).text or "" for question, history, filters in asked]


def test_nothing_leaves_the_machine(assistant: Assistant, attempts: list[object]) -> None:
    assert assistant.ingest().failed == 0
    assert STORY[0] in ask_everything(assistant)


@pytest.mark.slow
def test_nothing_leaves_the_machine_with_the_bundled_models(
    stories: Path, tmp_path: Path, attempts: list[object]
) -> None:
    settings = Settings(corpus=stories, index=tmp_path / "index", minimum_confidence=0.0)
    with closing(Assistant.open(settings, create=True)) as assistant:
        assert assistant.ingest().failed == 0
        assert STORY[0] in assistant.ask("When was the lighthouse built?").citations[0].quote
        assert assistant.ask("Who invented penicillin?").unknown_words == ("invented", "penicillin")
