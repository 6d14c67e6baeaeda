"""What is fuzzed, and what counts as a fault: any error but ours, a law that does not hold, or far too much time.

A target takes any bytes. A file that cannot be read has a reason of one line that comes from a check of ours or from
the library at fault; an IndexError of our own, wrapped as damage of the file, is a fault.
"""

from __future__ import annotations

import json
import re
import sqlite3
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from citeleaf.documents import load_bytes
from citeleaf.errors import CiteleafError, DocumentError, ModelError, UsageError
from citeleaf.passages import split
from citeleaf.types import Block, BlockKind, Document, Span, Turn
from fuzz import seeds
from fuzz.records import check_record, record_seeds
from support import BagOfWordsEncoder, make_document, put

MOST_SECONDS = 10.0
"""Of processor time for one input of some twenty thousand bytes: hundreds of times what a page of text takes."""

ENCODER = BagOfWordsEncoder()
_OURS = re.compile(r"[/\\]citeleaf[/\\](?!.*site-packages)")
_FALLBACK = "it cannot be read as"
"""How the reason begins that stands for an error nobody expected."""
_MISTAKES = (LookupError, AttributeError, TypeError, AssertionError, ArithmeticError, RecursionError, NameError)


class Fault(Exception):
    """What a target found wrong."""


@dataclass(frozen=True, slots=True)
class Target:
    """``check`` raises whatever is wrong with how the bytes are taken."""

    name: str
    check: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]
    longest: int = 20_000


def check_within_time(target: Target, data: bytes, clock: Callable[[], float] = time.process_time) -> None:
    """As ``target.check``, and it must not take too long."""
    begun = clock()
    target.check(data)
    took = clock() - begun
    if took > MOST_SECONDS:
        raise Fault(f"it took {took:.0f} seconds of processor time for {len(data)} bytes")


def _check_file(suffix: str, data: bytes) -> None:
    try:
        document = load_bytes(data, f"a{suffix}")
    except DocumentError as error:
        _check_reason(error)
        return
    _check_document(document)
    _check_passages(document)


def _check_reason(error: DocumentError) -> None:
    reason = str(error)
    if not reason or "\n" in reason:
        raise Fault(f"the reason is not one line: {reason!r}")
    cause = error.__cause__
    if reason.startswith(_FALLBACK) and isinstance(cause, _MISTAKES) and _is_ours(cause):
        raise Fault("a mistake of ours passes for damage of the file") from cause


def _is_ours(error: BaseException) -> bool:
    frames = traceback.extract_tb(error.__traceback__)
    return bool(frames) and _OURS.search(frames[-1].filename) is not None


def _check_document(document: Document) -> None:
    for block in document.blocks:
        words = block.span.of(document.text)
        if not words.strip() or words != words.strip():
            raise Fault(f"the {block.kind} at {block.span} is empty or has white space around it")
    title = document.title
    if title != title.strip() or "\n" in title:
        raise Fault(f"the title is not one line: {title!r}")


def _check_passages(document: Document) -> None:
    try:
        document.text.encode()
    except UnicodeEncodeError:
        return  # ingest refuses it before it is split
    noise = [block.span for block in document.blocks if block.kind is BlockKind.BOILERPLATE]
    end = 0
    for passage in split(document):
        if passage.span.of(document.text) != passage.text or not passage.text.strip():
            raise Fault(f"the passage at {passage.span} is not what stands there")
        if passage.span.start < end or any(passage.span.overlaps(span) for span in noise):
            raise Fault(f"the passage at {passage.span} overlaps another, or noise")
        end = passage.span.end


def _check_part(build: Callable[[bytes], bytes], suffix: str, data: bytes) -> None:
    _check_file(suffix, build(data))


def _check_splitter(data: bytes) -> None:
    """The first byte says how the text is cut into blocks, the second in which language it is."""
    text = data[2:].decode("utf-8", "replace").replace("\x00", " ")
    language = ("en", "de", "ja", "ar", "ru", None, "xx")[(data[1:2] or b"\0")[0] % 7]
    parts = re.split(r"\n\s*\n", text) if data[:1] and data[0] % 2 else [text]
    kinds = list(BlockKind)
    blocks: list[Block] = []
    start = 0
    for number, part in enumerate(parts):
        at = text.index(part, start)
        kind = kinds[(data[0] // 2 + number) % len(kinds)] if data[:1] else BlockKind.PARAGRAPH
        stripped = part.strip()
        if stripped:
            at += len(part) - len(part.lstrip())
            blocks.append(Block(Span(at, at + len(stripped)), kind, int(kind is BlockKind.HEADING)))
            start = at + len(stripped)
    _check_passages(Document("0" * 16, "a.txt", "0" * 64, text, tuple(blocks), "", None, language, "text/plain"))


@cache
def _assistant() -> _Asked:
    return _Asked()


class _Asked:
    """An assistant over three small documents, in a folder that goes with the process."""

    def __init__(self) -> None:
        from citeleaf.assistant import Assistant
        from citeleaf.confidence import Calibration
        from citeleaf.models.sentence_reader import SentenceReader
        from citeleaf.settings import Settings
        from citeleaf.store.local import LocalStore

        self._folder = TemporaryDirectory(prefix="citeleaf-fuzz-")
        index = Path(self._folder.name)
        self.store = LocalStore.open(index, encoder=ENCODER.name, dimensions=ENCODER.dimensions, create=True)
        story = make_document((BlockKind.HEADING, "The lighthouse"), *seeds.STORY, path="story.txt", title="Lights")
        put(self.store, ENCODER, story, make_document(*seeds.STORY[::-1], path="b/копия.txt"))
        settings = Settings(corpus=index, index=index, minimum_confidence=0.0)
        calibration = Calibration.bundled("sentence_reader")
        self.assistant = Assistant(settings, self.store, ENCODER, SentenceReader(ENCODER), calibration)


def _check_question(data: bytes) -> None:
    """The first line is the question, those after it are what was asked before, the last first."""
    question, *before = data.decode("utf-8", "surrogateescape").split("\n")
    history = [Turn(asked.encode("utf-8", "replace").decode(), seeds.STORY[0]) for asked in reversed(before[:4])]
    assistant = _assistant().assistant
    try:
        considered = assistant.consider(question, history)
    except UsageError:
        return
    for citation in (*considered.answer.citations, *considered.answer.nearest):
        if citation.span.of(assistant.document(citation.document_id).text) != citation.quote:
            raise Fault(f"the quote of {citation.path} is not verbatim")


@cache
def _sound_index() -> tuple[bytes, bytes]:
    """The bytes of a catalogue and of its vectors' file."""
    from citeleaf.store.schema import CATALOGUE_FILE, VECTORS_FILE

    with TemporaryDirectory(prefix="citeleaf-fuzz-") as name:
        _make_index(Path(name))
        with closing(sqlite3.connect(Path(name) / CATALOGUE_FILE)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("VACUUM")
        return (Path(name) / CATALOGUE_FILE).read_bytes(), (Path(name) / VECTORS_FILE).read_bytes()


def _make_index(folder: Path) -> None:
    from citeleaf.store.local import LocalStore

    with closing(LocalStore.open(folder, encoder=ENCODER.name, dimensions=ENCODER.dimensions, create=True)) as store:
        put(store, ENCODER, make_document(*seeds.STORY, path="story.txt"))
        store.flush()


def _check_vectors(data: bytes) -> None:
    """The first byte says whether the file is the input, or its stamp alone with a checksum that fits."""
    import hashlib

    from citeleaf.store.vectors import Stamp, load_vectors, saved_stamp

    _, sound = _sound_index()
    stamp_line, _, of_faiss = sound[32:].partition(b"\n")
    content = data[1:]
    if data[:1] and data[0] % 2:
        rest = content.partition(b"\n")[0] + b"\n" + of_faiss
        content = hashlib.sha256(rest).digest() + rest
    wanted = Stamp(**json.loads(stamp_line))
    with TemporaryDirectory(prefix="citeleaf-fuzz-") as name:
        path = Path(name) / "vectors.faiss"
        path.write_bytes(content)
        saved_stamp(path)
        index = load_vectors(path, wanted)
        if index is not None and index.dimensions != ENCODER.dimensions:
            raise Fault("vectors of another number of dimensions were loaded")


def _vectors_seeds() -> list[bytes]:
    sound = _sound_index()[1]
    return [b"\0" + sound, b"\0" + sound[:40], b"\1" + sound[32:].partition(b"\n")[0]]


def _check_catalogue(data: bytes) -> None:
    """The catalogue with stretches of the input laid over it: pairs of a place (three bytes) and 16 bytes."""
    from citeleaf.store.catalogue import describe
    from citeleaf.store.local import LocalStore
    from citeleaf.store.schema import CATALOGUE_FILE

    content = bytearray(_sound_index()[0])
    for start in range(0, min(len(data), 19 * 8), 19):
        place = int.from_bytes(data[start : start + 3], "big") % len(content)
        content[place : place + 16] = data[start + 3 : start + 19]
    with TemporaryDirectory(prefix="citeleaf-fuzz-") as name:
        folder = Path(name)
        (folder / CATALOGUE_FILE).write_bytes(content)
        try:
            describe(folder)
            with closing(LocalStore.open(folder, encoder=ENCODER.name, dimensions=ENCODER.dimensions)) as store:
                for entry in store.entries():
                    store.document(entry.document_id)
                    store.passages(entry.document_id)
                store.failures()
        except CiteleafError:
            pass


def _check_facts(data: bytes) -> None:
    """The facts of a catalogue, each line of the input being one: name, a space, its value as JSON."""
    from citeleaf.store.catalogue import describe
    from citeleaf.store.local import LocalStore
    from citeleaf.store.schema import CATALOGUE_FILE

    with TemporaryDirectory(prefix="citeleaf-fuzz-") as name:
        folder = Path(name)
        (folder / CATALOGUE_FILE).write_bytes(_sound_index()[0])
        with closing(sqlite3.connect(folder / CATALOGUE_FILE)) as connection, connection:
            for line in data.decode("utf-8", "replace").split("\n"):
                key, _, value = line.partition(" ")
                connection.execute("DELETE FROM meta WHERE key = ?", (key,))
                if value:
                    connection.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (key, _fact(value)))
        try:
            describe(folder)
            with closing(LocalStore.open(folder, encoder=ENCODER.name, dimensions=ENCODER.dimensions)) as store:
                store.entries()
                _ = store.generation
        except CiteleafError:
            pass


def _fact(value: str) -> str | int | float:
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return value
    small = isinstance(found, int) and abs(found) < 2**63
    return found if small or isinstance(found, (str, float)) else value


def _check_weights(data: bytes) -> None:
    """The first byte says which of the files of numbers beside the models the rest is."""
    from citeleaf.confidence import Calibration
    from citeleaf.fusion import Fusion
    from citeleaf.models import bundle, weights

    folder = Path(_weights_folder().name)
    name = _WEIGHTS[data[0] % len(_WEIGHTS)] if data else _WEIGHTS[0]
    (folder / name).write_bytes(data[1:])
    found, weights.files = weights.files, lambda _: folder  # type: ignore[assignment, attr-defined]  # the folder is fixed
    try:
        if name == "fusion.json":
            Fusion.bundled.__wrapped__(Fusion)
        elif name == bundle.CHECKSUMS:
            bundle.checksum(bundle.READER, folder)
        else:
            Calibration.bundled(name.removesuffix(".json"))
    except ModelError:
        pass
    finally:
        weights.files = found  # type: ignore[attr-defined]  # as above


_WEIGHTS = ("fusion.json", "span_reader.json", "sentence_reader.json", "checksums.json")


@cache
def _weights_folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="citeleaf-fuzz-")


def _weights_seeds() -> list[bytes]:
    import citeleaf.models

    folder = Path(next(iter(citeleaf.models.__path__)))
    paths = [folder / name if (folder / name).exists() else folder / "bundled" / name for name in _WEIGHTS]
    return [bytes([number]) + path.read_bytes() for number, path in enumerate(paths)]


def _splitter_seeds() -> list[bytes]:
    return [bytes([number % 4, number % 7]) + text for number, text in enumerate(seeds.text_seeds())]


TARGETS = (
    Target("text", partial(_check_file, ".txt"), seeds.text_seeds),
    Target("markdown", partial(_check_file, ".md"), seeds.markdown_seeds),
    Target("table", partial(_check_file, ".csv"), seeds.table_seeds),
    Target("html", partial(_check_file, ".html"), seeds.html_seeds),
    Target("pdf", partial(_check_file, ".pdf"), seeds.pdf_seeds),
    Target("pdf-part", partial(_check_part, seeds.pdf_with_part, ".pdf"), lambda: seeds.part_seeds(seeds.PDF_PARTS)),
    Target("docx", partial(_check_file, ".docx"), lambda: [seeds.docx_with_part(b"")]),
    Target(
        "docx-part", partial(_check_part, seeds.docx_with_part, ".docx"), lambda: seeds.part_seeds(seeds.DOCX_PARTS)
    ),
    Target("epub", partial(_check_file, ".epub"), lambda: [seeds.epub_with_part(b"")]),
    Target(
        "epub-part", partial(_check_part, seeds.epub_with_part, ".epub"), lambda: seeds.part_seeds(seeds.EPUB_PARTS)
    ),
    Target("splitter", _check_splitter, _splitter_seeds),
    Target("question", _check_question, seeds.question_seeds, longest=3000),
    Target("vectors", _check_vectors, _vectors_seeds),
    Target("catalogue", _check_catalogue, lambda: [b"", bytes(19), b"\x00\x10\x00" + b"x" * 16], longest=19 * 8),
    Target("facts", _check_facts, lambda: [b"dimensions 256\ngeneration 4", b'encoder "x"\nschema']),
    Target("weights", _check_weights, _weights_seeds),
    Target("record", check_record, record_seeds),
)


def target_named(name: str) -> Target:
    return next(target for target in TARGETS if target.name == name)
